"""The tool-transition graph of successful runs, weight N(u,v) + Σ 1/n_k (F13; H-EPM, arXiv 2512.07287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seasoned.learn import describe
from seasoned.learn.actions import Move, moves
from seasoned.learn.clean import without_circles
from seasoned.learn.evidence import MOST_SPANS, move_span
from seasoned.learn.injected import strip_attempt
from seasoned.learn.provenance import attempt_trust, failed, succeeded
from seasoned.payloads import Transition, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Evidence, Kind, Origin, Proposal, Span, Trajectory, Trust

START, END = "START", "END"

JOIN = " → "
"""Between the two tools of a source that looks back two steps."""


def named(trajectory: Trajectory) -> list[Move]:
    """Return the moves that are nodes of the graph: what was done, without talk, circles and refused actions.

    A tool call that failed stays: what comes after it (often the same tool again) is part of how tools are used.
    """
    return [
        move
        for move in without_circles(trajectory, moves(trajectory))
        if move.node and (move.valid or trajectory.steps[move.position].tool is not None)
    ]


@dataclass(slots=True)
class _Edge:
    payload: Transition
    runs: int = 0
    spans: tuple[Span, ...] = ()
    trust: Trust = Trust.ENDORSED
    origin: Origin = Origin.OWN


def _mine(attempts: Iterable[Attempt], order: int, edges: dict[tuple[str, str, str], _Edge]) -> None:
    """Add the edges of some runs, all successes or all failures, whose source is the last `order` tools."""
    for attempt in attempts:
        trajectory = attempt.trajectory
        done = named(trajectory)
        trust, won = attempt_trust(attempt), succeeded(attempt)
        nodes = [START, *(move.node for move in done), END]
        once: set[tuple[str, str, str]] = set()
        for at in range(order, len(nodes) if done else 0):
            source, target = JOIN.join(nodes[at - order : at]), nodes[at]
            place = (trajectory.task.family, source, target)
            edge = edges.get(place)
            if edge is None:
                edge = edges[place] = _Edge(Transition(source, target), trust=trust, origin=trajectory.origin)
            new = place not in once
            share = 1.0 / len(done) if won and new else 0.0
            known = edge.payload
            edge.payload = Transition(
                source, target, known.count + won, known.inverse_length + share, known.failures + (not won)
            )
            if new:
                once.add(place)
                edge.runs += 1
                edge.trust = min(edge.trust, trust)
                if len(edge.spans) < MOST_SPANS:
                    edge.spans += (move_span(trajectory, done[min(at, len(done)) - 1]),)


def _proposals(edges: dict[tuple[str, str, str], _Edge], stage: str) -> Iterator[Proposal]:
    for (family, source, target), edge in edges.items():
        payload = edge.payload
        when, body = describe.transition(payload, family)
        won = payload.count > 0
        yield Proposal(
            kind=Kind.TRANSITION,
            key=f"{source}{JOIN}{target}",
            when=when,
            body=body,
            family=family,
            payload=write(payload),
            evidence=Evidence(supports=edge.spans, support_count=edge.runs)
            if won
            else Evidence(contradicts=edge.spans, contradict_count=edge.runs),
            origin=edge.origin,
            trust=edge.trust,
            stage=stage,
            score=payload.weight / (1.0 + payload.weight),
        )


def transitions(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one edge per pair of neighbouring tools (``START`` and ``END`` included) of the batch's successes."""
    edges: dict[tuple[str, str, str], _Edge] = {}
    _mine((strip_attempt(attempt) for attempt in attempts if succeeded(attempt)), 1, edges)
    yield from _proposals(edges, "transitions")


def long_transitions(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield the edges whose source is the last *two* tools, ``a → b``; `suggest.next_nodes` backs off from them."""
    edges: dict[tuple[str, str, str], _Edge] = {}
    _mine((strip_attempt(attempt) for attempt in attempts if succeeded(attempt)), 2, edges)
    yield from _proposals(edges, "long_transitions")


def failed_transitions(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield the edges, from one and from two tools, that failed runs took. They add no weight.

    An edge that only failed runs took stays a draft. `suggest` gives the failures a fraction of a say: most of what a
    failed run does is what any run has to do.
    """
    edges: dict[tuple[str, str, str], _Edge] = {}
    losses = [strip_attempt(attempt) for attempt in attempts if failed(attempt)]
    for order in (1, 2):
        _mine(losses, order, edges)
    yield from _proposals(edges, "failed_transitions")
