"""Abstention: a wrong hint is worse than none (22.2 against 26.3 solved on SWE-ContextBench, arXiv 2602.08316)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit.beta import laplace
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.fit import fit_to
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def floors(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    fit: float = 0.35,
    value: float = 0.3,
) -> list[Scored]:
    """Refuse what fits the situation less than `fit` (`seasoned.recall.fit`) or has a success rate below `value`.

    Both in [0, 1]. The rate is Laplace's, .5 for an item never used: a `value` below .5 lets new items be tried. At
    the default an item falls after two failures of its own without a success, later where it shared the blame.
    """
    measure = fit_to(query)

    def why(item: Scored) -> str:
        rate = laplace(item.utility)
        if rate < value:
            return f"expected value {rate:.2f} is below {value:.2f}"
        found = measure(item) if fit > 0.0 else 1.0
        return f"fit {found:.2f} is below {fit:.2f}" if found < fit else ""

    return refused_where(candidates, why)
