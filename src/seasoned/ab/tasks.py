"""What an A/B trial is made of: tasks from a file, and what an agent answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from seasoned.codec import content_id
from seasoned.errors import InputError


class Task(msgspec.Struct, frozen=True):
    """One line of the tasks file: the text given to the agent, and a family where there are several."""

    text: str
    id: str = ""
    family: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What the agent says of its attempt: only `success` is needed. `steps` hold the arguments of `Episode.step`
    (``observation``, ``action``, ``tool``, ``result`` …): without them memory learns nothing but that it was tried."""

    success: bool
    score: float | None = None
    tokens: int | None = None
    cost: float | None = None
    steps: tuple[dict[str, Any], ...] = ()


Agent = Callable[[Task, str], Answer]


def tasks_of(path: Path) -> tuple[Task, ...]:
    """Read a JSONL file of tasks, ``{"text": …, "id": …, "family": …}`` each. Raises InputError, with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"{path} can't be read as text: {problem}") from problem
    found: dict[str, Task] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            task = msgspec.json.decode(line, type=Task)
        except msgspec.DecodeError as problem:
            raise InputError(f'{path}, line {number}: {problem}; a task is a line like {{"text": "…"}}') from problem
        name = task.id or content_id("task", task.family, task.text)
        if name in found:
            raise InputError(f"{path}, line {number}: the task {name!r} is there twice; give each its own id")
        found[name] = msgspec.structs.replace(task, id=name)
    if not found:
        raise InputError(f"{path} has no task in it")
    return tuple(found.values())
