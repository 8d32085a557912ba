"""Plays the streams, some at once, and hands every attempt on as it ends."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Empty

from seasoned import envs
from seasoned.demo.plan import ARMS, ENVIRONMENT, Plan, Stream
from seasoned.demo.results import Attempted, Useful
from seasoned.demo.useful import useful
from seasoned.errors import EnvironmentCrashedError, EnvironmentUnavailableError, InputError
from seasoned.memory import Memory
from seasoned.streams import run_stream

Told = Callable[[Attempted], None]
_LOOK_SECONDS = 0.2

_queue: Queue[Attempted]
_stopped: Event


def play(plan: Plan) -> Iterator[Attempted | list[Useful]]:
    """Play every stream of `plan`: yield each task once all arms have attempted it, and for each stream that is
    complete the experiences that earned most in it.

    Older stores of the same names in `plan.out` are replaced. Raises EnvironmentUnavailableError where the games cannot
    run and EnvironmentCrashedError when a process dies.
    """
    missing = envs.available(ENVIRONMENT)
    if missing is not None:
        raise EnvironmentUnavailableError(f"the demo cannot run: {missing} (the extra is called textworld)")
    try:
        plan.out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"--out {plan.out} cannot be made a folder: {problem.strerror}") from problem
    # A fresh interpreter for each process: nothing of this one, such as an open store, is shared by accident.
    context = multiprocessing.get_context("spawn")
    queue: Queue[Attempted] = context.Queue()
    stopped = context.Event()
    pool = ProcessPoolExecutor(plan.processes, context, _join, (queue, stopped))
    try:
        running = [pool.submit(_play_in_process, plan, stream) for stream in plan.streams]
        yield from _collected(plan, running, queue)
    except BrokenProcessPool as problem:
        raise EnvironmentCrashedError(
            "a process of the demo died, perhaps for want of memory; try again with --processes 1"
        ) from problem
    finally:
        # A stream that a process has taken cannot be cancelled any more: it looks at this before each task.
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _collected(
    plan: Plan, running: list[Future[list[Useful]]], queue: Queue[Attempted]
) -> Iterator[Attempted | list[Useful]]:
    expected = len(running) * plan.tasks
    pending = list(running)
    while expected or pending:
        with contextlib.suppress(Empty):
            yield queue.get(timeout=_LOOK_SECONDS if expected else 0.0)
            expected -= 1
        for future in [future for future in pending if future.done() or not expected]:
            pending.remove(future)
            yield future.result()


def _join(queue: Queue[Attempted], stopped: Event) -> None:
    global _queue, _stopped
    _queue, _stopped = queue, stopped


def _play_in_process(plan: Plan, stream: Stream) -> list[Useful]:
    if _stopped.is_set():
        return []
    return play_stream(plan, stream, _tell)


def _tell(one: Attempted) -> None:
    if _stopped.is_set():
        raise CancelledError
    _queue.put(one)


def play_stream(plan: Plan, stream: Stream, told: Told) -> list[Useful]:
    """Let all arms attempt the tasks of one stream, task by task, and return what earned most from corrections."""
    solved = 0
    with envs.make(ENVIRONMENT, difficulty=plan.difficulty) as environment:
        tasks = environment.tasks(stream.family, fold=plan.fold, count=plan.tasks, seed=stream.seed)
        passes = [
            run_stream(environment, tasks, arm, seed=stream.seed, store=_fresh(plan.store(stream, arm))) for arm in ARMS
        ]
        answers = []
        for number in range(plan.tasks):
            answers = [next(one) for one in passes]
            runs = {arm.name: run for arm, (run, _) in zip(ARMS, answers, strict=True)}
            solved += runs[ARMS[0].name].success
            told(Attempted(stream, number, runs))
        found: list[Useful] = []
        for arm, (_, memory) in zip(ARMS, answers, strict=True):
            if arm.corrections and isinstance(memory, Memory):
                found += useful(memory, stream, str(plan.store(stream, arm)), solved / plan.tasks)
        for one in passes:  # a pass closes its store when it is asked for a task that is not there
            next(one, None)
    return found


def _fresh(path: Path) -> str:
    """Return `path` with the store of an earlier demo removed: an arm must start with an empty memory."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return str(path)
