from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.items import experience
from recall.stores import filled
from seasoned import llm
from seasoned.errors import InputError
from seasoned.learn.admit import Admission
from seasoned.learn.distill.episodes import cuts, episodes
from seasoned.learn.distill.triplets import read, triplets_in
from seasoned.protocols import Attempt, Reader
from seasoned.recall.search import dense
from seasoned.recall.search.overlap import informative, overlap
from seasoned.recall.search.reach import reach
from seasoned.system import System
from seasoned.systems.arigraph import arigraph
from seasoned.types import Candidate, Experience, Kind, Query, Step, Task, Trajectory
from systems.played import ask, memory, play

SHARE = st.floats(0.0, 1.0)


def bodies(items: tuple[Experience, ...], kind: Kind) -> list[str]:
    return [item.body for item in items if item.kind is kind]


def where_is_the_key(system: System) -> list[str]:
    m = memory(system)
    play(m, "Tidy the house", [("The key is in the drawer.", "look around")])
    play(m, "Tidy the house again", [("The key is on the porch.", "look around")])
    return bodies(ask(m, "Fetch the key"), Kind.FACT)


def test_a_later_place_of_a_thing_replaces_the_earlier_one_and_without_contradiction_the_old_one_is_believed() -> None:
    assert where_is_the_key(arigraph()) == ["The key is on the porch."]
    assert where_is_the_key(arigraph().but(admit=Admission(near=1.01))) == ["The key is in the drawer."]


def where_to_find_the_lamp(system: System) -> list[str]:
    m = memory(system)
    play(m, "Look around", [("The lamp is in the box.", "look"), ("The box is under the stairs.", "look")])
    return bodies(ask(m, "Bring the lamp"), Kind.FACT)


def test_two_hops_through_the_graph_reach_a_fact_that_shares_no_word_with_the_task() -> None:
    assert where_to_find_the_lamp(arigraph()) == ["The lamp is in the box.", "The box is under the stairs."]
    assert where_to_find_the_lamp(arigraph(depth=1)) == ["The lamp is in the box."]


def episode_shown(system: System) -> str:
    m = memory(system)
    rich = "On the shelf you see a lamp, a vase and a clock. The lamp is broken."
    play(m, "Look into the attic", [(rich, "note it")])
    play(m, "Bring the lamp to the hall", [("Fine weather for a walk today.", "walk")])
    (found,) = bodies(ask(m, "Bring the lamp to Ana in the hall"), Kind.CASE)
    return found.splitlines()[0]


def test_the_episode_that_shares_most_facts_with_the_graph_is_shown_and_by_similarity_alone_another_is() -> None:
    assert episode_shown(arigraph(k=1)).startswith("On the shelf")
    assert episode_shown(arigraph(k=1).but(search=reach() | dense(kinds=(Kind.CASE,)))).startswith("Fine weather")


def test_overlap_is_the_share_of_an_episodes_facts_times_the_log_of_their_number_plus_the_cosine() -> None:
    def fact(thing: str) -> Experience:
        said = f"The {thing} is on the table."
        payload = {"subject": thing, "relation": "on", "value": "table"}
        return experience(thing, f"{thing} on table", said, kind=Kind.FACT, key=read(said)[0].key, payload=payload)

    store = filled(
        fact("lamp"),
        fact("cup"),
        experience("four", "zz", "On the table you see a lamp, a cup, a pot and a pan.", kind=Kind.CASE, payload=CASE),
        experience("two", "yy", "The lamp is on the table. The cat is on the mat.", kind=Kind.CASE, payload=CASE),
        experience("one", "dark cellar", "The lamp is on the table.", kind=Kind.CASE, payload=CASE),
    )

    def found(query: Query, store: Reader) -> list[Candidate]:
        return [Candidate("lamp", {"reach": 1.0}), Candidate("cup", {"reach": 0.5})]

    scores = {one.id: dict(one.scores) for one in overlap(found)(Query(text="dark cellar"), store)}
    # 2/4 · ln 4 = ln 2 is the largest overlap, 1/2 · ln 2 half of it, 1/1 · ln 1 nothing; one episode has a cosine.
    assert informative(2, 4) == pytest.approx(log(2))
    assert scores.pop("lamp") == {"reach": 1.0}
    assert scores.pop("cup") == {"reach": 0.5}
    assert {name: pytest.approx(score["overlap"]) for name, score in scores.items()} == {
        "four": 1.0,
        "two": 0.5,
        "one": 1.0,
    }


CASE = {"task": "t", "steps": []}


def said(sentence: str) -> list[tuple[str, str, str]]:
    return [(one.subject, one.relation, one.value) for one in read(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The red key is in the old drawer.", [("red key", "in", "old drawer")]),
        ("Ana's locker is blue.", [("ana", "locker", "blue")]),
        ("The capital of Oria is Vem.", [("oria", "capital", "vem")]),
        ("Ana works for Vem Labs.", [("ana", "works for", "vem labs")]),
        ("Ana is married to Bo.", [("ana", "married to", "bo")]),
        ("On the table you see a cup and an apple.", [("cup", "on", "table"), ("apple", "on", "table")]),
        (
            "On the counter 1, you see a apple 1, and a knife 2.",
            [("apple 1", "on", "counter 1"), ("knife 2", "on", "counter 1")],
        ),
        ("You pick up the apple 1 from the counter 1.", [("apple 1", "in", "your hands")]),
        ("You put the apple 1 in/on the fridge 1.", [("apple 1", "in", "fridge 1")]),
        ("In it, you see nothing.", []),
        ("The door is not open.", []),
        ("Is the key in the drawer?", []),
    ],
)
def test_sentences_are_read_as_subject_relation_and_object(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(sentence) == expected


def test_all_places_of_a_thing_are_one_relation_and_its_other_relations_are_not() -> None:
    in_box, on_bed, broken = triplets_in("The lamp is in the box. The lamp is on the bed. The lamp is broken.")
    assert in_box.key == on_bed.key != broken.key


def test_what_was_taken_is_in_the_hand_until_it_is_put_somewhere() -> None:
    m = memory(arigraph())
    seen = ["On the counter 1, you see a apple 1.", "You pick up the apple 1 from the counter 1."]
    play(m, "Store the apple", [(text, "go on") for text in seen])
    assert [item.when for item in m.store.experiences(kinds=(Kind.FACT,))] == ["apple 1 in your hands"]
    play(m, "Store the apple again", [("You put the apple 1 in/on the fridge 1.", "stop")])
    assert bodies(ask(m, "Find the apple 1"), Kind.FACT) == ["You put the apple 1 in/on the fridge 1."]


def test_walking_makes_a_way_between_two_places_and_two_ways_out_of_one_do_not_contradict() -> None:
    m = memory(arigraph())
    play(m, "Explore", [("-= Hall =-", "go north"), ("-= Attic =-", "go south"), ("-= Hall =-", "go east")])
    play(m, "Explore on", [("-= Hall =-", "go west"), ("-= Garden =-", "wait")])
    assert sorted(item.when for item in m.store.experiences(kinds=(Kind.FACT,))) == [
        "attic south hall",
        "hall north attic",
        "hall west garden",
    ]


def test_an_episode_ends_where_few_words_are_shared_or_nearly_all_are_new_or_at_its_length() -> None:
    letters = "abcdefgh", "abcdefij", "stuvwxya", "stuvwxyz", "abcdefgh"
    words = [frozenset(text) for text in letters]
    assert list(cuts(words, 8, 0.3, 1.0)) == [(0, 2), (2, 4), (4, 5)]
    assert list(cuts(words, 8, 0.0, 0.7)) == [(0, 2), (2, 5)]
    assert list(cuts(words, 2, 0.0, 1.0)) == [(0, 2), (2, 4), (4, 5)]
    assert list(cuts([], 2, 0.0, 1.0)) == []
    assert list(cuts([frozenset("abc"), frozenset("xyz")], 8, 1.0, 0.0)) == [(0, 2)]


@given(st.lists(st.frozensets(st.sampled_from("abcdefghijklmnop")), max_size=30), st.integers(1, 9), SHARE, SHARE)
def test_episodes_cover_a_run_without_gap_or_overlap_and_are_never_too_long(
    words: list[frozenset[str]], most: int, shift: float, surprise: float
) -> None:
    ranges = list(cuts(words, most, shift, surprise))
    assert [place for start, end in ranges for place in range(start, end)] == list(range(len(words)))
    assert all(0 < end - start <= most for start, end in ranges)


def test_knobs_out_of_range_are_refused() -> None:
    run = Trajectory(id="r", task=Task(id="t", text="t"), steps=(Step(index=0, action="a"),))
    for bad in ({"most": 0}, {"shift": 1.5}, {"surprise": -0.1}):
        with pytest.raises(InputError, match="episodes"):
            list(episodes(**bad)([Attempt(run, None)], filled()))
    with pytest.raises(InputError, match="depth"):
        reach(0)(Query(text="x"), filled())


def test_a_model_reads_the_triplets_and_one_that_no_sentence_tells_is_dropped() -> None:
    from llm.runs import answering

    told = {"subject": "the key", "relation": "hangs by", "object": "the door"}
    made_up = {"subject": "the key", "relation": "opens", "object": "the safe"}
    model, _ = answering({"summary": "s", "facts": [told, made_up], "plan": []})
    calls = llm.Calls(model)
    m = memory(arigraph(calls=calls))
    play(m, "Look around", [("By the door there hangs a small key", "look")])
    (fact,) = m.store.experiences(kinds=(Kind.FACT,))
    assert (fact.when, fact.body) == ("key hangs by door", "By the door there hangs a small key")
    assert "no sentence of the run says: key opens safe" in calls.notes[-1].reason
