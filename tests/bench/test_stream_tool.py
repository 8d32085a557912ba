"""The stream of tool conversations: what each policy makes of it, and that nothing is learned before it is met."""

from __future__ import annotations

from statistics import fmean

import pytest

from seasoned.bench.track import Setup, Unit
from seasoned.bench.tracks.stream_tool import ALTERED, EXPERT, MAJORITY, NEAREST, TRACK
from seasoned.envs import bfcl
from seasoned.errors import InputError

pytest.importorskip("bfcl_eval", reason="the wheel of BFCL is not installed; `make test` does it")

SETUP = Setup(seeds=1, tasks=24, families=("bfcl/base",))


def played(system: str) -> list[dict[str, float]]:
    (unit,) = [unit for unit in TRACK.units(SETUP) if unit.system == system]
    return [dict(item.values) for item in TRACK.run(unit, SETUP).items]


def mean(items: list[dict[str, float]], metric: str = "sequence") -> float:
    return fmean(item[metric] for item in items)


def test_the_expert_is_right_everywhere():
    assert [(one["sequence"], one["calls"], one["partial"], one["success"]) for one in played(EXPERT)] == [
        (1.0,) * 4
    ] * 24


def test_without_memory_nothing_is_called():
    found = played("none")
    assert sum(one["steps"] + one["tokens"] + one["success"] for one in found) == 0.0
    assert mean(found) < 0.05


def test_the_default_finds_sequences_that_the_most_frequent_one_does_not():
    learned, majority = played("default"), played(MAJORITY)
    assert mean(learned) > mean(majority) + 0.1
    assert mean(learned[12:]) > mean(learned[:12])
    assert learned[0]["steps"] == 0.0


def test_right_requests_with_the_calls_of_others_teach_nothing():
    assert mean(played("shuffled")) < 0.75 * mean(played("default"))


def test_a_stream_is_the_same_each_time():
    assert played(NEAREST) == played(NEAREST)


def test_every_control_is_among_the_units():
    units = TRACK.units(SETUP)
    assert {"none", MAJORITY, EXPERT, NEAREST, "raw", "random", "recent", "placebo", "exprag", *ALTERED, "default"} == {
        unit.system for unit in units
    }
    assert len({unit.family for unit in TRACK.units(Setup(seeds=1))}) == len(bfcl.CATEGORIES)
    with pytest.raises(InputError, match="bfcl/base"):
        TRACK.units(Setup(seeds=1, families=("bfcl/unknown",)))


def test_orders_differ_by_seed_alone():
    ids = {
        (system, seed): [
            item.id for item in TRACK.run(Unit(TRACK.name, "bfcl/base", system, "", seed=seed), SETUP).items
        ]
        for system in (MAJORITY, EXPERT)
        for seed in (0, 1)
    }
    assert ids[MAJORITY, 0] == ids[EXPERT, 0] != ids[EXPERT, 1]
