"""utility: does earned utility tell helpful from harmful experience, where similarity can't?

AlphaOPT's insights (arXiv 2510.18428) come with labels: the tasks each helped, hurt or did not matter for. A stream
goes through these pairs of insight and task in random order. Before each, the insight is ranked for the task; then it
is used there, and the outcome (helped: success, hurt: failure, no matter: a coin) goes through the store's log and
credit like any other. It is told truly, or with a share turned around, or as a judge would tell it: four LLM judges of
tau2 runs, of which it is known how often each passed a success and how often a failure. The ranking stages under test
are those that systems are made of. A pair that helped is ranked right against each pair of its stream that hurt and was
scored lower, so the mean of `PRIMARY` is the area under the ROC curve.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec

from seasoned.bench.corpora.documents import decode, objects
from seasoned.bench.track import NONE, Item, Result, Setup, Unit
from seasoned.codec import content_id
from seasoned.protocols import Scored, Select, Store
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.select import credibility, laplace, thompson, top_k, ucb, z_blend
from seasoned.store import open_store
from seasoned.types import (
    Candidate,
    Edit,
    Experience,
    Kind,
    Operation,
    Outcome,
    Query,
    Task,
    Trajectory,
    Usage,
)

PRIMARY = "ranked right"
NOISE = (0.0, 0.1, 0.3)
FILE = "memlib_alphaopt.jsonl*"
JUDGED = "tau2_gpt4o_with_llm_judges.jsonl*"

RANKINGS: Mapping[str, Select] = {
    "similarity": top_k(1000),
    "laplace": laplace(weight=1.0),
    "similarity + laplace": laplace(weight=0.5),
    "ucb": ucb(c=0.2, weight=0.5),
    "credibility (default)": credibility(),
    "thompson": thompson(weight=1.0),
    "z_blend (memrl)": z_blend(weight=0.5, delta=-1.0, k1=1000, k2=1000),
}
"""The stages by which candidates are ordered: the first by similarity alone, the others with what was earned."""


class _Labels(msgspec.Struct):
    positive: list[str] = []
    negative: list[str] = []
    irrelevant: list[str] = []


class _Verdict(msgspec.Struct):
    judge: str
    verdict_pass: bool | None = None


class _Judged(msgspec.Struct):
    success: bool
    judges: list[_Verdict] = []


class _Row(msgspec.Struct):
    kind: str
    insight_id: int = 0
    condition: str = ""
    explanation: str = ""
    task_id: str | list[str] = ""
    description: str = ""
    distribution: _Labels = msgspec.field(default_factory=_Labels)


@dataclass(frozen=True, slots=True)
class Told:
    """How outcomes are told: the probability that a success, and that a failure, is told as a success."""

    of_success: float
    of_failure: float


@dataclass(frozen=True, slots=True)
class _Pair:
    """An insight used on a task. `helped` is None where it did not matter."""

    insight: str
    task: str
    helped: bool | None


@dataclass(frozen=True, slots=True)
class Utility:
    """The track."""

    name: str = "utility"
    title: str = "whether earned utility tells helpful from harmful experience (area under the ROC curve)"
    primary: str = PRIMARY
    own: tuple[str, ...] = ("credibility (default)",)

    def missing(self, setup: Setup) -> list[str]:
        """Return what is missing: the file of insights."""
        found = bool(setup.data and any(setup.data.glob(FILE)))
        return [] if found else [f"alphaopt: no {FILE.rstrip('*')}.gz; name its folder with --data"]

    def files(self, setup: Setup) -> list[Path]:
        """Return the file of insights, where it is, and then that of the judges, where it is."""
        return [path for name in (FILE, JUDGED) for path in sorted(setup.data.glob(name))[:1]] if setup.data else []

    def units(self, setup: Setup) -> list[Unit]:
        """Return a stream for each way to tell outcomes, ranking and seed."""
        if self.missing(setup):
            return []
        return [
            Unit(self.name, family, system, seed=seed)
            for family in tellings(self.files(setup)[1:])
            for system in (NONE, *RANKINGS)
            for seed in range(setup.seeds)
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Go through the pairs once."""
        path, *judged = self.files(setup)
        insights, tasks, pairs = _read(path)
        rng = Random(content_id("utility", unit.family, unit.seed))
        pairs = rng.sample(pairs, len(pairs))
        told = tellings(judged)[unit.family]
        select = RANKINGS.get(unit.system)
        scored: list[tuple[_Pair, float]] = []
        with open_store(":memory:") as store:
            store.append(*(Edit(operation=Operation.ADD, target=e.id, experience=e, at=0.0) for e in insights), at=0.0)
            similar = _similarities(insights, tasks)
            for number, pair in enumerate(pairs):
                if pair.helped is not None:
                    score = 0.5 if select is None else _score(select, store, insights, similar, pair, rng, number)
                    scored.append((pair, score))
                # Drawn even where they are not needed, so that every ranking meets the same outcomes.
                chance, luck = rng.random(), rng.random() < 0.5
                ended = luck if pair.helped is None else pair.helped
                _use(store, pair, chance < (told.of_success if ended else told.of_failure), number)
        return Result(unit, tuple(_items(scored)))


TRACK = Utility()


def tellings(judged: Sequence[Path]) -> dict[str, Told]:
    """Return how outcomes are told, by family: with each share of noise, and by each judge of the file, if any."""
    found = {f"alphaopt, {share:.0%} noise": Told(1.0 - share, share) for share in NOISE}
    passed: dict[str, dict[bool, list[bool]]] = {}
    for path in judged:
        for place, raw in objects(path):
            row = decode(place, raw, _Judged)
            for one in row.judges:
                if one.verdict_pass is not None:
                    passed.setdefault(one.judge, {True: [], False: []})[row.success].append(one.verdict_pass)
    for judge, by in sorted(passed.items()):
        if by[True] and by[False]:
            rates = (sum(by[ended]) / len(by[ended]) for ended in (True, False))
            found[f"alphaopt, told by {judge}"] = Told(*rates)
    return found


def _read(path: Path) -> tuple[list[Experience], dict[str, str], list[_Pair]]:
    rows = [decode(place, raw, _Row) for place, raw in objects(path)]
    tasks = {str(row.task_id): row.description for row in rows if row.kind == "task"}
    insights, pairs = [], []
    for row in rows:
        labels = row.distribution
        labelled = [
            (task, helped)
            for helped, names in ((True, labels.positive), (False, labels.negative), (None, labels.irrelevant))
            for task in sorted(set(names))
            if task in tasks
        ]
        if row.kind == "insight" and any(helped is not None for _, helped in labelled):
            name = f"insight-{row.insight_id}"
            insights.append(Experience(id=name, kind=Kind.INSIGHT, key=name, when=row.condition, body=row.explanation))
            pairs += [_Pair(name, task, helped) for task, helped in labelled]
    return insights, tasks, pairs


def _similarities(insights: Sequence[Experience], tasks: Mapping[str, str]) -> dict[tuple[str, str], float]:
    embed = HashingEmbedder()
    names = sorted(tasks)
    table = embed([insight.when for insight in insights]) @ embed([tasks[name] for name in names]).T
    return {
        (insight.id, name): float(table[row, column])
        for row, insight in enumerate(insights)
        for column, name in enumerate(names)
    }


def _score(
    select: Select,
    store: Store,
    insights: Sequence[Experience],
    similar: Mapping[tuple[str, str], float],
    pair: _Pair,
    rng: Random,
    number: int,
) -> float:
    utilities = store.utilities([insight.id for insight in insights])
    candidates = [
        Scored(Candidate(one.id, {"dense": likeness}), one, utilities[one.id], likeness)
        for one in insights
        for likeness in [similar[one.id, pair.task]]
    ]
    # A generator of its own: stages that draw must not shift the outcomes.
    ranked = select(Query(text=pair.task), candidates, Random(content_id("rank", number)), float(number))
    return next(item.score for item in ranked if item.candidate.id == pair.insight)


def _use(store: Store, pair: _Pair, success: bool, number: int) -> None:
    run = f"run-{number}"
    at = float(number)
    usage = Usage(
        id=f"use-{number}", trajectory_id=run, step=0, query=pair.task, selected=(pair.insight,), shares=(1.0,), at=at
    )
    outcome = Outcome(trajectory_id=run, success=success, observed_at=at)
    store.append(Trajectory(id=run, task=Task(id=pair.task, text=pair.task), steps=()), usage, outcome, at=at)


def _items(scored: Sequence[tuple[_Pair, float]]) -> Iterator[Item]:
    harmful = [score for pair, score in scored if not pair.helped]
    for pair, score in sorted(scored, key=lambda one: (one[0].insight, one[0].task)):
        if pair.helped and harmful:
            above = sum((score > other) + 0.5 * (score == other) for other in harmful) / len(harmful)
            yield Item(f"{pair.insight} on {pair.task}", {PRIMARY: above}, (pair.insight,))
