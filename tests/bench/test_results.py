from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bench.made import result
from seasoned.bench.header import header
from seasoned.bench.results import Results, read, read_plain, sealed, verified, write
from seasoned.bench.rows import rows
from seasoned.bench.track import Setup
from seasoned.bench.validity import Verdict, validity
from seasoned.codec import encode
from seasoned.errors import InputError


def results(data: Path) -> Results:
    made = header(["toy"], Setup(seeds=1, data=data.parent), "seasoned bench toy", [data])
    return Results(made, tuple(rows([result("none", [1.0]), result("ours", [0.0])], {"toy": "success"}, ["ours"])))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text("{}\n")
    return path


def test_results_come_back_as_they_were_written_and_verify(tmp_path: Path, data: Path):
    path = tmp_path / "r" / "results.json"
    write(sealed(results(data), "secret"), path)
    again = read(path)
    assert again == sealed(results(data), "secret")
    assert verified(again) == ""
    assert verified(again, "secret") == ""


def test_a_file_of_a_version_with_other_fields_verifies_and_its_changes_show(tmp_path: Path, data: Path):
    path = tmp_path / "r.json"
    write(sealed(results(data)), path)
    older = read_plain(path)
    del older["validity"], older["header"]["setup"]["transfer"]
    plain = encode({name: value for name, value in older.items() if name not in ("seal", "signature")})
    path.write_bytes(encode({**older, "seal": hashlib.sha256(plain).hexdigest()}))
    assert read(path).validity == ()
    assert verified(read_plain(path)) == ""
    changed = read_plain(path)
    changed["rows"][0]["value"] = 0.5
    assert "was changed" in verified(changed)


def test_a_changed_verdict_shows(data: Path):
    made = [result("none", [1.0]), result("ours", [0.0])]
    checked = tuple(validity(made, results(data).rows, {"toy": "success"}, ["ours"]))
    good = sealed(replace(results(data), validity=checked))
    assert verified(good) == ""
    better = replace(good, validity=(replace(checked[0], verdict=Verdict.VALID),))
    assert "was changed" in verified(better)


def test_a_changed_figure_shows(data: Path):
    good = sealed(results(data), "secret")
    better = replace(good, rows=(replace(good.rows[0], value=1.0, high=1.0), *good.rows[1:]))
    better = replace(better, rows=(replace(better.rows[0], value=0.99), *better.rows[1:]))
    assert "was changed" in verified(better)
    forged = replace(sealed(better), signature=good.signature)
    assert verified(forged) == ""
    assert "does not fit this key" in verified(forged, "secret")
    assert "not signed" in verified(sealed(good), "secret")


def test_other_data_is_another_fingerprint_and_more_seeds_are_not(data: Path):
    before = header(["toy"], Setup(seeds=1), "", [data]).fingerprint
    assert header(["toy"], Setup(seeds=9), "again", [data]).fingerprint == before
    assert header(["toy"], Setup(seeds=1, tasks=5), "", [data]).fingerprint != before
    assert header(["toy"], Setup(seeds=1, leave_one_out=5), "", [data]).fingerprint != before
    data.write_text("[]\n")
    assert header(["toy"], Setup(seeds=1), "", [data]).fingerprint != before


def test_a_file_that_is_no_results_file_is_refused(tmp_path: Path):
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(InputError, match="not a results file"):
        read(path)
    with pytest.raises(InputError, match="can't be read"):
        read(tmp_path / "absent.json")
