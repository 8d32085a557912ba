"""Gymnasium's small worlds in words: MiniGrid and BabyAI levels, and three toy text games.

They run in a fraction of a millisecond per step and need nothing but Python.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from typing import Any

from seasoned.envs import gridtext, toytext
from seasoned.envs.stream import draw, known_family
from seasoned.errors import EpisodeError, MissingExtraError
from seasoned.protocols import EnvTask, Observation

FAMILIES = (
    "BabyAI-GoToRedBallNoDists-v0",
    "BabyAI-GoToObj-v0",
    "BabyAI-GoToLocal-v0",
    "BabyAI-PickupLoc-v0",
    "BabyAI-OpenDoor-v0",
    "BabyAI-PutNextLocal-v0",
    "BabyAI-UnlockPickup-v0",
    "BabyAI-GoToSeq-v0",
    "BabyAI-BossLevel-v0",
    "MiniGrid-Empty-Random-5x5-v0",
    "MiniGrid-DoorKey-5x5-v0",
    "MiniGrid-FourRooms-v0",
    "FrozenLake-v1",
    "FrozenLake8x8-v1",
    "Taxi-v4",
    "CliffWalking-v1",
)
"""Families listed by default. Every other registered MiniGrid and BabyAI level may be asked for as well."""

_FOLDS: Mapping[str, range] = {
    "train": range(10_000),
    "dev": range(10_000, 11_000),
    "test": range(11_000, 12_000),
}
_TOY_FOLDS: Mapping[str, Mapping[str, range]] = {
    "Taxi": {"train": range(200), "dev": range(200, 250), "test": range(250, 300)},
    "CliffWalking": {"train": range(1), "dev": range(0), "test": range(0)},
}
"""Taxi has 300 starts and CliffWalking a single one; there the seed is the number of the start."""

_LARGEST_REWARD = {"Taxi": 20.0, "CliffWalking": 100.0}


def check() -> None:
    """Raise MissingExtraError where the worlds cannot run."""
    for package in ("gymnasium", "minigrid"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("gym", package)


class Gym:
    """The worlds as an `Environment`.

    An episode is done when the world ends it and after `step_limit` actions. `reward` is the world's own, divided by
    the largest it gives in Taxi (20) and CliffWalking (100); `score` is 1 for success and 0 before it.
    """

    name = "gym"

    def __init__(self, *, step_limit: int = 100) -> None:
        self._limit = step_limit
        self._world: Any = None
        self._family = ""
        self._seen: Any = None
        self._info: Mapping[str, Any] = {}
        self._steps = 0
        self._running = False

    def families(self) -> tuple[str, ...]:
        """Return the families listed by default."""
        return FAMILIES

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks of a fold."""
        folds = _TOY_FOLDS.get(_game(known_family(family, _levels())), _FOLDS)
        return draw(self.name, family, fold, folds, count=count, seed=seed, parameters={})

    def reset(self, task: EnvTask) -> Observation:
        """Start `task`."""
        self.close()
        self._family = task.family
        self._world, self._seen, self._info = _start(task)
        self._steps = 0
        return self._observation(reward=0.0, ended=False, cut=False)

    def step(self, action: str) -> Observation:
        """Do `action`. One that has no such name costs a step and changes nothing."""
        if not self._running:
            raise EpisodeError("no episode is running: reset the environment first")
        self._steps += 1
        names = _action_names(self._family)
        if action not in names:
            return self._observation(reward=0.0, ended=False, cut=False)
        self._seen, reward, ended, cut, self._info = self._world.step(names.index(action))
        return self._observation(float(reward), bool(ended), bool(cut))

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return the way of BabyAI's bot or the shortest way of a toy game; None for other MiniGrid levels."""
        world, _, _ = _start(task)
        game = _game(task.family)
        solution = toytext.solve(game, world) if game in toytext.MOVES else gridtext.solve(world)
        world.close()
        return solution

    def close(self) -> None:
        """Drop the world."""
        if self._world is not None:
            self._world.close()
            self._world = None
        self._running = False

    def _observation(self, reward: float, ended: bool, cut: bool) -> Observation:
        game = _game(self._family)
        if game in toytext.MOVES:
            shown, task = toytext.described(game, self._world), toytext.TASKS[game]
            success = ended and toytext.succeeded(game, reward)
        else:
            shown, task = gridtext.described(self._seen), str(self._seen["mission"])
            success = ended and reward > 0
        done = ended or cut or self._steps >= self._limit
        self._running = not done
        allowed = self._info.get("action_mask")
        names = _action_names(self._family)
        return Observation(
            text=shown,
            state=shown,
            task=task,
            valid_actions=tuple(sorted(name for i, name in enumerate(names) if allowed is None or allowed[i])),
            reward=min(1.0, max(-1.0, reward / _LARGEST_REWARD.get(game, 1.0))),
            score=float(success),
            done=done,
            success=success,
            truncated=done and not ended,
        )


def _game(family: str) -> str:
    """Return the toy game that `family` is a size or version of; a level's own name otherwise."""
    return next((game for game in toytext.MOVES if family.startswith(game)), family)


def _action_names(family: str) -> tuple[str, ...]:
    return toytext.MOVES.get(_game(family), gridtext.ACTIONS)


def _levels() -> tuple[str, ...]:
    import gymnasium
    import minigrid

    gymnasium.register_envs(minigrid)
    registered = (spec.id for spec in gymnasium.registry.values())
    return (*FAMILIES, *sorted(name for name in registered if name.startswith(("BabyAI-", "MiniGrid-"))))


def _start(task: EnvTask) -> tuple[Any, Any, Mapping[str, Any]]:
    """Return the world of `task` with its first observation."""
    import gymnasium

    known_family(task.family, _levels())
    game = _game(task.family)
    options: dict[str, Any] = {}
    if game == "FrozenLake":
        from gymnasium.envs.toy_text.frozen_lake import generate_random_map

        size = 8 if "8x8" in task.family else 4
        options = {"desc": generate_random_map(size=size, seed=task.seed), "is_slippery": False}
    world = gymnasium.make(task.family, disable_env_checker=True, **options)
    seen, info = world.reset(seed=task.seed)
    if game == "Taxi":
        inner: Any = world.unwrapped
        inner.s = inner.encode(*toytext.taxi_start(task.seed))
        info = {"action_mask": inner.action_mask(inner.s)}
    return world, seen, info
