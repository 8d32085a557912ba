"""tau2-bench results: one JSON object with ``info``, ``tasks[]`` and ``simulations[]``.

A simulation names its task; the task holds what the user simulator sees (kept as hidden metadata), the gold actions and
perhaps a ticket. Tool calls and results of the simulated user carry ``requestor: user``. A tool message says
``error: true`` or begins with ``Error: ``. The task id may name the fault to be found: it is an id and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import tell
from seasoned.record.importers.tau_bench import ERRORS
from seasoned.record.limits import bounded
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, decoded_object, finite, guarded, inner, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

_TASKS = 20_000


def sniff(head: Head) -> bool:
    """The object has simulations, or the info and tasks that come before them."""
    for row in head.objects():
        info = row.get("info")
        if isinstance(row.get("simulations"), list) or (isinstance(info, dict) and "environment_info" in info):
            return True
    return False


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a results file. Simulations that stand before the tasks are read without what only the tasks say."""
    info: dict[str, Any] = {}
    tasks: dict[str, dict[str, Any]] = {}
    for piece in source.parts(("tasks", "simulations")):
        if isinstance(piece, Problem):
            yield piece
        elif piece.raw is None:
            continue
        elif piece.key == "info":
            info = decoded_object(piece.raw)
        elif piece.key == "tasks" and len(tasks) < _TASKS:
            about = decoded_object(piece.raw)
            tasks[str(about.get("id"))] = _task_notes(about)
        elif piece.key == "simulations":
            label = f"simulations[{piece.place}]"
            yield from guarded(source, piece.line, label, piece.raw, partial(_convert, info=info, tasks=tasks))


def _task_notes(about: dict[str, Any]) -> dict[str, Any]:
    criteria = inner(about, "evaluation_criteria")
    return {
        "ticket": about.get("ticket") or "",
        "hidden_instruction": bounded(inner(about, "user_scenario").get("instructions")),
        "hidden_purpose": bounded(inner(about, "description").get("purpose")),
        "gold": {"actions": bounded(criteria.get("actions")), "outputs": bounded(criteria.get("communicate_info"))},
    }


def _convert(row: Row, info: dict[str, Any], tasks: dict[str, dict[str, Any]]) -> Iterator[Imported | Problem]:
    row.require("messages")
    transcript = Transcript(ERRORS)
    for index, message in enumerate(row.elements("messages")):
        if odd := tell(transcript, message):
            row.warn(f"messages[{index}]", odd)
    name = inner(info, "environment_info").get("domain_name")
    domain = f"tau2-{name}" if isinstance(name, str) else "tau2"
    task_id = row.text("task_id")
    notes = dict(tasks.get(task_id, {}))
    ticket = notes.pop("ticket", "")
    model = inner(info, "agent_info").get("llm")
    numbered = f"{domain.removeprefix('tau2-')}-{task_id}" if task_id.isdigit() else task_id
    about = task(transcript.first_user or ticket, task_id=numbered, family=domain, environment=domain)
    checks = row.object("reward_info")
    reward = finite(checks.get("reward"))
    if reward is None:
        row.warn("reward_info.reward", "there is no reward, so the outcome is unknown")
    started = timestamp(row.get("start_time"))
    ended = timestamp(row.get("end_time"))
    costs = {key: row.number(key) for key in ("agent_cost", "user_cost", "duration")}
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(model=model if isinstance(model, str) else "", prompt_hash=transcript.prompt_hash),
        metadata={"format": "tau2_bench", **notes, "reward_info": bounded(checks), **row.rest()},
        started_at=started or 0.0,
        group=about.id,
    )
    yield Imported(
        found,
        outcome(
            found,
            success=None if reward is None else reward >= 1.0,
            score=unit(row, "reward_info.reward", reward),
            verifier=domain,
            metrics={key: number for key, number in costs.items() if number is not None},
            now=ended or row.source.now,
        ),
    )


FORMAT = Format("tau2_bench", "tau2-bench results (JSON object)", sniff, read)
