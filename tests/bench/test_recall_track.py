"""The recall track, on hand-made talks and on real ones."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest

from bench import talks
from seasoned.bench.corpora import LOCOMO, LONGMEMEVAL, Exchange, Sitting
from seasoned.bench.track import NONE, Result, Setup, Unit
from seasoned.bench.tracks.okapi import Okapi
from seasoned.bench.tracks.recall import BASELINES, OURS, TRACK
from seasoned.bench.tracks.recall_memory import run, told
from seasoned.bench.tracks.recall_system import conversations
from seasoned.errors import InputError
from seasoned.types import Kind

SYSTEMS = {*BASELINES, *OURS}


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    asked = [("What hurts Biscuit, my dog?", ["dog"]), ("Which teapot did I buy?", ["tea"])]
    histories = [talks.original(f"q{n}", text, relevant) for n, (text, relevant) in enumerate(asked)]
    histories.append(talks.original("q_abs", "Which violin did I buy?", ["tea"]))
    talks.write_json(tmp_path / "longmemeval_s.json", histories)
    talks.write_json(tmp_path / "locomo10.json", [talks.sample("a"), talks.sample("b")])
    talks.bank(tmp_path / "tau2_banking_docs_and_tasks_evidence.jsonl")
    return Setup(data=tmp_path, systems=())


def ran(setup: Setup, system: str, family: str = "longmemeval_s/user", seed: int = 0) -> Result:
    return TRACK.run(Unit(TRACK.name, family, system, order="time", seed=seed), setup)


def test_streams_are_kinds_of_question_or_else_conversations(setup: Setup) -> None:
    units = TRACK.units(setup)
    assert {(unit.family, unit.seed) for unit in units} == {
        ("longmemeval_s/user", 0),
        ("locomo10", 0),
        ("locomo10", 1),
        ("tau2_banking_docs_and_tasks_evidence", 0),
    }
    assert {unit.system for unit in units} == SYSTEMS
    assert TRACK.missing(setup) == []


def test_what_has_no_file_is_said_to_be_missing(tmp_path: Path) -> None:
    setup = Setup(data=tmp_path)
    assert TRACK.units(setup) == []
    assert [line.partition(":")[0] for line in TRACK.missing(setup)] == ["longmemeval", "locomo", "tau2_banking"]


def test_families_narrow_by_file_or_by_kind(setup: Setup) -> None:
    narrowed = Setup(data=setup.data, families=("locomo10",), systems=())
    assert {unit.family for unit in TRACK.units(narrowed)} == {"locomo10"}


def test_words_find_the_talk_that_answers(setup: Setup) -> None:
    found = {item.id: item.values for item in ran(setup, "lexical").items}
    assert {name: values["recall_any@5"] for name, values in found.items()} == {"q0": 1.0, "q1": 1.0}
    assert all(values["MRR@10"] == values["nDCG@10"] == 1.0 for values in found.values())


@pytest.mark.parametrize("system", sorted(SYSTEMS))
def test_every_system_answers_the_same_questions_the_same_way_twice(setup: Setup, system: str) -> None:
    first = ran(setup, system)
    assert first == ran(setup, system)
    assert [item.id for item in first.items] == ["q0", "q1"]


def test_no_memory_finds_nothing_and_is_silent(setup: Setup) -> None:
    result = ran(setup, NONE)
    assert all(item.values["recall@10"] == 0.0 and item.values["silent"] == 1.0 for item in result.items)
    assert result.figures == {"silent where nothing answers": 1.0}


def test_a_question_without_an_answer_counts_for_silence_only(setup: Setup) -> None:
    result = ran(setup, "recent")
    assert "q_abs" not in {item.id for item in result.items}
    assert result.figures == {"silent where nothing answers": 0.0}


def test_recent_ranks_the_last_talk_first(setup: Setup) -> None:
    values = {item.id: item.values["MRR@10"] for item in ran(setup, "recent").items}
    assert values == {"q0": 1 / 3, "q1": 1 / 4}


def test_random_is_the_mean_over_many_draws(setup: Setup) -> None:
    values = ran(setup, "random").items[0].values
    assert values["recall_any@5"] == 1.0
    assert 1 / log2(5) < values["nDCG@10"] < 1.0


def test_turns_are_found_by_what_stands_around_them(setup: Setup) -> None:
    result = ran(setup, "lexical", "locomo10", seed=1)
    adopted, closed = result.items
    assert adopted.id == "b/0"
    assert adopted.values["recall_all@5"] == 1.0
    assert closed.values["recall@10, temporal"] == closed.values["MRR@10"] == 1.0


def test_a_document_is_found_by_its_title(setup: Setup) -> None:
    (item,) = ran(setup, "lexical+dense", "tau2_banking_docs_and_tasks_evidence").items
    assert item.values["MRR@10"] == 1.0


def test_a_memory_system_by_name_is_told_and_asked_like_ours(setup: Setup) -> None:
    asked = Setup(data=setup.data, systems=("no_memory",))
    assert {unit.system for unit in TRACK.units(asked)} == {*SYSTEMS, "no_memory"}
    result = ran(asked, "no_memory")
    assert all(item.values["silent"] == 1.0 and item.shown == () for item in result.items)


def test_tasks_limits_the_questions_of_a_stream(setup: Setup) -> None:
    limited = Setup(data=setup.data, tasks=1, systems=())
    assert [item.id for item in ran(limited, "bm25").items] == ["q0"]


def test_a_unit_of_a_file_that_is_gone_is_refused(setup: Setup) -> None:
    with pytest.raises(InputError, match="no file for 'longmemeval_z"):
        ran(setup, NONE, "longmemeval_z/user")


def test_a_time_in_the_question_decides_between_equal_words(tmp_path: Path) -> None:
    row = talks.original("q", "Where did I eat last Saturday?", ["new"], question_date="2024/03/28 (Thu) 12:00")
    row["haystack_dates"] = [f"2024/03/{day} (Sat) 20:00" for day in ("02", "09", "16", "23")]
    row["haystack_session_ids"] = ["a", "b", "c", "new"]
    row["haystack_sessions"] = [talks.messages([("user", "I eat out."), ("assistant", "Good.")])] * 4
    talks.write_json(tmp_path / "longmemeval_s.json", [row])
    (item,) = ran(Setup(data=tmp_path), "lexical").items
    assert item.values["MRR@10"] == 1.0


def test_every_exchange_is_kept_and_quotes_what_was_said(tmp_path: Path) -> None:
    (conversation,) = LOCOMO.read(talks.write_json(tmp_path / "locomo10.json", [talks.sample()]))
    with told(conversation, conversations(whole_runs=False)) as ask:
        labels, hint = ask(conversation.questions[0])
    assert labels[0] == "D2:1"
    assert {item.kind for item in hint.items} == {Kind.FACT}
    assert hint.items[0].evidence.supports[0].quote == hint.items[0].when
    assert hint.items[0].body == "said on Monday 8 May 2023"


def test_a_run_of_a_talk_has_a_step_per_exchange_and_no_outcome() -> None:
    sitting = Sitting("s", 5.0, (Exchange("Hello?", "Yes.", "a"), Exchange("", "Well.", "b")))
    trajectory = run(sitting)
    assert [(step.observation, step.action) for step in trajectory.steps] == [("Hello?", "Yes."), ("", "Well.")]
    assert (trajectory.task.text, trajectory.started_at) == ("Hello?", 5.0)


def test_bm25_weighs_rare_words_and_short_texts_more() -> None:
    index = Okapi({"a": "the cat", "b": "the dog", "c": "the dog and the other long story of the dog pound"})
    assert index.ranked("the cat", 3)[0] == "a"
    assert index.ranked("dog", 3) == ["b", "c"]
    assert index.ranked("bird", 3) == []


def test_on_real_histories_words_beat_chance_and_are_no_worse_than_plain_bm25(data_dir: Path) -> None:
    path = LONGMEMEVAL.files(data_dir)[0]
    family = f"{path.name.partition('.')[0]}/knowledge-update"
    ndcg = {}
    for system in ("random", "bm25", "lexical"):
        items = ran(Setup(data=data_dir), system, family).items
        ndcg[system] = sum(item.values["nDCG@10"] for item in items) / len(items)
    assert ndcg["random"] < 0.5 < ndcg["bm25"] <= ndcg["lexical"]
