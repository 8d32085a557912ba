"""An environment in a process of its own, behind the same protocol.

Java virtual machines and browsers leak, hang and die. Here they do so beside the caller: their memory has a ceiling,
their death is a typed error after which the next `reset` starts afresh, and none of them outlives the caller.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NoReturn, Self

import msgspec

from seasoned import errors
from seasoned.envs import processes
from seasoned.envs.child import Child
from seasoned.protocols import EnvTask, Observation

_RECYCLE_AT = 0.8
"""Share of the ceiling at which a worker is replaced between two episodes, before it can fail inside one."""
_CHECK_SECONDS = 2.0

_encode = msgspec.json.Encoder().encode
_observation = msgspec.json.Decoder(Observation).decode
_tasks = msgspec.json.Decoder(list[EnvTask]).decode
_names = msgspec.json.Decoder(tuple[str, ...]).decode
_actions: Callable[[bytes], tuple[str, ...] | None] = msgspec.json.Decoder(tuple[str, ...] | None).decode
_error = msgspec.json.Decoder(tuple[str, str]).decode


class WorkerEnvironment:
    """Any `Environment`, run by ``python -m seasoned.envs.serve`` and spoken to over pipes.

    `target` is ``module:class`` and `options` its keyword arguments. `memory_mb` bounds the resident memory of the
    worker and all it started (looked at every two seconds at most); `recycle_every` replaces the worker after so many
    resets; `timeout` is the longest that one call may take, in seconds.

    Raises EnvironmentCrashedError when the worker dies, hangs or exceeds its memory. The episode is then lost; the
    next `reset` starts a new worker.
    """

    def __init__(
        self,
        name: str,
        target: str,
        options: Mapping[str, Any],
        *,
        memory_mb: int = 2048,
        recycle_every: int | None = None,
        timeout: float = 180.0,
    ) -> None:
        self.name = name
        self.restarts = 0
        self._target = target
        self._options = _encode(dict(options)).decode()
        self._ceiling = memory_mb * 1024 * 1024
        self._recycle_every = recycle_every
        self._timeout = timeout
        self._resets = 0
        self._checked = float("-inf")
        self._worker: Child | None = None
        self._closed = False

    def families(self) -> tuple[str, ...]:
        """Return the names of the task families."""
        return _names(self._call("families"))

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks of a fold, the same ones for the same seed."""
        return _tasks(self._call("tasks", family, fold, count, seed))

    def reset(self, task: EnvTask) -> Observation:
        """Start `task`, in a new worker where the old one died, has done its share or has grown too large."""
        worker = self._worker
        if worker is not None:
            used_up = self._recycle_every is not None and self._resets >= self._recycle_every
            if used_up or (self._resets and self._memory_due() > _RECYCLE_AT * self._ceiling):
                self.restart()
        self._resets += 1
        return _observation(self._call("reset", task))

    def step(self, action: str) -> Observation:
        """Do `action`."""
        if self._worker is None:
            raise errors.EpisodeError("no episode is running: reset the environment first")
        return _observation(self._call("step", action))

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return actions that solve `task`, or None where the environment has no expert."""
        return _actions(self._call("expert", task))

    def restart(self) -> None:
        """End the worker; the next call starts a new one. A running episode is lost."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
            self.restarts += 1

    def close(self) -> None:
        """End every process of the environment. Idempotent."""
        self._closed = True
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def pids(self) -> list[int]:
        """Return the ids of the processes that run this environment now."""
        return [pid for pid, _ in processes.members(self._worker.pid)] if self._worker is not None else []

    def resident_bytes(self) -> int:
        """Return what those processes weigh together."""
        return processes.resident_bytes(self._worker.pid) if self._worker is not None else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, method: str, *arguments: Any) -> bytes:
        if self._closed:
            raise errors.EpisodeError(f"the environment {self.name!r} is closed: make a new one")
        if self._worker is None:
            self._resets = 1 if method == "reset" else 0
            worker = self._worker = Child(self._target, self._options)
            try:
                self._receive(worker)
            except errors.SeasonedError:  # it refused its options, and has ended
                self.restart()
                raise
        else:
            worker = self._worker
        try:
            worker.send(_encode((method, *arguments)))
        except BrokenPipeError:
            self._crashed("died", grace=2.0)
        answer = self._receive(worker)
        if (size := self._memory_due()) > self._ceiling:
            self._crashed(f"grew to {size >> 20} MiB, over its ceiling of {self._ceiling >> 20} MiB")
        return answer

    def _receive(self, worker: Child) -> bytes:
        try:
            answer = worker.receive(self._timeout)
        except EOFError:
            self._crashed("died", grace=2.0)
        except TimeoutError:
            self._crashed(f"did not answer within {self._timeout:g} s")
        except KeyboardInterrupt:  # its answer would be taken for that of the next call
            worker.kill(grace=0.0)
            self._worker = None
            raise
        if answer[:1] == b"=":
            return answer[1:]
        name, message = _error(answer[1:])
        kind = getattr(errors, name)
        # Its constructor takes the extra's name, which is already in the message.
        raise (errors.EnvironmentUnavailableError if kind is errors.MissingExtraError else kind)(message)

    def _memory_due(self) -> int:
        """Return the memory in use, or 0 when it was looked at a moment ago."""
        now = time.monotonic()
        if self._worker is None or now - self._checked < _CHECK_SECONDS:
            return 0
        self._checked = now
        return processes.resident_bytes(self._worker.pid)

    def _crashed(self, what: str, grace: float = 0.0) -> NoReturn:
        worker, self._worker = self._worker, None
        self.restarts += 1
        detail = worker.kill(grace) if worker is not None else ""
        self._checked = float("-inf")
        raise errors.EnvironmentCrashedError(
            f"the worker of {self.name!r} {what}; the episode is lost, reset starts a new worker. {detail}".rstrip()
        )
