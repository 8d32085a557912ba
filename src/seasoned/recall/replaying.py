"""Where a recorded path stands in the state at hand, and what it does next (MOBIMEM's AgentRR, arXiv 2512.15784)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.learn.distill.replays import LONGEST_SEEN
from seasoned.learn.evidence import clip
from seasoned.payloads import Replay, ReplayStep, read
from seasoned.recall.words import distinct_words
from seasoned.types import Experience, Kind, Query


def next_step(path: Replay, query: Query) -> ReplayStep | None:
    """Return the first step of the path that was recorded in the query's state, and not earlier in its run than the
    query stands in this one.

    States agree by their keys where both have one, else by what is seen; a first step that was taken before anything
    was seen agrees with a run that has not begun and sees nothing. None when no step agrees, when the action is not
    among those on offer, or when it uses words of its own task that this task lacks. Looking ahead only, a path is
    never walked in circles, and not joined again after a detour that is longer than the recorded one.
    """
    seen = clip(query.observation, LONGEST_SEEN)
    for step in path.steps:
        if step.place >= query.step and _agree(step, query.state_key, seen, query.step > 0):
            fits = set(step.keywords) <= distinct_words(query.text)
            offered = not query.valid_actions or step.action in query.valid_actions
            return step if fits and offered else None
    return None


def next_action(items: Sequence[Experience], query: Query) -> str | None:
    """Return the action of the first replay among `items` that has one for this state; None: think for yourself."""
    paths = (read(item.payload, Replay) for item in items if item.kind is Kind.REPLAY)
    steps = (next_step(path, query) for path in paths)
    return next((step.action for step in steps if step is not None), None)


def _agree(step: ReplayStep, state_key: str, seen: str, begun: bool) -> bool:
    if step.state_key and state_key:
        return step.state_key == state_key
    if not step.seen and not step.state_key:
        return not begun and not seen and not state_key
    return bool(seen) and step.seen == seen
