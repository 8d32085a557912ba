"""`diagnose`: what went wrong, said by a model, with the steps that show it."""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.learn.diagnose import rules
from seasoned.learn.injected import strip
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import DIAGNOSE
from seasoned.llm.citing import span_of, wrong_places
from seasoned.llm.fence import fenced
from seasoned.llm.outputs import Faults
from seasoned.protocols import Diagnose
from seasoned.stage import DiagnoseStage
from seasoned.types import Diagnosis, Outcome, Trajectory


@dataclass(frozen=True, slots=True)
class _Diagnosed:
    calls: Calls
    fallback: Diagnose
    budget: int

    def __call__(self, trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
        if not trajectory.steps:
            return []
        shown = (strip(trajectory),)

        def check(answer: Faults) -> str:
            return "; ".join(wrong_places((fault.cite for fault in answer.faults), shown))

        answer = self.calls.attempt(DIAGNOSE, fenced(material.run(shown[0], 1, self.budget, outcome)), check)
        if answer is None:
            return self.fallback(trajectory, outcome)
        found = []
        for fault in answer.faults:
            span = span_of(fault.cite, shown)
            if isinstance(span, str):
                self.calls.drop(DIAGNOSE, f"{fault.cause.value}: {span}")
                continue
            found.append(
                Diagnosis(
                    trajectory_id=trajectory.id,
                    cause=fault.cause,
                    evidence=span,
                    subject=material.short(fault.subject),
                    flags=(f"llm:{self.calls.model}",),
                    state_difference=material.short(fault.change),
                )
            )
        found.sort(key=lambda diagnosis: (diagnosis.evidence.start, diagnosis.evidence.end))
        return found


def diagnose(calls: Calls | None, *, fallback: Diagnose = rules, budget: int = material.BUDGET) -> DiagnoseStage:
    """Return a diagnosis by the model; each has the flag ``llm:<model>`` and a quote that stands in its steps.

    A fault whose quote does not is dropped, with the reason in `Calls.notes`. `budget` is in tokens of material.
    Without `calls` it is the fallback.
    """
    if calls is None:
        return DiagnoseStage.of(fallback)
    return DiagnoseStage(_Diagnosed(calls, fallback, budget), f"llm.diagnose({calls.model})")
