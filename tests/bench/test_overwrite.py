"""The overwrite track: its streams, its reader, and what the memory of facts and the controls make of both."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from seasoned.bench.rows import EXPERT
from seasoned.bench.track import NONE, Result, Setup, Unit
from seasoned.bench.tracks.overwrite import STREAMS, TRACK
from seasoned.bench.tracks.overwrite_answer import Ledger, figures, values
from seasoned.bench.tracks.overwrite_stream import AGAIN, NEVER, Asked, Told
from seasoned.bench.tracks.overwrite_systems import SYSTEMS
from seasoned.errors import InputError
from seasoned.learn.distill.facts import read
from seasoned.types import Experience, Hint, Kind

FORESEEN = [family for family in STREAMS if "unforeseen" not in family]
UNFORESEEN = [family for family in STREAMS if "unforeseen" in family]


def ran(family: str, system: str, seed: int = 0, tasks: int = 40, data: Path | None = None) -> Result:
    setup = Setup(data=data, tasks=tasks)
    return TRACK.run(Unit(TRACK.name, family, system, order="time", seed=seed), setup)


def mean(result: Result, metric: str) -> float:
    found = [item.values[metric] for item in result.items if metric in item.values]
    return sum(found) / len(found)


def hint(*lines: str) -> Hint:
    return Hint(
        text="said", items=tuple(Experience(id=text, kind=Kind.FACT, key=text, when="", body=text) for text in lines)
    )


class TestStreams:
    @pytest.mark.parametrize("family", FORESEEN)
    def test_every_statement_is_in_wording_that_the_grammar_reads(self, family: str):
        keys: dict[str, set[str]] = {}
        for turn in STREAMS[family](Random(5), 60):
            for line in turn.told:
                found = [one for one in read(line.text) if line.value.lower() == one.value.lower()]
                assert bool(found) == bool(line.about), line.text
                keys.setdefault(line.about, set()).update(one.key for one in found)
        assert len(keys) > 5
        assert all(len(under) == 1 for about, under in keys.items() if about)

    @pytest.mark.parametrize("family", UNFORESEEN)
    def test_half_of_the_statements_are_in_words_that_the_grammar_does_not_have(self, family: str):
        lines = [line for turn in STREAMS[family](Random(5), 100) for line in turn.told if line.about]
        assert 0.35 < sum(line.foreseen for line in lines) / len(lines) < 0.65
        under = {(line.about, one.key) for line in lines if line.foreseen for one in read(line.text)}
        assert not any((line.about, one.key) in under for line in lines if not line.foreseen for one in read(line.text))

    def test_what_is_said_to_be_never_told_is_never_told(self):
        turns = STREAMS["facts"](Random(5), 100)
        told = {line.about for turn in turns for line in turn.told}
        kinds = {asked.kind for turn in turns for asked in turn.asked}
        assert {AGAIN, NEVER} < kinds
        assert not told & {asked.about for turn in turns for asked in turn.asked if asked.kind == NEVER}

    def test_a_question_is_repeated_only_while_its_answer_stands(self):
        ledger = Ledger()
        answers: dict[str, str | None] = {}
        repeated = 0
        for number, turn in enumerate(STREAMS["facts"](Random(5), 100)):
            for line in turn.told:
                ledger.tell(number, line)
            for asked in turn.asked:
                if asked.kind == AGAIN:
                    repeated += 1
                    assert ledger.current(asked.about) == answers[asked.text]
                answers[asked.text] = ledger.current(asked.about)
        assert repeated > 10

    def test_the_same_seed_gives_the_same_stream(self):
        for stream in STREAMS.values():
            assert stream(Random(3), 20) == stream(Random(3), 20) != stream(Random(4), 20)


class TestReader:
    @pytest.fixture
    def ledger(self) -> Ledger:
        ledger = Ledger()
        ledger.tell(0, Told("Oria's capital is Lu.", "capital of Oria", "Lu"))
        ledger.tell(1, Told("Oria's capital is Vem.", "capital of Oria", "Vem"))
        ledger.tell(1, Told("The owner of Brim is Ana.", "owner of Brim", "Ana"))
        ledger.tell(2, Told("It rained."))
        return ledger

    @pytest.mark.parametrize(
        ("lines", "answer", "kind"),
        [
            (("The owner of Brim is Ana.", "Oria's capital is Vem."), "Vem", "right"),
            (("Oria's capital is Lu.", "Oria's capital is Vem."), "Lu", "stale"),
            (("The owner of Brim is Ana.",), "Ana", "wrong"),
            (("It rained.",), None, "abstained"),
            ((), None, "abstained"),
        ],
    )
    def test_the_first_value_of_what_is_asked_counts_and_else_the_first_value(
        self, ledger: Ledger, lines: tuple[str, ...], answer: str | None, kind: str
    ):
        asked = Asked("q", "What is the capital of Oria?", "capital of Oria")
        assert ledger.answer(hint(*lines), asked.about) == answer
        found = values(asked, answer, ledger, None)
        assert {name for name in ("right", "stale", "wrong", "abstained") if found[name]} == {kind}
        assert found.get("stale of answers", 0.0) == float(kind == "stale")

    def test_only_silence_is_right_where_nothing_was_told(self, ledger: Ledger):
        asked = Asked("q", "What is the port of Brim?", "port of Brim", NEVER)
        assert values(asked, None, ledger, None)["right"] == 1.0
        assert values(asked, "Ana", ledger, None)["wrong"] == 1.0

    def test_latency_counts_tasks_until_the_first_right_answer_or_the_end(self, ledger: Ledger):
        asked = Asked("q", "What is the capital of Oria?", "capital of Oria")
        at_once = figures(ledger, [(2, asked, True)], [3], 10)
        late = figures(ledger, [(2, asked, False), (6, asked, True)], [3], 10)
        never = figures(ledger, [(2, asked, False)], [3], 10)
        assert [one["update latency, tasks"] for one in (at_once, late, never)] == [0.0, 4.0, 8.0]

    def test_a_store_that_keeps_everything_grows_with_exponent_one(self, ledger: Ledger):
        assert figures(ledger, [], [1, 2, 3, 4, 5, 6, 7, 8], 8)["growth exponent"] == pytest.approx(0.678, abs=0.01)
        assert figures(ledger, [], [6] * 8, 8)["growth exponent"] == 0.0


class TestSystems:
    @pytest.mark.parametrize("family", FORESEEN)
    def test_the_memory_of_facts_is_stale_in_at_most_one_of_twenty_answers(self, family: str):
        ours, raw = ran(family, "facts"), ran(family, "raw")
        assert mean(ours, "stale of answers") <= 0.05
        assert mean(ours, "right") > 0.9
        assert mean(raw, "stale of answers") > 0.1
        assert ours.figures["update latency, tasks"] < 0.5 < raw.figures["update latency, tasks"]
        assert ours.figures["items kept"] < raw.figures["items kept"]

    def test_sentences_that_could_not_be_read_make_fewer_answers_stale(self):
        ours, read_only = (ran("facts, unforeseen wording", name) for name in ("facts", "facts, read only"))
        assert mean(ours, "stale of answers") < mean(read_only, "stale of answers")
        assert mean(ours, "right") > mean(read_only, "right")

    def test_the_expert_is_always_right_and_no_memory_always_silent(self):
        for family in STREAMS:
            assert mean(ran(family, EXPERT), "right") == 1.0
            assert mean(ran(family, NONE), "abstained") == 1.0

    def test_every_system_meets_the_same_questions_and_gives_the_same_twice(self):
        results = [ran("facts", name, tasks=10) for name in SYSTEMS]
        assert len({tuple(item.id for item in result.items) for result in results}) == 1
        assert ran("facts", "random", tasks=10) == next(one for one in results if one.unit.system == "random")


class TestConsolidation:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        facts = [
            "The author of Vale is Ana Torvel.",
            "Bo Lind is a citizen of Oria.",
            "The author of Vale is Ida Brim.",
            "The author of Dale is Leo Zalt.",
        ]
        row = {
            "context": "These are facts:\n" + "\n".join(f"{n}. {fact}" for n, fact in enumerate(facts)),
            "questions": ["Who is the author of Vale?", "What is the citizenship of Bo Lind?", "Who sang Dale?"],
            "answers": [["Ida Brim"], ["Oria"], ["Nobody"]],
            "metadata": {"source": "factconsolidation_sh_made", "qa_pair_ids": ["a", "b", "c"]},
        }
        (tmp_path / "Conflict_Resolution.json").write_text(json.dumps([row]))
        return tmp_path

    def test_the_latest_fact_is_answered_and_nothing_where_there_is_none(self, folder: Path):
        found = ran("factconsolidation_sh_made", "facts", data=folder)
        assert [(item.id, item.values["right"], item.values["abstained"]) for item in found.items] == [
            ("a", 1.0, 0.0),
            ("b", 1.0, 0.0),
            ("c", 0.0, 1.0),
        ]

    def test_an_answer_that_a_later_fact_puts_right_is_stale(self, folder: Path):
        found = {
            name: ran("factconsolidation_sh_made", name, data=folder).items[0].values for name in ("raw", "recent")
        }
        assert found["raw"]["right"] + found["raw"]["stale"] == 1.0
        assert found["recent"]["wrong"] == 1.0

    def test_its_families_are_there_when_its_file_is(self, folder: Path, tmp_path: Path):
        setup = Setup(data=folder, seeds=3, systems=())
        units = [unit for unit in TRACK.units(setup) if unit.family == "factconsolidation_sh_made"]
        assert [unit.system for unit in units] == [*SYSTEMS, EXPERT]
        assert TRACK.missing(setup) == []
        assert "Conflict_Resolution" in TRACK.missing(Setup())[0]
        assert {unit.family for unit in TRACK.units(Setup(seeds=1))} == set(STREAMS)

    def test_an_unknown_family_is_refused(self):
        with pytest.raises(InputError, match="no family 'weather'"):
            ran("weather", "facts")
