"""Loaders of conversations with labelled evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import talks
from seasoned.bench.corpora import BANKING, LOCOMO, LONGMEMEVAL
from seasoned.errors import ImportFormatError


def test_both_forms_of_longmemeval_read_the_same(tmp_path: Path) -> None:
    one = talks.write_json(tmp_path / "longmemeval_s.json", [talks.original("q", "Which pot?", ["tea"])])
    two = talks.write_lines(tmp_path / "longmemeval_t.jsonl.gz", [talks.subset("q", "Which pot?", ["tea"])])
    assert list(LONGMEMEVAL.read(one)) == list(LONGMEMEVAL.read(two))


def test_sittings_come_by_time_whatever_their_order_in_the_file(tmp_path: Path) -> None:
    path = talks.write_json(tmp_path / "longmemeval_s.json", [talks.original("q", "Which pot?", ["tea"])])
    (conversation,) = LONGMEMEVAL.read(path)
    assert [sitting.id for sitting in conversation.sittings] == list(talks.TALKS)
    assert conversation.sittings[0].at == datetime(2024, 3, 2, 9, tzinfo=UTC).timestamp()


def test_nothing_is_relevant_to_a_question_without_an_answer(tmp_path: Path) -> None:
    rows = [talks.original("q_abs", "Which cup?", ["tea"]), talks.original("q", "Which pot?", ["tea"])]
    read = LONGMEMEVAL.read(talks.write_json(tmp_path / "longmemeval_s.json", rows))
    assert [conversation.questions[0].relevant for conversation in read] == [frozenset(), {"tea"}]


def test_the_flag_of_the_subset_marks_a_question_without_an_answer(tmp_path: Path) -> None:
    rows = [talks.subset("q", "Which cup?", ["tea"], abstention=True)]
    (conversation,) = LONGMEMEVAL.read(talks.write_lines(tmp_path / "longmemeval_s.jsonl", rows))
    assert conversation.questions[0].relevant == frozenset()


def test_text_without_its_counterpart_stays_an_exchange_of_its_own(tmp_path: Path) -> None:
    turns = [("assistant", "Welcome."), ("user", "One."), ("user", "Two."), ("assistant", "Yes."), ("user", "Bye.")]
    row = talks.original("q", "Which pot?", ["a"], haystack_dates=["2024/03/02 (Sat) 09:00"])
    row |= {"haystack_session_ids": ["a"], "haystack_sessions": [talks.messages(turns)]}
    (conversation,) = LONGMEMEVAL.read(talks.write_json(tmp_path / "longmemeval_s.json", [row]))
    said = [(one.said, one.answered) for one in conversation.sittings[0].exchanges]
    assert said == [("", "Welcome."), ("One.\nTwo.", "Yes."), ("Bye.", "")]


def test_the_file_without_distractors_is_no_test_of_retrieval(tmp_path: Path) -> None:
    for name in ("longmemeval_oracle.json", "longmemeval_m.json", "other.json"):
        talks.write_json(tmp_path / name, [])
    assert [path.name for path in LONGMEMEVAL.files(tmp_path)] == ["longmemeval_m.json"]


@pytest.mark.parametrize(
    "changes", [{"haystack_dates": ["2024/03/02 (Sat) 09:00"]}, {"question_date": "yesterday"}, {"question_type": None}]
)
def test_a_history_of_another_form_is_refused_with_its_place(tmp_path: Path, changes: dict[str, object]) -> None:
    path = talks.write_json(tmp_path / "longmemeval_s.json", [talks.original("q", "Which pot?", ["tea"], **changes)])
    with pytest.raises(ImportFormatError, match=r"longmemeval_s\.json:1"):
        list(LONGMEMEVAL.read(path))


def test_a_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "longmemeval_s.json"
    path.write_text('[{"question_id": ')
    with pytest.raises(ImportFormatError, match="ends too early"):
        list(LONGMEMEVAL.read(path))


def test_locomo_names_evidence_by_turn_and_drops_what_names_none(tmp_path: Path) -> None:
    path = talks.write_json(tmp_path / "locomo10.json", [talks.sample()])
    (conversation,) = LOCOMO.read(path)
    asked = [(question.kind, sorted(question.relevant)) for question in conversation.questions]
    assert asked == [("single-hop", ["D2:1", "D2:2"]), ("temporal", ["D10:1"])]
    assert [sitting.id for sitting in conversation.sittings] == ["D2", "D10"]


def test_a_turn_is_told_with_its_speaker_and_its_picture(tmp_path: Path) -> None:
    (conversation,) = LOCOMO.read(talks.write_json(tmp_path / "locomo10.json", [talks.sample()]))
    first = conversation.sittings[0].exchanges[0]
    assert first.answered == "Ada: I adopted a parrot. [shares a picture: a red parrot]"
    assert conversation.sittings[0].at == datetime(2023, 5, 8, 13, 56, tzinfo=UTC).timestamp()


def test_banking_asks_only_what_needs_a_document(tmp_path: Path) -> None:
    path = talks.bank(tmp_path / "tau2_banking_docs_and_tasks_evidence.jsonl.gz")
    (conversation,) = BANKING.read(path)
    assert [question.id for question in conversation.questions] == ["t1"]
    assert [sitting.id for sitting in conversation.sittings] == ["d1", "d2", "d3"]


def test_the_real_histories_hold_their_evidence(data_dir: Path) -> None:
    read = [one for path in LONGMEMEVAL.files(data_dir) for one in LONGMEMEVAL.read(path)]
    assert len(read) >= 20
    for conversation in read:
        places = {one.label for sitting in conversation.sittings for one in sitting.exchanges}
        assert all(question.relevant <= places for question in conversation.questions)


def test_the_real_documents_are_all_there(data_dir: Path) -> None:
    (path,) = BANKING.files(data_dir)
    (conversation,) = BANKING.read(path)
    assert (len(conversation.sittings), len(conversation.questions)) == (698, 40)
