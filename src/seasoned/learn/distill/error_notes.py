"""Notes from mistakes: one per subject, with what went wrong and what works instead (MNL, arXiv 2512.11485).

MNL has a model name the subject of each question of a batch, so that equal names are the clusters, and write guidance
from the errors of each. Here tasks of one family whose words are alike share a subject, named by the task that was met
first; guidance is what the errors of the group were, and what a success of the same task did instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn import describe
from seasoned.learn.distill.contrast import contrasts
from seasoned.learn.distill.plans import INSTEAD, abstracted
from seasoned.learn.evidence import clip, support
from seasoned.learn.injected import strip_attempt
from seasoned.learn.merge_plans import AVOID
from seasoned.learn.provenance import failed
from seasoned.payloads import TaskPlan, write
from seasoned.protocols import Attempt, Reader
from seasoned.recall.fit import set_cosine
from seasoned.recall.words import distinct_words
from seasoned.types import Kind, Origin, Proposal, Span, Task, Trust

TAG = "note"
LOOKED_UP = 5
"""Notes found by the words of a task that may be about its subject."""


@dataclass(slots=True)
class _Note:
    """`subject` names it, and its key; `task` is the text of the first of this batch's tasks that it is about."""

    subject: str
    task: str
    family: str
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    trust: Trust = Trust.ENDORSED
    origin: Origin = Origin.OWN

    def add(
        self, sections: Mapping[str, Mapping[str, str]], spans: Iterable[Span], trust: Trust, origin: Origin
    ) -> None:
        for name, entries in sections.items():
            self.sections.setdefault(name, {}).update(entries)
        for span in spans:
            self.spans.setdefault(span.trajectory_id, span)
        self.trust, self.origin = min(self.trust, trust), origin


@distill_stage
def error_notes(attempts: Sequence[Attempt], store: Reader, alike: float = 0.6) -> Iterator[Proposal]:
    """Yield one note per subject of the batch's verified failures, and of what corrects earlier ones.

    A task belongs to the subject whose name has at least `alike` of its words (cosine of the two word sets, in [0, 1],
    else InputError), in the batch or in the store, and otherwise is one. Notes of one subject merge key by key.
    """
    if not 0.0 <= alike <= 1.0:
        raise InputError(f"error_notes() needs alike in [0, 1], not {alike}")
    notes: list[_Note] = []
    for attempt in map(strip_attempt, attempts):
        trajectory, faults = attempt.trajectory, [one.evidence for one in attempt.diagnoses]
        if failed(attempt) and faults and trajectory.task.text.strip():
            sections = {name: entries for name, entries in abstracted(attempt).sections.items() if entries}
            if sections:
                note = _about(trajectory.task, notes, store, alike)
                note.add(sections, faults, Trust.OBSERVED, trajectory.origin)
    tasks = {one.trajectory.id: one.trajectory.task for one in attempts}
    for found in contrasts(attempts, store):
        task = next(
            (tasks[span.trajectory_id] for span in found.evidence.supports if span.trajectory_id in tasks), None
        )
        if task is not None:
            instead = {INSTEAD: {str(found.payload["wrong"]): str(found.payload["right"])}}
            _about(task, notes, store, alike).add(instead, found.evidence.supports, found.trust, found.origin)
    yield from map(_proposal, notes)


def _about(task: Task, notes: list[_Note], store: Reader, alike: float) -> _Note:
    """Return the note about the subject of a task: the most alike of the batch and the store, else a new one."""
    text, words = clip(task.text, describe.LONGEST_TASK), distinct_words(task.text)

    def likeness(name: str) -> float:
        return set_cosine(words, distinct_words(name))

    near = [note for note in notes if note.family == task.family and likeness(note.subject) >= alike]
    if near:
        return max(near, key=lambda note: (likeness(note.subject), note.subject))
    hits = store.search_text(text, weights={"when": 1.0}, kinds=(Kind.PLAN,), family=task.family, limit=LOOKED_UP)
    stored = [item.when for item in store.experiences([name for name, _ in hits]) if TAG in item.tags] if hits else []
    known = sorted((name for name in stored if likeness(name) >= alike), key=lambda name: (-likeness(name), name))
    notes.append(_Note(known[0] if known else text, text, task.family))
    return notes[-1]


def _proposal(note: _Note) -> Proposal:
    order = {name: note.sections[name] for name in (AVOID, INSTEAD) if note.sections.get(name)}
    # In the words of its own task: those of the stored note may have been shown to the run, and would be an echo.
    payload = TaskPlan(goal=note.task, sections=order, runs=len(note.spans))
    when, body = describe.plan(payload)
    return Proposal(
        kind=Kind.PLAN,
        key=content_id("note", note.subject),
        when=when,
        body=body,
        family=note.family,
        payload=write(payload),
        evidence=support(*note.spans.values()),
        origin=note.origin,
        trust=note.trust,
        tags=(TAG,),
        stage="error_notes",
    )
