"""Evidence: word-for-word quotes, and the law by which evidence from several places is united."""

from __future__ import annotations

from seasoned.learn.actions import Move, step_texts
from seasoned.types import Evidence, Span, Trajectory

LONGEST_QUOTE = 200
"""Characters of a quote; more is cut at the end, so the quote stays a substring of what was said."""

MOST_SPANS = 5
"""Spans kept per side; the counts go on."""


def clip(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut texts marked by ``…``."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def quote(text: str) -> str:
    """Return the beginning of `text`, word for word, in at most `LONGEST_QUOTE` characters."""
    return text.strip()[:LONGEST_QUOTE].rstrip()


def move_quote(trajectory: Trajectory, move: Move, *, prefer_error: bool = False) -> str:
    """Return what the agent did in a step, word for word (its error first when asked); ``""`` when nothing is there."""
    step = trajectory.steps[move.position]
    if prefer_error and step.tool is not None and step.tool.error:
        return quote(step.tool.error)
    if prefer_error and isinstance(reported := step.metadata.get("error"), str) and reported:
        return quote(reported)
    if step.tool is None:
        return quote(step.action) or quote(step.observation)
    strings = [value for value in step.tool.arguments.values() if isinstance(value, str) and value.strip()]
    return quote(max(strings, key=len)) if strings else quote(step.tool.name)


def move_span(trajectory: Trajectory, move: Move, *, prefer_error: bool = False) -> Span:
    """Return the span of one step with its quote."""
    return Span(
        trajectory_id=trajectory.id,
        start=move.position,
        end=move.position + 1,
        quote=move_quote(trajectory, move, prefer_error=prefer_error),
    )


def run_span(trajectory: Trajectory, start: int, end: int, quoted: Move) -> Span:
    """Return the span ``[start, end)`` quoting one of its steps."""
    return Span(trajectory_id=trajectory.id, start=start, end=end, quote=move_quote(trajectory, quoted))


def is_quoted(trajectory: Trajectory, span: Span) -> bool:
    """Return whether the quote stands word for word in the cited steps (or, at the end, in the final observation)."""
    if not span.quote or span.start < 0 or span.start >= span.end or span.end > len(trajectory.steps):
        return False
    for step in trajectory.steps[span.start : span.end]:
        for text in step_texts(step):
            if span.quote in text:
                return True
    return span.end == len(trajectory.steps) and span.quote in trajectory.final_observation


def support(*spans: Span, count: int | None = None) -> Evidence:
    """Return evidence that speaks for something; `count` defaults to the number of spans."""
    return Evidence(supports=spans[:MOST_SPANS], support_count=len(spans) if count is None else count)


def _spans(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    known = set(first)
    return (first + tuple(span for span in second if span not in known))[:MOST_SPANS]


def unite(first: Evidence, second: Evidence) -> Evidence:
    """Return both together: span lists united and capped at `MOST_SPANS`, counts summed."""
    return Evidence(
        supports=_spans(first.supports, second.supports),
        contradicts=_spans(first.contradicts, second.contradicts),
        support_count=first.support_count + second.support_count,
        contradict_count=first.contradict_count + second.contradict_count,
    )
