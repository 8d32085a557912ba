"""As many as are nearly as good as the best, and no more (min-p, Nguyen et al., arXiv 2407.01082, for tokens)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import refused_where
from seasoned.types import Kind, Query


@select_stage
def near_best(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    of_kind: float = 0.8,
    of_all: float = 0.5,
    beside: Sequence[Kind] = (),
) -> list[Scored]:
    """Refuse what scores less than `of_kind` of the best chosen of its kind, or less than `of_all` of the best of all.

    Both in [0, 1], else InputError. Where one stands out it is shown alone; where several are equally good, all of
    them are. Kinds differ in what they say, so that they are held less strictly against each other. Kinds in `beside`
    are neither compared nor refused.
    """
    if not (0.0 <= of_kind <= 1.0 and 0.0 <= of_all <= 1.0):
        raise InputError("near_best() needs of_kind and of_all in [0, 1]")
    best: dict[Kind, float] = {}
    for item in candidates:
        if item.chosen and item.experience.kind not in beside:
            best[item.experience.kind] = max(item.score, best.get(item.experience.kind, 0.0))
    least = {kind: max(of_kind * top, of_all * max(best.values())) for kind, top in best.items()}

    def why(item: Scored) -> str:
        needed = least.get(item.experience.kind, item.score)
        return f"score {item.score:.2f} is far below the best: {needed:.2f} was needed" if item.score < needed else ""

    return refused_where(candidates, why)
