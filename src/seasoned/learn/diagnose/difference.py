"""What changed between the start and the end of a span, in one line (Steve-Evolving, arXiv 2603.13131)."""

from __future__ import annotations

from seasoned.learn.actions import effect
from seasoned.learn.evidence import clip
from seasoned.types import Trajectory

_READ = 1500


def state_difference(trajectory: Trajectory, start: int, end: int) -> str:
    """Return what changed from before step `start` to after step `end - 1`, in ≤ 200 characters."""
    steps = trajectory.steps
    parts: list[str] = []
    earned = sum(step.reward for step in steps[start:end] if step.reward is not None and step.reward == step.reward)
    if earned:
        parts.append(f"reward {earned:+.2f}")
    before_key = steps[start].state_key
    after_key = steps[end].state_key if end < len(steps) else ""
    if before_key and after_key:
        parts.append("state unchanged" if before_key == after_key else "state changed")
    before = steps[start].observation[:_READ]
    after = effect(trajectory, end - 1)[:_READ]
    if before == after:
        parts.append("nothing new was seen")
    elif after:
        known = set(before.splitlines())
        fresh = next((line.strip() for line in after.splitlines() if line.strip() and line not in known), "")
        if fresh:
            parts.append(f"new: {clip(fresh, 120)}")
    return clip("; ".join(parts), 200)
