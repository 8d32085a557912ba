"""Why an item was, or was not, shown by a recall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seasoned.credit.beta import laplace
from seasoned.protocols import Reader
from seasoned.types import Candidate, Experience, Usage, Utility

SHOWN = "shown"
WITHHELD = "withheld"
REFUSED = "refused"
NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One candidate of one recall. `rank` counts from 1; 0 means that no channel found the item.

    `fate` is ``shown``, ``withheld``, ``refused`` or ``not found``; `scores` holds the raw score per channel and
    `score` the selection's; `share` is its part of the outcome's credit. `experience` (None once erased), `utility` and
    `rate` (the posterior mean of success, .5 without evidence) are as they stand today, not at the time of the recall.
    """

    id: str
    rank: int
    fate: str
    reason: str
    scores: Mapping[str, float]
    score: float
    share: float
    experience: Experience | None
    utility: Utility
    rate: float


def explain(usage: Usage, store: Reader) -> list[Explanation]:
    """Return what became of every logged candidate of `usage`, in the order of the selection."""
    ids = [candidate.id for candidate in usage.candidates]
    experiences = {item.id: item for item in store.experiences(ids, statuses=None)} if ids else {}
    utilities = store.utilities(ids) if ids else {}
    return [
        _explained(usage, rank, candidate, experiences.get(candidate.id), utilities[candidate.id])
        for rank, candidate in enumerate(usage.candidates, 1)
    ]


def explain_one(usage: Usage, experience_id: str, store: Reader) -> Explanation:
    """Return what became of one experience in `usage`, also when no channel found it."""
    utility = store.utilities([experience_id])[experience_id]
    experience = store.experience(experience_id)
    for rank, candidate in enumerate(usage.candidates, 1):
        if candidate.id == experience_id:
            return _explained(usage, rank, candidate, experience, utility)
    why = "no channel returned it, or it ranked behind the candidates that were logged"
    return _explained(usage, 0, Candidate(experience_id, reason=why), experience, utility)


def _explained(
    usage: Usage, rank: int, candidate: Candidate, experience: Experience | None, utility: Utility
) -> Explanation:
    shares = dict(zip(usage.selected, usage.shares, strict=True))
    fate = REFUSED if rank else NOT_FOUND
    if candidate.id in shares:
        fate = SHOWN
    elif candidate.id in usage.withheld:
        fate = WITHHELD
    return Explanation(
        id=candidate.id,
        rank=rank,
        fate=fate,
        reason=candidate.reason or (f"ranked {rank}" if fate == SHOWN else "no reason was recorded"),
        scores=candidate.scores,
        score=candidate.score,
        share=shares.get(candidate.id, 0.0),
        experience=experience,
        utility=utility,
        rate=laplace(utility),
    )
