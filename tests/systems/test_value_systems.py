"""Systems that select by learned values go through an ordinary stream: runs fail, tools give errors, upkeep runs."""

from __future__ import annotations

import pytest

from seasoned import systems
from seasoned.memory import Memory
from systems.played import memory

NAMES = ("memento", "memento_learned", "cascade", "evokernel", "sice")


def stream(name: str, seed: int = 0) -> tuple[Memory, list[tuple[str, ...]]]:
    """Return a memory after six short runs, and the ids that each recall of theirs showed."""
    m = memory(systems.load(name))
    m.seed = seed
    shown = []
    for n, order in enumerate(("#W12", "#W13", "#W14", "#W15", "#W16", "#W17")):
        with m.episode(f"Refund order {order}", family="retail") as episode:
            shown.append(tuple(item.id for item in episode.recall().items))
            bad = n % 3 == 1
            error = "unknown order" if bad else None
            episode.step(tool="find_order", arguments={"id": order}, result=None if bad else "20 EUR", error=error)
            shown.append(tuple(item.id for item in episode.recall(observation="20 EUR").items))
            episode.step(tool="refund", arguments={"id": order}, result="refunded")
            episode.finish(success=not bad, score=float(not bad))
        m.evolve()
    return m, shown


@pytest.mark.parametrize("name", NAMES)
def test_an_ordinary_stream_is_learned_from_recalled_from_and_replayed_alike(name: str) -> None:
    m, shown = stream(name)
    assert not shown[0]
    assert shown[-2]
    assert m.store.verify() is None
    assert stream(name)[1] == shown
    before = m.store.experiences(statuses=None)
    m.store.rebuild()
    assert m.store.experiences(statuses=None) == before
    assert m.recall("Refund order #W18", family="retail")


@pytest.mark.parametrize("name", NAMES)
def test_a_system_prints_its_stages_with_their_knobs(name: str) -> None:
    slots = systems.load(name).slots()
    assert {"distill", "admit", "trigger", "search", "select", "compose"} <= slots.keys()
    # No address of this process: what a system prints goes into results.
    assert " at 0x" not in " ".join(slots.values())
