from __future__ import annotations

import json
from pathlib import Path

import pytest

from seasoned.bench.rows import rows
from seasoned.bench.track import NONE, Setup
from seasoned.bench.tracks.utility import PRIMARY, TRACK, Told, tellings
from seasoned.errors import ImportFormatError

GOOD, BAD = range(10), range(10, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two insights for the same tasks: one always helps, one, which sounds more like them, always hurts."""
    tasks = [{"kind": "task", "task_id": f"T{n}", "description": f"plan the night shift {n}"} for n in range(20)]
    insights = [
        {"kind": "insight", "insight_id": 1, "condition": "bounds matter", "explanation": "Bound it.",
         "distribution": {"positive": [f"T{n}" for n in GOOD], "irrelevant": ["T11"]}},
        {"kind": "insight", "insight_id": 2, "condition": "plan the night shift", "explanation": "Round it.",
         "distribution": {"negative": [f"T{n}" for n in BAD], "positive": ["T99"]}},
    ]  # fmt: skip
    path = tmp_path / "memlib_alphaopt.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*tasks, *insights]))
    return tmp_path


def areas(folder: Path, seeds: int = 4) -> dict[tuple[str, str], float]:
    setup = Setup(data=folder, seeds=seeds)
    results = [TRACK.run(unit, setup) for unit in TRACK.units(setup)]
    found = rows(results, {TRACK.name: PRIMARY}, [])
    return {(row.family, row.system): row.value for row in found if row.metric == PRIMARY}


def test_earned_utility_tells_the_helpful_from_the_harmful_where_similarity_is_misled(folder: Path):
    found = areas(folder)
    clean = "alphaopt, 0% noise"
    assert found[clean, NONE] == 0.5
    assert found[clean, "similarity"] == 0.0
    assert found[clean, "laplace"] > 0.8
    assert found["alphaopt, 30% noise", "laplace"] < found[clean, "laplace"]


def test_every_ranking_meets_the_same_pairs(folder: Path):
    setup = Setup(data=folder, seeds=1)
    first = [unit for unit in TRACK.units(setup) if unit.family == "alphaopt, 10% noise"]
    met = {tuple(item.id for item in TRACK.run(unit, setup).items) for unit in first}
    assert len(met) == 1
    assert len(met.pop()) == len(GOOD)


def test_a_judge_tells_outcomes_as_often_right_as_its_verdicts_were(folder: Path):
    def run(success: bool, lenient: bool, strict: bool) -> str:
        verdicts = [("lenient", lenient), ("strict", strict)]
        judges = [{"judge": judge, "verdict_pass": passed} for judge, passed in verdicts]
        return json.dumps({"success": success, "judges": judges})

    ended = [run(True, True, True), run(True, True, False), run(False, True, False), run(False, False, False)]
    judged = folder / "tau2_gpt4o_with_llm_judges.jsonl"
    judged.write_text("\n".join(ended))
    told = tellings([judged])
    assert told["alphaopt, told by lenient"] == Told(of_success=1.0, of_failure=0.5)
    assert told["alphaopt, told by strict"] == Told(of_success=0.5, of_failure=0.0)
    assert TRACK.files(Setup(data=folder)) == [folder / "memlib_alphaopt.jsonl", judged]
    found = areas(folder, seeds=2)
    assert found["alphaopt, told by strict", "laplace"] > found["alphaopt, told by strict", "similarity"]


def test_without_its_file_the_track_says_so_and_a_damaged_one_is_refused(tmp_path: Path):
    assert "memlib_alphaopt" in TRACK.missing(Setup())[0]
    assert TRACK.units(Setup(data=tmp_path)) == []
    (tmp_path / "memlib_alphaopt.jsonl").write_text('{"kind": 7}\n')
    setup = Setup(data=tmp_path, seeds=1)
    with pytest.raises(ImportFormatError, match=r"jsonl:1"):
        TRACK.run(TRACK.units(setup)[0], setup)


def test_on_the_published_labels_similarity_misleads_and_utility_does_not(data_dir: Path):
    found = areas(data_dir, seeds=2)
    assert found["alphaopt, 0% noise", "similarity"] < 0.4
    assert found["alphaopt, 0% noise", "laplace"] > found["alphaopt, 0% noise", "similarity"] + 0.1
