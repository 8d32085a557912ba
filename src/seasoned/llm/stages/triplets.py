"""`state` as a distiller: the triplets that a model reads in a run, each with the sentence that tells it (AriGraph)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from seasoned.learn.distill.triplets import Triplet, entity, proposal, shown
from seasoned.learn.injected import strip_attempt
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import STATE
from seasoned.llm.fence import fenced
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.recall.words import distinct_words
from seasoned.stage import DistillStage
from seasoned.system import no_distillation
from seasoned.types import Origin, Proposal, Trajectory, Trust


@dataclass(frozen=True, slots=True)
class _Stated:
    calls: Calls
    fallback: Distill
    budget: int

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        for attempt in attempts:
            run = strip_attempt(attempt).trajectory
            answer = self.calls.attempt(STATE, fenced(material.run(run, 1, self.budget)))
            if answer is None:
                yield from self.fallback((attempt,), store)
                continue
            for fact in answer.facts:
                one = Triplet(entity(fact.subject), fact.relation.strip().lower(), entity(fact.object))
                told = _told(one, run)
                if told is None:
                    self.calls.drop(STATE, f"no sentence of the run says: {material.short(one.text, 200)}")
                    continue
                made = proposal(run, *told, one, f"llm.state@{self.calls.model}")
                yield replace(made, origin=Origin.MODEL, trust=Trust.OBSERVED)


def _told(one: Triplet, run: Trajectory) -> tuple[int, str] | None:
    """Return the last sentence that names both ends, with its step; None where the model made it up."""
    subject, value = distinct_words(one.subject), distinct_words(one.value)
    if not (subject and value and one.relation):
        return None
    telling = [(place, said) for place, said in shown(run) if subject | value <= distinct_words(said)]
    return telling[-1] if telling else None


def triplets(
    calls: Calls | None, *, fallback: Distill = no_distillation, budget: int = material.BUDGET
) -> DistillStage:
    """Return a distiller that asks the model once per run what holds at its end, and keeps the facts of the answer.

    A fact is kept with the last sentence of the run that names both of its ends, and dropped, with the reason in
    `Calls.notes`, where there is none. `fallback` gets the runs that the model did not answer for, and all without
    `calls`.
    """
    if calls is None:
        return DistillStage.of(fallback)
    return DistillStage(_Stated(calls, fallback, budget), f"llm.triplets({calls.model})")
