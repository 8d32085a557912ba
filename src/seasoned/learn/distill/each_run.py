"""One item per run, kept apart from every other: an append-only bank, in which failures stand beside successes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.codec import content_id
from seasoned.learn.distill.case import cases, whole_runs
from seasoned.learn.provenance import failed, succeeded
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal


def each_run(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield each run as a case under a key of its own, tagged with its ending (``success``, ``failure``, ``unjudged``):
    what succeeded cleaned, what failed whole.

    None takes the place of another, not even of the same task. Where every run is to stay, admission must not merge
    what reads alike either (`seasoned.learn.admit.append_only`).
    """
    for attempt in attempts:
        distill, ending = (whole_runs, "failure") if failed(attempt) else (cases, "unjudged")
        ending = "success" if succeeded(attempt) else ending
        for made in distill([attempt], store):
            yield replace(made, key=run_key(attempt.trajectory.id), tags=(ending,), stage="each_run")


def each_ending(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield what `each_run` does, but each failure as an insight with the payload of a case: a case is there to be
    followed."""
    for made in each_run(attempts, store):
        if "failure" not in made.tags:
            yield made
            continue
        # In one word, so that a second failure does not read as an echo of the first that memory showed.
        yield replace(made, kind=Kind.INSIGHT, body=f"Failed:\n{made.body.partition(':')[2].strip()}")


def run_key(trajectory_id: str) -> str:
    """Return the key of the case of a run."""
    return content_id("run", trajectory_id)


RUNS = (Kind.CASE, Kind.INSIGHT)
"""The kinds that runs are kept as."""
