"""Deduplication: the stored experience that a proposal says again, by key or in nearly the same words."""

from __future__ import annotations

from dataclasses import dataclass, field

from seasoned.learn.admit.ledger import Ledger
from seasoned.learn.injected import shingles
from seasoned.types import SUPERSEDED_BY, Experience, Kind, Proposal, Status

NEAR = 0.9
"""Overlap of word shingles, in `when` and in `body`, from which two texts say the same (F20's default)."""

WORDS = 3
CANONICAL = frozenset(
    {Kind.TRANSITION, Kind.TOOL_NOTE, Kind.WORKFLOW, Kind.PITFALL, Kind.GUARDRAIL, Kind.RULE, Kind.REPLAY}
)
"""Kinds whose key says all: two with different keys are different, however alike they read."""

Shingled = tuple[frozenset[int], frozenset[int]]
"""The word shingles of `when` and of `body`."""

_SKETCH = 4
_LOOK_UP = 3
_QUERY = 300


def same_key(proposal: Proposal, waits: bool, ledger: Ledger) -> Experience | None:
    """Return the stored experience with the proposal's key, or what upkeep put in its place. What waits in quarantine
    and what does not never mix."""
    found = [one for one in ledger.keyed(proposal) if (one.status is Status.QUARANTINED) == waits]
    resident = next((one for one in found if one.status is Status.ACTIVE), found[0] if found else None)
    return resident and _in_force(resident, ledger)


def _in_force(experience: Experience, ledger: Ledger) -> Experience:
    """Return the active experience that superseded this one, where there is one: news of it is news of that."""
    one, seen = experience, {experience.id}
    while one.status is Status.SUPERSEDED:
        names = [link.target for link in one.links if link.relation == SUPERSEDED_BY and link.target not in seen]
        successor = ledger.experience(names[-1]) if names else None
        if successor is None or successor.scope != experience.scope:
            return experience
        one = successor
        seen.add(one.id)
    return one if one.status is Status.ACTIVE else experience


def overlap(one: frozenset[int], two: frozenset[int]) -> float:
    """Return the Jaccard overlap of two shingle sets, or the containment of the smaller when sizes are within 2 : 1."""
    if not one or not two:
        return float(one == two)
    common = len(one & two)
    jaccard = common / len(one | two)
    small, large = sorted((len(one), len(two)))
    return max(jaccard, common / small) if small >= 4 and 2 * small >= large else jaccard


@dataclass(slots=True)
class NearDuplicates:
    """Finds experiences of one kind and family that read nearly the same, in the batch and in the store.

    The batch is indexed by bottom-k sketches: near duplicates share most of their smallest shingle hashes. The store is
    asked by one text search per new proposal, and only when it holds anything of that kind and family.
    """

    threshold: float = NEAR
    _buckets: dict[tuple[Kind, str, int], list[str]] = field(default_factory=dict)
    _texts: dict[str, Shingled] = field(default_factory=dict)
    _stored: dict[tuple[Kind, str], bool] = field(default_factory=dict)

    def find(self, proposal: Proposal, ledger: Ledger) -> Experience | None:
        """Return an active experience that says the same as the proposal, or None."""
        if proposal.kind in CANONICAL:
            return None
        texts = (shingles(proposal.when, WORDS), shingles(proposal.body, WORDS))
        for found in self._in_batch(proposal, texts, ledger):
            if self._alike(texts, self._texts[found.id]):
                return found
        place = (proposal.kind, proposal.family)
        if place not in self._stored:
            self._stored[place] = bool(ledger.store.recent(kinds=(proposal.kind,), family=proposal.family, limit=1))
        if not self._stored[place]:
            return None
        for experience_id, _ in ledger.store.search_text(
            proposal.when[:_QUERY], kinds=(proposal.kind,), family=proposal.family, limit=_LOOK_UP
        ):
            resident = ledger.experience(experience_id)
            if (
                resident is not None
                and resident.status is Status.ACTIVE
                and resident.scope == ledger.store.scope
                and self._alike(texts, (shingles(resident.when, WORDS), shingles(resident.body, WORDS)))
            ):
                return resident
        return None

    def add(self, experience: Experience) -> None:
        """Index a new or changed experience of the batch."""
        if experience.kind in CANONICAL or experience.status is not Status.ACTIVE:
            return
        texts = (shingles(experience.when, WORDS), shingles(experience.body, WORDS))
        self._texts[experience.id] = texts
        for bucket in sorted(texts[0] | texts[1])[:_SKETCH]:
            members = self._buckets.setdefault((experience.kind, experience.family, bucket), [])
            if experience.id not in members:
                members.append(experience.id)

    def _in_batch(self, proposal: Proposal, texts: Shingled, ledger: Ledger) -> list[Experience]:
        found: dict[str, Experience] = {}
        for bucket in sorted(texts[0] | texts[1])[:_SKETCH]:
            for experience_id in self._buckets.get((proposal.kind, proposal.family, bucket), ())[-_SKETCH:]:
                resident = ledger.experience(experience_id)
                if resident is not None and resident.status is Status.ACTIVE:
                    found[experience_id] = resident
        return list(found.values())

    def _alike(self, one: Shingled, two: Shingled) -> bool:
        return overlap(one[0], two[0]) >= self.threshold and overlap(one[1], two[1]) >= self.threshold
