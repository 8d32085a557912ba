"""The figure that `seasoned preflight` prints."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.preflight import LEAST_TASKS, TaskLog, preflight
from seasoned.recall.embed import HashingEmbedder
from seasoned.types import Task

WORDS = ("refund", "order", "flight", "parcel", "bake", "bread", "lamp", "river", "code", "tests")


def log_of(*tasks: tuple[str, str]) -> TaskLog:
    log = TaskLog()
    for number, (family, text) in enumerate(tasks):
        log.add(Task(id=str(number), text=text, family=family))
    return log


def brute(tasks: list[tuple[str, str]]) -> list[float]:
    vectors = HashingEmbedder()([text for _, text in tasks])
    return [float(np.clip((vectors[:n] @ vectors[n]).max(), 0, 1)) for n in range(1, len(tasks))]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)))
)
def test_the_figure_is_the_mean_over_tasks_of_the_nearest_earlier_one(tasks: list[tuple[str, str]]):
    found = preflight(log_of(*tasks))
    distinct = list(dict.fromkeys(tasks))
    assert found.tasks == len(distinct)
    assert found.attempts == len(tasks)
    expected = brute(distinct)
    assert found.similarity == pytest.approx(np.mean(expected) if expected else 0.0, abs=1e-5)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(WORDS)), min_size=2, unique=True))
def test_the_nearest_task_is_the_better_of_own_family_and_others(tasks: list[tuple[str, str]]):
    for family in preflight(log_of(*tasks)).families:
        parts = [part for part in (family.own, family.others) if part is not None]
        assert (family.nearest is None) == (not parts)
        if family.nearest is not None and family.tasks == 1:
            assert family.nearest == pytest.approx(max(parts))


def test_a_family_without_any_earlier_task_has_no_figure():
    found = preflight(log_of(("a", "bake bread"), ("b", "refund order")))
    first, second = found.families
    assert (first.nearest, first.own, first.others) == (None, None, None)
    assert second.own is None
    assert second.others == second.nearest == pytest.approx(0.0, abs=0.2)


def test_repeated_tasks_count_as_attempts_and_not_as_similar():
    found = preflight(log_of(*[("a", "bake bread")] * 5, ("a", "light the lamp")))
    assert (found.tasks, found.attempts) == (2, 6)
    assert found.repeated == pytest.approx(4 / 6)
    assert found.similarity < 0.5


def test_the_verdict_follows_the_figure_and_needs_enough_tasks():
    alike = [("a", f"please refund my order number {n} because it was late") for n in range(LEAST_TASKS)]
    assert preflight(log_of(*alike)).verdict == "likely"
    assert preflight(log_of(*alike[:-1])).verdict == "unknown"
    apart = ["bake bread", "light lamps", "cross rivers", "write code", "sing songs", "plant trees", "mend socks"]
    apart += ["fly kites", "count sheep", "paint walls"]
    assert preflight(log_of(*(("a", text) for text in apart))).verdict == "unlikely"
