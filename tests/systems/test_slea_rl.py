from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llm.made import cite, lesson, lessons
from llm.runs import answering
from recall.items import chosen, run, scored, used
from seasoned import Memory
from seasoned.errors import InputError
from seasoned.llm import Calls
from seasoned.payloads import Case, CaseStep, write
from seasoned.recall.leaders import nearest, prototypes_of
from seasoned.recall.search import dense
from seasoned.recall.search.clustered import clustered
from seasoned.recall.select.quality import quality
from seasoned.recall.select.zones import zones
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.systems.slea_rl import slea_rl
from seasoned.types import Kind, Query, Site

TASK = "Leave the building"
ROOMS = {
    "a kitchen with a gas stove and a fridge": "climb out of the window",
    "a library with tall oak shelves": "pull the red book",
    "a cellar where water drips on barrels": "roll the barrel away",
    "a workshop full of saws and planks": "lift the trapdoor",
    "a bathroom with a cracked mirror": "unscrew the grating",
    "a greenhouse of orchids and palms": "slide the glass pane",
}


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def first_door(m: Memory, number: int, room: str) -> None:
    """One earlier run, each with a start of its own, that found the way out of one room."""
    with m.episode(f"{TASK}, attempt {number}", family="escape") as episode:
        episode.step(observation=f"the front door, bell number {number}", action="open the door")
        episode.step(observation=room, action=ROOMS[room], reward=1.0)
        episode.finish(success=True, score=1.0)


def escapes(system: System) -> float:
    """Share of the rooms left by an agent that does what its last hint says was done in such a room."""
    m = memory(system)
    for number, room in enumerate(ROOMS):
        first_door(m, number, room)
    left = 0
    for number, room in enumerate(ROOMS):
        with m.episode(f"{TASK} once more", family="escape", task_id=f"again {number}") as episode:
            hint = episode.recall(observation="the hall")
            episode.step(observation="the hall", action="go on")
            hint = episode.recall(observation=room) or hint
            left += ROOMS[room] in hint.text
    return left / len(ROOMS)


def test_recall_at_each_step_by_cluster_finds_the_way_out_of_every_room_and_recall_at_the_start_only_does_not():
    assert escapes(slea_rl()) == 1.0
    at_start = slea_rl().but(trigger=start())
    assert escapes(at_start) <= 0.5
    # At each step, but by the task and what is seen together: two of six that read alike.
    assert escapes(slea_rl().but(search=dense())) < 1.0


def test_an_observation_like_no_other_falls_back_to_the_whole_library():
    m = memory(slea_rl())
    first_door(m, 0, next(iter(ROOMS)))
    query = Query(text=TASK, family="escape", observation="an empty roof", site=Site.STEP)
    assert slea_rl().search(query, m.store)[0].scores.keys() == {"dense"}
    assert clustered()(query, m.store) == []
    known = Query(text=TASK, family="escape", observation=next(iter(ROOMS)), site=Site.STEP)
    assert slea_rl().search(known, m.store)[0].scores["clustered"] == pytest.approx(1.0)


def test_clusters_keep_up_with_what_is_learned_and_with_better_runs_of_a_task():
    m = memory(slea_rl())
    kitchen, library, *_ = ROOMS

    def gathered_in(room: str) -> set[str]:
        query = Query(text=TASK, family="escape", observation=room, site=Site.STEP)
        return {one.id for one in clustered()(query, m.store)}

    first_door(m, 0, kitchen)
    (first,) = gathered_in(kitchen)
    assert gathered_in(library) == set()
    first_door(m, 1, library)
    assert len(gathered_in(library)) == 1
    with m.episode(f"{TASK}, attempt 0", family="escape") as episode:
        episode.step(observation=library, action="pull the red book", reward=1.0)
        episode.finish(success=True, score=1.0)
    # The shorter run took the place of the first one, which passed through the kitchen.
    assert gathered_in(kitchen) == set()
    assert first in gathered_in(library)


def test_a_step_gets_two_strategies_and_one_warning_the_best_of_each():
    items = [
        scored(name, {"clustered": 0.9}, kind=kind, payload=write(Case("t", (CaseStep("s", "a"),), True, score)))
        if kind is Kind.CASE
        else scored(name, {"clustered": 0.9}, used(helped, 0), kind=kind)
        for name, kind, score, helped in (
            ("weak", Kind.CASE, 0.2, 0),
            ("good", Kind.CASE, 0.9, 0),
            ("best", Kind.CASE, 1.0, 0),
            ("warning", Kind.GUARDRAIL, 0.0, 0),
            ("proven", Kind.GUARDRAIL, 0.0, 6),
        )
    ]
    ranked = run(quality() >> zones({(Kind.CASE, Kind.INSIGHT): 2, (Kind.PITFALL, Kind.GUARDRAIL): 1}), items)
    assert sorted(chosen(ranked)) == ["best", "good", "proven"]
    # (1 - .5)·.9 + .5·score, the strength of an unused case being its run's score.
    assert {item.candidate.id: item.score for item in ranked}["good"] == pytest.approx(0.9)
    with pytest.raises(InputError, match="one zone only"):
        run(zones({(Kind.CASE,): 1, (Kind.CASE, Kind.INSIGHT): 1}), items)
    with pytest.raises(InputError, match=r"weight in \[0, 1\]"):
        run(quality(2.0), items)


def test_prototypes_are_those_computed_by_hand():
    rows = np.array([[1.0, 0.0], [0.9, 0.436], [0.6, 0.8], [0.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    # .9 joins the first; .6 opens a second, whose cosine with (0, 1) is .8: not above .85, so a third.
    made = prototypes_of(rows, 0.85)
    assert made.tolist() == rows[[0, 2, 4]].tolist()
    # (.9, .436) has .9 with the first and .889 with the second prototype.
    assert nearest(rows, made, 0.85) == [0, 0, 1, None, 2]
    with pytest.raises(InputError, match="similarity"):
        prototypes_of(rows, 1.5)


def test_many_rows_give_the_prototypes_that_one_at_a_time_would_give():
    rows = np.random.default_rng(7).normal(size=(700, 4)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one_at_a_time: list[np.ndarray] = []
    for row in rows:
        if all(float(row @ other) <= 0.85 for other in one_at_a_time):
            one_at_a_time.append(row)
    assert 1 < len(one_at_a_time) < 700
    assert prototypes_of(rows, 0.85).tolist() == [row.tolist() for row in one_at_a_time]


@given(arrays(np.float32, (12, 4), elements=st.floats(-1, 1, width=32)), st.floats(0.0, 1.0))
def test_prototypes_are_far_apart_and_every_direction_has_one(vectors: np.ndarray, similarity: float):
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.where(norms > 1e-3, vectors / np.maximum(norms, 1e-3), 0.0).astype(np.float32)
    made = prototypes_of(rows, similarity)
    cosines = made @ made.T - np.eye(len(made), dtype=np.float32)
    assert not len(made) or cosines.max(initial=-1.0) <= similarity + 1e-5
    places = nearest(rows, made, min(similarity, 0.999))
    assert [place is not None for place in places] == [bool(row.any()) for row in rows]


def test_a_full_library_keeps_the_better_run():
    m = memory(slea_rl(capacity=(1, 1)))
    for number, score in enumerate((0.3, 0.9, 0.6)):
        with m.episode(f"{TASK} by way {number}", family="escape") as episode:
            episode.step(observation=f"room {number}", action=f"way {number}", reward=score)
            episode.finish(success=False, score=score)
    (kept,) = m.store.experiences(kinds=(Kind.CASE,))
    assert "way 1" in kept.body


def test_strategies_of_a_model_are_found_in_the_clusters_of_the_steps_that_they_cite():
    room = next(iter(ROOMS))
    made = lesson("climb out", when="leaving a house", body="Windows open from inside.", cites=[cite("climb out")])
    model, asked = answering(lessons(made))
    m = memory(slea_rl(calls=Calls(model)))
    first_door(m, 0, room)
    with m.episode(f"{TASK} now", family="escape") as episode:
        episode.step(observation="the hall", action="go on")
        (item,) = episode.recall(observation=room).items
    assert asked
    assert (item.kind, item.body) == (Kind.INSIGHT, "Windows open from inside.")


def test_an_ordinary_stream_runs_and_is_advised_from_its_second_episode_on():
    m = memory(slea_rl())
    told = []
    for n in range(3):
        with m.episode(f"{TASK} {n}", family="escape") as episode:
            told.append(bool(episode.recall(observation="the hall")))
            for room, action in ROOMS.items():
                episode.step(observation=room, action=action)
                episode.recall(observation=room)
            episode.finish(success=n != 1)
        assert m.evolve() == []
    assert told == [False, True, True]
