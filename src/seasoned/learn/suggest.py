"""What to do next, from the tool-transition graph: longer contexts first, backing off to shorter ones.

H-EPM (arXiv 2512.07287) ranks the out-edges of the last tool by weight. Here the last two tools are asked first, and
each context leaves the shorter one as much of the say as it has seen few runs and many continuations (Witten-Bell):
P(v | c) = (w(c, v) + T(c)·P(v | shorter c)) / (w(c) + T(c)), T(c) the number of distinct continuations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from seasoned.learn.distill.transitions import END, JOIN, START
from seasoned.payloads import Transition

FAILED_SHARE = 0.5
"""What a failed run's edge counts beside a success's. Of 0.15, 0.3, 0.5 and 1.0 it is the one that predicts held-out
successes best by task-level cross-validation on tau-bench logs (see ``bench/logs.py``)."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Out-edge weights by source; the source ``""`` holds each node's weight without context."""

    out: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, edges: Iterable[Transition]) -> Graph:
        """Return the graph of `edges`; several edges of one source and target add up."""
        out: dict[str, dict[str, float]] = {"": {}}
        for edge in edges:
            weight = edge.weight + FAILED_SHARE * edge.failures
            targets = out.setdefault(edge.source, {})
            targets[edge.target] = targets.get(edge.target, 0.0) + weight
            # A step seen after two tools is counted after the last one too, where its own edge says so.
            alone = 0.0 if JOIN in edge.source else weight
            out[""][edge.target] = out[""].get(edge.target, 0.0) + alone
        return cls(out)

    def probabilities(self, history: Sequence[str]) -> dict[str, float]:
        """Return P(next) for every node of the graph after `history` (oldest first; empty at the start of a run)."""
        past = [START, *history]
        shares = _normalised(self.out[""])
        for order in (1, 2):
            if len(past) < order:
                break
            edges = self.out.get(JOIN.join(past[-order:]))
            if not edges:
                break
            total, distinct = sum(edges.values()), float(len(edges))
            shares = {
                node: (edges.get(node, 0.0) + distinct * share) / (total + distinct) for node, share in shares.items()
            }
        return shares


def _normalised(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {node: weight / total for node, weight in weights.items()} if total > 0.0 else {}


def next_nodes(
    graph: Graph,
    history: Sequence[str],
    *,
    top: int = 2,
    allowed: Collection[str] | None = None,
    ends: bool = False,
) -> list[tuple[str, float]]:
    """Return the `top` likeliest next nodes with their probabilities, best first.

    H-EPM found two best (one over-constrains, three add noise). `allowed` keeps to tools that exist now; `ends` lets
    the end of the run be suggested.
    """
    ranked = sorted(
        (
            (node, share)
            for node, share in graph.probabilities(history).items()
            if (ends or node != END) and (allowed is None or node in allowed)
        ),
        key=lambda item: (-item[1], item[0]),
    )
    return ranked[:top]
