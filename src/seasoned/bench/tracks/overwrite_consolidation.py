"""FactConsolidation on the public road: all facts are learned, a hundred to a run, then every question is asked.

What is answered is the first fact of the hint, and right when it contains an accepted text, as in the published metric
(substring match): nobody picks the value out of it. Stale is an answer that a later fact with the same subject and
relation, as the grammar of facts reads them, would have put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seasoned.bench.corpora.fact_consolidation import Consolidation, FactQuestion
from seasoned.bench.track import Item
from seasoned.learn.distill.facts import read
from seasoned.memory import Memory
from seasoned.system import System
from seasoned.types import Experience, Hint, Origin, Step, Task, Trajectory

AT_ONCE = 100
"""Facts per run."""


def answered(corpus: Consolidation, system: System, most: int) -> Iterator[Item]:
    """Yield how each of the first `most` questions (0: all) went."""
    now = 0.0
    known = _Known.of(corpus.facts)
    with Memory(system=system, clock=lambda: now) as memory:
        for start in range(0, len(corpus.facts), AT_ONCE):
            now += 1.0
            memory.learn([(_run(start, corpus.facts[start : start + AT_ONCE], now), None)])
        for question in corpus.questions[: most or None]:
            hint = memory.recall(question.text)
            yield Item(question.id, known.values(question, hint), tuple(item.id for item in hint.items))


def latest(corpus: Consolidation, most: int) -> Iterator[Item]:
    """Yield the items of an expert: whether any fact that nothing replaces contains an accepted answer."""
    known = _Known.of(corpus.facts)
    for question in corpus.questions[: most or None]:
        right = any(_says(fact, question) for fact in known.last.values())
        yield Item(question.id, _values(right, stale=False, silent=not right))


@dataclass(frozen=True, slots=True)
class _Known:
    """All facts, with the key that each is read under, and the last fact of each key."""

    keys: dict[str, str]
    last: dict[str, str]

    @classmethod
    def of(cls, facts: Sequence[str]) -> _Known:
        keys = {fact: found[0].key if (found := read(fact)) else fact for fact in facts}
        return cls(keys, {keys[fact]: fact for fact in facts})

    def values(self, question: FactQuestion, hint: Hint) -> dict[str, float]:
        first = next((fact for item in hint.items for fact in self._facts(item)), None)
        right = first is not None and _says(first, question)
        stale = first is not None and not right and _says(self.last[self.keys[first]], question)
        every = [fact for item in hint.items for fact in self._facts(item)]
        shown = float(any(_says(fact, question) for fact in every))
        return _values(right, stale, silent=first is None) | {"shown": shown}

    def _facts(self, item: Experience) -> list[str]:
        lines = f"{item.when}\n{item.body}".splitlines()
        return [line for line in lines if line in self.keys]


def _values(right: bool, stale: bool, silent: bool) -> dict[str, float]:
    found = {
        "right": float(right),
        "stale": float(stale),
        "abstained": float(silent),
        "wrong": float(not (right or stale or silent)),
    }
    return found if silent else found | {"stale of answers": float(stale)}


def _says(fact: str, question: FactQuestion) -> bool:
    return any(answer.lower() in fact.lower() for answer in question.answers)


def _run(number: int, facts: Sequence[str], at: float) -> Trajectory:
    steps = tuple(Step(index=index, observation=fact) for index, fact in enumerate(facts))
    task = Task(id=f"facts-{number}", text="Remember these facts.")
    return Trajectory(id=f"facts-{number}", task=task, steps=steps, origin=Origin.IMPORTED, started_at=at)
