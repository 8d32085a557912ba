"""MemRL: similar first, then useful: z-scored similarity and learned value, half and half (arXiv 2601.03192).

Constants of the paper: λ = 0.5, (k1, k2) = (5, 3), α = 0.3, γ = 0, rewards ±1, Q starts at 0, ε = 0 in the released
configurations. δ = 0.5 is the released gate for LifelongAgentBench; its scale belongs to the embedder, so the gate here
is calibrated to the store's (0.2). Deviations: the script that a model writes beside each trajectory is absent, so a
memory is the cleaned run; failures are kept as the cases they are instead of as reflections; an outcome's confidence
scales α.
"""

from __future__ import annotations

from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select import z_blend
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def memrl(lambda_: float = 0.5, delta: float = 0.2, k1: int = 5, k2: int = 3, budget: int = 4000) -> System:
    """Return MemRL with λ = `lambda_` (in a name: ``memrl(lambda=0.3)``), the similarity gate `delta` and the two pool
    sizes."""
    return System(
        name="memrl",
        citation="MemRL, arXiv 2601.03192",
        judge=facts,
        distill=DistillStage.of(cases),
        admit=Admission(system="memrl"),
        trigger=start(),
        search=dense(kinds=(Kind.CASE,)),
        select=z_blend(weight=lambda_, delta=delta, k1=k1, k2=k2),
        compose=render(budget=budget),
        withhold=0.0,
    )
