"""Stage functions with knobs: the situation comes first, the parameters after.

    @select_stage
    def top_k(query, candidates, rng, now, k=3): ...

    select = top_k(3)        # a SelectStage that runs top_k(query, candidates, rng, now, 3) and prints as "top_k(3)"

So an algorithm is one plain function, and a system reads like a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from random import Random
from typing import Any, Concatenate, ParamSpec, TypeVar

from seasoned.protocols import Attempt, Compose, Reader, Scored
from seasoned.stage import (
    DiagnoseStage,
    DistillStage,
    EvolveStage,
    SearchStage,
    SelectStage,
    Stage,
    TriggerStage,
    words_of,
)
from seasoned.types import Candidate, Diagnosis, Edit, Experience, Hint, Outcome, Proposal, Query, Trajectory

P = ParamSpec("P")
S = TypeVar("S", bound=Stage[Any])


@dataclass(frozen=True, slots=True, repr=False)
class _Knobs:
    """A stage function with its knobs turned and the situation still missing."""

    factory: Callable[..., Any]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    def __call__(self, *situation: Any) -> Any:
        return self.function(*situation, *self.args, **self.kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        # The decorated function is found under the public name only, so pickle the call that made this.
        return _turned_again, (self.factory, self.args, dict(self.kwargs))

    def __repr__(self) -> str:
        knobs = [_words(value) for value in self.args]
        knobs += [f"{name}={_words(value)}" for name, value in self.kwargs.items()]
        return f"{self.factory.__name__}({', '.join(knobs)})"


def _words(value: object) -> str:
    return words_of(value) if callable(value) else repr(value)


def _turned_again(factory: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    made = factory(*args, **kwargs)
    return made.run if isinstance(made, Stage) else made


def _factory(kind: type[S], function: Callable[..., Any]) -> Callable[..., S]:
    @wraps(function)
    def factory(*args: Any, **kwargs: Any) -> S:
        knobs = _Knobs(factory, function, args, kwargs)
        return kind(knobs, repr(knobs))

    return factory


def trigger_stage(function: Callable[Concatenate[Query, P], bool]) -> Callable[P, TriggerStage]:
    """Turn ``f(query, *knobs)`` into a factory of `TriggerStage`."""
    return _factory(TriggerStage, function)


def search_stage(function: Callable[Concatenate[Query, Reader, P], list[Candidate]]) -> Callable[P, SearchStage]:
    """Turn ``f(query, store, *knobs)`` into a factory of `SearchStage`."""
    return _factory(SearchStage, function)


def select_stage(
    function: Callable[Concatenate[Query, Sequence[Scored], Random, float, P], list[Scored]],
) -> Callable[P, SelectStage]:
    """Turn ``f(query, candidates, rng, now, *knobs)`` into a factory of `SelectStage`."""
    return _factory(SelectStage, function)


def compose_stage(
    function: Callable[Concatenate[Query, Sequence[Experience], P], Hint],
) -> Callable[P, Compose]:
    """Turn ``f(query, chosen, *knobs)`` into a factory of `Compose`, which has no operator."""

    @wraps(function)
    def factory(*args: P.args, **kwargs: P.kwargs) -> Compose:
        compose: Callable[..., Hint] = _Knobs(factory, function, args, kwargs)
        return compose

    return factory


def diagnose_stage(
    function: Callable[Concatenate[Trajectory, Outcome | None, P], list[Diagnosis]],
) -> Callable[P, DiagnoseStage]:
    """Turn ``f(trajectory, outcome, *knobs)`` into a factory of `DiagnoseStage`."""
    return _factory(DiagnoseStage, function)


def distill_stage(
    function: Callable[Concatenate[Sequence[Attempt], Reader, P], Iterable[Proposal]],
) -> Callable[P, DistillStage]:
    """Turn ``f(attempts, store, *knobs)`` into a factory of `DistillStage`."""
    return _factory(DistillStage, function)


def evolve_stage(function: Callable[Concatenate[Reader, float, P], list[Edit]]) -> Callable[P, EvolveStage]:
    """Turn ``f(store, now, *knobs)`` into a factory of `EvolveStage`."""
    return _factory(EvolveStage, function)
