"""From a model's citation to a span: the words must stand in the cited steps, or the citation counts for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from seasoned.learn.evidence import LONGEST_QUOTE, is_quoted, quote
from seasoned.llm.outputs import Cite
from seasoned.types import Span, Trajectory


def wrong_places(cites: Iterable[Cite], shown: Sequence[Trajectory]) -> Iterator[str]:
    """Yield what is wrong with the runs and steps that are cited; the model is told, and may mend it."""
    for cite in cites:
        if not 1 <= cite.run <= len(shown):
            yield f"run {cite.run} does not exist: the material has runs 1 to {len(shown)}"
        elif not 0 <= cite.first_step <= cite.last_step < len(shown[cite.run - 1].steps):
            most = len(shown[cite.run - 1].steps) - 1
            yield f"steps {cite.first_step} to {cite.last_step} do not exist: run {cite.run} has steps 0 to {most}"


def span_of(cite: Cite, shown: Sequence[Trajectory]) -> Span | str:
    """Return the span, its quote cut to `LONGEST_QUOTE` characters, or why the citation does not hold.

    `shown` are the runs as the model saw them, without injected text.
    """
    trajectory = shown[cite.run - 1]
    span = Span(trajectory_id=trajectory.id, start=cite.first_step, end=cite.last_step + 1, quote=quote(cite.quote))
    whole = Span(trajectory_id=trajectory.id, start=span.start, end=span.end, quote=cite.quote.strip())
    if is_quoted(trajectory, whole):
        return span
    return (
        f"the words {cite.quote[:LONGEST_QUOTE]!r} do not stand in steps {cite.first_step} to {cite.last_step} "
        f"of run {cite.run}"
    )


def spans_of(cites: Iterable[Cite], shown: Sequence[Trajectory]) -> tuple[tuple[Span, ...], str]:
    """Return the spans that hold, and why the first of the others does not (``""`` when all hold)."""
    found = [span_of(cite, shown) for cite in cites]
    refused = [one for one in found if isinstance(one, str)]
    return tuple(one for one in found if isinstance(one, Span)), refused[0] if refused else ""
