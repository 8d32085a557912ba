"""`Memory`: the one object an application holds."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar, cast

from seasoned.codec import content_id
from seasoned.episode import Episode
from seasoned.errors import UnknownIdError
from seasoned.learning import Learned, Observed, learn
from seasoned.protocols import Store, StoreStats
from seasoned.recall.explain import Explanation, explain
from seasoned.recall.recall import randomised, recall
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems import load
from seasoned.types import (
    Agent,
    Edit,
    Experience,
    Hint,
    Origin,
    Outcome,
    OutcomeSource,
    Query,
    Scope,
    Site,
    Task,
    Utility,
)

P = ParamSpec("P")
R = TypeVar("R")


class Memory:
    """Experience for one scope: a store, and the system that learns into it and recalls from it.

    `store` is a path (``":memory:"`` keeps nothing) or an open store; `system` a `System` or the name of one
    (`seasoned.systems`). Time and randomness come from `clock` (Unix seconds) and `seed`.
    """

    def __init__(
        self,
        store: str | Path | Store = ":memory:",
        *,
        system: System | str = "default",
        scope: Scope = Scope(),
        clock: Callable[[], float] = time.time,
        seed: int = 0,
    ) -> None:
        self.system = load(system) if isinstance(system, str) else system
        self.store: Store = open_store(store, scope) if isinstance(store, str | Path) else store
        self.scope = self.store.scope
        self.clock = clock
        self.seed = seed
        self._number = 0

    # -- a run --------------------------------------------------------------------------------------------------------

    def episode(
        self,
        text: str,
        *,
        family: str = "",
        task_id: str = "",
        environment: str = "",
        agent: Agent = Agent(),
        origin: Origin = Origin.OWN,
        group: str = "",
        task_metadata: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Episode:
        """Start recording one attempt at the task `text`.

        `family` groups tasks of one kind and matters: workflows, rules and statistics are kept per family. `task_id`
        (default: from the text) joins several attempts at the same task.
        """
        task = Task(
            id=task_id or content_id("task", family, text),
            text=text,
            family=family,
            environment=environment,
            metadata=dict(task_metadata or {}),
        )
        return Episode(self, task, agent=agent, origin=origin, group=group, metadata=metadata)

    def learns(
        self,
        *,
        family: str = "",
        succeeded: Callable[[Any], bool | None] | None = None,
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Decorate an agent function ``f(task, …, hint=…)``: it gets a `Hint`, and its outcome is learned from.

        The first positional argument is the task text. `succeeded` tells from the returned value whether it went well;
        without it a returned bool does, and any other value says nothing. An exception is recorded and raised again.
        Works on functions and on coroutine functions.
        """

        def decorate(function: Callable[P, R]) -> Callable[P, R]:
            def judge(value: Any) -> bool | None:
                if succeeded is not None:
                    return succeeded(value)
                return value if isinstance(value, bool) else None

            if asyncio.iscoroutinefunction(function):

                @functools.wraps(function)
                async def run_async(*args: Any, **kwargs: Any) -> Any:
                    with self.episode(str(args[0]), family=family) as episode:
                        kwargs["hint"] = await asyncio.to_thread(episode.recall)
                        value = await function(*args, **kwargs)
                        await asyncio.to_thread(episode.finish, judge(value))
                        return value

                return cast(Callable[P, R], run_async)

            @functools.wraps(function)
            def run(*args: Any, **kwargs: Any) -> Any:
                with self.episode(str(args[0]), family=family) as episode:
                    kwargs["hint"] = episode.recall()
                    value = function(*args, **kwargs)
                    episode.finish(judge(value))
                    return value

            return cast(Callable[P, R], run)

        return decorate

    # -- in -----------------------------------------------------------------------------------------------------------

    def learn(self, runs: Sequence[Observed]) -> Learned:
        """Store runs with their outcomes and learn from the new ones. Durable on return."""
        return learn(self.system, self.store, runs, self.clock())

    def observe(
        self,
        trajectory_id: str,
        success: bool | None = None,
        *,
        score: float | None = None,
        source: OutcomeSource | str = OutcomeSource.ENVIRONMENT,
        confidence: float = 1.0,
        verifier: str = "",
    ) -> Learned:
        """Tell how an earlier run ended, or correct it: the later word counts and all credit is folded again.

        Raises UnknownIdError for a run that was never recorded.
        """
        trajectory = self.store.trajectory(trajectory_id)
        if trajectory is None:
            raise UnknownIdError(f"no run {trajectory_id!r} in this scope; `seasoned list --runs` shows what there is")
        outcome = Outcome(
            trajectory_id=trajectory_id,
            success=success,
            score=score,
            source=OutcomeSource(source),
            confidence=confidence,
            verifier=verifier,
            observed_at=self.clock(),
        )
        return self.learn([(trajectory, outcome)])

    # -- out ----------------------------------------------------------------------------------------------------------

    def recall(self, text: str, *, family: str = "", error: str = "", observation: str = "") -> Hint:
        """Return what memory has to say about a situation outside of an episode."""
        asked = content_id("ask", text, family, error, observation, self.clock(), self.next_number())
        query = Query(
            text=text,
            family=family,
            error=error,
            observation=observation,
            asked=True,
            site=Site.START,
            trajectory_id=asked,
        )
        return self.hint(query, Random(self.seed), self.seed, 0)

    def hint(self, query: Query, rng: Random, seed: int, n: int) -> Hint:
        """Recall for a `Query`, drawing from `rng`, and record the usage."""
        now = self.clock()
        leave_out = randomised(self.system.withhold, self.system.warm, query, seed)
        context = self.system.context(query)
        hint, usage = recall(
            self.system, query, self.store, rng, now, leave_out=leave_out, context_key=context, seed=seed, n=n
        )
        if usage is not None:
            self.store.append(usage, at=now)
        return hint

    def explain(self, usage_id: str) -> list[Explanation]:
        """Return why each candidate of a recall was or was not chosen. Raises UnknownIdError."""
        usage = self.store.usage(usage_id)
        if usage is None:
            raise UnknownIdError(f"no recall {usage_id!r} in this scope")
        return explain(usage, self.store)

    def experience(self, experience_id: str) -> tuple[Experience, Utility]:
        """Return an experience and what it has earned. Raises UnknownIdError."""
        found = self.store.experience(experience_id)
        if found is None:
            raise UnknownIdError(f"no experience {experience_id!r} in this scope; `seasoned list` shows what there is")
        return found, self.store.utilities([experience_id])[experience_id]

    # -- upkeep -------------------------------------------------------------------------------------------------------

    def evolve(self, *, dry_run: bool = False) -> list[Edit]:
        """Prune, merge, promote and demote on evidence. Returns the edits; with `dry_run` they are not written."""
        now = self.clock()
        edits = self.system.evolve(self.store, now)
        if edits and not dry_run:
            self.store.append(*edits, at=now)
        return edits

    def stats(self) -> StoreStats:
        """Return counts of what this scope holds."""
        return self.store.stats()

    def next_number(self) -> int:
        """Return a number that no earlier call of this object returned."""
        self._number += 1
        return self._number

    def close(self) -> None:
        """Release the store. Idempotent."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncEpisode:
    """`Episode` for asyncio: `recall` and `finish` run in a thread, `step` only notes and stays synchronous."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self.step = episode.step

    async def recall(self, *args: Any, **kwargs: Any) -> Hint:
        """See `Episode.recall`."""
        return await asyncio.to_thread(self.episode.recall, *args, **kwargs)

    async def finish(self, *args: Any, **kwargs: Any) -> Learned:
        """See `Episode.finish`."""
        return await asyncio.to_thread(self.episode.finish, *args, **kwargs)

    async def __aenter__(self) -> Self:
        self.episode.__enter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.episode.__exit__, kind, problem, trace)


class AsyncMemory:
    """`Memory` for asyncio: the same store and system, calls that touch the file run in a thread."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def episode(self, text: str, **options: Any) -> AsyncEpisode:
        """See `Memory.episode`."""
        return AsyncEpisode(self.memory.episode(text, **options))

    async def _call(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)

    def learn(self, runs: Sequence[Observed]) -> Awaitable[Learned]:
        """See `Memory.learn`."""
        return self._call(self.memory.learn, runs)

    def observe(self, trajectory_id: str, success: bool | None = None, **details: Any) -> Awaitable[Learned]:
        """See `Memory.observe`."""
        return self._call(self.memory.observe, trajectory_id, success, **details)

    def recall(self, text: str, **situation: str) -> Awaitable[Hint]:
        """See `Memory.recall`."""
        return self._call(self.memory.recall, text, **situation)

    def evolve(self, *, dry_run: bool = False) -> Awaitable[list[Edit]]:
        """See `Memory.evolve`."""
        return self._call(self.memory.evolve, dry_run=dry_run)

    async def close(self) -> None:
        """See `Memory.close`."""
        await asyncio.to_thread(self.memory.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
