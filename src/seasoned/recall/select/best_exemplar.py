"""Of several runs of one task, the one that was followed by the most success (F7, SICE, arXiv 2505.00234)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.credit.exemplar import exemplar_value
from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Query


@select_stage
def best_exemplar(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, untried: float = 0.5
) -> list[Scored]:
    """Of the chosen ones of one family and situation keep that with the highest Q(τ) = Σ o·f / Σ f, refuse the others.

    Q is `untried` in [0, 1] (else InputError) for what no outcome is known of; of equal ones the first stays. The order
    of what is kept does not change.
    """
    if not 0.0 <= untried <= 1.0:
        raise InputError(f"best_exemplar() needs untried in [0, 1], not {untried}")
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for item in candidates:
        found = exemplar_value(item.utility)
        value = untried if found is None else found
        place = (item.experience.family, item.experience.when)
        if item.chosen and (place not in best or value > best[place][0]):
            best[place] = value, item.candidate.id

    def why(item: Scored) -> str:
        value, name = best[item.experience.family, item.experience.when]
        return "" if name == item.candidate.id else f"another run of the same task has the exemplar value {value:.2f}"

    return refused_where(candidates, why)
