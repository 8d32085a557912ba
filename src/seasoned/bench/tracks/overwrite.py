"""overwrite: what memory answers after facts have changed.

Streams tell facts among other lines, change them, and ask for the value of now after every task, for what was never
told, and twice where nothing changed (`overwrite_facts`); cues of a maze are overwritten (`overwrite_cues`, after arXiv
2601.15086); and FactConsolidation is asked where its file is there (`overwrite_consolidation`). Half of the streams'
families also tell and ask in words that the grammar of facts was not written for. `overwrite_answer` says how a hint
becomes an answer without a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from seasoned.bench.corpora import fact_consolidation
from seasoned.bench.corpora.fact_consolidation import Consolidation
from seasoned.bench.rows import EXPERT
from seasoned.bench.track import Item, Result, Setup, Unit
from seasoned.bench.tracks import overwrite_cues, overwrite_facts
from seasoned.bench.tracks.overwrite_answer import Ledger, figures, values
from seasoned.bench.tracks.overwrite_consolidation import answered, latest
from seasoned.bench.tracks.overwrite_stream import Asked, Turn
from seasoned.bench.tracks.overwrite_systems import SYSTEMS, system
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.types import Hint, Origin, Status, Step, Task, Trajectory

STREAMS: Mapping[str, Callable[[Random, int], Sequence[Turn]]] = {
    "facts": partial(overwrite_facts.stream, unforeseen=False),
    "facts, unforeseen wording": partial(overwrite_facts.stream, unforeseen=True),
    "cues": partial(overwrite_cues.stream, unforeseen=False),
    "cues, unforeseen wording": partial(overwrite_cues.stream, unforeseen=True),
}
"""The families that are generated."""


@dataclass(frozen=True, slots=True)
class Overwrite:
    """The track. `EXPERT` knows what each line states and that the last one counts."""

    name: str = "overwrite"
    title: str = "answers after facts have changed: right, stale, or none"
    primary: str = "right"
    own: tuple[str, ...] = ("facts",)

    def missing(self, setup: Setup) -> list[str]:
        """Return what is missing: FactConsolidation, where there is no file of it."""
        found = self.files(setup)
        return (
            [] if found else [f"FactConsolidation: put {fact_consolidation.WANTED} into the folder that --data names"]
        )

    def files(self, setup: Setup) -> list[Path]:
        """Return the files of FactConsolidation."""
        return fact_consolidation.files(setup.data) if setup.data is not None else []

    def units(self, setup: Setup) -> list[Unit]:
        """Return every stream, and every row of FactConsolidation once, under every control and system."""
        systems = dict.fromkeys((*SYSTEMS, EXPERT, *setup.systems))
        families = [(family, seed) for family in STREAMS for seed in range(setup.seeds)]
        families += [(source, 0) for source in self._rows(setup)]
        return [
            Unit(self.name, family, name, order="time", seed=seed)
            for family, seed in families
            if not setup.families or family in setup.families
            for name in systems
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Go through one stream, or one row of FactConsolidation. Raises InputError for an unknown family."""
        if unit.family not in STREAMS:
            corpus = self._rows(setup).get(unit.family)
            if corpus is None:
                raise InputError(f"the overwrite track has no family {unit.family!r}; there are: {', '.join(STREAMS)}")
            items = (
                latest(corpus, setup.tasks)
                if unit.system == EXPERT
                else answered(corpus, system(unit.system), setup.tasks)
            )
            return Result(unit, tuple(items))
        rng = Random(content_id("overwrite", unit.family, unit.seed))
        turns = STREAMS[unit.family](rng, setup.tasks)
        return _expert(unit, turns) if unit.system == EXPERT else _streamed(unit, turns)

    def _rows(self, setup: Setup) -> dict[str, Consolidation]:
        return {row.source: row for path in self.files(setup) for row in fact_consolidation.read(path)}


TRACK = Overwrite()


def _streamed(unit: Unit, turns: Sequence[Turn]) -> Result:
    now = 0.0
    ledger = Ledger()
    items: list[Item] = []
    asked: list[tuple[int, Asked, bool]] = []
    answers: dict[tuple[str, str], str | None] = {}
    kept: list[int] = []
    with Memory(system=system(unit.system), clock=lambda: now) as memory:
        for number, turn in enumerate(turns):
            now = float(number + 1)
            memory.learn([(_run(number, turn, now), None)])
            for line in turn.told:
                ledger.tell(number, line)
            for question in turn.asked:
                hint = memory.recall(question.text)
                answer = ledger.answer(hint, question.about)
                items.append(_item(question, answer, ledger, answers, hint))
                asked.append((number, question, items[-1].values["right"] == 1.0))
            kept.append(memory.stats().statuses.get(Status.ACTIVE, 0))
    return Result(unit, tuple(items), figures(ledger, asked, kept, len(turns)))


def _expert(unit: Unit, turns: Sequence[Turn]) -> Result:
    ledger = Ledger()
    items: list[Item] = []
    answers: dict[tuple[str, str], str | None] = {}
    for number, turn in enumerate(turns):
        for line in turn.told:
            ledger.tell(number, line)
        items += [_item(one, ledger.current(one.about), ledger, answers, Hint()) for one in turn.asked]
    return Result(unit, tuple(items))


def _item(
    question: Asked, answer: str | None, ledger: Ledger, answers: dict[tuple[str, str], str | None], hint: Hint
) -> Item:
    """Return how a question went, and note its answer for when it is asked again."""
    place = (question.text, question.about)
    found = values(question, answer, ledger, answers.get(place))
    answers[place] = answer
    return Item(question.id, found, tuple(item.id for item in hint.items))


def _run(number: int, turn: Turn, at: float) -> Trajectory:
    """Return a task as a run with one step per line. Nothing succeeds or fails in it: it has no outcome."""
    steps = tuple(Step(index=index, observation=line.text) for index, line in enumerate(turn.told))
    task = Task(id=f"task-{number}", text="Listen.")
    return Trajectory(id=f"task-{number}", task=task, steps=steps, origin=Origin.IMPORTED, started_at=at)
