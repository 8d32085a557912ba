"""The store as it will be once the decisions so far are written.

Admission decides a whole batch before anything is appended, and later proposals must see earlier ones. The ledger
lays what was decided over a reader, and remembers what it read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from seasoned.learn.admit.strength import strength
from seasoned.learn.injected import Heard, strip
from seasoned.protocols import Reader
from seasoned.types import Experience, Kind, Proposal, Status, Trajectory, Utility

Place = tuple[Kind, str, str]
"""Kind, family and key: what identifies an experience in its scope."""


@dataclass(slots=True)
class Ledger:
    """A reader with what was decided laid over it. `known` holds trajectories that need not be read from the store.

    Of what the store shows only its own scope may be changed: what a narrower scope learns never flows into a wider
    one, which others read.
    """

    store: Reader
    known: Mapping[str, Trajectory] = field(default_factory=dict)
    _keyed: dict[Place, list[Experience]] = field(default_factory=dict)
    _current: dict[str, Experience] = field(default_factory=dict)
    _groups: dict[tuple[Kind, str, Status], dict[str, Experience]] = field(default_factory=dict)
    _stripped: dict[str, Trajectory | None] = field(default_factory=dict)
    _heard: dict[str, Heard] = field(default_factory=dict)
    _utilities: dict[str, Utility] = field(default_factory=dict)
    _strengths: dict[tuple[str, int], float] = field(default_factory=dict)
    _heaps: dict[tuple[Kind, str, Status], list[tuple[float, int, str, int]]] = field(default_factory=dict)
    _order: int = 0
    _counts: dict[tuple[Kind, str], int] = field(default_factory=dict)

    def trajectory(self, trajectory_id: str) -> Trajectory | None:
        """Return a trajectory without injected text, or None when nobody knows it."""
        if trajectory_id not in self._stripped:
            found = self.known.get(trajectory_id) or self.store.trajectory(trajectory_id)
            self._stripped[trajectory_id] = None if found is None else strip(found)
            self._heard[trajectory_id] = Heard(frozenset(), "") if found is None else Heard.of(found)
        return self._stripped[trajectory_id]

    def heard(self, trajectory_ids: Iterable[str]) -> list[Heard]:
        """Return what memory said in each of the trajectories."""
        out: list[Heard] = []
        for trajectory_id in trajectory_ids:
            self.trajectory(trajectory_id)
            out.append(self._heard[trajectory_id])
        return out

    def experience(self, experience_id: str) -> Experience | None:
        """Return the version of an experience in force, or None."""
        return self._current.get(experience_id) or self.store.experience(experience_id)

    def keyed(self, proposal: Proposal) -> list[Experience]:
        """Return every experience with the proposal's kind, family and key, whatever its status."""
        place = (proposal.kind, proposal.family, proposal.key)
        if place not in self._keyed:
            self._keyed[place] = [
                self._current.get(found.id, found)
                for found in self.store.experiences(
                    kinds=(proposal.kind,), statuses=None, family=proposal.family, key=proposal.key
                )
                if found.scope == self.store.scope
            ]
        return self._keyed[place]

    def count(self, kind: Kind, family: str, limit: int) -> int:
        """Return how many experiences of a kind and family are active; exact below `limit`, at least `limit` above."""
        place = (kind, family)
        if (loaded := self._groups.get((kind, family, Status.ACTIVE))) is not None:
            return len(loaded)
        if place not in self._counts:
            self._counts[place] = len(self.store.recent(kinds=(kind,), family=family, limit=limit))
        # What wider scopes hold was counted too; where that matters, what is of this one is counted.
        return self._counts[place] if self._counts[place] < limit else len(self.group(kind, family, Status.ACTIVE))

    def group(self, kind: Kind, family: str, status: Status) -> dict[str, Experience]:
        """Return the experiences of a kind, family and status by id, newest change first."""
        place = (kind, family, status)
        if place not in self._groups:
            group = {
                found.id: found
                for found in self.store.experiences(kinds=(kind,), statuses=(status,), family=family)
                if found.id not in self._current and found.scope == self.store.scope
            }
            fresh = {
                found.id: found
                for found in reversed(list(self._current.values()))
                if (found.kind, found.family, found.status) == place
            }
            self._groups[place] = {**fresh, **group}
        return self._groups[place]

    def utility(self, experience_id: str) -> Utility:
        """Return the utility of an experience."""
        if experience_id not in self._utilities:
            self._utilities.update(self.store.utilities((experience_id,)))
        return self._utilities.get(experience_id, Utility())

    def strength(self, experience: Experience) -> float:
        """Return the strength of an experience; measured once per version."""
        version = (experience.id, experience.version)
        if version not in self._strengths:
            self._strengths[version] = strength(experience, self.utility(experience.id))
        return self._strengths[version]

    def weakest(self, kind: Kind, family: str, status: Status) -> Experience:
        """Return the weakest of a group that is not empty; of equals the one that changed longest ago."""
        place = (kind, family, status)
        group = self.group(kind, family, status)
        if place not in self._heaps:
            self._utilities.update(self.store.utilities(list(group)))
            self._heaps[place] = []
            for experience in reversed(list(group.values())):
                self._rank(place, experience)
        heap = self._heaps[place]
        while True:
            _, _, name, version = heap[0]
            found = group.get(name)
            if found is not None and found.version == version:
                return found
            heappop(heap)

    def _rank(self, place: tuple[Kind, str, Status], experience: Experience) -> None:
        self._order += 1
        heappush(self._heaps[place], (self.strength(experience), self._order, experience.id, experience.version))

    def put(self, experience: Experience) -> None:
        """Lay a new version over the store."""
        before = self._current.get(experience.id)
        residents = self._keyed.setdefault((experience.kind, experience.family, experience.key), [])
        old = before or next((one for one in residents if one.id == experience.id), None)
        residents[:] = [one for one in residents if one.id != experience.id] + [experience]
        self._current[experience.id] = experience
        place = (experience.kind, experience.family)
        if place in self._counts:
            was = old is not None and old.status is Status.ACTIVE
            self._counts[place] += (experience.status is Status.ACTIVE) - was
        if old is not None:
            self._groups.get((*place, old.status), {}).pop(experience.id, None)
        group = self._groups.get((*place, experience.status))
        if group is not None:
            group[experience.id] = experience
            if (*place, experience.status) in self._heaps:
                self._rank((*place, experience.status), experience)
