"""Codex session logs (rollouts): JSON lines ``{timestamp, type, payload}``; older ones are bare items.

``response_item`` lines hold the items of the Responses API. The exit code of a command stands in the JSON of its output
(``metadata.exit_code``) or in an event (``exec_command_end``, ``item_completed`` with a ``CommandExecution``): not 0
makes the output an error, and it is kept in the step's metadata. Other events repeat the items or report progress and
are counted in the metadata, as are unknown types, because the format changes between versions. Nothing in the log says
whether the session succeeded, so there is no outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from seasoned.record.assemble import task, trajectory
from seasoned.record.chat import text_of
from seasoned.record.importers.responses import CALLS, OUTPUTS, tell_item
from seasoned.record.limits import bounded
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, finite, guarded, inner, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_LINES = frozenset({"session_meta", "turn_context", "response_item", "event_msg", "compacted"})
_ITEMS = CALLS | OUTPUTS | {"message", "reasoning"}
# What the host writes in the user's name before and between the user's own words.
_HOST = ("<environment_context>", "<user_instructions>", "# AGENTS.md instructions", "<turn_aborted>")


def sniff(head: Head) -> bool:
    """A line has one of Codex's types and a payload, or the first one is the header of an older log."""
    rows = list(head.objects())
    if any(str(row.get("type")) in _LINES and isinstance(row.get("payload"), dict) for row in rows):
        return True
    old = rows and "id" in rows[0] and "timestamp" in rows[0] and "messages" not in rows[0]
    return bool(old) and any(str(row.get("type")) in _ITEMS and ("role" in row or "call_id" in row) for row in rows[1:])


class _Session:
    def __init__(self) -> None:
        self.transcript = Transcript()
        self.id = ""
        self.model = ""
        self.started = 0.0
        self.metadata: dict[str, Any] = {}
        self.events: Counter[str] = Counter()

    def take(self, row: Row) -> Iterator[Problem]:
        kind, at = row.text("type"), timestamp(row.get("timestamp"))
        payload = row.object("payload") if "payload" in row else {name: row.get(name) for name in row.fields}
        self.started = self.started or at or 0.0
        if kind == "session_meta" or (not kind and "id" in payload):
            self._header(payload)
        elif kind == "turn_context":
            self.model = self.model or str(payload.get("model") or "")
            self.metadata.setdefault("cwd", str(payload.get("cwd") or ""))
        elif kind == "response_item" or kind in _ITEMS:
            if odd := self._item(payload):
                row.warn("payload", odd)
        elif kind == "event_msg":
            self._event(payload)
        else:
            self.events[kind or "unknown"] += 1
        return iter(())

    def _header(self, payload: dict[str, Any]) -> None:
        self.id = str(payload.get("id") or "")
        instructions = inner(payload, "base_instructions").get("text") or payload.get("instructions")
        if isinstance(instructions, str):
            self.transcript.system(instructions)
        for name in ("cwd", "cli_version", "originator", "git"):
            if payload.get(name):
                self.metadata[name] = bounded(payload[name])

    def _item(self, item: dict[str, Any]) -> str:
        if item.get("role") == "user":
            text = text_of(item.get("content"))
            if text.startswith(_HOST):
                self.transcript.system(text)
                return ""
        kind = str(item.get("type") or "unknown")
        if kind in _ITEMS:
            return tell_item(self.transcript, item)
        self.events[kind] += 1
        return ""

    def _event(self, event: dict[str, Any]) -> None:
        kind = str(event.get("type") or "unknown")
        self.events[kind] += 1
        body = inner(event, "item") if kind == "item_completed" else event
        code = body.get("exit_code")
        if not isinstance(code, int) or isinstance(code, bool):
            return
        call_id = body.get("call_id") or body.get("id")
        seconds = _seconds(body.get("duration"))
        self.transcript.exited(call_id if isinstance(call_id, str) else "", code, seconds)


def _seconds(found: Any) -> float | None:
    if isinstance(found, dict):
        return (finite(found.get("secs")) or 0.0) + (finite(found.get("nanos")) or 0.0) / 1e9
    return finite(found)


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read one session file."""
    session = _Session()
    for line in source.lines():
        if isinstance(line, Problem):
            yield line
        else:
            yield from guarded(source, line.number, "", line.raw, session.take)
    told = session.transcript.close()
    if not told.steps and not session.transcript.first_user:
        return
    project = PurePath(str(session.metadata.get("cwd", ""))).name
    about = task(session.transcript.first_user, task_id=session.id, family=project or "codex", environment="codex")
    events = {"events": dict(sorted(session.events.items()))} if session.events else {}
    found = trajectory(
        told,
        about,
        scope=source.scope,
        agent=Agent(model=session.model, prompt_hash=session.transcript.prompt_hash),
        metadata={"format": "codex_rollout", **session.metadata, **events},
        started_at=session.started,
    )
    yield Imported(found, None)


FORMAT = Format("codex_rollout", "Codex session (rollout JSONL)", sniff, read)
