from __future__ import annotations

import pytest

from seasoned.errors import InputError
from seasoned.recall.trigger import agent_asks, every, every_step, never, on_error, on_stagnation, start
from seasoned.types import Query, Site


def at(step: int, **rest: object) -> Query:
    return Query(text="t", site=Site.STEP if step else Site.START, step=step, **rest)  # type: ignore[arg-type]


def test_each_trigger_fires_where_its_name_says() -> None:
    assert [start()(at(s)) for s in (0, 1)] == [True, False]
    assert [every_step()(at(s)) for s in (0, 1)] == [True, True]
    assert [s for s in range(8) if every(3)(at(s))] == [0, 3, 6]
    assert [on_error()(at(1, error=e)) for e in ("", "no such file")] == [False, True]
    assert [n for n in range(8) if on_stagnation(3)(at(9, steps_since_progress=n))] == [3, 6]
    assert [agent_asks()(at(1, asked=a)) for a in (True, False)] == [True, False]
    assert not never()(at(0))


def test_joined_triggers_fire_when_either_does() -> None:
    either = start() | on_error()
    assert [either(q) for q in (at(0), at(1), at(1, error="e"))] == [True, False, True]
    assert repr(either | every(k=5)) == "start() | on_error() | every(k=5)"


@pytest.mark.parametrize("trigger", [every(0), on_stagnation(0)])
def test_a_period_below_one_is_refused(trigger: object) -> None:
    with pytest.raises(InputError):
        trigger(at(1))  # type: ignore[operator]
