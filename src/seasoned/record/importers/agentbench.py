"""AgentBench runs (MedAgentBench): JSON lines ``{index, error, info, output: {status, result, history}, time}``.

The agent speaks in text: ``GET url``, ``POST url`` with a JSON body on the next line, ``FINISH([...])``. Each becomes a
tool call named by the verb and the resource, with the answer of the next message as its result. The environment begins
its errors with the words in `ERRORS`. A run holds no score, so there is no outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from seasoned.record.assemble import task, trajectory
from seasoned.record.chat import read_arguments, text_of
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, each, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

ERRORS = ("Error in sending the GET request", "Invalid POST request", "Invalid action")
_REQUEST = re.compile(r"\s*(GET|POST|PUT|DELETE)\s+(\S+)\s*(.*)", re.DOTALL)
_FINISH = re.compile(r"\s*FINISH\((.*)\)\s*", re.DOTALL)
# The first message holds the instructions, the same for all tasks, and then the task itself.
_TASK = re.compile(r"\n(Context: .*?\n?Question: .*)", re.DOTALL)


def sniff(head: Head) -> bool:
    """A row has an output with a history."""
    return any(isinstance(row.get("output"), dict) and "history" in row["output"] for row in head.objects())


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a file of runs."""
    return each(source, convert)


def convert(row: Row) -> Iterator[Imported | Problem]:
    """Convert one run."""
    row.require("output")
    transcript = Transcript(ERRORS)
    output = row.object("output")
    history = output.pop("history", None)
    index, calls = row.text("index"), 0
    for message in history if isinstance(history, list) else ():
        role, text = (message.get("role"), text_of(message.get("content"))) if isinstance(message, dict) else ("", "")
        if role == "user" and not transcript.first_user:
            _begin(transcript, text)
        elif role == "user":
            transcript.result(text, f"c{calls}")
        elif role in ("agent", "assistant"):
            calls += 1
            _act(transcript, text, f"c{calls}")
        else:
            row.warn("output.history", f"unknown role {role!r:.40}; the message was left out")
    about = task(transcript.first_user, task_id=f"med-{index}", family="medagentbench", environment="medagentbench")
    time = row.object("time")
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(prompt_hash=transcript.prompt_hash),
        metadata={"format": "agentbench", **{k: v for k, v in output.items() if v is not None}, **row.rest()},
        started_at=timestamp(time.get("timestamp")) or 0.0,
        group=about.id,
    )
    yield Imported(found, None)


def _begin(transcript: Transcript, text: str) -> None:
    found = _TASK.search(text)
    if found:
        transcript.system(text[: found.start()])
    transcript.user(found[1] if found else text)


def _act(transcript: Transcript, text: str, call_id: str) -> None:
    if finish := _FINISH.fullmatch(text):
        transcript.call("FINISH", {"answers": finish[1]}, call_id)
        return
    request = _REQUEST.fullmatch(text)
    if not request:
        transcript.say(text)
        return
    verb, url, body = request.groups()
    arguments: dict[str, Any] = {"url": url}
    if body:
        arguments["body"] = read_arguments(body)
    resource = url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    transcript.call(f"{verb} {resource}", arguments, call_id)


FORMAT = Format("agentbench", "AgentBench / MedAgentBench runs (JSONL)", sniff, read)
