"""Repair what a question found wanting: a failed retrieval makes the missing note (HiMem, arXiv 2601.06377).

Where the notes did not suffice and an episode had to be shown, the sentence of it that is about the question becomes a
note, found by the question from then on. It needs no reward: that the notes failed is the signal.
"""

from __future__ import annotations

from collections.abc import Iterator

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import evolve_stage
from seasoned.learn.distill.episodes import EPISODE
from seasoned.learn.distill.facts import LONGEST_SENTENCE
from seasoned.learn.distill.triplets import shown
from seasoned.learn.evidence import quote, support
from seasoned.learn.injected import strip
from seasoned.protocols import Admit, Reader
from seasoned.recall.search.deeper import share_said
from seasoned.types import Edit, Experience, Kind, Proposal, Span, Trajectory, Usage

STAGE = "reconsolidate"


@evolve_stage
def reconsolidate(store: Reader, now: float, admit: Admit, least: float = 0.5, recent: int = 200) -> list[Edit]:
    """Return the edits that `admit` makes of the notes missing in the `recent` latest recalls, one per question.

    A note is the sentence of the shown episodes that has most of the question's words, and at least `least` of them, in
    (0, 1], else InputError; of several the one said last. A question that has its note gets no second one.
    """
    if not 0.0 < least <= 1.0:
        raise InputError(f"reconsolidate() needs least in (0, 1], not {least}")
    wanted: dict[str, Proposal] = {}
    for usage in store.usages(limit=recent):
        key = content_id("asked", " ".join(usage.query.lower().split()))
        if key not in wanted and (made := _note(usage, key, least, store)) is not None:
            wanted[key] = made
    decisions = admit([wanted[key] for key in sorted(wanted)], store, now)
    return [edit for one in decisions for edit in (one.edit, *one.also) if edit is not None]


def _note(usage: Usage, key: str, least: float, store: Reader) -> Proposal | None:
    used = store.experiences(list(usage.selected), statuses=None) if usage.selected else []
    episodes = [item for item in used if EPISODE in item.tags]
    if not episodes or store.experiences(kinds=(Kind.FACT,), statuses=None, key=key, limit=1):
        return None
    told = [
        (share_said(usage.query, sentence), run.started_at, place, sentence, run, item)
        for item in episodes
        for run, place, sentence in _sentences(item, store)
    ]
    if not told:
        return None
    share, _, place, sentence, run, item = max(told, key=lambda one: (*one[:3], one[3]))
    if share < least:
        return None
    return Proposal(
        kind=Kind.FACT,
        key=key,
        when=usage.query[:LONGEST_SENTENCE],
        body=sentence,
        family=item.family,
        payload={"told": run.started_at, "place": place},
        evidence=support(Span(trajectory_id=run.id, start=place, end=place + 1, quote=quote(sentence))),
        origin=item.origin,
        trust=item.trust,
        parents=(item.id,),
        stage=STAGE,
    )


def _sentences(episode: Experience, store: Reader) -> Iterator[tuple[Trajectory, int, str]]:
    """Yield what was said in the steps that an episode rests on, without what memory itself said."""
    for span in episode.evidence.supports:
        run = store.trajectory(span.trajectory_id)
        if run is not None:
            clean = strip(run)
            yield from ((clean, at, said) for at, said in shown(clean) if span.start <= at < span.end)
