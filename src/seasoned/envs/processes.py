"""What a worker and everything it started weigh, and how all of it is ended.

A worker leads a group of its own (setsid), so that its Java virtual machine or browser can be found and ended even
after the worker itself has died and they have been handed to another parent.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def members(leader: int) -> list[tuple[int, int]]:
    """Return ``(pid, resident bytes)`` of every process in the group (by setsid; macOS: by pgid) that `leader` leads.

    Pages shared between processes count once for each of them, so the sum is an upper bound.
    """
    return list(_from_proc(leader) if (_PROC / "self" / "stat").exists() else _from_ps(leader))


def resident_bytes(leader: int) -> int:
    """Return the resident memory of the whole group that `leader` leads, in bytes."""
    return sum(size for _, size in members(leader))


def end(leader: int, patience: float = 5.0) -> None:
    """Kill every other process of the group that `leader` leads and wait up to `patience` seconds for it."""
    deadline = time.monotonic() + patience
    while (alive := [pid for pid, _ in members(leader) if pid != os.getpid()]) and time.monotonic() < deadline:
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _from_proc(leader: int) -> Iterator[tuple[int, int]]:
    for name in os.listdir(_PROC):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                stat = file.read()
        except OSError:  # it ended while we were looking
            continue
        # The program's name stands in parentheses and may hold spaces; after it: state, parent, pgid, sid, …
        fields = stat[stat.rindex(b")") + 2 :].split()
        if int(fields[3]) == leader and fields[0] != b"Z":
            yield int(name), int(fields[21]) * _PAGE


def _from_ps(leader: int) -> Iterator[tuple[int, int]]:
    table = subprocess.run(["ps", "-axo", "pid=,pgid=,rss=,state="], capture_output=True, text=True, check=True).stdout
    for line in table.splitlines():
        pid, group, kilobytes, state = line.split()
        if int(group) == leader and not state.startswith("Z"):
            yield int(pid), int(kilobytes) * 1024
