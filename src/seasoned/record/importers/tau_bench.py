"""tau-bench results: one JSON array of ``{task_id, reward, info, traj, trial}``.

`traj` is an OpenAI chat. The task instruction is what the user simulator sees, so it goes to
``metadata["hidden_instruction"]``; the agent is told the first user message. The domain stands in the first heading of
the system prompt (``# Airline Agent Policy``). The environment begins every tool error with ``Error: ``. A reward of 1
is a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import tell, text_of
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, each, finite, inner
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

ERRORS = ("Error: ",)
_POLICY = re.compile(r"#\s*(\w+)\s+agent\s+policy", re.IGNORECASE)


def sniff(head: Head) -> bool:
    """A row has a task id and a `traj`."""
    return any("traj" in row and "task_id" in row for row in head.objects())


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a results file."""
    return each(source, convert)


def convert(row: Row) -> Iterator[Imported | Problem]:
    """Convert one simulation."""
    row.require("traj")
    transcript = Transcript(ERRORS)
    domain = ""
    for index, message in enumerate(row.elements("traj")):
        if odd := tell(transcript, message):
            row.warn(f"traj[{index}]", odd)
        if not domain and isinstance(message, dict) and message.get("role") == "system":
            heading = _POLICY.match(text_of(message.get("content")).lstrip())
            domain = f"tau1-{heading[1].lower()}" if heading else ""
    domain = domain or "tau1"
    info = row.object("info")
    hidden = inner(info, "task")
    reward = row.number("reward")
    about = task(transcript.first_user, task_id=f"{domain}-{row.text('task_id')}", family=domain, environment=domain)
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(prompt_hash=transcript.prompt_hash),
        metadata={
            "format": "tau_bench",
            "hidden_instruction": hidden.get("instruction", ""),
            "gold": {"actions": hidden.get("actions", []), "outputs": hidden.get("outputs", [])},
            **row.rest(),
        },
        group=about.id,
    )
    cost = finite(info.get("user_cost"))
    yield Imported(
        found,
        outcome(
            found,
            success=None if reward is None else reward >= 1.0,
            score=unit(row, "reward", reward),
            verifier=domain,
            metrics={} if cost is None else {"user_usd": cost},
            now=row.source.now,
        ),
    )


FORMAT = Format("tau_bench", "tau-bench results (JSON array)", sniff, read)
