"""Chat logs as JSON lines: ``{"messages": [...]}`` in OpenAI's or Anthropic's shape, or ``{"input": [...]}`` items of
OpenAI's Responses API.

An explicit label beside the messages is the outcome: ``success`` (true or false), ``reward`` or ``score`` (a number).
Where there is none, none is guessed from the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import tell
from seasoned.record.importers.responses import tell_item
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, each, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "human", "function"})


def sniff(head: Head) -> bool:
    """A row has messages with roles, or items of the Responses API."""
    for row in head.objects():
        messages = row.get("messages")
        if isinstance(messages, list) and any(isinstance(m, dict) and "role" in m for m in messages):
            return True
        if _is_responses(row):
            return True
    return False


def _is_responses(row: dict[str, Any]) -> bool:
    items = row.get("input")
    return isinstance(items, list) and any(
        isinstance(item, dict) and (str(item.get("role")) in _ROLES or item.get("type") == "function_call")
        for item in items
    )


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a file of chat logs."""
    return each(source, convert)


def convert(row: Row) -> Iterator[Imported | Problem]:
    """Convert one conversation."""
    row.require("messages", "input")
    transcript = Transcript()
    if instructions := row.text("instructions"):
        transcript.system(instructions)
    for index, message in enumerate(row.elements("messages")):
        if odd := tell(transcript, message):
            row.warn(f"messages[{index}]", odd)
    for name in ("input", "output"):
        if "messages" not in row:
            for index, item in enumerate(row.elements(name)):
                if odd := tell_item(transcript, item):
                    row.warn(f"{name}[{index}]", odd)
    about = task(
        transcript.first_user,
        task_id=row.text("task_id") or row.text("id"),
        family=row.text("task_family") or row.text("domain"),
        environment=row.text("domain"),
    )
    success = row.flag("success")
    name = "reward" if "reward" in row else "score"
    reward = row.number(name)
    started = timestamp(row.get("created_at")) or timestamp(row.get("timestamp")) or timestamp(row.get("created"))
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(model=row.text("model"), prompt_hash=transcript.prompt_hash, tools=_tools(row.get("tools"))),
        metadata={"format": "openai_chat", **row.rest()},
        started_at=started or 0.0,
    )
    ending = outcome(found, success=success, score=unit(row, name, reward), now=started or row.source.now)
    yield Imported(found, ending)


def _tools(found: Any) -> tuple[str, ...]:
    names = []
    for tool in found if isinstance(found, list) else ():
        inner = tool.get("function", tool) if isinstance(tool, dict) else {}
        name = inner.get("name") if isinstance(inner, dict) else None
        if isinstance(name, str):
            names.append(name)
    return tuple(names)


FORMAT = Format("openai_chat", "chat messages, OpenAI or Anthropic shape (JSONL)", sniff, read)
