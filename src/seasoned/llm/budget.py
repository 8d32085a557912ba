"""What model calls cost, per call name, and the budget they must stay within."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from threading import Lock

from seasoned.errors import InputError
from seasoned.llm.errors import BudgetError

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Money per million input and output tokens, in any currency. There are no default prices."""

    input: float
    output: float

    def __post_init__(self) -> None:
        if not (self.input >= 0.0 and self.output >= 0.0):
            raise InputError("prices must be 0 or more per million tokens")

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """Return the money for that many tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / MILLION


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent; None is no limit. `money` needs prices."""

    requests: int | None = None
    tokens: int | None = None
    money: float | None = None

    def __post_init__(self) -> None:
        for name in fields(self):
            value = getattr(self, name.name)
            if value is not None and not value >= 0:
                raise InputError(f"the budget's {name.name} must be 0 or more, not {value}")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one call name (or all of them) took.

    `answered` by the model and `replayed` from a transcript; where that gave nothing usable a fallback answered
    (`fell_back`). `requests` counts every request, failed ones and those that mend an answer included; what a failed
    one cost is not known and counted as nothing. `estimated` of them came back without a token count, so that theirs is
    an estimate. `dropped` counts items of answers that did not hold up.
    """

    calls: int = 0
    answered: int = 0
    replayed: int = 0
    fell_back: int = 0
    dropped: int = 0
    requests: int = 0
    failed_requests: int = 0
    estimated: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens

    def plus(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(slots=True)
class Account:
    """The running bill. Safe to use from several threads; a request's room is held while it is under way."""

    budget: Budget = Budget()
    prices: Prices | None = None
    _spent: dict[str, Spent] = field(default_factory=dict)
    _held: tuple[int, int, int] = (0, 0, 0)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.budget.money is not None and self.prices is None:
            raise InputError("a budget in money needs prices=Prices(input, output), per million tokens")

    def spent(self) -> Mapping[str, Spent]:
        """Return what each call name took, by name."""
        with self._lock:
            return dict(sorted(self._spent.items()))

    def total(self) -> Spent:
        """Return what all calls took together."""
        with self._lock:
            return self._total()

    def cost(self, spent: Spent) -> float | None:
        """Return the money for `spent`; None where no prices were given."""
        return None if self.prices is None else self.prices.of(spent.input_tokens, spent.output_tokens)

    def count(self, name: str, **more: int) -> None:
        """Add to the counts of one call name."""
        with self._lock:
            self._add(name, more)

    def permit(self, name: str) -> None:
        """Raise BudgetError where not even the smallest request has room, so that none is prepared."""
        with self._lock:
            together = self._total()
            self._refuse(name, replace(together, requests=together.requests + 1))

    def hold(self, name: str, input_tokens: int, output_tokens: int) -> None:
        """Keep room for one request of that many tokens at most. Raises BudgetError where there is none.

        `input_tokens` is an estimate (`seasoned.recall.tokens`), so that the last request before the limit may pass it
        by the error of that estimate, never by a whole request.
        """
        with self._lock:
            together = self._total()
            requests, asked, said = (a + b for a, b in zip(self._held, (1, input_tokens, output_tokens), strict=True))
            ahead = replace(
                together,
                requests=together.requests + requests,
                input_tokens=together.input_tokens + asked,
                output_tokens=together.output_tokens + said,
            )
            self._refuse(name, ahead)
            self._held = (requests, asked, said)

    def settle(self, name: str, held_input: int, held_output: int, **more: int) -> None:
        """Give back what `hold` kept and add what the request really took."""
        with self._lock:
            requests, asked, said = self._held
            self._held = (requests - 1, asked - held_input, said - held_output)
            self._add(name, {"requests": 1, **more})

    def _total(self) -> Spent:
        together = Spent()
        for one in self._spent.values():
            together = together.plus(one)
        return together

    def _add(self, name: str, more: Mapping[str, int]) -> None:
        self._spent[name] = self._spent.get(name, Spent()).plus(Spent(**more))

    def _refuse(self, name: str, ahead: Spent) -> None:
        money = self.cost(ahead)
        for what, limit, need in (
            ("requests", self.budget.requests, ahead.requests),
            ("tokens", self.budget.tokens, ahead.tokens),
            ("money", self.budget.money, money),
        ):
            if limit is not None and need is not None and need > limit:
                raise BudgetError(
                    f"{name}: the next request could bring {what} to {need:g}, over the budget of {limit:g}"
                )
