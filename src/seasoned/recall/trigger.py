"""When to recall: before the first step, along the way, or when something goes wrong. Joined with ``|``."""

from __future__ import annotations

from seasoned.errors import InputError
from seasoned.knobs import trigger_stage
from seasoned.types import Query, Site


@trigger_stage
def start(query: Query) -> bool:
    """Before the first step of a run (ReasoningBank, MemRL, ReMe, ExpRAG)."""
    return query.site is Site.START


@trigger_stage
def every_step(query: Query) -> bool:
    """At the start and before every step (SLEA-RL, H-EPM)."""
    return True


@trigger_stage
def every(query: Query, k: int) -> bool:
    """At the steps 0, k, 2k, … (WebCoach: k = 5). `k` >= 1, else InputError."""
    if k < 1:
        raise InputError(f"every(k) needs k >= 1, not {k}")
    return query.step % k == 0


@trigger_stage
def on_error(query: Query) -> bool:
    """Right after an action that gave an error."""
    return bool(query.error)


@trigger_stage
def on_stagnation(query: Query, k: int = 3) -> bool:
    """At the k-th step in a row without progress, and again every k steps while it lasts. `k` >= 1, else InputError."""
    if k < 1:
        raise InputError(f"on_stagnation(k) needs k >= 1, not {k}")
    return query.steps_since_progress > 0 and query.steps_since_progress % k == 0


@trigger_stage
def agent_asks(query: Query) -> bool:
    """When the agent itself asks (ProactAgent)."""
    return query.asked


@trigger_stage
def never(query: Query) -> bool:
    """Not at all: an agent without memory."""
    return False
