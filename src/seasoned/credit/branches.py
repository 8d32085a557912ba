"""Paired branches: one task continued with memory and without it, and what the difference is worth (ProactAgent,
arXiv 2604.20572; formula F18). Where branches start alike, memory is the only thing that differs."""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.errors import InputError

TEMPO = 0.1
"""λ_T: a saving of steps counts at most as much, where a success against a failure counts 2."""


@dataclass(frozen=True, slots=True)
class Branch:
    """How one branch ended: its reward in [-1, 1] and its steps >= 0 (else InputError)."""

    reward: float
    steps: int

    def __post_init__(self) -> None:
        if not -1.0 <= self.reward <= 1.0 or self.steps < 0:
            raise InputError("a Branch needs a reward in [-1, 1] and steps >= 0")


def margin(given: Branch, without: Branch, tempo: float = TEMPO) -> float:
    """Return D = (R_with - R_without) + λ_T·(T_without - T_with) / max(T_without, 1), λ_T = `tempo` >= 0."""
    if tempo < 0.0:
        raise InputError(f"margin() needs tempo >= 0, not {tempo}")
    saved = (without.steps - given.steps) / max(without.steps, 1)
    return given.reward - without.reward + tempo * saved


def sign(margin: float) -> int:
    """Return 1 where memory won the pair, -1 where it lost, 0 for a tie: the process reward r_proc in units of a."""
    return (margin > 0.0) - (margin < 0.0)
