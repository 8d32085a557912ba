"""TextWorldExpress: eight text games in one Java virtual machine, thousands of steps per second.

Jansen and Côté, "TextWorldExpress: Simulating Text Games at One Million Steps Per Second", EACL 2023 (demos). Every
family has 1000 seeds per fold and a gold action sequence for each game.
"""

from __future__ import annotations

import importlib.util
from collections import deque
from collections.abc import Mapping, Sequence

import msgspec

from seasoned.envs import java
from seasoned.envs.stream import Parameters, draw, known_family, written
from seasoned.errors import EpisodeError, InputError, MissingExtraError
from seasoned.protocols import EnvTask, Observation

DIFFICULTIES: Mapping[str, Mapping[str, Parameters]] = {
    "easy": {
        "cookingworld": {"numLocations": 1, "numIngredients": 1, "numDistractorItems": 3},
        "mapreader": {"numLocations": 6, "maxDistanceApart": 2},
        "twc": {"numLocations": 1, "numItemsToPutAway": 1},
        "coin": {"numLocations": 6, "includeDoors": 0},
        "simonsays": {"gameLength": 3, "numDistractors": 1},
    },
    "medium": {
        "cookingworld": {"numLocations": 3, "numIngredients": 2, "numDistractorItems": 5},
        "mapreader": {"numLocations": 10, "maxDistanceApart": 3},
        "twc": {"numLocations": 2, "numItemsToPutAway": 2},
        "coin": {"numLocations": 8, "includeDoors": 1},
        "simonsays": {"gameLength": 4, "numDistractors": 2},
    },
    "hard": {},
}
"""Game parameters per difficulty and family; what is not named keeps the package's default, which is the hard one."""

FAMILIES = (
    "coin",
    "twc",
    "mapreader",
    "cookingworld",
    "arithmetic",
    "sorting",
    "simonsays",
    "peckingorder",
)
FOLDS: Mapping[str, range] = {
    "train": range(1000),
    "dev": range(10_000, 11_000),
    "test": range(20_000, 21_000),
}
"""The seeds that the package accepts in each fold."""


def check() -> None:
    """Raise MissingExtraError or EnvironmentUnavailableError where the games cannot be played."""
    if importlib.util.find_spec("textworld_express") is None:
        raise MissingExtraError("textworld", "textworld-express")
    java.check()


class _Answer(msgspec.Struct, rename={"valid_actions": "validActions"}):
    """What the game sends after a reset or a step."""

    observation: str
    look: str
    inventory: str
    valid_actions: list[str]
    score: float
    tasksuccess: bool
    taskfailure: bool


_decode = msgspec.json.Decoder(_Answer).decode


class TextWorld:
    """The games as an `Environment`.

    `difficulty` is ``easy``, ``medium`` or ``hard``; `parameters` sets single game parameters of single families on top
    of it. An episode is done after `step_limit` actions. A wrong answer in arithmetic, sorting, simonsays and
    peckingorder ends the episode with a negative reward and the score 0.
    """

    name = "textworld"

    def __init__(
        self,
        *,
        difficulty: str = "easy",
        parameters: Mapping[str, Parameters] | None = None,
        step_limit: int = 50,
        heap_mb: int = 512,
    ) -> None:
        if difficulty not in DIFFICULTIES:
            raise InputError(f"difficulty is one of {', '.join(DIFFICULTIES)}, not {difficulty!r}")
        self._parameters = {
            family: {**DIFFICULTIES[difficulty].get(family, {}), **(parameters or {}).get(family, {})}
            for family in FAMILIES
        }
        self._limit = step_limit
        java.prepare(heap_mb)
        from textworld_express import TextWorldExpressEnv

        self._process = TextWorldExpressEnv()
        # The package's own step() asks for the task again and keeps every answer; talking to the game directly
        # halves the time of a step.
        self._server = self._process.server
        self._loaded: tuple[str, str] | None = None
        self._task: EnvTask | None = None
        self._description = ""
        self._actions: list[str] = []
        self._raw_score = 0.0
        self._running = False

    def families(self) -> tuple[str, ...]:
        """Return the eight games."""
        return FAMILIES

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks of a fold (``train``, ``dev``, ``test``; 1000 seeds each)."""
        parameters = self._parameters[known_family(family, FAMILIES)]
        return draw(self.name, family, fold, FOLDS, count=count, seed=seed, parameters=parameters)

    def reset(self, task: EnvTask) -> Observation:
        """Start `task`. Raises InputError when its seed or its parameters are not ones the game accepts."""
        answer = self._generate(task, gold=False)
        self._task = task
        self._description = str(self._server.getTaskDescription())
        self._actions = []
        self._raw_score = answer.score
        return self._observation(answer, reward=0.0)

    def step(self, action: str) -> Observation:
        """Do `action`. One that the game does not know costs a step and is answered with a sentence saying so."""
        if not self._running:
            raise EpisodeError("no episode is running: reset the environment first")
        answer = _decode(self._server.stepJSON(action))
        self._actions.append(action)
        reward = answer.score - self._raw_score
        self._raw_score = answer.score
        return self._observation(answer, reward)

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return the gold action sequence; it explores as a player must, so it is not the shortest. In coin, where the
        game's own is a random walk that no seed repeats, it is the shortest one.

        It is played once to see that it succeeds, and None is returned where it does not (one game in fifty of
        peckingorder, which holds two things of one name). A running episode goes on afterwards where it stood.
        """
        if task.family == "coin":
            gold = self._shortest(task)
        else:
            self._generate(task, gold=True)
            gold = tuple(self._server.getGoldActionSequence())
        solved = self._replay(task, gold)
        # A second game for the expert would be simpler, but the games of one Java machine share static state: the
        # second one breaks the first one's objects in `sorting`.
        if self._running and self._task is not None:
            self._replay(self._task, self._actions)
        return gold if solved else None

    def close(self) -> None:
        """End the Java virtual machine."""
        self._process.close()

    def _generate(self, task: EnvTask, *, gold: bool) -> _Answer:
        from py4j.protocol import Py4JJavaError

        if task.seed not in FOLDS.get(task.fold, ()):
            raise InputError(f"the fold {task.fold!r} has no seed {task.seed}")
        wanted = (task.family, written(task.parameters))
        if self._loaded != wanted:
            refusal = self._server.load(*wanted)
            if refusal:
                raise InputError(f"TextWorldExpress refused {wanted[0]} with {wanted[1]!r}: {refusal}")
            self._loaded = wanted
        try:
            return _decode(self._server.generateNewGameJSON(task.seed, task.fold, gold))
        except Py4JJavaError as problem:
            reason = problem.java_exception.getMessage()
            raise InputError(f"TextWorldExpress cannot generate {task.id}: {reason}") from problem

    def _shortest(self, task: EnvTask) -> tuple[str, ...]:
        """Return the first of the shortest ways to the coin, by breadth-first search over the rooms."""
        seen: set[str] = set()
        ahead: deque[tuple[str, ...]] = deque([()])
        while ahead:
            path = ahead.popleft()
            answer = self._generate(task, gold=False)
            for action in path:
                answer = _decode(self._server.stepJSON(action))
            if answer.tasksuccess:
                return path
            if (state := _state(answer)) not in seen:
                seen.add(state)
                ways = (
                    a for a in sorted(set(answer.valid_actions)) if a.startswith(("move ", "open door", "take coin"))
                )
                ahead.extend((*path, action) for action in ways)
        return ()

    def _replay(self, task: EnvTask, actions: Sequence[str]) -> bool:
        """Start `task`, do `actions` and return whether they succeeded."""
        answer = self._generate(task, gold=False)
        for action in actions:
            answer = _decode(self._server.stepJSON(action))
            if answer.taskfailure:  # the game itself would go on, and could still be won
                return False
        return answer.tasksuccess

    def _observation(self, answer: _Answer, reward: float) -> Observation:
        ended = answer.tasksuccess or answer.taskfailure or answer.score >= 1.0
        done = ended or len(self._actions) >= self._limit
        self._running = not done
        return Observation(
            text=answer.observation.strip(),
            state=_state(answer),
            task=self._description,
            valid_actions=tuple(sorted(set(answer.valid_actions))),
            reward=min(1.0, max(-1.0, reward)),
            score=min(1.0, max(0.0, answer.score)),
            done=done,
            success=answer.tasksuccess,
            truncated=done and not ended,
        )


def _state(answer: _Answer) -> str:
    """Return the room and what is carried, in an order that does not depend on how one got there.

    simonsays has no room: there the situation is what Simon says.
    """
    title, *carried = answer.inventory.rstrip().split("\n")
    room = answer.look.strip() or answer.observation.strip()
    return "\n".join([room, title.strip(), *sorted(carried)]).rstrip()
