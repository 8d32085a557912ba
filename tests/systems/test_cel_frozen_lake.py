"""CEL on the paper's own environment: generated frozen lakes, a new map each time, one step of looking ahead."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from seasoned import Memory
from seasoned.learn.dynamics import LOST, NOTHING, WON, Law, foretells
from seasoned.payloads import read
from seasoned.protocols import Environment, EnvTask
from seasoned.system import System
from seasoned.systems.cel import cel
from seasoned.systems.no_memory import no_memory
from seasoned.types import Kind

pytest.importorskip("gymnasium", reason="the extra gym is not installed: pip install 'seasoned[gym]'")
pytest.importorskip("minigrid", reason="the extra gym is not installed: pip install 'seasoned[gym]'")
from seasoned.envs.gym import FAMILIES, Gym

LAKE = next(name for name in FAMILIES if "FrozenLake" in name)
WORTH = {WON: 1.0, LOST: -1.0, NOTHING: -0.5}
MAPS = 16


def cross(m: Memory, lake: Environment, task: EnvTask, rng: Random) -> tuple[bool, bool]:
    """Return whether the goal was reached, and whether the run ended in a hole."""
    now = lake.reset(task)
    with m.episode(now.task, family=LAKE, task_id=task.id) as episode:
        while not now.done:
            hint = episode.recall(observation=now.text, valid_actions=now.valid_actions)
            laws = [read(one.payload, Law) for one in hint.items if one.kind is Kind.FACT]

            def worth(action: str, seen: str = now.text, laws: list[Law] = laws) -> float:
                return sum(WORTH.get(effect, 0.0) for effect in {x.effect for x in laws if foretells(x, seen, action)})

            way = max(now.valid_actions, key=lambda action: (worth(action), rng.random()))
            before, now = now, lake.step(way)
            episode.step(observation=before.text, action=way, reward=now.reward, valid_actions=before.valid_actions)
        if now.truncated:
            episode.note(truncated=True)
        episode.finish(success=now.success, score=now.score, observation=now.text)
    return now.success, not now.success and not now.truncated


def crossings(system: System) -> tuple[float, float]:
    """Return the shares won and lost after the first four of `MAPS` lakes."""
    ticks, rng, lake = itertools.count(1), Random(0), Gym(step_limit=60)
    m = Memory(":memory:", system=system, clock=lambda: float(next(ticks)))
    ended = [cross(m, lake, task, rng) for task in lake.tasks(LAKE, fold="train", count=MAPS, seed=0)][4:]
    lake.close()
    return sum(won for won, _ in ended) / len(ended), sum(lost for _, lost in ended) / len(ended)


def test_rules_of_the_lake_hold_on_maps_never_seen() -> None:
    won, lost = crossings(cel())
    won_without, lost_without = crossings(no_memory())
    assert lost == 0.0 < 0.7 < lost_without
    assert won > 0.6 > 0.3 > won_without
