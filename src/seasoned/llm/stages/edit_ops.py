"""`edit_ops`: a list of insights kept in order by a model, in the closed algebra of edits (ExpeRepair, G-Memory)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from seasoned.codec import content_id
from seasoned.learn.admit import Admission
from seasoned.learn.evidence import support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust, failed, succeeded
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import EDIT_OPS
from seasoned.llm.citing import spans_of, wrong_places
from seasoned.llm.fence import fenced
from seasoned.llm.outputs import Op, Ops
from seasoned.llm.stages.operations import Editor, nothing_new, wrong_targets
from seasoned.protocols import Admit, Attempt, Evolve, Reader
from seasoned.recall.fence import harmless
from seasoned.stage import EvolveStage
from seasoned.system import no_evolution
from seasoned.types import Edit, Experience, Kind, Origin, Proposal, Span, Trust

Cited = tuple[Op, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class _Edited:
    calls: Calls
    family: str
    fallback: Evolve
    admit: Admit
    items: int
    recent: int
    budget: int

    @property
    def stage(self) -> str:
        return f"llm.edit_ops@{self.calls.model}"

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        listed = store.experiences(kinds=(Kind.INSIGHT,), family=self.family, limit=self.items)
        known = {one.id: one for one in listed if one.scope == store.scope}
        seen = (
            strip_attempt(Attempt(run, store.outcome(run.id)))
            for run in store.trajectories(family=self.family, limit=self.recent)
        )
        attempts = [one for one in seen if succeeded(one) or failed(one)]
        if not attempts:
            return []
        answer = self._ask(known, attempts)
        if answer is None:
            return self.fallback(store, now)
        editor = Editor(self.calls.model, self.stage, now)
        edits: list[Edit] = []
        added: list[Cited] = []
        for op, spans in self._sound(answer, known, attempts):
            if op.op == "add":
                added.append((op, spans))
            else:
                edits += editor.edits(op, [known[name] for name in op.targets], spans)
        return [*edits, *self._admitted(added, attempts, {edit.target for edit in edits}, store, now)]

    def _ask(self, known: Mapping[str, Experience], attempts: Sequence[Attempt]) -> Ops | None:
        shown = [one.trajectory for one in attempts]

        def check(answer: Ops) -> str:
            cites = (cite for op in answer.ops for cite in op.cites)
            return "; ".join([*wrong_targets(answer, known), *wrong_places(cites, shown)])

        items = material.items(list(known.values()), ids=True) or "(empty)"
        return self.calls.attempt(EDIT_OPS, fenced(f"list:\n{items}", material.runs(attempts, self.budget)), check)

    def _sound(self, answer: Ops, known: Mapping[str, Experience], attempts: Sequence[Attempt]) -> Iterator[Cited]:
        """Yield the operations that hold up, with their quotes; the others are dropped with a reason."""
        shown = [one.trajectory for one in attempts]
        touched: set[str] = set()
        for op in answer.ops:
            spans, refused = spans_of(op.cites, shown)
            if not refused and op.op != "merge" and not spans:
                refused = "it cites no step"
            if not refused and touched & set(op.targets):
                refused = "its target is changed by an earlier operation"
            if not refused and op.op in ("agree", "disagree", "edit"):
                refused = nothing_new(op, known[op.targets[0]], spans)
            if refused:
                self._drop(op.op, refused)
                continue
            touched.update(op.targets)
            yield op, spans

    def _admitted(
        self, added: Sequence[Cited], attempts: Sequence[Attempt], touched: set[str], store: Reader, now: float
    ) -> Iterator[Edit]:
        """Send what is new through admission, which may refuse it like any other proposal."""
        proposals = [self._proposal(op, spans, attempts) for op, spans in added]
        for decision in self.admit(proposals, store, now):
            made = [edit for edit in (decision.edit, *decision.also) if edit is not None]
            if not made:
                self._drop("add", decision.reason)
            elif touched & {edit.target for edit in made}:
                self._drop("add", f"{decision.reason}, which is changed by another operation")
            else:
                yield from made

    def _proposal(self, op: Op, spans: tuple[Span, ...], attempts: Sequence[Attempt]) -> Proposal:
        when, body = harmless(op.when).strip(), harmless(op.body).strip()
        cited = {span.trajectory_id for span in spans}
        return Proposal(
            kind=Kind.INSIGHT,
            key=content_id("insight", *(" ".join(text.lower().split()) for text in (when, body))),
            when=when,
            body=body,
            family=self.family,
            evidence=support(*spans, count=len(cited)),
            origin=Origin.MODEL,
            trust=min(Trust.OBSERVED, *(attempt_trust(one) for one in attempts if one.trajectory.id in cited)),
            stage=self.stage,
        )

    def _drop(self, what: str, reason: str) -> None:
        self.calls.drop(EDIT_OPS, f"{what}: {reason}")


def edit_ops(
    calls: Calls | None,
    family: str,
    *,
    fallback: Evolve = no_evolution,
    admit: Admit = Admission(),
    items: int = 40,
    recent: int = 6,
    budget: int = material.BUDGET,
) -> EvolveStage:
    """Return upkeep of the insights of one `family`: the model sees up to `items` of them and, of the `recent` runs,
    those whose ending is known, and answers in operations.

    Ids must exist and every operation but a merge must quote a run word for word. A run that an item cites already does
    not vote for it again, so repeating upkeep changes nothing. What is added goes through `admit`; no item gains
    trust. One operation per item. Without `calls` it is the fallback. What is dropped stands in `Calls.notes` with its
    reason.
    """
    if calls is None:
        return EvolveStage.of(fallback)
    run = _Edited(calls, family, fallback, admit, items, recent, budget)
    return EvolveStage(run, f"llm.edit_ops({calls.model}, {family!r})")
