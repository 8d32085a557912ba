"""An edit that gives an experience its next version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from seasoned.types import Creator, Edit, Experience, Operation


def revise(
    experience: Experience,
    operation: Operation,
    *,
    reason: str,
    stage: str,
    now: float,
    sources: tuple[str, ...] = (),
    before: float | None = None,
    **changes: Any,
) -> Edit:
    """Return the edit that replaces `experience` by a version one higher with `changes`.

    `before` is the score that led to it. The maker stays recorded; only its stage becomes `stage`.
    """
    creator = Creator(experience.created_by.system, stage, experience.created_by.model)
    revised = replace(experience, version=experience.version + 1, created_by=creator, **changes)
    return Edit(
        operation=operation,
        target=experience.id,
        experience=revised,
        sources=sources,
        evidence=revised.evidence,
        reason=reason,
        stage=stage,
        before=before,
        at=now,
    )
