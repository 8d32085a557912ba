"""ScienceWorld: thirty elementary-science tasks in a simulated house, with 7207 variations in all.

Wang et al., "ScienceWorld: Is your Agent Smarter than a 5th Grader?", EMNLP 2022.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

from seasoned.envs import java
from seasoned.envs.stream import draw, known_family
from seasoned.errors import EpisodeError, InputError, MissingExtraError
from seasoned.protocols import EnvTask, Observation


def check() -> None:
    """Raise MissingExtraError or EnvironmentUnavailableError where the simulator cannot run."""
    if importlib.util.find_spec("scienceworld") is None:
        raise MissingExtraError("scienceworld", "scienceworld")
    java.check()


class ScienceWorld:
    """The simulator as an `Environment`; a family is one of its tasks, a seed one of the task's variations.

    `simplifications` is a comma-separated choice of ``teleportAction``, ``openDoors``, ``openContainers``,
    ``selfWateringFlowerPots`` and ``noElectricalAction``, or ``easy`` for the package's bundle of them, or ``""``. An
    episode is done after `step_limit` actions, at the full score, and after a wrong ``focus on``, whose reward is
    negative and whose score is 0. Success is the full score.
    """

    name = "scienceworld"

    def __init__(self, *, simplifications: str = "easy", step_limit: int = 40, heap_mb: int = 1024) -> None:
        self._simplifications = simplifications
        self._limit = step_limit
        java.prepare(heap_mb)
        from scienceworld import ScienceWorldEnv

        self._process = ScienceWorldEnv()
        self._server: Any = self._process.server
        self._families = tuple(sorted(self._server.getTaskNames()))
        known = {"", "easy", *self._server.getPossibleSimplifications().split(", ")}
        if wrong := sorted(set(simplifications.split(",")) - known):
            self.close()
            raise InputError(f"no simplification is called {', '.join(wrong)}; there are {', '.join(sorted(known))}")
        self._folds: dict[str, dict[str, list[int]]] = {}
        self._experts: dict[str, tuple[str, ...] | None] = {}
        self._task: EnvTask | None = None
        self._description = ""
        self._actions: list[str] = []
        self._points = 0
        self._running = False

    def families(self) -> tuple[str, ...]:
        """Return the thirty tasks, by name."""
        return self._families

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct variations of the package's split.

        A running episode ends when a family is asked for that was not used before, because the simulator has to load
        it to tell its split.
        """
        return draw(
            self.name,
            family,
            fold,
            self._variations(family),
            count=count,
            seed=seed,
            parameters={"simplifications": self._simplifications},
        )

    def reset(self, task: EnvTask) -> Observation:
        """Start `task`. Some tasks give points for where they start."""
        text = self._start(task, gold=False)
        self._task = task
        self._description = _after_title(self._server.freeActionTaskDesc())
        self._actions = []
        return self._observation(text, reward=0.0)

    def step(self, action: str) -> Observation:
        """Do `action`. One that is not understood is answered with a sentence saying so."""
        if not self._running:
            raise EpisodeError("no episode is running: reset the environment first")
        before = self._points
        text = self._server.step(action)
        self._points = self._measured()
        self._actions.append(action)
        return self._observation(text, reward=(self._points - before) / 100.0)

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return the gold path, or None where it does not reach the full score.

        Generating one takes 0.1-23 s, so it is done on demand and kept. A running episode goes on where it stood.
        """
        if task.id not in self._experts:
            running, points = self._running, self._points
            self._start(task, gold=True)
            gold = tuple(self._server.getGoldActionSequence())
            self._experts[task.id] = gold if self._replay(task, gold) >= 100 else None
            if running and self._task is not None:
                self._replay(self._task, self._actions)
            self._points = points
        return self._experts[task.id]

    def close(self) -> None:
        """End the Java virtual machine."""
        self._process.close()

    def _variations(self, family: str) -> dict[str, list[int]]:
        if family not in self._folds:
            self._running = False
            self._server.load(known_family(family, self._families), 0, "", False)
            self._folds[family] = {
                "train": list(self._server.getVariationsTrain()),
                "dev": list(self._server.getVariationsDev()),
                "test": list(self._server.getVariationsTest()),
            }
        return self._folds[family]

    def _start(self, task: EnvTask, *, gold: bool) -> str:
        if task.seed not in self._variations(task.family).get(task.fold, ()):
            raise InputError(f"the {task.fold!r} fold of {task.family} has no variation {task.seed}")
        simplifications = str(task.parameters.get("simplifications", ""))
        self._server.load(task.family, task.seed, simplifications, gold)
        self._server.reset()
        text = str(self._server.step("look around"))
        self._points = self._measured()
        return text

    def _replay(self, task: EnvTask, actions: Sequence[str]) -> int:
        """Start `task`, do `actions` and return the points reached."""
        self._start(task, gold=False)
        for action in actions:
            self._server.step(action)
            if self._measured() < 0:
                break
        return self._measured()

    def _measured(self) -> int:
        points: float = self._server.getScore()
        return round(100 * points)

    def _observation(self, text: str, reward: float) -> Observation:
        ended = bool(self._server.getCompleted()) or self._points < 0
        done = ended or len(self._actions) >= self._limit
        self._running = not done
        return Observation(
            text=text.strip(),
            state=_ordered(f"{self._server.freeActionLook()}\n{self._server.freeActionInventory()}"),
            task=self._description,
            # "reset task" is listed too; it starts the task again, which is not for the agent to do.
            valid_actions=tuple(sorted({*self._server.getValidActionObjectCombinations()} - {"reset task"})),
            reward=min(1.0, max(-1.0, reward)),
            score=min(1.0, max(0.0, self._points / 100.0)),
            done=done,
            success=self._points >= 100,
            truncated=done and not ended,
        )


def _after_title(description: str) -> str:
    return description.removeprefix("Task Description:").strip()


def _ordered(text: str) -> str:
    """Return `text` with each run of indented lines sorted: what is in a room is a set, its order an accident."""
    result: list[str] = []
    run: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("\t"):
            run.append(line.strip())
            continue
        result.extend(f"  {item}" for item in sorted(run))
        run = []
        if line.strip():
            result.append(line.strip())
    return "\n".join(result)
