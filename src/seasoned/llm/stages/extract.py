"""`extract`: lessons from runs, in five modes. Admission then treats them like any other proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seasoned.errors import InputError
from seasoned.learn.injected import strip_attempt
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import EXTRACT
from seasoned.llm.citing import wrong_places
from seasoned.llm.fence import fenced
from seasoned.llm.outputs import Lessons
from seasoned.llm.stages.groups import MODES, Group
from seasoned.llm.stages.lessons import proposal
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.stage import DistillStage
from seasoned.system import no_distillation
from seasoned.types import Proposal


@dataclass(frozen=True, slots=True)
class _Extracted:
    calls: Calls
    mode: str
    fallback: Distill
    budget: int

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        grouping, _ = MODES[self.mode]
        for group in grouping(attempts, store):
            clean = tuple(strip_attempt(one) for one in group)
            lessons = self._ask(clean)
            if lessons is None:
                yield from self.fallback(group, store)
                continue
            for lesson in lessons.lessons:
                made = proposal(lesson, clean, f"llm.extract.{self.mode}@{self.calls.model}")
                if isinstance(made, str):
                    self.calls.drop(EXTRACT, f"{lesson.kind}: {made}")
                else:
                    yield made

    def _ask(self, group: Group) -> Lessons | None:
        _, kinds = MODES[self.mode]
        shown = [one.trajectory for one in group]

        def check(answer: Lessons) -> str:
            wrong = [f"kind {one.kind} is not wanted" for one in answer.lessons if one.kind not in kinds]
            cites = (cite for lesson in answer.lessons for cite in lesson.cites)
            return "; ".join([*wrong, *wrong_places(cites, shown)])

        head = f"mode: {self.mode}\nkinds: {', '.join(kinds)}"
        return self.calls.attempt(EXTRACT, fenced(head, material.runs(group, self.budget)), check)


def extract(
    calls: Calls | None, mode: str = "success", *, fallback: Distill = no_distillation, budget: int = material.BUDGET
) -> DistillStage:
    """Return a distiller that asks the model once per group of runs that `mode` looks at.

    ``success`` and ``failure`` look at one run each, ``pair`` at one in which something was diagnosed, ``contrast`` at
    a task's shortest success beside its failures, ``batch`` at five runs of a family. A proposal's `stage` names the
    model. Lessons whose quotes do not hold are dropped, with the reason in `Calls.notes`; `fallback` gets the runs of
    a group that the model did not answer for, and all without `calls`. Raises InputError for another mode.
    """
    if mode not in MODES:
        raise InputError(f"extract() has the modes {', '.join(MODES)}, not {mode!r}")
    if calls is None:
        return DistillStage.of(fallback)
    return DistillStage(_Extracted(calls, mode, fallback, budget), f"llm.extract({calls.model}, {mode!r})")
