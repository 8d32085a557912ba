"""Merge what says the same thing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.learn.admit.dedup import CANONICAL
from seasoned.learn.evidence import unite
from seasoned.protocols import Embedder, Reader
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.select.mmr import jaccard, word_pairs
from seasoned.types import SUPERSEDED_BY, Edit, Evidence, Experience, Kind, Link, Operation, Status, Utility

Unite = Callable[[Evidence, Evidence], Evidence]

BLOCK = 512
"""Rows compared at a time: bounds the memory at BLOCK x group size floats."""


@evolve_stage
def merge_duplicates(
    store: Reader,
    now: float,
    cosine: float = 0.9,
    pairs: float = 0.6,
    embedder: Embedder = HashingEmbedder(),
    join: Unite = unite,
) -> list[Edit]:
    """Merge active items of one kind and family whose vectors and word pairs agree (F20).

    Vectors of `when` and `body` propose (cosine >= `cosine`), the Jaccard index of word pairs decides (>= `pairs`):
    thresholds belong to the embedder, so calibrate them with another one. Per cluster one MERGE edit gives the item
    kept (most trusted, then most used, then best supported) the evidence of all, and one EDIT per other item marks it
    superseded with a link to the one kept. The kept text, payload and trust stay as they are. Both thresholds in
    [0, 1], else InputError. Cases that did different things are left alone, and kinds whose key says all (transitions,
    guardrails, rules …): two of them are different however alike they read.
    """
    if not (0.0 <= cosine <= 1.0 and 0.0 <= pairs <= 1.0):
        raise InputError("merge_duplicates() needs thresholds in [0, 1]")
    groups: dict[tuple[str, str], list[Experience]] = defaultdict(list)
    for item in store.experiences():
        if item.kind not in CANONICAL:
            groups[item.kind, item.family].append(item)
    edits: list[Edit] = []
    for group in groups.values():
        if len(group) < 2:
            continue
        utilities = store.utilities([item.id for item in group])
        ranked = sorted(group, key=lambda item: _rank(item, utilities[item.id]))
        for kept, others in _clusters(ranked, cosine, pairs, embedder):
            edits += _merge(kept, others, join, now)
    return edits


def _rank(item: Experience, utility: Utility) -> tuple[int, int, int, float, str]:
    return (-item.trust, -utility.injected, -item.evidence.support_count, item.valid_from, item.id)


def _clusters(
    ranked: Sequence[Experience], cosine: float, pairs: float, embedder: Embedder
) -> Iterable[tuple[Experience, list[Experience]]]:
    """Yield (kept, duplicates of it). Leader clustering in rank order: everything is compared with leaders only, so
    that a chain of small differences does not merge its two ends."""
    vectors = embedder([f"{item.when}\n{item.body}" for item in ranked])
    shingles = [word_pairs(item) for item in ranked]
    done = [_done(item) for item in ranked]
    taken = np.zeros(len(ranked), dtype=bool)
    for begin in range(0, len(ranked), BLOCK):
        near = vectors[begin : begin + BLOCK] @ vectors.T >= cosine
        for row in range(near.shape[0]):
            leader = begin + row
            if taken[leader]:
                continue
            alike = [
                int(other)
                for other in np.flatnonzero(near[row])
                if other > leader
                and not taken[other]
                and jaccard(shingles[leader], shingles[other]) >= pairs
                and done[leader] == done[other]
            ]
            if alike:
                taken[alike] = True
                yield ranked[leader], [ranked[other] for other in alike]


def _done(item: Experience) -> list[str]:
    """Return what a case did: two that did different things are different, however alike they read."""
    return [step["action"] for step in item.payload.get("steps", ())] if item.kind is Kind.CASE else []


def _merge(kept: Experience, others: Sequence[Experience], join: Unite, now: float) -> list[Edit]:
    evidence = kept.evidence
    for other in others:
        evidence = join(evidence, other.evidence)
    names = tuple(other.id for other in others)
    merged = revise(
        kept,
        Operation.MERGE,
        reason=f"says the same as {len(others)} other{'s' if len(others) > 1 else ''}",
        stage="merge_duplicates",
        now=now,
        sources=names,
        evidence=evidence,
        parents=tuple(dict.fromkeys((*kept.parents, *names))),
        tags=tuple(dict.fromkeys(tag for item in (kept, *others) for tag in item.tags)),
    )
    superseded = [
        revise(
            other,
            Operation.EDIT,
            reason=f"says the same as {kept.id}",
            stage="merge_duplicates",
            now=now,
            status=Status.SUPERSEDED,
            links=(*other.links, Link(SUPERSEDED_BY, kept.id)),
        )
        for other in others
    ]
    return [merged, *superseded]
