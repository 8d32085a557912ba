"""A plan compiled from a graph of what needs what: all that the goals need, first things first (Optimus-1, 2408.03615).

No model plans here: the actions that the task names are the goals, and all that they need, directly or not, is put in
an order in which nothing comes before what it needs (Tarjan, Acta Informatica 6, 1976).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from seasoned.knobs import search_stage
from seasoned.learn.distill.prerequisites import Need
from seasoned.payloads import read
from seasoned.protocols import Reader
from seasoned.recall.words import distinct_words
from seasoned.types import Candidate, Kind, Query

MOST_READ = 2000


@search_stage
def plan_graph(query: Query, store: Reader) -> list[Candidate]:
    """Channel ``plan_graph``: for each edge *action needs first* on the way to a goal, 1 for the first thing to do and
    less for each later one; in (0, 1].

    Goals are the actions of the graph whose words all stand in the task. Edges that evidence speaks against are not
    followed. Nothing without a family.
    """
    if not query.family:
        return []
    stored = store.experiences(kinds=(Kind.FACT,), family=query.family, limit=MOST_READ)
    sound = [one for one in stored if "needs" in one.payload and not one.evidence.contradict_count]
    edges = {one.id: read(one.payload, Need) for one in sound}
    graph: defaultdict[str, list[str]] = defaultdict(list)
    for need in sorted(set(edges.values())):
        graph[need.action].append(need.needs)
    order = compiled(graph, goals(query.text, {name for need in edges.values() for name in (need.action, need.needs)}))
    place = {action: at for at, action in enumerate(order)}
    on_the_way = {name: need for name, need in edges.items() if need.action in place}
    ranked = sorted(on_the_way, key=lambda name: (place[on_the_way[name].needs], place[on_the_way[name].action], name))
    return [Candidate(name, {"plan_graph": 1.0 - at / len(ranked)}) for at, name in enumerate(ranked)]


def goals(text: str, actions: Collection[str]) -> list[str]:
    """Return the actions whose content words all stand in the text, in order of their names."""
    asked = distinct_words(text)
    return sorted(action for action in actions if (words := distinct_words(action)) and words <= asked)


def compiled(graph: Mapping[str, Iterable[str]], wanted: Iterable[str]) -> list[str]:
    """Return `wanted` and all that they need, nothing before what it needs. Of a circle the edge that closes it is left
    out."""
    order: dict[str, None] = {}
    entered: set[str] = set()
    stack = [(goal, False) for goal in reversed(list(wanted))]
    while stack:
        action, ready = stack.pop()
        if ready:
            order.setdefault(action)
        elif action not in entered:
            entered.add(action)
            stack.append((action, True))
            stack += [(need, False) for need in reversed(list(graph.get(action, ())))]
    return list(order)
