"""The project's own episodes: one JSON object a line with the task, the messages and the outcome.

``source, domain, task_id, trial, model, reward, success, instruction, messages[]`` and, optionally, ``task_family``,
``gold``, ``gold_actions``, ``ticket``, ``cost``, ``reflections_in_context`` and more. A row without messages is an
attempt of which only the outcome (no step) or the final answer (one step) is known.

- What the agent was told is the first user message, else the ticket, else the instruction. An instruction that differs
  from it was written for a user simulator: it is kept as ``metadata["hidden_instruction"]`` and never as text.
- A tool result is an error where its message says ``error: true``; in the tau and MedAgentBench domains also where it
  begins with the words those environments begin every error with.
- A running ``score`` of tool messages becomes the reward of each step: what it grew by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import tell
from seasoned.record.importers.agentbench import ERRORS as MEDICAL_ERRORS
from seasoned.record.importers.tau_bench import ERRORS as TAU_ERRORS
from seasoned.record.problems import Imported, Problem, Severity
from seasoned.record.rows import Row, each, finite, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent, OutcomeSource

_ERRORS = {"tau": TAU_ERRORS, "medagent": MEDICAL_ERRORS}
# Domains whose success is decided by running tests or comparing with the reference answer.
_TESTED = ("code-", "terminal-bench", "dc-")


def sniff(head: Head) -> bool:
    """A row has a task id and messages or an outcome."""
    return any(
        "task_id" in row and ("messages" in row or ("domain" in row and ("success" in row or "reward" in row)))
        for row in head.objects()
    )


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a file of episodes."""
    return each(source, convert)


def convert(row: Row) -> Iterator[Imported | Problem]:
    """Convert one episode."""
    if "messages" not in row and "success" not in row and "reward" not in row:
        kind = row.get("kind")
        what = f"a {kind!r} record" if isinstance(kind, str) else "no messages and no outcome"
        yield row.problem("", f"not a trajectory: {what}", Severity.SKIPPED)
        return
    domain = row.text("domain")
    transcript = Transcript(next((rules for start, rules in _ERRORS.items() if domain.startswith(start)), ()))
    for index, message in enumerate(row.elements("messages")):
        if odd := tell(transcript, message):
            row.warn(f"messages[{index}]", odd)
    if "messages" not in row:
        transcript.say(_answer(row))

    text, notes = _task_text(row, transcript, domain)
    about = task(text, task_id=row.text("task_id"), family=row.text("task_family") or domain, environment=domain)
    reward, success = row.number("reward"), row.flag("success")
    agent = Agent(model=row.text("model") or row.text("agent"), prompt_hash=transcript.prompt_hash)
    metrics = _metrics(row)
    started = row.get("agent_started_at") or _meta(row).get("timestamp")
    ended = timestamp(row.get("agent_ended_at"))
    reflections = row.get("reflections_in_context")
    injected = tuple(text for text in reflections if isinstance(text, str)) if isinstance(reflections, list) else ()
    row.ignore("n_steps", "n_tool_calls", "tests_passed", "tests_failed", "input_tokens", "output_tokens")
    found = trajectory(
        transcript.close(injected),
        about,
        scope=row.source.scope,
        agent=agent,
        metadata={"format": "episodes", **_gold(row), **notes, **row.rest()},
        started_at=timestamp(started) or 0.0,
        group=about.id,
    )
    ending = outcome(
        found,
        success=success,
        score=unit(row, "reward", reward),
        source=OutcomeSource.TEST if domain.startswith(_TESTED) else OutcomeSource.ENVIRONMENT,
        verifier=domain,
        metrics=metrics,
        now=ended or timestamp(started) or row.source.now,
    )
    yield Imported(found, ending)


def _answer(row: Row) -> str:
    for name in ("output", "solution"):
        found = row.get(name)
        if isinstance(found, str):
            return found
        if isinstance(found, list):
            return "\n".join(line for line in found if isinstance(line, str))
    return ""


def _task_text(row: Row, transcript: Transcript, domain: str) -> tuple[str, dict[str, Any]]:
    instruction, ticket = row.text("instruction"), row.text("ticket")
    simulated = domain.startswith("tau") or "ticket" in row
    told = transcript.first_user or ticket or ("" if simulated else instruction)
    notes: dict[str, Any] = {}
    if instruction and instruction != told:
        notes["hidden_instruction"] = instruction
    if goal := row.text("goal"):
        notes["hidden_goal"] = goal
    if ticket and ticket != told:
        notes["ticket"] = ticket
    return told, notes


def _gold(row: Row) -> dict[str, Any]:
    answer, actions, outputs = row.get("gold"), row.get("gold_actions"), row.get("gold_outputs")
    if actions is None:
        return {} if answer is None else {"gold": answer}
    return {"gold": {"actions": actions, "outputs": outputs or []} | ({} if answer is None else {"answer": answer})}


def _meta(row: Row) -> dict[str, Any]:
    found = row.fields.get("meta") and row.get("meta")
    return found if isinstance(found, dict) else {}


def _metrics(row: Row) -> dict[str, float]:
    found = {name: row.get(name) for name in ("tests_passed", "tests_failed", "input_tokens", "output_tokens")}
    cost = row.get("cost")
    found |= cost if isinstance(cost, dict) else {"cost": cost}
    numbers = {name: finite(value) for name, value in found.items()}
    return {name: number for name, number in numbers.items() if number is not None}


FORMAT = Format("episodes", "the project's own episodes (JSONL)", sniff, read)
