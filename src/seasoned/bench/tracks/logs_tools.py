"""Which tool comes next: the transition graph against plain counts, on held-out runs.

Two trainings of the counts, on everything the graph sees and on its successes only, because imitating failures helps
where failures are asked about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from seasoned.bench import controls
from seasoned.bench.track import NONE, Item
from seasoned.bench.tracks.logs_runs import NOW, learned, won
from seasoned.learn.actions import moves
from seasoned.learn.distill import failed_transitions, long_transitions, transitions
from seasoned.learn.suggest import Graph, next_nodes
from seasoned.learning import learn
from seasoned.payloads import Transition
from seasoned.payloads import read as read_payload
from seasoned.protocols import Attempt, Store
from seasoned.store import open_store
from seasoned.types import Kind, Status

TOP = 3

Ranker = Callable[[Sequence[str]], list[str]]
"""From the tools called so far to the likeliest next ones, best first."""

COUNTS = ("unigram", "bigram", "unigram, successes", "bigram, successes")
SYSTEMS = (NONE, *COUNTS, "graph")


def tools(attempt: Attempt) -> list[str]:
    """Return the tools an attempt called, in order, failed calls included."""
    return [move.node for move in moves(attempt.trajectory) if move.node]


def ranker(system: str, known: Sequence[Attempt], family: str) -> Ranker:
    """Return one of `SYSTEMS`, or the graph of the transitions that a memory system learns, trained on `known`.

    Raises UnknownSystemError.
    """
    if system == NONE:
        return lambda history: []
    if system in COUNTS:
        name, _, part = system.partition(", ")
        unigram, bigram = baselines([attempt for attempt in known if won(attempt)] if part else known)
        return unigram if name == "unigram" else bigram
    if system == "graph":
        return graph_ranker(learned(known, (transitions, long_transitions, failed_transitions)), family)
    store = open_store(":memory:")
    learn(controls.system(system), store, [(attempt.trajectory, attempt.outcome) for attempt in known], NOW)
    return graph_ranker(store, family)


def baselines(attempts: Sequence[Attempt]) -> tuple[Ranker, Ranker]:
    """Return the unigram ranker and the bigram ranker (backing off to the unigram) of plain counts."""
    one: Counter[str] = Counter()
    two: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for attempt in attempts:
        last = ""
        for node in tools(attempt):
            one[node] += 1
            two[last][node] += 1
            last = node
    unigram = _ranked(one)
    bigram = {last: list(dict.fromkeys((*_ranked(counts), *unigram))) for last, counts in two.items()}
    return (lambda history: unigram), (lambda history: bigram.get(history[-1] if history else "", unigram))


def graph_ranker(store: Store, family: str) -> Ranker:
    """Return the ranker of the transitions of one family in `store`, which is closed."""
    edges = store.experiences(kinds=(Kind.TRANSITION,), statuses=(Status.ACTIVE, Status.DRAFT), family=family)
    graph = Graph.of(read_payload(edge.payload, Transition) for edge in edges)
    store.close()
    return lambda history: [node for node, _ in next_nodes(graph, history, top=TOP)]


def places(attempt: Attempt, rank: Ranker) -> list[int | None]:
    """Return for each tool of a run where it stood among the first `TOP` suggestions, from 0; None for not there."""
    called = tools(attempt)
    best = (rank(called[:at])[:TOP] for at in range(len(called)))
    return [found.index(node) if node in found else None for node, found in zip(called, best, strict=True)]


def items(system: str, known: Sequence[Attempt], held: Sequence[Attempt], family: str) -> Iterator[Item]:
    """Yield an item for each held-out run that called a tool: the shares of its calls that were suggested."""
    rank = ranker(system, known, family)
    for attempt in held:
        found = places(attempt, rank)
        if found:
            first, among = found.count(0) / len(found), 1.0 - found.count(None) / len(found)
            values = {"score": first, "top-3": among}
            if won(attempt):
                values |= {"top-1, successes": first, "top-3, successes": among}
            yield Item(attempt.trajectory.id, values)


def _ranked(counts: Mapping[str, float]) -> list[str]:
    return sorted(counts, key=lambda node: (-counts[node], node))
