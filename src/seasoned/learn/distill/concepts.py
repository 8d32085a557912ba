"""Concepts: what a success did, each kind of action as a routine with typed parameters (ArcMemo, arXiv 2509.04439).

ArcMemo has a model abstract a solution into named, typed concepts. Here the name is the action without what it is
applied to (``take {0} from {1}``, or the tool's name), so that the same routine of another task has the same name and
merges into it: the words that its tasks share become its cues, and what varies becomes its parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned import lift
from seasoned.codec import content_id
from seasoned.learn import describe
from seasoned.learn.actions import LONGEST_TEMPLATE, Move, moves, split_call
from seasoned.learn.clean import clean
from seasoned.learn.evidence import clip, move_span, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust, succeeded
from seasoned.learn.slots import value_type
from seasoned.payloads import Argument, Concept, write
from seasoned.protocols import Attempt, Reader
from seasoned.recall.words import STOP_WORDS, all_words
from seasoned.types import Kind, Proposal, Task

MOST_PER_RUN = 32
"""Distinct routines that one run may propose, the first ones."""

LONGEST_VALUE = 60
LONGEST_CUE_TEXT = 1000


def concepts(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one routine per kind of action in the cleaned steps of each verified success."""
    for attempt in attempts:
        if not succeeded(attempt):
            continue
        clean_attempt = strip_attempt(attempt)
        found: dict[str, list[Move]] = {}
        for move in clean(clean_attempt.trajectory, moves(clean_attempt.trajectory)):
            if move.node and move.action:
                found.setdefault(signature(move)[0], []).append(move)
        for name in list(found)[:MOST_PER_RUN]:
            proposal = _proposal(clean_attempt, name, found[name])
            if proposal is not None:
                yield proposal


def signature(move: Move) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the name of an action's routine and its parameters as (name, value): those of a call, or of a short text
    what stands between its verb and its prepositions; none of code and prose."""
    call = split_call(move.action)
    if call is not None:
        return call[0], tuple(call[1])
    if "\n" in move.action or len(move.action.split()) > LONGEST_TEMPLATE:
        return move.node, ()
    name, fillers = lift.template(move.action)
    return name, tuple((f"{{{at}}}", " ".join(filler)) for at, filler in enumerate(fillers))


def cues_of(text: str) -> dict[str, int]:
    """Return the distinct words of a task without function words, each counted once."""
    words = (word for word in all_words(text[:LONGEST_CUE_TEXT]) if word not in STOP_WORDS)
    return dict.fromkeys(words, 1)


def concept_key(name: str) -> str:
    """Return the key under which concepts of one name merge: by its words, whatever their case."""
    return content_id("concept", " ".join(name.lower().split()))


def _proposal(attempt: Attempt, name: str, seen: Sequence[Move]) -> Proposal | None:
    task, span = attempt.trajectory.task, move_span(attempt.trajectory, seen[0])
    if not span.quote or not task.text.strip():
        return None
    payload = Concept(
        name=name,
        parameters=_parameters(seen),
        cues=cues_of(task.text),
        implementation=tuple(dict.fromkeys(clip(move.action, describe.LONGEST_ACTION) for move in seen))[:3],
        used_in=(task.id,),
    )
    return Proposal(
        kind=Kind.CONCEPT,
        key=concept_key(name),
        when=_when(task),
        body=describe.concept(payload)[1],
        family=task.family,
        payload=write(payload),
        evidence=support(span),
        origin=attempt.trajectory.origin,
        trust=attempt_trust(attempt),
        tags=(payload.form,),
        stage="concepts",
    )


def _when(task: Task) -> str:
    """A concept used once is found by the whole text of its task; which of its words are cues, later uses tell."""
    return clip(task.text, describe.LONGEST_TASK)


def _parameters(seen: Sequence[Move]) -> tuple[Argument, ...]:
    values: dict[str, list[str]] = {}
    for move in seen:
        for name, value in signature(move)[1]:
            values.setdefault(name, []).append(value)
    return tuple(
        Argument(
            name=name,
            present=len(found),
            type=value_type(found[0]) if len({value_type(one) for one in found}) == 1 else "text",
            examples=tuple(dict.fromkeys(clip(one, LONGEST_VALUE) for one in found))[:3],
        )
        for name, found in sorted(values.items())
    )
