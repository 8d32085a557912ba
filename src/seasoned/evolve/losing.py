"""Take out of circulation what loses more paired branches than it wins (formulas F18 and F6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import fsum

from seasoned.credit.branches import TEMPO, Branch, margin, sign
from seasoned.credit.reward import known, reward
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.types import Edit, Operation, Status, Trajectory


@evolve_stage
def losing(store: Reader, now: float, least: int = 3, tempo: float = TEMPO) -> list[Edit]:
    """Put active items on probation (shadow) that took part in at least `least` decided pairs and lost more than they
    won. `least` >= 1, else InputError.

    Unlike a success rate this does not blame an item for the hard tasks that it is shown on, nor praise it for the easy
    ones: both branches are of one task.
    """
    if least < 1:
        raise InputError(f"losing() needs least >= 1, not {least}")
    wins: defaultdict[str, int] = defaultdict(int)
    losses: defaultdict[str, int] = defaultdict(int)
    for name, outcome in decided(store, tempo):
        (wins if outcome > 0 else losses)[name] += 1
    return [
        revise(
            item,
            Operation.EDIT,
            reason=f"lost {losses[item.id]} of {wins[item.id] + losses[item.id]} paired branches",
            stage="losing",
            now=now,
            before=(wins[item.id] - losses[item.id]) / (wins[item.id] + losses[item.id]),
            status=Status.SHADOW,
        )
        for item in store.experiences()
        if wins[item.id] + losses[item.id] >= least and losses[item.id] > wins[item.id]
    ]


def decided(store: Reader, tempo: float = TEMPO) -> Iterator[tuple[str, int]]:
    """Yield (item, ±1) for every item shown in a branch with memory whose mean margin over the branches of its task
    and group without memory is not 0.

    A branch is a run with a `group` and a known outcome; with memory where it was shown something.
    """
    groups: defaultdict[tuple[str, str], list[Trajectory]] = defaultdict(list)
    for trajectory in store.trajectories():
        if trajectory.group:
            groups[trajectory.group, trajectory.task.id].append(trajectory)
    for _, runs in sorted(groups.items()):
        given: list[tuple[Branch, list[str]]] = []
        without: list[Branch] = []
        for run in runs:
            outcome = store.outcome(run.id)
            if outcome is None or not known(outcome):
                continue
            branch = Branch(reward(outcome), len(run.steps))
            shown = [name for usage in store.usages(trajectory=run.id) for name in usage.selected]
            if shown:
                given.append((branch, sorted(set(shown))))
            else:
                without.append(branch)
        for branch, shown in given:
            total = fsum(margin(branch, other, tempo) for other in without)
            for name in shown if sign(total) else ():
                yield name, sign(total)
