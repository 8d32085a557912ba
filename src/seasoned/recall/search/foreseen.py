"""What will come of it: the outcome of a plan, foretold by the nearest earlier attempts at it.

MINDSTORES (arXiv 2501.19318) lets a model predict a plan's outcome from its neighbours before acting. Without a model
that is distance-weighted voting of the k nearest neighbours (Dudani, IEEE Trans. SMC 6(4), 1976) with Laplace's prior:

    p(plan) = (Σ_i w_i·s_i + 1) / (Σ_i w_i·(s_i + f_i) + 2)

over the neighbours i with this plan, w_i being the similarity and s_i, f_i the evidence for and against.
"""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.types import Candidate, Experience, Query

PRIOR = 1.0
"""Pseudo-count of each side: a plan that no neighbour tried is foretold at .5."""


@search_stage
def foreseen(
    query: Query, store: Reader, search: Search, *, of: str = "dense", sharpness: float = 1.0
) -> list[Candidate]:
    """Add the channel ``foreseen``, in (0, 1), to each case that `search` finds: how likely its plan is to succeed.

    A neighbour weighs the raw score of its channel `of` to the power `sharpness` > 0 (else InputError), at least 0.
    Neighbours have one plan when they took the same actions. Candidates without actions keep their scores as they are.
    """
    if sharpness <= 0.0:
        raise InputError(f"foreseen() needs sharpness > 0, not {sharpness}")
    found = search(query, store)
    experiences = {one.id: one for one in store.experiences([one.id for one in found], statuses=None)}
    plans = {name: plan for name, one in experiences.items() if (plan := plan_of(one))}
    terms: defaultdict[tuple[str, ...], list[tuple[float, float]]] = defaultdict(list)
    for candidate in found:
        if candidate.id in plans:
            weight = max(0.0, candidate.scores.get(of, 0.0)) ** sharpness
            evidence = experiences[candidate.id].evidence
            terms[plans[candidate.id]].append((weight * evidence.support_count, weight * evidence.contradict_count))
    likely = {plan: forecast(votes) for plan, votes in terms.items()}
    return [
        Candidate(one.id, {**one.scores, "foreseen": likely[plans[one.id]]}, one.score, one.reason)
        if one.id in plans
        else one
        for one in found
    ]


def forecast(votes: list[tuple[float, float]]) -> float:
    """Return (Σ w·s + 1) / (Σ w·(s + f) + 2) in (0, 1) of the pairs (w·s, w·f); .5 for none."""
    good, bad = fsum(one for one, _ in votes), fsum(other for _, other in votes)
    return (good + PRIOR) / (good + bad + 2.0 * PRIOR)


def plan_of(experience: Experience) -> tuple[str, ...]:
    """Return the actions of a case in order; nothing of an experience without steps."""
    return tuple(str(step["action"]) for step in experience.payload.get("steps", ()) if isinstance(step, dict))
