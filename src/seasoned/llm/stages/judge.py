"""`judge`: how a run ended, said by a model. Facts go first: ``learn.judge.default | llm.judge(calls)``."""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.learn.injected import strip
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import JUDGE
from seasoned.llm.fence import fenced
from seasoned.protocols import Judge
from seasoned.stage import JudgeStage
from seasoned.system import no_judge
from seasoned.types import Outcome, OutcomeSource, Trajectory


@dataclass(frozen=True, slots=True)
class _Judged:
    calls: Calls
    fallback: Judge
    budget: int

    def __call__(self, trajectory: Trajectory, now: float) -> Outcome | None:
        answer = self.calls.attempt(JUDGE, fenced(material.run(strip(trajectory), 1, self.budget)))
        if answer is None:
            return self.fallback(trajectory, now)
        if answer.verdict == "unknown":
            return None
        return Outcome(
            trajectory_id=trajectory.id,
            success=answer.verdict == "success",
            score=answer.score,
            metrics={"impossible": 1.0} if answer.verdict == "impossible" else {},
            source=OutcomeSource.JUDGE,
            verifier=f"llm:{self.calls.model}",
            confidence=answer.confidence,
            observed_at=now,
        )


def judge(calls: Calls | None, *, fallback: Judge = no_judge, budget: int = material.BUDGET) -> JudgeStage:
    """Return a judge that asks the model; its outcome has the source ``judge`` and the verifier ``llm:<model>``.

    ``unknown`` gives None. `budget` is in tokens of material, at least 100. What the fallback says keeps its own name.
    Without `calls` it is the fallback.
    """
    if calls is None:
        return JudgeStage.of(fallback)
    return JudgeStage(_Judged(calls, fallback, budget), f"llm.judge({calls.model})")
