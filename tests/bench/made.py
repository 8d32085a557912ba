"""Hand-made results."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.bench.track import Item, Result, Unit


def result(system: str, successes: Sequence[float], *, family: str = "f", seed: int = 0, **figures: float) -> Result:
    arm = "" if system in ("none", "expert") else "self"
    items = [Item(f"t{n}", {"success": s, "steps": 4.0 - s}, ("e1",)) for n, s in enumerate(successes)]
    return Result(Unit("toy", family, system, arm, seed=seed), tuple(items), figures)
