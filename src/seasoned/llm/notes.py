"""Who answered a call, and why: what tells a model's word from its fallback's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """Who answered; `DROPPED` is an item of an answer that did not hold up."""

    MODEL = "model"
    REPLAY = "replay"
    FALLBACK = "fallback"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the record. `reason` says why the fallback answered or an item was dropped; ``""`` otherwise."""

    call: str
    by: By
    model: str
    reason: str = ""
