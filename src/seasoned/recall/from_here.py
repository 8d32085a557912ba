"""Of a replay, only the next action: what the agent needs in this state, in a few tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seasoned.knobs import compose_stage
from seasoned.payloads import Replay, read
from seasoned.protocols import Compose
from seasoned.recall.replaying import next_step
from seasoned.types import Experience, Hint, Kind, Query


@compose_stage
def from_here(query: Query, chosen: Sequence[Experience], inner: Compose) -> Hint:
    """Hand `chosen` on to `inner` with the next action of each replay in place of its path, where it has one.

    The hint's items are the experiences as they are stored.
    """
    stored = {item.id: item for item in chosen}
    hint = inner(query, [_from_here(query, item) for item in chosen])
    return replace(hint, items=tuple(stored[item.id] for item in hint.items))


def _from_here(query: Query, item: Experience) -> Experience:
    step = next_step(read(item.payload, Replay), query) if item.kind is Kind.REPLAY else None
    return item if step is None else replace(item, body=f"In this very state the next step was: {step.action}")
