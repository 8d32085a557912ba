"""ALFWorld's text engine on generated scenes: six sorts of household chores, in rooms that hide what is needed.

Shridhar et al., "ALFWorld: Aligning Text and Embodied Environments for Interactive Learning", ICLR 2021. The engine,
the rules, the wordings, the goals and the floor plans are the package's own; the scenes are drawn by
`seasoned.envs.alfworld_scenes`, because the published games are a download of their own. Whatever is measured here is
therefore "ALFWorld engine, generated scenes" and not comparable with published ALFWorld numbers.
"""

from __future__ import annotations

import importlib.util
import sys

from seasoned.envs.alfworld_game import Engine, Game
from seasoned.envs.alfworld_plan import plan
from seasoned.envs.alfworld_scenes import FAMILIES, FOLDS, Scene, packaged, scene
from seasoned.envs.stream import draw, known_family
from seasoned.errors import EnvironmentUnavailableError, EpisodeError, MissingExtraError
from seasoned.protocols import EnvTask, Observation

PACKAGES = ("alfworld", "textworld", "fast_downward")


def check() -> None:
    """Raise MissingExtraError or EnvironmentUnavailableError where the games cannot be played."""
    for name in PACKAGES:
        if importlib.util.find_spec(name) is None:
            raise MissingExtraError("alfworld", name)
    if sys.version_info >= (3, 13):
        raise EnvironmentUnavailableError(
            "TextWorld 1.7.0 words its answers by writing into locals(), which Python 3.13 ignores (PEP 667); "
            "run ALFWorld with Python 3.11 or 3.12"
        )


class ALFWorld:
    """The games as an `Environment`; a family is one of ALFWorld's task types, a seed one scene.

    An episode is done when the goal is met, which is the only reward (1), and after `step_limit` actions. Scores are 0
    and 1: the engine does not tell parts of a goal. The expert is the planner, which knows where everything lies;
    `plan_seconds` is the longest it may take for a scene.
    """

    name = "alfworld"

    def __init__(self, *, step_limit: int = 50, plan_seconds: float = 60.0) -> None:
        self._limit = step_limit
        self._plan_seconds = plan_seconds
        self._domain = packaged("data", "alfred.pddl")
        self._engine = Engine.load(self._domain, packaged("data", "alfred.twl2"))
        self._experts: dict[str, tuple[str, ...]] = {}
        self._game: Game | None = None
        self._instruction = ""
        self._steps = 0

    def families(self) -> tuple[str, ...]:
        """Return the six task types."""
        return FAMILIES

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks of a fold (1000 seeds each); no floor plan is in two folds."""
        return draw(self.name, known_family(family, FAMILIES), fold, FOLDS, count=count, seed=seed, parameters={})

    def reset(self, task: EnvTask) -> Observation:
        """Start `task`. Raises InputError when its fold has no such seed."""
        drawn = _scene(task)
        self._game = Game(self._engine, drawn)
        self._instruction = drawn.instruction
        self._steps = 0
        return self._observation(self._game, self._game.intro())

    def step(self, action: str) -> Observation:
        """Do `action`. One that is not on offer costs a step and changes nothing."""
        if self._game is None:
            raise EpisodeError("no episode is running: reset the environment first")
        self._steps += 1
        return self._observation(self._game, self._game.do(action))

    def expert(self, task: EnvTask) -> tuple[str, ...]:
        """Return the planner's plan, made once per task. It takes what it needs from where it is, without a search."""
        if task.id not in self._experts:
            self._experts[task.id] = plan(_scene(task), self._domain, timeout=self._plan_seconds)
        return self._experts[task.id]

    def close(self) -> None:
        """Unload the planner."""
        self._engine.close()

    def _observation(self, game: Game, text: str) -> Observation:
        won = game.won
        done = won or self._steps >= self._limit
        if done:
            self._game = None
        return Observation(
            text=text,
            state=game.situation(),
            task=self._instruction,
            valid_actions=game.offered,
            reward=float(won),
            score=float(won),
            done=done,
            success=won,
            truncated=done and not won,
        )


def _scene(task: EnvTask) -> Scene:
    return scene(known_family(task.family, FAMILIES), task.fold, task.seed)
