"""Links to the nearest: each new item is joined with what is stored about a similar situation, in both directions.

The query graph of G-Memory (arXiv 2506.07398: an edge where the cosine is at least .7, of the ten nearest) and the link
formation of A-MEM (arXiv 2502.12110: the five nearest), without its model, which drops some of the five.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from seasoned.errors import InputError
from seasoned.learn.admit.amend import amended, brought
from seasoned.protocols import Admit, Embedder, Reader
from seasoned.recall.embed import HashingEmbedder
from seasoned.types import Decision, Experience, Kind, Link, Proposal, Status

RELATED = "related"

MOST_LINKS = 20
"""Links of this relation that an item keeps, the latest ones: what is near to everything tells nothing."""


@dataclass(frozen=True, slots=True)
class Linked:
    """An admission that links each active item it brings with the `k` nearest of `kinds` whose cosine is >= `least`.

    Situations (`when`) are compared. Links are called ``related`` and stand at both ends. `embedder` must be the
    store's. `k` >= 1 and `least` in [0, 1], else InputError. The items themselves are decided by `admission`.
    """

    admission: Admit
    least: float = 0.7
    k: int = 10
    kinds: tuple[Kind, ...] = (Kind.CASE,)
    embedder: Embedder = HashingEmbedder()

    def __post_init__(self) -> None:
        if self.k < 1 or not 0.0 <= self.least <= 1.0:
            raise InputError("Linked() needs k >= 1 and least in [0, 1]")

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        decisions = self.admission(proposals, store, now)
        batch = brought(decisions)
        changed: dict[str, Experience] = {}
        for one, other in self._edges(batch, store):
            for source, target in ((one, other), (other, one)):
                item = changed.get(source.id, source)
                linked = with_link(item, target.id)
                if linked is not item:
                    changed[source.id] = linked
        return amended(decisions, changed, reason="near in situation", stage="linked", now=now)

    def _edges(self, batch: Mapping[str, Experience], store: Reader) -> Iterator[tuple[Experience, Experience]]:
        """Yield the pairs to link: of each item of the batch with those stored, and with those before it."""
        new = [one for one in batch.values() if one.status is Status.ACTIVE and one.kind in self.kinds]
        vectors = self.embedder([one.when for one in new])
        for place, item in enumerate(new):
            found = [
                (cosine, name)
                for name, cosine in store.search_vector(vectors[place], kinds=self.kinds, limit=self.k + len(new))
                if name not in batch
            ]
            found += zip(map(float, vectors[:place] @ vectors[place]), (one.id for one in new[:place]), strict=True)
            near = sorted((one for one in found if one[0] >= self.least), key=lambda one: (-one[0], one[1]))
            for _, name in near[: self.k]:
                other = batch.get(name) or store.experience(name)
                if other is not None and other.scope == item.scope:
                    yield item, other


def with_link(item: Experience, target: str, relation: str = RELATED) -> Experience:
    """Return `item` with one link more, or as it is where it has it; of more than `MOST_LINKS` the oldest goes."""
    if target == item.id or any(link.target == target and link.relation == relation for link in item.links):
        return item
    mine = [link for link in item.links if link.relation == relation][-(MOST_LINKS - 1) :]
    others = [link for link in item.links if link.relation != relation]
    return replace(item, links=(*others, *mine, Link(relation, target)))


def linked_to(item: Experience, relation: str = RELATED) -> tuple[str, ...]:
    """Return the ids that an item is linked with, oldest link first."""
    return tuple(link.target for link in item.links if link.relation == relation)
