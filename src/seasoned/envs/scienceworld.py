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

FULL = 100
"""Points of a solved task."""

WAIT = "wait1"

FILLERS = frozenset({"in", "on", "to", "into", "inventory", "containing"})
"""Words that tell wordings of one action apart and not actions."""

WORDINGS = 2
"""Actions on offer that are tried as another wording of one in the gold path."""

LONGEST_REWORDED = 60
"""Steps of a gold path up to which that is done."""

MOST_TRIES = 12
"""Wordings of one path that may prove wrong, each of which costs a replay; then the gold path's own words stay."""


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
        """Return the gold path in the words of the actions on offer, or None where it does not reach the full score.

        The package words its path as it likes (``move egg turtle egg in inventory to red box``) and opens open doors;
        each step is exchanged for the action on offer that has the same effect, and idle steps are left out as far as
        the full score is reached without them. This takes 1-30 s, so it is done on demand and kept. A running episode
        goes on where it stood.
        """
        if task.id not in self._experts:
            running, points = self._running, self._points
            self._start(task, gold=True)
            path = self._replay(task, tuple(self._server.getGoldActionSequence()))
            if path is not None and len(path) <= LONGEST_REWORDED:
                path = self._as_offered(task, self._shortened(task, path))
            self._experts[task.id] = path
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

    def _replay(self, task: EnvTask, actions: Sequence[str]) -> tuple[str, ...] | None:
        """Start `task` and do `actions` until it is decided; return those that solved it, or None."""
        self._start(task, gold=False)
        for place, action in enumerate(actions, 1):
            self._server.step(action)
            if self._measured() >= FULL:
                return tuple(actions[:place])
            if self._measured() < 0:
                break
        return None

    def _shortened(self, task: EnvTask, gold: tuple[str, ...]) -> tuple[str, ...]:
        """Return `gold` without as many of its first idle steps as it can spare."""
        idle = self._idle(task, gold)
        best, spared, needed = gold, 0, len(idle) + 1
        while needed - spared > 1:
            # The first look is at all of them, then the search is by halves.
            count = len(idle) if needed > len(idle) else (spared + needed) // 2
            left_out = frozenset(idle[:count])
            found = self._replay(task, [action for place, action in enumerate(gold) if place not in left_out])
            if found is None:
                needed = count
            else:
                best, spared = found, count
        return best

    def _idle(self, task: EnvTask, path: Sequence[str]) -> list[int]:
        """Return the places of the steps that earn nothing and only show what is to be seen anyway, or do what is done
        (open an open door)."""
        self._start(task, gold=False)
        idle = []
        for place, action in enumerate(path):
            points = self._measured()
            answer = str(self._server.step(action))
            if self._measured() == points and (action == "look around" or answer.endswith("is already open.")):
                idle.append(place)
        return idle

    def _as_offered(self, task: EnvTask, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return `path` with each step exchanged for one on offer that has the same effect, where there is one."""
        self._start(task, gold=False)
        expected = [self._effect(action) for action in path]
        found: list[str] = []
        tries = MOST_TRIES
        self._start(task, gold=False)
        for action, effect in zip(path, expected, strict=True):
            for candidate in _wordings(action, self._offered()) if tries > 0 else ():
                if self._effect(candidate)[candidate == WAIT :] == effect[candidate == WAIT :]:
                    break
                tries -= 1
                self._replay(task, found)
            else:
                candidate = action
                self._server.step(action)
            found.append(candidate)
        return self._replay(task, found) or path

    def _effect(self, action: str) -> tuple[str, str, int]:
        """Do `action` and return the answer, what there is to see then, and the points."""
        answer = str(self._server.step(action))
        return answer, self._look(), self._measured()

    def _look(self) -> str:
        return _ordered(f"{self._server.freeActionLook()}\n{self._server.freeActionInventory()}")

    def _offered(self) -> tuple[str, ...]:
        # "reset task" is listed too; it starts the task again, which is not for the agent to do.
        return tuple(sorted({*self._server.getValidActionObjectCombinations()} - {"reset task"}))

    def _measured(self) -> int:
        points: float = self._server.getScore()
        return round(100 * points)

    def _observation(self, text: str, reward: float) -> Observation:
        ended = bool(self._server.getCompleted()) or self._points < 0
        done = ended or len(self._actions) >= self._limit
        self._running = not done
        return Observation(
            text=text.strip(),
            state=self._look(),
            task=self._description,
            valid_actions=self._offered(),
            reward=min(1.0, max(-1.0, reward)),
            score=min(1.0, max(0.0, self._points / 100.0)),
            done=done,
            success=self._points >= FULL,
            truncated=done and not ended,
        )


def _wordings(action: str, offered: Sequence[str]) -> list[str]:
    """Return what on offer may be meant by `action`: itself, else the likest ones of its verb, and the wait that an
    action without effect amounts to."""
    if action in offered:
        return [action]

    def likeness(one: str) -> float:
        words, others = (frozenset(text.split()) - FILLERS for text in (action, one))
        return len(words & others) / len(words | others)

    verb = action.split()[0]
    alike = sorted((one for one in offered if one.split()[0] == verb), key=lambda one: (-likeness(one), one))
    return [one for one in (*alike[:WORDINGS], WAIT) if one in offered]


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
