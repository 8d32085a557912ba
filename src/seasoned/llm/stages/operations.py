"""What one operation of `edit_ops` does to the items it names, as edits of the closed algebra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seasoned.learn.evidence import MOST_SPANS, support, unite
from seasoned.llm.material import short
from seasoned.llm.outputs import Op, Ops
from seasoned.llm.stages.revised import revised
from seasoned.recall.fence import harmless
from seasoned.types import SUPERSEDED_BY, Edit, Evidence, Experience, Link, Operation, Span, Status

TARGETS: Mapping[str, tuple[int, int]] = {
    "add": (0, 0),
    "edit": (1, 1),
    "agree": (1, 1),
    "disagree": (1, 1),
    "retire": (1, 1),
    "merge": (2, 8),
}
"""How many targets each operation takes, at least and at most."""

_TEXTS = ("add", "edit", "merge")


def wrong_targets(answer: Ops, known: Mapping[str, Experience]) -> list[str]:
    """Return what is wrong with the targets and texts of the operations; the model is told, and may mend it."""
    wrong = []
    for op in answer.ops:
        least, most = TARGETS[op.op]
        if not least <= len(op.targets) <= most:
            wrong.append(f"{op.op} takes {least if least == most else f'{least} to {most}'} targets")
        wrong += [f"there is no item {name!r} in the list" for name in op.targets if name not in known]
        if len(set(op.targets)) < len(op.targets):
            wrong.append(f"{op.op} names a target twice")
        if op.op in _TEXTS and not (op.when.strip() and op.body.strip()):
            wrong.append(f"{op.op} needs when and body")
    return wrong


def nothing_new(op: Op, target: Experience, spans: Sequence[Span]) -> str:
    """Return why an operation says nothing new of its target, or ``""``.

    The same runs are looked at again by the next upkeep, and a vote may be cast once per run only: a run that an item
    cites already does not speak a second time, and where no further citation fits the item has votes enough.
    """
    known = target.evidence
    cited = {span.trajectory_id for span in (*known.supports, *known.contradicts)}
    if {span.trajectory_id for span in spans} <= cited:
        return "the runs that it cites are among the item's evidence already"
    side = known.contradicts if op.op == "disagree" else known.supports
    return "the item has as much evidence as it can hold" if len(side) >= MOST_SPANS else ""


@dataclass(frozen=True, slots=True)
class Editor:
    """Makes edits in the name of a model. `stage` is written into each, `now` is their time."""

    model: str
    stage: str
    now: float

    def edits(self, op: Op, targets: Sequence[Experience], spans: tuple[Span, ...]) -> list[Edit]:
        """Return the edits of every operation but ``add``; `targets` are the items that it names, in its order."""
        target, *others = targets
        runs = len({span.trajectory_id for span in spans})
        spoken = Evidence(contradicts=spans, contradict_count=runs)
        match op.op:
            case "agree":
                return self._vote(op, target, Operation.AGREE, support(*spans, count=runs))
            case "disagree":
                return self._vote(op, target, Operation.DISAGREE, spoken)
            case "retire":
                evidence = unite(target.evidence, spoken)
                return [
                    self._next(
                        op, target, Operation.RETIRE, status=Status.RETIRED, evidence=evidence, valid_to=self.now
                    )
                ]
            case "edit":
                evidence = unite(target.evidence, support(*spans, count=runs))
                return [self._next(op, target, Operation.EDIT, **_text(op), evidence=evidence)]
        return self._merged(op, target, others)

    def _merged(self, op: Op, target: Experience, others: Sequence[Experience]) -> list[Edit]:
        evidence = target.evidence
        for other in others:
            evidence = unite(evidence, other.evidence)
        names = tuple(other.id for other in others)
        kept = self._next(
            op,
            target,
            Operation.MERGE,
            **_text(op),
            sources=names,
            evidence=evidence,
            parents=tuple(dict.fromkeys((*target.parents, *names))),
            trust=min(one.trust for one in (target, *others)),
        )
        link = Link(SUPERSEDED_BY, target.id)
        ended = [
            self._next(op, one, Operation.EDIT, status=Status.SUPERSEDED, links=(*one.links, link)) for one in others
        ]
        return [kept, *ended]

    def _vote(self, op: Op, target: Experience, operation: Operation, evidence: Evidence) -> list[Edit]:
        """The vote, and the evidence written into the item, by which `nothing_new` knows that it was cast."""
        vote = Edit(
            operation=operation,
            target=target.id,
            evidence=evidence,
            reason=short(op.reason),
            stage=self.stage,
            at=self.now,
        )
        return [vote, self._next(op, target, Operation.EDIT, evidence=unite(target.evidence, evidence))]

    def _next(self, op: Op, one: Experience, operation: Operation, **changes: object) -> Edit:
        return revised(one, operation, self.model, reason=short(op.reason), stage=self.stage, now=self.now, **changes)


def _text(op: Op) -> dict[str, object]:
    # The old payload speaks of the old text.
    return {"when": harmless(op.when).strip(), "body": harmless(op.body).strip(), "payload": {}}
