"""What memory knows that bears on how a run will end: three signals, each the log-odds of failure by one kind of
knowledge, from runs whose end is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from math import fsum, log, log1p

from seasoned.bench.tracks.logs_prefix import query_of
from seasoned.bench.tracks.logs_runs import learned, won
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import failed_transitions, long_transitions, transitions, whole_runs
from seasoned.learn.distill.transitions import named
from seasoned.learn.suggest import Graph
from seasoned.payloads import Transition
from seasoned.payloads import read as read_payload
from seasoned.protocols import Attempt, Store
from seasoned.recall.situation import situation
from seasoned.types import Cause, Kind, Status, Trajectory

NEAREST = 10
"""Earlier tasks that have a say, each by its words' likeness to the situation."""

UNSEEN = 1e-3
"""Probability of a step that neither graph knows."""


Signal = Callable[[Trajectory], float]
"""From the beginning of a run to a number that is higher the likelier it fails, or that bears on it."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a store learned from runs: how nearest tasks went, and the paths of successes and of failures.

    `ends` holds failures and runs by task, `task_of` the task of each run, `base` the share of failures.
    """

    store: Store
    wins: Graph
    losses: Graph
    ends: Mapping[str, tuple[int, int]]
    task_of: Mapping[str, str]
    base: float


@contextmanager
def knowledge(known: Sequence[Attempt]) -> Iterator[Knowledge]:
    """Yield what is learned from `known`, at least one run, all with a known end."""
    store = learned(known, (whole_runs, transitions, long_transitions, failed_transitions))
    try:
        ends: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for attempt in known:
            task = attempt.trajectory.task.id
            lost, count = ends[task]
            ends[task] = lost + (not won(attempt)), count + 1
        found = store.experiences(kinds=(Kind.TRANSITION,), statuses=(Status.ACTIVE, Status.DRAFT))
        edges = [read_payload(edge.payload, Transition) for edge in found]
        base = (sum(lost for lost, _ in ends.values()) + 0.5) / (len(known) + 1)
        yield Knowledge(
            store,
            Graph.of(replace(edge, failures=0) for edge in edges if edge.count),
            Graph.of(Transition(edge.source, edge.target, edge.failures) for edge in edges if edge.failures),
            dict(ends),
            {attempt.trajectory.id: attempt.trajectory.task.id for attempt in known},
            base,
        )
    finally:
        store.close()


def nearest(knows: Knowledge, begun: Trajectory) -> float:
    """Return the log-odds of failure by the ends of the `NEAREST` tasks, one run at the base rate added."""
    found = knows.store.search_text(situation(query_of(begun)), kinds=(Kind.CASE,), limit=NEAREST)
    items = knows.store.experiences([name for name, _ in found])
    shares = [(1.0, knows.base)]
    for item, (_, score) in zip(items, found, strict=True):
        spans = (*item.evidence.supports, *item.evidence.contradicts)
        lost, count = knows.ends[knows.task_of[spans[0].trajectory_id]]
        shares.append((score / found[0][1], (lost + knows.base) / (count + 1)))
    share = fsum(weight * part for weight, part in shares) / fsum(weight for weight, _ in shares)
    return log(share / (1.0 - share))


def transition_risk(knows: Knowledge, begun: Trajectory) -> float:
    """Return log P(path | failures) − log P(path | successes): two Markov chains that back off to shorter contexts."""
    path = [move.node for move in named(begun)]
    terms = []
    for at, node in enumerate(path):
        lost, went_well = (graph.probabilities(path[:at]).get(node, UNSEEN) for graph in (knows.losses, knows.wins))
        terms.append(log(max(lost, UNSEEN) / max(went_well, UNSEEN)))
    return fsum(terms)


ASKING = {"nearest": nearest, "transitions": transition_risk}
"""Signals that need a store."""


def causes(begun: Trajectory) -> frozenset[Cause]:
    """Return what can be diagnosed so far, without knowing the end."""
    return frozenset(diagnosis.cause for diagnosis in rules(begun, None))


def diagnosed(before: Sequence[tuple[frozenset[Cause], bool]]) -> Signal:
    """Return the log-odds of failure (without the base rate) by diagnoses: naive Bayes over the causes, Laplace counts.

    `before` holds the causes found in other runs by the same moment, and whether each failed.
    """
    failed = [found for found, lost in before if lost]
    others = [found for found, lost in before if not lost]

    def evidence(cause: Cause, present: bool) -> float:
        rates = [(sum(cause in found for found in group) + 1) / (len(group) + 2) for group in (failed, others)]
        lost, went_well = rates if present else [1.0 - rate for rate in rates]
        return log(lost / went_well)

    table = {cause: (evidence(cause, True), evidence(cause, False)) for cause in sorted(Cause)}

    def signal(begun: Trajectory) -> float:
        found = causes(begun)
        return fsum(yes if cause in found else no for cause, (yes, no) in table.items())

    return signal


@contextmanager
def signals(names: Sequence[str], known: Sequence[Attempt]) -> Iterator[Mapping[str, Signal]]:
    """Yield the signals that ask what was learned from `known`, and ``length``, which remembers nothing.

    Nothing is learned unless one of `names` needs it.
    """
    alone: dict[str, Signal] = {"length": lambda begun: log1p(len(begun.steps))}
    if not {*names} & ASKING.keys():
        yield alone
    else:
        with knowledge(known) as knows:
            yield alone | {name: partial(ask, knows) for name, ask in ASKING.items()}
