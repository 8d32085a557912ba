"""The loader of FactConsolidation, on files made here: its format, and what it refuses."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from seasoned.bench.corpora.fact_consolidation import files, read
from seasoned.errors import ImportFormatError


def row(**changed: Any) -> dict[str, Any]:
    return {
        "context": "These are facts:\n0. Oria is old.\n2. Vem is new, 3. by count.\n1. Lu is red.\n",
        "questions": ["How is Lu?", "How is Vem?"],
        "answers": [["red", "crimson"], ["new"]],
        "metadata": {"source": "factconsolidation_sh_6k", "qa_pair_ids": ["a", "b"]},
    } | changed


def test_facts_come_in_the_order_of_their_numbers_and_without_them(tmp_path: Path):
    path = tmp_path / "Conflict_Resolution.json"
    path.write_text(json.dumps([row()]))
    (found,) = read(path)
    assert found.facts == ("Oria is old.", "Lu is red.", "Vem is new, 3. by count.")
    assert [(one.id, one.answers) for one in found.questions] == [("a", ("red", "crimson")), ("b", ("new",))]


def test_lines_packed_or_not_read_like_an_array_and_other_sources_are_left_out(tmp_path: Path):
    other = row(metadata={"source": "eventqa_64k"}, context="no list")
    lines = "\n".join(json.dumps(one) for one in (row(), other))
    (tmp_path / "factconsolidation.jsonl").write_text(lines)
    with gzip.open(tmp_path / "factconsolidation.jsonl.gz", "wt") as packed:
        packed.write(lines)
    (tmp_path / "factconsolidation.md").write_text("notes")
    found = files(tmp_path)
    assert [path.name for path in found] == ["factconsolidation.jsonl", "factconsolidation.jsonl.gz"]
    one, two = (list(read(path)) for path in found)
    assert one == two
    assert [each.source for each in one] == ["factconsolidation_sh_6k"]


def test_questions_without_ids_are_numbered(tmp_path: Path):
    path = tmp_path / "conflict_resolution.jsonl"
    path.write_text(json.dumps(row(metadata={}, source="factconsolidation_mh_6k")))
    (found,) = read(path)
    assert [one.id for one in found.questions] == ["factconsolidation_mh_6k_no0", "factconsolidation_mh_6k_no1"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"context": "nothing numbered"}, "no line like"),
        ({"answers": [["red"]]}, "not equally many"),
        ({"questions": "one"}, "not in this format"),
    ],
)
def test_a_damaged_row_is_refused_with_its_place(tmp_path: Path, changed: dict[str, Any], says: str):
    path = tmp_path / "Conflict_Resolution.jsonl"
    path.write_text(json.dumps(row(**changed)))
    with pytest.raises(ImportFormatError, match=rf"jsonl:1.*{says}"):
        list(read(path))
