from __future__ import annotations

import pytest

from seasoned import llm
from seasoned.errors import InputError
from seasoned.learn.admit import Admission
from seasoned.learn.admit.linked import Linked, linked_to
from seasoned.learn.admit.revising import MOST_TAGS, Revising, with_tags
from seasoned.learn.distill import cases
from seasoned.learn.distill.keywords import keyworded, keywords
from seasoned.recall.search import dense
from seasoned.recall.search.hop import hop
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.systems.a_mem import NOTES, a_mem
from seasoned.types import Kind, Trust
from store.samples import experience
from systems.played import ask, memory, play

ALONE = hop(dense(kinds=NOTES, limit=5), least=0.2, limit=0)
"""The same search without links."""


def answers(system: System, question: str, *told: str) -> list[str]:
    m = memory(system)
    for sentence in told:
        play(m, "note", [(sentence, "keep")], None)
    return [item.body.splitlines()[0] for item in ask(m, question)]


KESTREL = "Kestrel runs in the rack beside the north window."
RACK = "The rack beside the north window was bought by Ana."


def test_a_link_brings_the_note_that_shares_no_word_with_the_question() -> None:
    assert answers(a_mem(), "Who pays for Kestrel?", RACK, KESTREL) == [KESTREL, RACK]
    assert answers(a_mem().but(search=ALONE), "Who pays for Kestrel?", RACK, KESTREL) == [KESTREL]


OLD = "The billing server in the north rack restarts at noon."
NEW = "Kestrel, Kestrel: our name of the billing server in the north rack."


def test_an_old_note_is_found_by_a_word_that_only_a_newer_neighbour_has() -> None:
    system = a_mem(floor=0.1).but(search=hop(dense(kinds=NOTES), least=0.1, limit=0))
    assert set(answers(system, "Kestrel", OLD, NEW)) == {OLD, NEW}
    linked = Linked(Admission(near=1.01), least=0.4, k=5)
    assert answers(system.but(admit=linked), "Kestrel", OLD, NEW) == [NEW]


def test_keywords_are_frequent_then_long_then_early_and_forms_of_a_word_are_one() -> None:
    assert keywords("A cat and two cats saw the elephant in 2024, a dog saw it", 3) == ["cat", "saw", "elephant"]
    assert keywords("of the in a 17 it", 3) == []
    with pytest.raises(InputError, match="keyworded"):
        list(keyworded(DistillStage.of(cases), 0)([], memory(a_mem()).store))


def test_a_revision_touches_the_linked_neighbour_alone_and_its_tags_alone() -> None:
    m = memory(a_mem())
    for sentence in (OLD, "Ana likes to walk in the park on Sundays.", NEW):
        play(m, "note", [(sentence, "keep")], None)
    old, other, new = sorted(m.store.experiences(), key=lambda item: item.valid_from)
    assert linked_to(old) == (new.id,)
    assert linked_to(new) == (old.id,)
    assert linked_to(other) == ()
    assert (other.version, old.version) == (1, 2)
    assert old.body.startswith(OLD)
    assert old.tags[-2:] == ("kestrel", "name")
    assert old.when == f"note\n{OLD}"


def test_an_item_with_many_tags_takes_no_more_and_one_less_trusted_gives_none() -> None:
    full = experience("full", tags=tuple(f"t{n}" for n in range(MOST_TAGS - 1)))
    giver = experience("giver", tags=("x", "y"))
    assert with_tags(experience("empty"), giver, 1).tags == ("x",)
    assert with_tags(full, giver, 2).tags == (*full.tags, "x")
    assert with_tags(full, experience("doubtful", tags=("z",), trust=Trust.UNVERIFIED), 2) is full
    with pytest.raises(InputError, match="most"):
        Revising(Admission(), most=0)


def test_two_notes_of_one_batch_are_linked_and_no_edit_undoes_another() -> None:
    m = memory(a_mem(note=1))
    play(m, "note", [(KESTREL, "keep"), (RACK, "keep"), (KESTREL, "look again")], None)
    links = {item.id: set(linked_to(item)) for item in m.store.experiences(kinds=(Kind.CASE,))}
    assert len(links) == 3
    assert all(others == set(links) - {name} for name, others in links.items())


def test_with_a_model_upkeep_adds_its_tags() -> None:
    from llm.runs import answering

    model, _ = answering({"items": [{"item": 1, "labels": ["servers", "names"]}]})
    m = memory(a_mem(calls=llm.Calls(model)))
    play(m, "note", [(KESTREL, "keep")], None)
    m.evolve()
    (note,) = m.store.experiences()
    assert note.tags[-2:] == ("about:servers", "about:names")
    assert not memory(a_mem()).evolve()
