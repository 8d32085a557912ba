"""Several signals in one weighted sum: nearness, words, fields, domain, utility and freshness (Springdrift).

Springdrift's own evaluation (800 synthetic cases) found a hand-weighted fusion of four signals far below either of its
two strong ones alone (P@4 .62 against .92): measure before relying on weights set by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from random import Random

from seasoned.credit.beta import laplace
from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.fields import field_score, fields_of
from seasoned.recall.marks import best_first, rescored
from seasoned.recall.select.decay import DAY, faded
from seasoned.types import Experience, Query, Trust

WEIGHTS = {"dense": 0.40, "lexical": 0.25, "field": 0.10, "domain": 0.10, "utility": 0.10, "recency": 0.05}

CHANNELS = ("dense", "lexical")
"""Signals that a search channel gives; its weight is left out of the sum where it found nothing at all."""


@select_stage
def signals(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    weights: Mapping[str, float] = WEIGHTS,
    half_life: float = 30 * DAY,
) -> list[Scored]:
    """Score = ``Σ w·v / Σ w`` over the signals at hand, in [0, 1].

    ``dense`` is the cosine, ``lexical`` BM25 over the largest, ``field`` the field score (`seasoned.recall.fields`),
    ``domain`` 1 for the query's family, ``utility`` Laplace's (s + 1)/(n + 2), ``recency`` 2^(-age / half_life). Age is
    the seconds since it was stored. Nothing stored is changed: the same case counts more to whoever asked earlier (F5).
    Raises InputError for an unknown signal, a negative weight or `half_life` <= 0.
    """
    if half_life <= 0.0 or any(name not in WEIGHTS or weight < 0.0 for name, weight in weights.items()):
        raise InputError(f"signals() needs half_life > 0 and weights >= 0 of {', '.join(WEIGHTS)}")
    largest = {
        name: max((item.candidate.scores.get(name, 0.0) for item in candidates), default=0.0) for name in CHANNELS
    }
    used = {name: weight for name, weight in weights.items() if largest.get(name, 1.0) > 0.0}
    total = fsum(used.values())
    asked = fields_of(query.text, query.family)

    def score(item: Scored) -> float:
        one = item.experience
        fresh = faded(now - one.valid_from, half_life)
        raw = item.candidate.scores
        values = {
            "dense": max(0.0, raw.get("dense", 0.0)),
            "lexical": raw.get("lexical", 0.0) / (largest["lexical"] or 1.0),
            "field": field_score(asked, fields_of(one.when, one.family), confidence(one) * fresh),
            "domain": float(query.family != "" and query.family == one.family),
            "utility": laplace(item.utility),
            "recency": fresh,
        }
        return fsum(weight * values[name] for name, weight in used.items()) / total if total > 0.0 else 0.0

    return best_first(rescored(item, score(item)) for item in candidates)


def confidence(experience: Experience) -> float:
    """Return how sure a successful case is, in [0, 1]: its trust as a share of the highest; 0 for any other."""
    return experience.trust / Trust.ENDORSED if experience.payload.get("success") is True else 0.0
