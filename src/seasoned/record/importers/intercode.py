"""InterCode results: one JSON object whose members are episodes, each with parallel lists in ``turn_history``.

An action is a call of the environment's one tool (``bash``, ``sql``, …) with the command as ``input``, so that
``valid_action: false`` can mark its output as the error. The score is ``summary.max_reward``; 1 is a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import text_of
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, finite, guarded
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_FOLD = re.compile(r"_(fs_?\d+)\b")


def sniff(head: Head) -> bool:
    """A member has a turn history."""
    return any(
        isinstance(member, dict) and "turn_history" in member for row in head.objects() for member in row.values()
    )


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a results file."""
    for piece in source.parts():
        if isinstance(piece, Problem):
            yield piece
        elif piece.raw is not None:
            yield from guarded(source, piece.line, piece.key, piece.raw, _convert)


def _convert(row: Row) -> Iterator[Imported | Problem]:
    row.require("turn_history")
    history = row.object("turn_history")
    actions = _list(history, "actions")
    environment = row.text("environment").removeprefix("ic_") or "shell"
    transcript = Transcript()
    observations, rewards = _list(history, "observations"), _list(history, "rewards")
    valid, thoughts = _list(history, "valid_action"), _list(history, "thoughts")
    for index, action in enumerate(actions):
        transcript.think(text_of(_at(thoughts, index)))
        executed = _at(valid, index)
        note = {} if executed is None else {"valid_action": bool(executed)}
        transcript.call(environment, {"input": text_of(action)}, f"c{index}", metadata=note)
        transcript.result(
            text_of(_at(observations, index)),
            f"c{index}",
            error=executed is False,
            reward=finite(_at(rewards, index)),
        )
    summary = row.object("summary")
    reward = finite(summary.get("max_reward"))
    fold = _FOLD.search(row.text("dataset"))
    name = fold[1].replace("_", "") if fold else ""
    database = row.text("db")
    domain = f"intercode-{environment}"
    about = task(
        row.text("query"),
        task_id="-".join(part for part in (environment, name, row.text("task_id")) if part),
        family=f"db:{database}" if database else name or domain,
        environment=domain,
    )
    gold = row.get("gold")
    row.ignore("turn_history")
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(),
        metadata={
            "format": "intercode",
            **({} if gold is None else {"gold": gold}),
            "summary": summary,
            **row.rest(),
        },
        group=about.id,
    )
    yield Imported(
        found,
        outcome(
            found,
            success=None if reward is None else reward >= 1.0,
            score=unit(row, "summary.max_reward", reward),
            verifier=domain,
            now=row.source.now,
        ),
    )


def _list(found: dict[str, Any], name: str) -> list[Any]:
    inner = found.get(name)
    return inner if isinstance(inner, list) else []


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


FORMAT = Format("intercode", "InterCode results (JSON object of episodes)", sniff, read)
