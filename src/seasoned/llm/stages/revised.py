"""An edit of an experience in a model's words: the next version, its maker named, never trusted more than it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from seasoned.evolve.revise import revise
from seasoned.types import Creator, Edit, Experience, Operation, Trust


def revised(
    experience: Experience, operation: Operation, model: str, *, reason: str, stage: str, now: float, **changes: Any
) -> Edit:
    """Return the edit that replaces `experience` by its next version with `changes`, made by `stage` and `model`."""
    edit = revise(experience, operation, reason=reason, stage=stage, now=now, **changes)
    return by_model(edit, model, stage)


def by_model(edit: Edit, model: str, stage: str) -> Edit:
    """Return `edit` with its experience's maker set to the model and its trust at most ``observed``."""
    if edit.experience is None:
        return replace(edit, stage=stage)
    made = replace(
        edit.experience,
        trust=min(edit.experience.trust, Trust.OBSERVED),
        created_by=Creator(edit.experience.created_by.system, stage, model),
    )
    return replace(edit, experience=made, stage=stage)
