from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seasoned.envs.stream import draw

FOLDS = {"train": range(100), "dev": range(100, 130), "test": range(130, 160)}


@given(st.sampled_from(sorted(FOLDS)), st.integers(0, 30), st.integers(0, 30), st.integers())
def test_a_longer_stream_extends_a_shorter_one(fold: str, short: int, more: int, seed: int) -> None:
    count = min(short + more, len(FOLDS[fold]))
    short = min(short, count)
    longer = draw("env", "family", fold, FOLDS, count=count, seed=seed, parameters={"rooms": 2})
    shorter = draw("env", "family", fold, FOLDS, count=short, seed=seed, parameters={"rooms": 2})
    assert longer[:short] == shorter


@given(st.sampled_from(sorted(FOLDS)), st.integers())
def test_a_whole_fold_is_drawn_once_each(fold: str, seed: int) -> None:
    tasks = draw("env", "family", fold, FOLDS, count=len(FOLDS[fold]), seed=seed, parameters={})
    assert sorted(task.seed for task in tasks) == list(FOLDS[fold])
    assert len({task.id for task in tasks}) == len(tasks)


def test_ids_tell_apart_tasks_that_differ_in_a_parameter_only() -> None:
    ids = {
        draw("env", "family", "train", FOLDS, count=1, seed=0, parameters={"rooms": rooms})[0].id for rooms in (1, 2)
    }
    assert len(ids) == 2
