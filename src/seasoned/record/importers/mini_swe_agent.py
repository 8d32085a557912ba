"""mini-SWE-agent trajectories: a JSON array of messages, or an object with ``messages`` and ``info``.

The agent writes text with one shell command in a fenced block: a call of ``bash`` with the text before it as thought.
The environment answers with ``<returncode>N</returncode>`` and ``<output>…</output>``: a return code other than 0 makes
the output an error. `info.exit_status` says how the run stopped, not whether it succeeded, so there is no outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from seasoned.record import decode
from seasoned.record.assemble import task, trajectory
from seasoned.record.chat import tell, text_of
from seasoned.record.limits import bounded
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.rows import inner
from seasoned.record.sniff import Format, Head, Layout
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_COMMAND = re.compile(r"```(?:mswea_bash_command|bash)\s*\n(.*?)\n?```", re.DOTALL)
_RETURN = re.compile(r"\s*<returncode>(-?\d+)</returncode>\s*(?:<output>\n?(.*?)\n?</output>)?", re.DOTALL)


def sniff(head: Head) -> bool:
    """An array of messages, or an object that names its trajectory format."""
    if head.layout is Layout.ARRAY:
        return any(record.get("role") in ("system", "user") and "content" in record for record in head.objects())
    return any(
        str(record.get("trajectory_format", "")).startswith("mini-swe-agent")
        or ("messages" in record and isinstance(record.get("info"), dict) and "exit_status" in record["info"])
        for record in head.objects()
    )


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read one trajectory."""
    transcript = Transcript()
    notes: dict[str, Any] = {"format": "mini_swe_agent"}
    info: dict[str, Any] = {}
    told = 0
    for piece in source.parts(("messages",)):
        if isinstance(piece, Problem):
            yield piece
            continue
        place = piece.key if piece.place is None else f"{piece.key}[{piece.place}]"
        try:
            found = decode.value(piece.raw or b"null")
        except decode.DECODE_ERRORS as problem:
            yield source.problem(piece.line, place, f"left out: {problem}", Severity.WARNING)
            continue
        if piece.place is None:
            info = found if piece.key == "info" and isinstance(found, dict) else info
            notes[piece.key] = bounded(found)
        elif odd := _tell(transcript, found):
            yield source.problem(piece.line, place, odd, Severity.WARNING)
        else:
            told += 1
    if not told:
        return
    name = inner(inner(info, "config"), "model").get("model_name")
    instance = notes.get("instance_id")
    about = task(
        transcript.first_user,
        task_id=instance if isinstance(instance, str) else "",
        family="mini-swe-agent",
        environment="mini-swe-agent",
    )
    found_trajectory = trajectory(
        transcript.close(),
        about,
        scope=source.scope,
        agent=Agent(model=name if isinstance(name, str) else "", prompt_hash=transcript.prompt_hash),
        metadata=notes,
    )
    yield Imported(found_trajectory, None)


def _tell(transcript: Transcript, message: Any) -> str:
    role = message.get("role") if isinstance(message, dict) else None
    if role == "assistant" and not message.get("tool_calls"):
        text = text_of(message.get("content"))
        command = _COMMAND.search(text)
        if command is None:
            transcript.say(text)
        else:
            transcript.think(text[: command.start()].strip())
            transcript.call("bash", {"command": command[1]})
        return ""
    if role == "user" and transcript.first_user:
        text = text_of(message.get("content"))
        answer = _RETURN.match(text)
        code = int(answer[1]) if answer else 0
        output = answer[2] if answer and answer[2] is not None else text
        note = {"exit_code": code} if answer else {}
        transcript.result(output, error=code != 0, metadata=note)
        return ""
    return tell(transcript, message)


FORMAT = Format("mini_swe_agent", "mini-SWE-agent trajectory (JSON messages)", sniff, read)
