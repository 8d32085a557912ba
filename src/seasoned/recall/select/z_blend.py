"""MemRL's two-phase retrieval (F2, arXiv 2601.03192): gate on similarity, then rank by similarity and learned value."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean, pstdev

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, refused, rescored
from seasoned.recall.select.top_k import top_k
from seasoned.recall.worth import q_value
from seasoned.types import Query

CLIP = 3.0


@select_stage
def z_blend(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    *,
    weight: float = 0.5,
    delta: float = 0.0,
    k1: int = 5,
    k2: int = 3,
    channel: str = "dense",
    constants: tuple[float, float] | None = None,
    q_min: float | None = None,
) -> list[Scored]:
    """Keep sim >= `delta`, of those the `k1` most similar, of those the `k2` best by
    s = (1 - λ)·z(sim) + λ·z(Q), with λ = `weight` and each z clipped to ±3.

    z(sim) uses `constants` = (mean, deviation) of the corpus where given, else those of the pool; z(Q) always uses the
    pool. A deviation of 0 counts as 1. Q is the exponential average in the query's family, 0 when never used;
    `q_min` refuses what has fallen below it. `sim` is the raw score of `channel`. For MemRL's random sample with
    probability ε put `epsilon` behind it and a `top_k` behind that.
    """
    if not 0.0 <= weight <= 1.0:
        raise InputError(f"z_blend() needs weight in [0, 1], not {weight}")
    similarity = {item.candidate.id: item.candidate.scores.get(channel) for item in candidates}
    gated = []
    for item in candidates:
        sim = similarity[item.candidate.id]
        q = q_value(item.utility, query.family)
        if sim is None or sim < delta:
            gated.append(refused(item, f"similarity {sim or 0.0:.2f} is below {delta:.2f}"))
        elif q_min is not None and q < q_min:
            gated.append(refused(item, f"value {q:.2f} is below {q_min:.2f}"))
        else:
            gated.append(item)
    by_similarity = best_first(rescored(item, similarity[item.candidate.id] or 0.0) for item in gated)
    first = top_k(k1)(query, by_similarity, rng, now)
    pool = [item for item in first if item.chosen]
    sims = [similarity[item.candidate.id] or 0.0 for item in pool]
    values = [q_value(item.utility, query.family) for item in pool]
    z_sims = _z(sims, constants)
    z_values = _z(values, None)
    blended = [
        rescored(item, (1.0 - weight) * z_sim + weight * z_value)
        for item, z_sim, z_value in zip(pool, z_sims, z_values, strict=True)
    ]
    return top_k(k2)(query, best_first([*blended, *first[len(pool) :]]), rng, now)


def _z(values: Sequence[float], constants: tuple[float, float] | None) -> list[float]:
    if not values:
        return []
    mean, deviation = constants or (fmean(values), pstdev(values))
    deviation = deviation if deviation > 1e-9 else 1.0
    return [max(-CLIP, min(CLIP, (value - mean) / deviation)) for value in values]
