"""Reflexion ``env_results``: one JSON array of ``{name, memory, is_success}``.

Only the outcome of each environment and the reflections written so far are logged, so a trajectory has no steps; the
reflections are metadata.
"""

from __future__ import annotations

from collections.abc import Iterator

from seasoned.record.assemble import outcome, task, trajectory
from seasoned.record.problems import Imported, Problem
from seasoned.record.rows import Row, each
from seasoned.record.sniff import Format, Head
from seasoned.record.source import Source
from seasoned.record.transcript import Told
from seasoned.types import Agent


def sniff(head: Head) -> bool:
    """A row has a name and says whether it was a success."""
    return any("is_success" in row and "name" in row for row in head.objects())


def read(source: Source) -> Iterator[Imported | Problem]:
    """Read a results file."""
    return each(source, convert)


def convert(row: Row) -> Iterator[Imported | Problem]:
    """Convert one environment's result."""
    row.require("is_success")
    about = task("", task_id=row.text("name"), family="reflexion", environment="reflexion")
    success = row.flag("is_success")
    found = trajectory(
        Told((), "", ""),
        about,
        scope=row.source.scope,
        agent=Agent(),
        metadata={"format": "reflexion", **row.rest()},
        group=about.id,
    )
    yield Imported(found, outcome(found, success=success, score=None, now=row.source.now, verifier="reflexion"))


FORMAT = Format("reflexion", "Reflexion env_results (JSON array of outcomes)", sniff, read)
