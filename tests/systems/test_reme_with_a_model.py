"""ReMe with a model: it extracts the lessons, and only those that it validates with one half or more are kept."""

from __future__ import annotations

import itertools

import pytest

from llm.made import WIN, lesson, lessons
from llm.runs import answering
from seasoned import Memory, llm
from seasoned.systems.reme import reme
from seasoned.types import Kind, Outcome


def learned(*answers: object) -> tuple[list[Kind], int]:
    model, asked = answering(*answers)  # type: ignore[arg-type]
    ticks = itertools.count(1)
    calls = llm.Calls(model, backoff=(), mends=0)
    with Memory(":memory:", system=reme(calls=calls), clock=lambda: float(next(ticks))) as m:
        assert m.system.needs_model
        m.learn([(WIN, Outcome(trajectory_id=WIN.id, success=True))])
        return [item.kind for item in m.store.experiences()], len(asked)


@pytest.mark.parametrize(("score", "kept"), [(0.5, [Kind.INSIGHT]), (0.4, [])])
def test_a_lesson_is_kept_from_a_score_of_one_half_on(score: float, kept: list[Kind]) -> None:
    check = {"items": [{"item": 1, "valid": True, "score": score, "reason": "so"}]}
    assert learned(lessons(lesson("refunded 20 EUR")), check) == (kept, 2)


def test_without_an_answer_the_rules_extract_and_admission_alone_decides() -> None:
    kinds, asked = learned("not an answer")
    assert kinds == [Kind.CASE]
    assert asked == 2
