"""What is answered from a hint, and how right that is. No model takes part.

The reader knows what each line that was told states, and takes the first value of what was asked for, item by item. A
hint that has none is believed all the same: its first value is the answer, as models take near misses for answers. So
only a memory that keeps still abstains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, log

from seasoned.bench.tracks.overwrite_stream import AGAIN, NEVER, Asked, Told
from seasoned.types import Experience, Hint

GAPS = ((0, "at once"), (1, "after 1-7 lines"), (8, "after 8-31 lines"), (32, "after 32 lines or more"))


@dataclass(slots=True)
class Ledger:
    """What was told so far: each line's meaning, every value of each attribute in order, and when each was told."""

    lines: dict[str, Told] = field(default_factory=dict)
    history: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    foreseen: dict[str, bool] = field(default_factory=dict)

    def tell(self, task: int, line: Told) -> None:
        """Note a line of a task."""
        self.lines[line.text] = line
        if line.about:
            held = self.history[line.about]
            if not held or held[-1][1] != line.value:
                held.append((task, line.value))
                self.foreseen[line.about] = line.foreseen

    def current(self, about: str) -> str | None:
        """Return the value in force, or None where none was told."""
        return self.history[about][-1][1] if self.history.get(about) else None

    def answer(self, hint: Hint, about: str) -> str | None:
        """Return what the reader answers, or None where the hint states nothing at all."""
        first = None
        for item in hint.items:
            for line in self._stated(item):
                if line.about == about:
                    return line.value
                first = first or line.value
        return first

    def _stated(self, item: Experience) -> Iterator[Told]:
        text = f"{item.when}\n{item.body}"
        found = [(text.find(line.text), -len(line.text), line) for line in self.lines.values() if line.about]
        for place, length, line in sorted(((p, n, one) for p, n, one in found if p >= 0), key=lambda one: one[:2]):
            after = text[place - length : place - length + 1]
            if not after.isalnum():
                yield line


def values(asked: Asked, answer: str | None, ledger: Ledger, before: str | None) -> dict[str, float]:
    """Return how right an answer is. `before` is the answer to the same question when it was asked first."""
    current = ledger.current(asked.about)
    old = {value for _, value in ledger.history.get(asked.about, ())} - {current}
    right, stale = answer == current, answer is not None and answer in old
    found = {
        "right": float(right),
        "stale": float(stale),
        "abstained": float(answer is None),
        "wrong": float(answer is not None and not right and not stale),
    }
    if answer is not None and current is not None:
        found["stale of answers"] = float(stale)
    if asked.kind == NEVER:
        return found | {"right, never told": float(right)}
    found["right, told"] = float(right)
    found[f"right, {_gap(asked.gap)}"] = float(right)
    wording = "foreseen" if ledger.foreseen[asked.about] else "unforeseen"
    found |= {f"{name}, {wording} statement": found[name] for name in ("right", "stale")}
    found[f"right, {'foreseen' if asked.foreseen else 'unforeseen'} question"] = float(right)
    if asked.kind == AGAIN:
        found["same answer again"] = float(answer == before)
    return found


def _gap(gap: int) -> str:
    return next(words for least, words in reversed(GAPS) if gap >= least)


def figures(
    ledger: Ledger, asked: Sequence[tuple[int, Asked, bool]], kept: Sequence[int], tasks: int
) -> Mapping[str, float]:
    """Return figures of a stream. `asked` has each question with its task and whether it was answered right, `kept` how
    many items memory held after each task.

    ``update latency`` is the mean number of tasks from the first question after a change to the first right answer,
    over the changes that were asked about: 0 where each is known at once. One that never got a right answer counts with
    all the tasks that it stayed in force. ``growth exponent`` is
    ``log2(n_T / n_(T/2))``: 1 for a store that grows with all that is told, 0 for one that has stopped growing.
    """
    found: dict[str, float] = {}
    waits = list(_waits(ledger, asked, tasks))
    if waits:
        found["update latency, tasks"] = fsum(waits) / len(waits)
    if kept and kept[-1]:
        found["items kept"] = float(kept[-1])
        found["items per attribute told"] = kept[-1] / max(1, len(ledger.history))
        if kept[len(kept) // 2]:
            found["growth exponent"] = log(kept[-1] / kept[len(kept) // 2], 2)
    return found


def _waits(ledger: Ledger, asked: Sequence[tuple[int, Asked, bool]], tasks: int) -> Iterator[float]:
    for about, held in ledger.history.items():
        ends = [task for task, _ in held[1:]] + [tasks]
        for (start, _), end in zip(held[1:], ends[1:], strict=True):
            met = [(task, right) for task, one, right in asked if one.about == about and start <= task < end]
            if met:
                yield float(next((task for task, right in met if right), end) - met[0][0])
