"""What is recalled for a held-out task: by a memory system on the public road, or by the controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import Random

from seasoned.bench import controls
from seasoned.bench.track import NONE
from seasoned.bench.tracks.logs_runs import NOW, learned
from seasoned.codec import content_id
from seasoned.learning import learn
from seasoned.protocols import Attempt, Distill, Store
from seasoned.recall.recall import recall
from seasoned.recall.situation import situation
from seasoned.store import open_store
from seasoned.types import Experience, Kind, Query

K = 5
DRAWS = 20
"""Draws of the random control, over which its figures are averaged."""

CASES = "cases"
CONTROLS = (NONE, "random", "recent", CASES)
"""Nothing; and `K` cases of the task's family: any, the last ones, and those whose words are nearest."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was recalled: its text, the runs it rests on, best first, and the ids of the experiences."""

    text: str = ""
    runs: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


Ask = Callable[[Query], Sequence[Recalled]]
"""Mostly one answer; the random control gives many, to be averaged."""


@contextmanager
def asked(system: str, known: Sequence[Attempt], cases: Sequence[Attempt], distill: Distill) -> Iterator[Ask]:
    """Yield the way to ask one of `CONTROLS`, or a memory system by its name, that learned from runs.

    A memory system learns from all of `known`; the controls keep what `distill` makes of `cases`.
    Recall writes nothing: what is asked first changes nothing for what is asked later. Raises UnknownSystemError.
    """
    if system == NONE:
        yield lambda query: [Recalled()]
    elif system in CONTROLS:
        with closing(learned(cases, (distill,))) as store:
            yield lambda query: [_told(store.experiences(ids)) for ids in _chosen(system, store, query)]
    else:
        composed = controls.system(system)
        with closing(open_store(":memory:")) as store:
            learn(composed, store, [(attempt.trajectory, attempt.outcome) for attempt in known], NOW)

            def ask(query: Query) -> list[Recalled]:
                hint, _ = recall(composed, query, store, Random(content_id("logs", query.trajectory_id)), NOW)
                return [_told(hint.items, hint.text)]

            yield ask


def _chosen(control: str, store: Store, query: Query) -> list[list[str]]:
    if control == "recent":
        return [store.recent(kinds=(Kind.CASE,), family=query.family, limit=K)]
    if control == CASES:
        found = store.search_text(situation(query), kinds=(Kind.CASE,), family=query.family, limit=K)
        return [[name for name, _ in found]]
    rng = Random(content_id("logs", "random", query.trajectory_id, query.step))
    every = sorted(item.id for item in store.experiences(kinds=(Kind.CASE,), family=query.family))
    return [rng.sample(every, min(K, len(every))) for _ in range(DRAWS)]


def _told(items: Sequence[Experience], text: str | None = None) -> Recalled:
    spans = [span for item in items for span in (*item.evidence.supports, *item.evidence.contradicts)]
    return Recalled(
        "\n".join(f"{item.when}\n{item.body}" for item in items) if text is None else text,
        tuple(dict.fromkeys(span.trajectory_id for span in spans)),
        tuple(item.id for item in items),
    )
