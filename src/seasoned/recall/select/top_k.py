"""The first k, in the order the earlier stages left."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import chosen_first, refused
from seasoned.types import Kind, Query


@select_stage
def top_k(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, k: int = 3, beside: Sequence[Kind] = ()
) -> list[Scored]:
    """Keep the first `k` chosen candidates. Three short items is the published optimum; `k` >= 0, else InputError.

    Kinds in `beside` are kept beside the `k`: decision rules act as a set and are limited by `quotas`.
    """
    if k < 0:
        raise InputError(f"top_k() needs k >= 0, not {k}")
    kept = 0
    marked = []
    for item in candidates:
        if item.experience.kind in beside:
            marked.append(item)
        elif item.chosen and kept == k:
            marked.append(refused(item, f"below the first {k}"))
        else:
            kept += item.chosen
            marked.append(item)
    return chosen_first(marked)
