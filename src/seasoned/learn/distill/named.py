"""Concepts out of a model's lessons: an insight gets a name, by which it merges with what is known under that name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seasoned.learn import describe
from seasoned.learn.distill.concepts import concept_key, cues_of
from seasoned.payloads import Concept, write
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.stage import DistillStage, words_of
from seasoned.types import Kind, Proposal

UNTYPED = (Kind.INSIGHT, Kind.CONCEPT)


@dataclass(frozen=True, slots=True)
class _Named:
    distill: Distill

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        for proposal in self.distill(attempts, store):
            untyped = proposal.kind in UNTYPED and not proposal.payload
            yield _concept(proposal, store) if untyped else proposal


def _concept(proposal: Proposal, store: Reader) -> Proposal:
    name = " ".join((proposal.tags[0] if proposal.tags else proposal.when).split()[:6])
    runs = (store.trajectory(span.trajectory_id) for span in proposal.evidence.supports)
    payload = Concept(
        name=name,
        cues=cues_of(proposal.when),
        implementation=(proposal.body,),
        used_in=tuple(dict.fromkeys(run.task.id for run in runs if run is not None)),
    )
    _, body = describe.concept(payload)
    return replace(proposal, kind=Kind.CONCEPT, key=concept_key(name), body=body, payload=write(payload))


def named(distill: Distill) -> DistillStage:
    """Return `distill` with every insight or concept of free text as a typed concept.

    Its name is the first of its tags, or how its `when` begins; its cues are the words of its `when` and its
    implementation is its body. Other proposals pass as they are.
    """
    return DistillStage(_Named(distill), f"named({words_of(distill)})")
