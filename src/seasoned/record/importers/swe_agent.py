"""SWE-agent ``.traj`` files: one JSON object with ``trajectory[]``, ``history[]`` and ``info``.

Each entry of `trajectory` is one step: thought, action, and the observation that came of it. With function calling the
history holds the call itself (tool and arguments); without, the action is a shell-like text and its output is the
observation of the next step. `info.exit_status` says how the run stopped, not whether it succeeded, so there is no
outcome. The `messages` of each entry repeat the history and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seasoned.record import decode, limits
from seasoned.record.assemble import task, trajectory
from seasoned.record.chat import read_call, text_of
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.rows import finite, inner
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_ENTRY = ("action", "observation", "thought", "execution_time", "state")


def sniff(head: Head) -> bool:
    """The object has a trajectory whose entries have an action and an observation."""
    for row in head.objects():
        entries = row.get("trajectory")
        if isinstance(entries, list) and any(isinstance(e, dict) and "action" in e for e in entries):
            return True
        if "history" in row and "trajectory" in row and "info" in row:
            return True
    return False


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read one trajectory."""
    entries: list[dict[str, Any]] = []
    calls: list[tuple[str, dict[str, Any], str] | None] = []
    notes: dict[str, Any] = {"format": "swe_agent"}
    transcript, dropped, held = Transcript(), 0, 0
    replay: dict[str, Any] = {}
    for piece in source.parts(("trajectory", "history")):
        if isinstance(piece, Problem):
            yield piece
            continue
        place = piece.key if piece.place is None else f"{piece.key}[{piece.place}]"
        try:
            found = _decoded(piece.key, piece.raw or b"null")
        except decode.DECODE_ERRORS as problem:
            yield source.problem(piece.line, place, f"left out: {problem}", Severity.WARNING)
            continue
        if piece.key == "replay_config":
            replay = found if isinstance(found, dict) else {}
        elif piece.place is None:
            notes[piece.key] = limits.bounded(found)
        elif not isinstance(found, dict):
            yield source.problem(piece.line, place, "left out: an object was expected", Severity.WARNING)
        elif piece.key == "trajectory" and len(entries) < limits.STEPS and held <= limits.TRAJECTORY:
            entries.append(found)
            held += sum(len(text) for text in found.values() if isinstance(text, str))
        elif piece.key == "trajectory":
            dropped += 1
        else:
            _history(transcript, calls, found)
    if not entries and not transcript.first_user:
        return
    for index, entry in enumerate(entries):
        _step(transcript, entry, calls[index] if len(calls) == len(entries) else None)
    about = task(transcript.first_user, task_id=_instance(replay), family="swe-agent", environment="swe-agent")
    told = transcript.close()
    if dropped:
        told = told._replace(truncated=f"{len(told.steps):,} of {len(entries) + dropped:,} steps kept")
    agent = Agent(model=_model(replay), prompt_hash=transcript.prompt_hash)
    yield Imported(trajectory(told, about, scope=source.scope, agent=agent, metadata=notes), None)


def _decoded(key: str, raw: bytes | bytearray) -> Any:
    """Decode a part; of a trajectory entry only the members that are used, its messages are many times larger."""
    if key != "trajectory":
        return decode.value(raw)
    members = decode.members(raw)
    return {name: limits.bounded(decode.value(members[name]), limits.RESULT) for name in _ENTRY if name in members}


def _history(
    transcript: Transcript, calls: list[tuple[str, dict[str, Any], str] | None], message: dict[str, Any]
) -> None:
    role = message.get("role")
    if message.get("is_demo"):
        return
    if role == "system":
        transcript.system(text_of(message.get("content")))
    elif role == "user" and not transcript.first_user:
        transcript.user(limits.clip(text_of(message.get("content")), limits.TASK))
    elif role == "assistant" and len(calls) < limits.STEPS:
        requested = message.get("tool_calls")
        calls.append(read_call(requested[0]) if isinstance(requested, list) and requested else None)


def _step(transcript: Transcript, entry: dict[str, Any], call: tuple[str, dict[str, Any], str] | None) -> None:
    state = entry.get("state")
    extra: dict[str, Any] = {"metadata": {"state": state} if state else {}}
    if (seconds := finite(entry.get("execution_time"))) is not None:
        extra["seconds"] = seconds
    transcript.think(text_of(entry.get("thought")))
    observation = text_of(entry.get("observation"))
    if call is not None and call[0]:
        transcript.call(*call, **extra)
        transcript.result(observation, call[2])
        return
    transcript.act(text_of(entry.get("action")).rstrip("\n"), **extra)
    transcript.observe(observation)


def _instance(replay: dict[str, Any]) -> str:
    found = inner(replay, "problem_statement").get("id")
    return found if isinstance(found, str) else ""


def _model(replay: dict[str, Any]) -> str:
    name = inner(inner(replay, "agent"), "model").get("name")
    return name if isinstance(name, str) else ""


FORMAT = Format("swe_agent", "SWE-agent trajectory (.traj)", sniff, read)
