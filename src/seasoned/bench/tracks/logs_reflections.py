"""Whether questions that failed at first are solved in a later trial, with reflections in the context and without.

Published trials of one agent on the same HotpotQA questions (Reflexion, arXiv 2303.11366): in one run it wrote a
reflection on each failure and had it in the context of the next trial, in the other it tried again without. Questions
are compared with themselves. It stays an association: two runs, one each, and whatever else differed between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seasoned.bench.track import NONE, Item
from seasoned.bench.tracks.logs_runs import won
from seasoned.protocols import Attempt

TRIALS = 5
"""Trials that both runs made."""

RUNS = {NONE: "base", "reflections": "reflexion"}
"""The run of each system, by its name in the log."""

SYSTEMS = tuple(RUNS)

Trials = dict[str, dict[int, bool]]
"""Success by trial, by question."""


def items(system: str, attempts: Sequence[Attempt]) -> Iterator[Item]:
    """Yield an item for each question that failed its first trial in both runs: whether it was solved by trial
    `TRIALS` (``score``) and by the trials before.

    A later trial that repeated the one before, as most without reflections did, stands in the log as a copy and solves
    nothing. ``solved, new trials in both`` leaves out questions that one of the runs never tried in another way.
    """
    both = {name: _trials(attempts, run) for name, run in RUNS.items()}
    failed = [{question for question, tried in one.items() if tried.get(1) is False} for one in both.values()]
    for question in sorted(set.intersection(*failed)):
        tried = both[system][question]
        values = {
            f"solved by trial {last}": float(any(tried.get(one, False) for one in range(2, last + 1)))
            for last in range(2, TRIALS + 1)
        }
        values["score"] = values.pop(f"solved by trial {TRIALS}")
        if all(any(2 <= one <= TRIALS for one in trials[question]) for trials in both.values()):
            values["solved, new trials in both"] = values["score"]
        yield Item(question, values)


def _trials(attempts: Sequence[Attempt], run: str) -> Trials:
    found: Trials = defaultdict(dict)
    for attempt in attempts:
        metadata = attempt.trajectory.metadata
        trial = metadata.get("trial")
        if metadata.get("run") == run and isinstance(trial, int):
            found[attempt.trajectory.task.id][trial] = won(attempt)
    return dict(found)
