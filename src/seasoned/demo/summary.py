"""The demo's figures as one plain object, for ``--json``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from seasoned.demo.plan import ARMS, ENVIRONMENT
from seasoned.demo.results import Results, score, steps, success, windows
from seasoned.statistics import Difference

_NAMES = {"without": "without", "self": "self", "corrections": "with"}


def summary(results: Results) -> dict[str, Any]:
    """Return the figures, the same ones for the same plan on any machine.

    ``with`` is the success rate of learning from corrections, ``difference`` = with − without and ``interval`` its
    95% interval; ``self`` and ``self_…`` say the same of learning from itself. ``negative_transfer`` is the share of
    tasks that the control solved and the arm did not. ``curves`` holds (solved, attempted) of the moving window that
    ends at each task number.
    """
    plan = results.plan
    return {
        **_figures(results, None),
        "tasks": plan.tasks,
        "seeds": plan.seeds,
        "seed": plan.seed,
        "pairs": len(results.attempted),
        "environment": ENVIRONMENT,
        "difficulty": plan.difficulty,
        "fold": plan.fold,
        "families": {family: _figures(results, family) for family in plan.families},
        "curves": {_NAMES[arm.name]: windows(results.attempted, arm.name, plan.tasks) for arm in ARMS},
        "useful": [msgspec.to_builtins(one) for one in results.useful],
        "report": str(plan.out / "report.html"),
    }


def _figures(results: Results, family: str | None) -> dict[str, Any]:
    def means(measure: Callable[..., float]) -> dict[str, float]:
        return {_NAMES[arm.name]: round(results.mean(arm.name, measure, family), 6) for arm in ARMS}

    corrections = results.difference("corrections", success, family)
    itself = results.difference("self", success, family)
    return {
        **means(success),
        "difference": round(corrections.mean, 6),
        "interval": _interval(corrections),
        "self_difference": round(itself.mean, 6),
        "self_interval": _interval(itself),
        "negative_transfer": {"with": round(corrections.lost, 6), "self": round(itself.lost, 6)},
        "score": means(score),
        "steps": means(steps),
    }


def _interval(difference: Difference) -> list[float]:
    return [round(difference.low, 6), round(difference.high, 6)]
