"""Claude Code session logs: append-only JSON lines ``{type, uuid, parentUuid, sessionId, timestamp, cwd, message}``.

One session is one trajectory; every subagent (``isSidechain``) is one of its own with the session as parent. `message`
has the shape of Anthropic's API, one content block a line. A tool result with ``is_error: true`` is an error. Lines of
other types (progress, snapshots …) and what the host writes in the user's name are counted in the metadata.
`toolUseResult` and the usage repeated on further lines of one message are copies. Nothing in the log says whether the
session succeeded, so there is no outcome.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from seasoned.record.assemble import task, trajectory
from seasoned.record.chat import tell, text_of
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, guarded, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_THREADS = 16
"""Conversations collected at once; of more the one that was silent longest is taken to be over."""
_ROOTS = 100_000
# What the host writes into user messages: not the user's words.
_HOST = ("<command-", "<local-command", "Caveat: The messages below", "<system-reminder>")


@dataclass(slots=True)
class _Thread:
    session: str
    side: bool
    transcript: Transcript = field(default_factory=Transcript)
    model: str = ""
    started: float = 0.0
    metadata: dict[str, Any] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    message_id: str = ""


def sniff(head: Head) -> bool:
    """A line has a session id and a type, or is a summary that points at a line."""
    return any("type" in row and ("sessionId" in row or "leafUuid" in row) for row in head.objects())


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read one session file."""
    threads: OrderedDict[str, _Thread] = OrderedDict()
    roots: dict[str, str] = {}

    def take(row: Row) -> Iterator[Problem]:
        line = _Line(row)
        if not line.session and threads:  # such lines belong to the conversation they stand in
            key = next(reversed(threads))
        else:
            key = _key(line, roots)
        if key not in threads:
            threads[key] = threads.pop("") if "" in threads else _Thread("", line.side)
            threads[key].session, threads[key].side = line.session, line.side
        threads.move_to_end(key)
        thread = threads[key]
        if odd := _tell(thread, line):
            row.warn("message", odd)
        return iter(())

    for line in source.lines():
        if isinstance(line, Problem):
            yield line
            continue
        yield from guarded(source, line.number, "", line.raw, take)
        if len(threads) > _THREADS:
            yield from _imported(source, threads.popitem(last=False)[1], "")
    parents: dict[str, str] = {}
    for thread in sorted(threads.values(), key=lambda thread: thread.side):
        for found in _imported(source, thread, parents.get(thread.session, "") if thread.side else ""):
            parents.setdefault(thread.session, found.trajectory.id)
            yield found


class _Line:
    """The fields of one line."""

    def __init__(self, row: Row) -> None:
        self.kind = row.text("type")
        self.session = row.text("sessionId")
        self.side = row.flag("isSidechain") is True
        self.agent = row.text("agentId")
        self.uuid = row.text("uuid")
        self.parent = row.text("parentUuid")
        self.at = timestamp(row.get("timestamp")) or 0.0
        self.host = row.get("isMeta") is True
        self.shown = row.get("isCompactSummary") is True or row.get("isApiErrorMessage") is True
        self.message = row.object("message") if "message" in row else {}
        self.notes = {name: row.text(name) for name in ("cwd", "gitBranch", "version") if name in row}


def _key(line: _Line, roots: dict[str, str]) -> str:
    """Return the conversation a line belongs to: the session, or the first line of its side chain."""
    if not line.side:
        return line.session
    root = line.agent or roots.get(line.parent) or line.uuid
    if line.uuid and len(roots) < _ROOTS:
        roots[line.uuid] = root
    return f"{line.session}/{root}"


def _tell(thread: _Thread, line: _Line) -> str:
    thread.started = thread.started or line.at
    for name, text in line.notes.items():
        thread.metadata.setdefault(name, text)
    if line.kind not in ("user", "assistant") or not line.message:
        thread.events[line.kind or "unknown"] += 1
        return ""
    message = line.message
    text = text_of(message.get("content"))
    if line.host or (line.kind == "user" and text.startswith(_HOST)):
        thread.events["host"] += 1
        return ""
    if line.shown:
        thread.transcript.observe(text)
        return ""
    if line.kind == "assistant":
        model = message.get("model")
        if isinstance(model, str) and not thread.model and not model.startswith("<"):
            thread.model = model
        message_id = message.get("id")
        if isinstance(message_id, str) and message_id == thread.message_id:
            message = {**message, "usage": None}
        thread.message_id = message_id if isinstance(message_id, str) else ""
    known = ("role", "content", "usage")
    return tell(thread.transcript, {"role": line.kind, **{k: message[k] for k in known if k in message}})


def _imported(source: Source, thread: _Thread, parent: str) -> Iterator[Imported]:
    told = thread.transcript.close()
    if not told.steps and not thread.transcript.first_user:
        return
    project = PurePath(thread.metadata.get("cwd", "")).name
    about = task(
        thread.transcript.first_user,
        task_id=thread.session if not thread.side else "",
        family=project or "claude-code",
        environment="claude-code",
    )
    events = {"events": dict(sorted(thread.events.items()))} if thread.events else {}
    found = trajectory(
        told,
        about,
        scope=source.scope,
        agent=Agent(model=thread.model),
        metadata={"format": "claude_code", "session": thread.session, **thread.metadata, **events},
        started_at=thread.started,
        parent=parent,
    )
    yield Imported(found, None)


FORMAT = Format("claude_code", "Claude Code session (JSONL)", sniff, read)
