"""Inspect evaluation logs as JSON: ``eval``, ``results`` and ``samples[]``, each sample with messages and scores.

A sample's score is its first scorer's value: ``C`` correct 1, ``P`` partial 0.5, ``I`` incorrect and ``N`` no answer 0,
or a number. Verdicts of model-graded scorers are a judge's, the others a test's. The events, store and attachments
repeat the messages and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from seasoned.record.assemble import outcome, task, trajectory, unit
from seasoned.record.chat import tell, text_of
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, decoded_object, finite, guarded, timestamp
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Transcript
from seasoned.types import Agent, OutcomeSource

_LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
# LLM judges agree with the true reward of tau2-bench in 40 to 91 of 100 cases; the middle of it.
_JUDGE_CONFIDENCE = 0.65
_ATTACHMENT = "attachment://"


def sniff(head: Head) -> bool:
    """The object has an `eval` with a task and a plan or samples."""
    for row in head.objects():
        about = row.get("eval")
        if isinstance(about, dict) and "task" in about and ("eval_id" in about or "run_id" in about):
            return True
    return False


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a log."""
    about: dict[str, Any] = {}
    for piece in source.parts(("samples",)):
        if isinstance(piece, Problem):
            yield piece
        elif piece.raw is None:
            continue
        elif piece.key == "eval":
            about = decoded_object(piece.raw)
        elif piece.key == "samples":
            label = f"samples[{piece.place}]"
            yield from guarded(source, piece.line, label, piece.raw, partial(_convert, evaluation=about))


def _convert(row: Row, evaluation: dict[str, Any]) -> Iterator[Imported | Problem]:
    row.require("messages")
    transcript = Transcript()
    attachments: dict[str, Any] | None = None
    for index, message in enumerate(row.elements("messages")):
        content = message.get("content") if isinstance(message, dict) else None
        if isinstance(content, str) and content.startswith(_ATTACHMENT):
            attachments = row.object("attachments") if attachments is None else attachments
            message["content"] = attachments.get(content.removeprefix(_ATTACHMENT), content)
        if odd := tell(transcript, message):
            row.warn(f"messages[{index}]", odd)
    name = str(evaluation.get("task") or "inspect")
    about = task(
        transcript.first_user or _input(row.get("input")),
        task_id=f"{name}/{row.text('id')}",
        family=name,
        environment=f"inspect/{name}",
    )
    scorer, value, metrics = _score(row.object("scores"))
    score = unit(row, f"scores.{scorer}", value if isinstance(value, float) else None)
    judged = scorer.startswith("model_graded")
    started = timestamp(row.get("started_at")) or timestamp(evaluation.get("created"))
    gold = row.get("target")
    row.ignore("input", "events", "events_data", "store", "output", "attachments", "choices", "timelines")
    found = trajectory(
        transcript.close(),
        about,
        scope=row.source.scope,
        agent=Agent(model=str(evaluation.get("model") or ""), prompt_hash=transcript.prompt_hash),
        metadata={"format": "inspect_log", **({"gold": gold} if gold else {}), **row.rest()},
        started_at=started or 0.0,
        group=about.id,
    )
    yield Imported(
        found,
        outcome(
            found,
            success=None if score is None else score >= 1.0,
            score=score,
            source=OutcomeSource.JUDGE if judged else OutcomeSource.TEST,
            verifier=scorer,
            confidence=_JUDGE_CONFIDENCE if judged else 1.0,
            metrics=metrics,
            now=started or row.source.now,
        ),
    )


def _input(found: Any) -> str:
    if isinstance(found, list):
        texts = [text_of(m.get("content")) for m in found if isinstance(m, dict) and m.get("role") == "user"]
        return texts[0] if texts else ""
    return found if isinstance(found, str) else ""


def _score(scores: dict[str, Any]) -> tuple[str, float | None, dict[str, float]]:
    """Return the first scorer, its value, and the values of all as metrics."""
    values: dict[str, float] = {}
    for name, entry in scores.items():
        value = entry.get("value") if isinstance(entry, dict) else entry
        number = _LETTERS.get(value) if isinstance(value, str) else finite(value)
        if number is not None:
            values[name] = number
    first = next(iter(scores), "")
    return first, values.get(first), values


FORMAT = Format("inspect_log", "Inspect evaluation log (JSON)", sniff, read)
