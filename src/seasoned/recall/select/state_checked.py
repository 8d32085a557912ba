"""Replays only while the state is as recorded (MOBIMEM's AgentRR, arXiv 2512.15784)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.payloads import Replay, read
from seasoned.protocols import Scored
from seasoned.recall.fit import set_cosine
from seasoned.recall.marks import refused_where
from seasoned.recall.replaying import next_step
from seasoned.recall.words import distinct_words
from seasoned.types import Kind, Query


@select_stage
def state_checked(
    query: Query, candidates: Sequence[Scored], rng: Random, now: float, alike: float = 0.8
) -> list[Scored]:
    """Refuse a replay whose task is less like this one than `alike`, or that has no step for the state at hand
    (`seasoned.recall.replaying`); put the others first, the most alike first. Other kinds stay as they are.

    Likeness is the cosine of the word sets of both tasks, in [0, 1], as `alike` must be, else InputError.
    """
    if not 0.0 <= alike <= 1.0:
        raise InputError(f"state_checked() needs alike in [0, 1], not {alike}")
    asked = distinct_words(query.text)
    likeness = {
        item.candidate.id: set_cosine(asked, distinct_words(str(item.experience.payload.get("task", ""))))
        for item in candidates
        if item.experience.kind is Kind.REPLAY
    }

    def why(item: Scored) -> str:
        found = likeness.get(item.candidate.id)
        if found is None:
            return ""
        if found < alike:
            return f"likeness {found:.2f} of the task is below {alike:.2f}"
        path = read(item.experience.payload, Replay)
        return "" if next_step(path, query) else "this is not a state in which its path goes on"

    ranked = sorted(candidates, key=lambda item: -likeness.get(item.candidate.id, -1.0))
    return refused_where(ranked, why)
