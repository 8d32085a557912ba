"""Stage-conditioned Monte-Carlo values: worth drafting from is not worth refining with (F10, EvoKernel, arXiv
2603.10846).

An iteration is one recall and the step that it was made for. Drafting earns ±1 for a feasible or infeasible result.
Refining earns tanh(ln best - ln cost), the cost against the best so far, and -1 for an infeasible result; these rewards
are normalised by their running mean and deviation (Welford), as their scale differs from task to task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt, tanh

from seasoned.credit.ema import average, observe
from seasoned.credit.trials import Trial
from seasoned.errors import InputError
from seasoned.protocols import Reader
from seasoned.types import Query, Site, Step, Trajectory, Value

ALPHA = 0.2
DRAFT, REFINE = "draft", "refine"

Values = dict[tuple[str, str], float]
"""(context key, experience) → Q."""


def stage_of(query: Query) -> str:
    """Return the stage of a query (`System.context`): the first step of a run is a draft, what follows refines it."""
    return DRAFT if query.site is Site.START else REFINE


def improvement(feasible: bool, best: float | None, cost: float | None) -> float:
    """Return the reward of refining, in [-1, 1]: tanh(ln best - ln cost), -1 for an infeasible result.

    1 where there is nothing to compare: the first feasible result, or one without a cost. Costs > 0, else InputError.
    """
    if not feasible:
        return -1.0
    if best is None or cost is None:
        return 1.0
    if not (best > 0.0 and cost > 0.0):
        raise InputError(f"improvement() needs costs > 0, not {best} and {cost}")
    return tanh(log(best) - log(cost))


def normalised(reward: float, seen: Value) -> float:
    """Return (reward - mean)/deviation of what was seen, the reward among it; a deviation of 0 counts as 1."""
    return (reward - seen.mean) / (sqrt(seen.variance) or 1.0)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an iteration, on which task, and at what cost where it was measured."""

    task: str
    feasible: bool
    cost: float | None


def result_of(trial: Trial, run: Trajectory, measure: str) -> Result:
    """Return the result of the step that a trial was made for; of the whole run where the step has no verdict.

    The step's verdict is its error, or the sign of its reward where that is not 0. The cost is the number called
    `measure` in the step's metadata, else in the outcome's metrics.
    """
    place = trial.usage.step
    step = run.steps[place] if place < len(run.steps) else Step(index=place)
    error = (step.tool is not None and bool(step.tool.error)) or bool(step.metadata.get("error"))
    feasible = not error and ((step.reward > 0.0) if step.reward else trial.reward > 0.0)
    told = step.metadata.get(measure, trial.outcome.metrics.get(measure))
    cost = float(told) if isinstance(told, int | float) and told > 0.0 else None
    return Result(run.task.id, feasible, cost)


def stage_values(trials: Sequence[Trial], store: Reader, alpha: float = ALPHA, measure: str = "latency") -> Values:
    """Return Q of each item in each context key: Q += α·confidence·(r - Q) per trial, oldest first, from 0.

    Trials of the context `REFINE` are rewarded as refining, those of any other as drafting. `alpha` in (0, 1], else
    InputError.
    """
    if not 0.0 < alpha <= 1.0:
        raise InputError(f"stage_values() needs alpha in (0, 1], not {alpha}")
    values: Values = {}
    best: dict[str, float] = {}
    seen = Value()
    by_recall: dict[str, list[Trial]] = {}
    for trial in trials:
        by_recall.setdefault(trial.usage.id, []).append(trial)
    for together in by_recall.values():
        run = store.trajectory(together[0].usage.trajectory_id)
        if run is None:
            continue
        result = result_of(together[0], run, measure)
        stage = together[0].usage.context_key
        gain = 1.0 if result.feasible else -1.0
        if stage == REFINE:
            gain = improvement(result.feasible, best.get(result.task), result.cost)
            seen = observe(seen, gain, 1.0)
            gain = normalised(gain, seen)
        for trial in together:
            place = (stage, trial.experience)
            values[place] = average(values.get(place, 0.0), gain, alpha * trial.weight)
        if result.feasible and result.cost is not None:
            best[result.task] = min(result.cost, best.get(result.task, result.cost))
    return values
