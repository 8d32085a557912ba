"""The trial: every task with and without memory, in random order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from seasoned.ab.tasks import Agent, Answer, Task
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.recall.tokens import tokens_in
from seasoned.statistics import Scores
from seasoned.store import copy_store

WITH, WITHOUT = "with", "without"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of one arm. `tokens` are the agent's own plus the hint's; `problem` says why the agent gave no
    answer, which counts as a failure."""

    repeat: int
    task: str
    arm: str
    success: bool
    score: float
    tokens: int
    seconds: float
    cost: float | None = None
    hint: str = ""
    shown: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What to try: `store` holds experience to start from and is never changed."""

    tasks: tuple[Task, ...]
    system: str = "default"
    repeats: int = 1
    seed: int = 0
    store: Path | None = None
    clock: Callable[[], float] = field(default=time.time)


def run(trial: Trial, agent: Agent) -> Iterator[Attempt]:
    """Yield every attempt as it ends.

    An answer that can't be used is a failed attempt with its `problem`; what a Python agent raises is raised here.
    """
    if trial.repeats < 1:
        raise InputError(f"--repeats must be at least 1, not {trial.repeats}")
    with TemporaryDirectory(prefix="seasoned-ab-") as folder:
        for repeat in range(trial.repeats):
            path = Path(folder) / f"{repeat}.db"
            if trial.store is not None:
                copy_store(trial.store, path)
            rng = Random(content_id("ab", trial.seed, repeat))
            order = rng.sample(trial.tasks, len(trial.tasks))
            with Memory(path, system=trial.system, clock=trial.clock, seed=trial.seed + repeat) as memory:
                for task in order:
                    for arm in rng.sample((WITH, WITHOUT), 2):
                        yield _attempt(agent, memory if arm == WITH else None, task, repeat)


def _attempt(agent: Agent, memory: Memory | None, task: Task, repeat: int) -> Attempt:
    if memory is None:
        answer, seconds, problem = _asked(agent, task, "")
        return _told(repeat, task, WITHOUT, answer, seconds, problem, "", ())
    with memory.episode(task.text, family=task.family, task_id=task.id) as episode:
        hint = episode.recall()
        answer, seconds, problem = _asked(agent, task, hint.text)
        for step in answer.steps:
            try:
                episode.step(**step)
            except TypeError as wrong:
                raise InputError(f"a step of task {task.id!r} has what Episode.step does not take: {wrong}") from wrong
        if not problem:
            episode.finish(success=answer.success, score=answer.score)
    shown = tuple(item.id for item in hint.items)
    return _told(repeat, task, WITH, answer, seconds, problem, hint.text, shown)


def _asked(agent: Agent, task: Task, hint: str) -> tuple[Answer, float, str]:
    started = time.monotonic()
    try:
        return agent(task, hint), time.monotonic() - started, ""
    except InputError as problem:
        return Answer(success=False), time.monotonic() - started, str(problem)


def _told(
    repeat: int, task: Task, arm: str, answer: Answer, seconds: float, problem: str, hint: str, shown: tuple[str, ...]
) -> Attempt:
    return Attempt(
        repeat=repeat,
        task=task.id,
        arm=arm,
        success=answer.success,
        score=float(answer.success) if answer.score is None else answer.score,
        tokens=(answer.tokens or 0) + tokens_in(hint),
        seconds=seconds,
        cost=answer.cost,
        hint=hint,
        shown=shown,
        problem=problem,
    )


def by_repeat(attempts: Sequence[Attempt], arm: str, value: Callable[[Attempt], float]) -> Scores:
    """Return a value of every attempt of an arm by repeat, tasks in the order of their ids."""
    found: dict[str, list[float]] = {}
    for one in sorted(attempts, key=lambda one: (one.repeat, one.task)):
        if one.arm == arm:
            found.setdefault(str(one.repeat), []).append(value(one))
    return found
