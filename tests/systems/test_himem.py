from __future__ import annotations

import pytest

from recall.items import experience
from recall.stores import NOW, filled
from seasoned import llm
from seasoned.errors import InputError
from seasoned.evolve.reconsolidate import reconsolidate
from seasoned.learn.admit import Admission
from seasoned.memory import Memory
from seasoned.recall.search import all_of, lexical
from seasoned.recall.search.deeper import deeper, share_said
from seasoned.system import System, no_evolution
from seasoned.systems.himem import himem
from seasoned.types import Hint, Kind, Query
from systems.played import ask, memory, play

OFFICE = "The office of Ada is in Rome."
WALLS = "Last summer Bo and I painted all the walls of our laboratory green, which took us three long days."
CHATTER = "Nobody could have told then how the weather would turn out during that week of early autumn."

NOTES = lexical({"when": 1.0, "body": 0.5}, kinds=(Kind.FACT,))
EPISODES = lexical({"when": 1.0, "body": 1.0}, kinds=(Kind.CASE,))


def told(system: System) -> Memory:
    m = memory(system)
    play(m, "talk", [(OFFICE, "I see"), (CHATTER, "indeed"), (WALLS, "well done")], None)
    return m


def answer(m: Memory, question: str) -> tuple[set[str], Hint]:
    hint = m.recall(question, family="world")
    return {item.kind.value for item in hint.items}, hint


SIMPLE, DETAILED = "Where is the office of Ada?", "Who painted the walls of the laboratory?"


def test_notes_answer_alone_where_they_suffice_and_episodes_are_opened_where_they_do_not() -> None:
    m = told(himem())
    kinds, short = answer(m, SIMPLE)
    assert (kinds, short.items[0].body) == ({"fact"}, OFFICE)
    kinds, detailed = answer(m, DETAILED)
    assert "case" in kinds
    assert WALLS in detailed.text
    # Notes alone do not know the detail, and both levels always cost several times the tokens.
    assert WALLS not in answer(told(himem().but(search=NOTES)), DETAILED)[1].text
    hybrid = answer(told(himem().but(search=NOTES | EPISODES)), SIMPLE)[1]
    assert hybrid.tokens > 2 * short.tokens


def asked_twice(system: System) -> tuple[set[str], set[str], bool]:
    m = told(system)
    first, _ = answer(m, DETAILED)
    m.evolve()
    second, hint = answer(m, DETAILED)
    return first, second, WALLS in hint.text


def test_a_question_that_the_notes_failed_makes_the_missing_note_and_without_upkeep_they_fail_again() -> None:
    assert asked_twice(himem()) == ({"case"}, {"fact"}, True)
    assert asked_twice(himem().but(evolve=no_evolution)) == ({"case"}, {"case"}, True)


def test_a_repaired_note_quotes_its_episode_and_a_second_upkeep_finds_nothing_to_do() -> None:
    m = told(himem())
    _, hint = answer(m, DETAILED)
    (edit,) = m.evolve()
    note = edit.experience
    assert note is not None
    assert (note.when, note.body, note.parents) == (DETAILED, WALLS, (hint.items[0].id,))
    answer(m, DETAILED)
    assert m.evolve() == []


def test_a_question_about_nothing_that_was_said_makes_no_note() -> None:
    m = told(himem())
    answer(m, "Who repaired the green bicycle of Cem in March?")
    assert m.evolve() == []
    assert reconsolidate(Admission(), least=0.01)(m.store, NOW) != []
    with pytest.raises(InputError, match="least"):
        reconsolidate(Admission(), least=0.0)(m.store, NOW)


def test_a_later_value_replaces_the_note() -> None:
    m = told(himem())
    play(m, "talk again", [("The office of Ada is in Oslo.", "I see")], None)
    (note,) = ask(m, SIMPLE)
    assert "Oslo" in note.body


def test_one_item_must_cover_the_question_by_enough() -> None:
    store = filled(
        experience("a", "lamp", "it is red", kind=Kind.FACT),
        experience("b", "table", "it is big", kind=Kind.FACT),
        experience("whole", "all of it", kind=Kind.CASE),
    )
    assert share_said("red lamp big table", "the lamp is red") == 0.5
    assert share_said("tell me", "anything") == 0.0

    def found(enough: float) -> list[str]:
        search = deeper(all_of([Kind.FACT]), all_of([Kind.CASE]), enough)
        return sorted(one.id for one in search(Query(text="red lamp big table"), store))

    assert found(0.5) == ["a", "b"]
    assert found(0.6) == ["a", "b", "whole"]
    with pytest.raises(InputError, match="enough"):
        found(1.5)


def test_with_a_model_the_notes_are_the_models() -> None:
    from llm.runs import answering

    fact = {"subject": "the walls of our laboratory", "relation": "were painted", "object": "green"}
    model, asked = answering({"summary": "s", "facts": [fact], "plan": []})
    m = told(himem(calls=llm.Calls(model)))
    assert len(asked) == 1
    (note,) = m.store.experiences(kinds=(Kind.FACT,))
    assert (note.when, note.body) == ("walls of our laboratory were painted green", WALLS)
