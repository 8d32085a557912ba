"""What the grammar of facts reads, and what the memory of facts makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learn.worlds import run
from seasoned.learn.distill.facts import facts as distill_facts
from seasoned.learn.distill.facts import key_of, read, sentences, unread
from seasoned.learn.evidence import is_quoted
from seasoned.memory import Memory
from seasoned.protocols import Attempt
from seasoned.recall.select.asked_for import akin
from seasoned.store import open_store
from seasoned.systems.facts import facts
from seasoned.types import Edit, Experience, Kind, Operation, Step, ToolCall, Trajectory

EMPTY = open_store(":memory:")


def told(name: str, *lines: str, at: float = 0.0) -> Trajectory:
    steps = tuple(Step(index=index, observation=line) for index, line in enumerate(lines))
    return Trajectory(id=name, task=run(name, steps).task, steps=steps, started_at=at)


def active(memory: Memory) -> list[Experience]:
    return memory.store.experiences(kinds=(Kind.FACT,))


class TestGrammar:
    @pytest.mark.parametrize(
        "sentence",
        [
            "The capital of Oria is Vem.",
            "Oria's capital is Vem",
            "Vem is the capital of Oria.",
            "capital of Oria: Vem",
            "Oria capital = Vem",
            "The new capital of Oria is now Vem.",
            "As of Monday, the capital of Oria is Vem.",
            "Update: the capital of Oria has changed from Lu to Vem.",
            "The capital of Oria is Vem, not Lu.",
            "The capital of Oria has become Vem (formerly Lu).",
            "12. The capital of Oria is Vem.",
        ],
    )
    def test_one_fact_has_one_key_in_all_its_forms(self, sentence: str):
        (line,) = sentences(sentence)
        (found,) = read(line)
        assert (found.key, found.value) == ("oria capital", "Vem")

    @pytest.mark.parametrize(
        ("sentence", "key", "value"),
        [
            ("Ana Torvel works for Brim & Co.", "ana torvel work for", "Brim & Co"),
            ("Update: order 17 now ships to Lund.", "order 17 ship to", "Lund"),
            ("Ana is married to Bo Lind.", "ana marri to", "Bo Lind"),
            ("Ana is a citizen of Oria.", "ana citizen of", "Oria"),
            ("Brim was founded by Ida.", "brim found by", "Ida"),
            ("The meeting is on Friday at 10:30.", "meet on", "Friday at 10:30"),
            ("server.port = 8080", "server port", "8080"),
            ('"port": 8080,', "port", "8080"),
            ("My favourite colour is blue.", "my favourit colour", "blue"),
            ("Dr. Lee plays the position of goalkeeper.", "dr lee play position of", "goalkeeper"),
        ],
    )
    def test_each_form_gives_its_relation_and_value(self, sentence: str, key: str, value: str):
        (found,) = read(sentence)
        assert (found.key, found.value) == (key, value)

    def test_each_clause_is_read_by_itself(self):
        found = read("The owner of Brim is Ana, and Brim's port is 80.")
        assert [(one.key, one.value) for one in found] == [("brim owner", "Ana"), ("brim port", "80")]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Is the capital of Oria Vem?",
            "The capital of Oria is no longer Vem.",
            "The capital of Oria isn't Vem.",
            "The capital of Oria was Vem.",
            "The capital of Oria might be Vem.",
            "If the capital of Oria is Vem, we go.",
            "It is the capital of Oria.",
            "Ana is a teacher.",
            "Bob said: hello there",
            "The owner of Brim is " + "somebody who likes long walks and longer talks " * 3,
        ],
    )
    def test_what_is_asked_denied_guessed_or_past_states_nothing(self, sentence: str):
        assert read(sentence) == []

    def test_owners_come_before_what_they_own(self):
        assert key_of("the head of state of Oria") == key_of("Oria's head of state") == "oria stat head"
        assert key_of("the wife of Bo's brother") == key_of("Bo's brother's wife")
        assert key_of("Bo's wife's brother") != key_of("Bo's brother's wife")

    def test_an_abbreviation_ends_no_sentence(self):
        assert list(sentences("- Ask Dr. Lee. The port is 80! Mr. J. Bo")) == [
            "Ask Dr. Lee.",
            "The port is 80!",
            "Mr. J. Bo",
        ]

    @given(st.text(alphabet="Aabis of'the:=. ,new\n17?toXforwas", max_size=120))
    def test_whatever_the_text_a_value_stands_in_its_sentence(self, text: str):
        for sentence in sentences(text):
            assert sentence in text
            for found in read(sentence):
                assert found.value
                assert found.value in sentence
                assert found.key == " ".join(found.key.split()) != ""


class TestDistiller:
    def test_observations_tool_results_and_the_end_are_read_and_quoted(self):
        steps = (
            Step(index=0, observation="Hello.\n1. The owner of Brim is Ana."),
            Step(index=1, tool=ToolCall(name="look", result="port = 80\nstatus: open")),
        )
        trajectory = Trajectory(id="r", task=run("r", steps).task, steps=steps, final_observation="Bo lives in Lund.")
        found = list(distill_facts([Attempt(trajectory, None)], EMPTY))
        assert [(one.key, one.body) for one in found] == [
            ("brim owner", "The owner of Brim is Ana."),
            ("port", "port = 80"),
            ("status", "status: open"),
            ("bo liv in", "Bo lives in Lund."),
        ]
        assert all(is_quoted(trajectory, span) for one in found for span in one.evidence.supports)

    def test_what_the_agent_says_and_what_memory_said_tell_nothing(self):
        hint = "The owner of Brim is Ana."
        step = Step(index=0, thought="The port of Brim is 80.", action="Bo lives in Lund.", observation=hint)
        assert list(distill_facts([Attempt(told("r", hint), None)], EMPTY))
        silent = Trajectory(
            id="r",
            task=run("r", ()).task,
            steps=(Step(index=0, thought=step.thought, action=step.action, observation=hint, injected=(hint,)),),
        )
        assert list(distill_facts([Attempt(silent, None)], EMPTY)) == []

    def test_only_sentences_that_say_something_unread_are_kept_as_they_are(self):
        lines = ("The owner of Brim is Ana.", "Brim picked Bo as its owner.", "Who owns Brim?", "Fine.", "x " * 300)
        found = list(unread([Attempt(told("r", *lines), None)], EMPTY))
        assert [one.body for one in found] == ["Brim picked Bo as its owner."]


class TestLatestWins:
    def test_a_later_value_replaces_the_earlier_one_which_stays_in_the_log(self):
        with Memory(system=facts()) as memory:
            memory.learn([(told("a", "The owner of Brim is Ana.", at=1.0), None)])
            memory.learn([(told("b", "Brim's owner is now Bo.", at=2.0), None)])
            (fact,) = active(memory)
            assert (fact.payload["value"], fact.body, fact.version) == ("Bo", "Brim's owner is now Bo.", 2)
            assert [span.trajectory_id for span in fact.evidence.supports] == ["b"]
            edits = [event.record for event in memory.store.log() if isinstance(event.record, Edit)]
            assert [edit.operation for edit in edits] == [Operation.ADD, Operation.SUPERSEDE]
            assert edits[0].experience is not None
            assert edits[0].experience.payload["value"] == "Ana"

    def test_within_one_batch_the_last_word_counts(self):
        with Memory(system=facts()) as memory:
            memory.learn([(told("a", "Brim's port is 1.", "Brim's port is 2.", "Brim's port is 3.", at=1.0), None)])
            memory.learn([(told("b", "Brim's port is 4.", "Brim's port is 5.", at=2.0), None)])
            (fact,) = active(memory)
            assert (fact.payload["value"], fact.version) == ("5", 5)

    def test_the_same_value_again_is_more_evidence_and_no_change(self):
        with Memory(system=facts()) as memory:
            memory.learn([(told("a", "The owner of Brim is Ana.", at=1.0), None)])
            memory.learn([(told("b", "Brim's owner is Ana.", at=2.0), None)])
            (fact,) = active(memory)
            assert [span.trajectory_id for span in fact.evidence.supports] == ["a", "b"]
            operations = [event.record.operation for event in memory.store.log() if isinstance(event.record, Edit)]
            assert operations == [Operation.ADD, Operation.MERGE]

    def test_an_older_log_that_is_imported_later_changes_nothing(self):
        with Memory(system=facts()) as memory:
            memory.learn([(told("new", "The owner of Brim is Ana.", at=9.0), None)])
            memory.learn([(told("old", "The owner of Brim is Bo.", at=1.0), None)])
            (fact,) = active(memory)
            assert fact.payload["value"] == "Ana"
            assert [span.trajectory_id for span in fact.evidence.supports] == ["new"]

    def test_of_runs_without_a_time_the_one_learned_later_counts(self):
        with Memory(system=facts(), clock=lambda: 5.0) as memory:
            memory.learn([(told("a", "Well.", "The owner of Brim is Ana."), None)])
            memory.learn([(told("b", "The owner of Brim is Bo."), None)])
            memory.learn([(told("old", "The owner of Brim is Ida.", at=1.0), None)])
            (fact,) = active(memory)
            assert fact.payload["value"] == "Bo"

    def test_facts_that_read_nearly_the_same_stay_apart(self):
        lines = (
            "The status of order 17 is paid.",
            "The status of order 171 is paid.",
            "The owner of order 17 is paid.",
        )
        with Memory(system=facts()) as memory:
            memory.learn([(told("a", *lines), None)])
            assert {fact.key for fact in active(memory)} == {"order 17 status", "order 171 status", "order 17 owner"}

    def test_the_views_are_the_same_after_a_rebuild(self):
        with Memory(system=facts()) as memory:
            memory.learn([(told("a", "Brim's port is 1.", "Brim chose well in the end.", at=1.0), None)])
            memory.learn([(told("b", "Brim's port is 2.", at=2.0), None)])
            before = active(memory)
            memory.store.rebuild()
            assert active(memory) == before


class TestRecall:
    LINES = (
        "The capital of Oria is Vem.",
        "The capital of South Oria is Lu.",
        "Oria's currency is the mark.",
        "The status of order 17 is paid.",
        "Ana Torvel works for Brim.",
        "Bo Torvel works for Zalt.",
        "Ida is employed by Brim.",
    )

    @pytest.fixture
    def memory(self):
        with Memory(system=facts(), clock=lambda: 5.0) as memory:
            memory.learn([(told("a", *self.LINES, at=1.0), None)])
            yield memory

    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            ("What is the capital of Oria?", "Vem"),
            ("Which city is South Oria's capital now?", "Lu"),
            ("Do you know the status of order 17?", "paid"),
            ("Who does Bo Torvel work for?", "Zalt"),
            ("Who is the employer of Ida?", "Brim"),
        ],
    )
    def test_a_question_gets_the_fact_it_asks_for_alone(self, memory: Memory, question: str, answer: str):
        (item,) = memory.recall(question).items
        assert item.payload["value"] == answer

    @pytest.mark.parametrize(
        "question",
        [
            "What is the capital of North Oria?",
            "What is the status of order 171?",
            "What is the language of Oria?",
            "Who does Ida Torvel work for?",
            "What is the weather like?",
        ],
    )
    def test_nothing_is_said_of_what_was_never_told(self, memory: Memory, question: str):
        assert not memory.recall(question)

    def test_a_later_sentence_that_could_not_be_read_comes_before_the_fact(self, memory: Memory):
        memory.learn([(told("b", "Oria has made Lu its capital.", at=2.0), None)])
        items = memory.recall("What is the capital of Oria?").items
        assert [item.body for item in items] == ["Oria has made Lu its capital.", "The capital of Oria is Vem."]

    def test_words_of_one_root_are_akin_and_numbers_never(self):
        assert akin("develop", "developer")
        assert akin("die", "died")
        assert not akin("17", "171")
        assert not akin("port", "portion of")
        assert not akin("an", "and")
