"""The process that serves one environment, seen from the caller's side: its pipes, its temporary files, its end."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import tempfile
import weakref
from typing import IO

from seasoned.envs import processes

CLOSE_SECONDS = 8.0
"""How long a process may take to end by itself before it is killed."""


class Child:
    """One process, its pipes, its folder of temporary files and the tail of what it printed."""

    def __init__(self, target: str, options: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="seasoned-")
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 (closed by _end)
        lifeline, self._lifeline = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "seasoned.envs.serve", target, options, str(lifeline), self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            bufsize=0,
            pass_fds=(lifeline,),
            env={**os.environ, "TMPDIR": self._folder.name},
            start_new_session=True,
        )
        os.close(lifeline)
        self.pid = self._process.pid
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin
        self._out = self._process.stdout.fileno()
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        # Runs when the caller forgets to close, and at the end of the interpreter.
        self._finalizer = weakref.finalize(
            self, _end, os.getpid(), self._process, self._lifeline, self._printed, self._folder
        )

    def send(self, line: bytes) -> None:
        """Write one call."""
        rest = memoryview(line + b"\n")
        while rest:
            rest = rest[self._in.write(rest) :]

    def receive(self, timeout: float) -> bytes:
        """Return one answer. Raises EOFError when the process is gone and TimeoutError when it is silent."""
        parts: list[bytes] = []
        while True:
            if not self._poll.poll(timeout * 1000.0):
                raise TimeoutError
            part = os.read(self._out, 1 << 16)
            if not part:
                raise EOFError
            parts.append(part)
            if part.endswith(b"\n"):
                return b"".join(parts)[:-1]

    def close(self) -> None:
        """Let the process end by itself, and end it where it does not."""
        self._finalizer()

    def kill(self, grace: float) -> str:
        """End the process, after `grace` seconds in which it may end itself, and return the tail of what it printed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        processes.end(self.pid)
        code = self._process.wait()
        self._printed.seek(max(0, self._printed.seek(0, os.SEEK_END) - 8000))
        printed = self._printed.read().decode(errors="replace").strip().splitlines()
        tail = [line for line in printed if not line.lstrip().startswith("#")][-12:]  # native frames say nothing
        self._finalizer()
        return f"Exit code {code}." + "".join(f"\n  {line}" for line in tail)


def _end(
    owner: int,
    process: subprocess.Popen[bytes],
    lifeline: int,
    printed: IO[bytes],
    folder: tempfile.TemporaryDirectory[str],
) -> None:
    if os.getpid() != owner:  # a fork of the caller ends; the worker is not its to end
        return
    os.close(lifeline)
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(CLOSE_SECONDS)
    processes.end(process.pid)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
    printed.close()
    with contextlib.suppress(OSError):  # a browser that is being ended may still write into it
        folder.cleanup()
