"""Bad input gives a problem with file, line and field; everything else is read, in bounded memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from seasoned.errors import ImportFormatError, InputError
from seasoned.record import Severity, detect, files, formats, read
from seasoned.types import Scope


def row(text: str = "hi", **more: object) -> dict[str, object]:
    messages = [{"role": "user", "content": text}, {"role": "assistant", "content": "yes"}]
    return {"task_id": "t", "domain": "d", "reward": 1.0, "success": True, "messages": messages, **more}


def test_a_broken_record_is_told_with_its_line_and_skipped(log):
    imported, problems = log(row("a"), b'{"task_id": "x", "messages": [', row("b"))
    assert [found.trajectory.task.text for found in imported] == ["a", "b"]
    assert [(problem.line, problem.severity) for problem in problems] == [(2, Severity.ERROR)]
    assert str(problems[0]).startswith(f"{problems[0].file}:2: ")


def test_a_field_of_the_wrong_form_is_named(log):
    imported, problems = log(row(), row(task_id=["t"]), row("c", messages={"role": "user"}))
    assert len(imported) == 1
    assert [(problem.line, problem.field) for problem in problems] == [(2, "task_id"), (3, "messages")]


def test_nan_rewards_are_missing_rewards_with_a_warning(log):
    raw = json.dumps(row(reward=float("nan"), success=None)).encode()
    big = json.dumps(row("big", reward=1.0)).replace("1.0", "1e999").encode()
    imported, problems = log(raw, big)
    assert [found.outcome and found.outcome.score for found in imported] == [None, 1.0]
    assert imported[0].outcome is None
    assert [(problem.line, problem.field, problem.severity) for problem in problems] == [
        (1, "reward", Severity.WARNING),
        (2, "", Severity.WARNING),
    ]


def test_rewards_outside_the_unit_interval_are_cut_with_a_warning(log):
    imported, problems = log(row(reward=-0.5), row("b", reward=7), row("c", reward="high"))
    assert [found.outcome.score for found in imported] == [0.0, 1.0, 1.0]
    assert [problem.field for problem in problems] == ["reward", "reward", "reward"]


def test_unknown_roles_are_told_and_the_rest_of_the_record_is_read(log):
    messages = [
        {"role": "user", "content": "x"},
        {"role": "oracle", "content": "hm"},
        {"role": "assistant", "content": "y"},
    ]
    imported, problems = log(row(messages=messages))
    assert imported[0].trajectory.steps[0].observation == "x\nhm"
    assert [(problem.field, problem.severity) for problem in problems] == [("messages[1]", Severity.WARNING)]


def test_text_in_other_scripts_survives(log):
    text = "为我的歌曲评五星 🎵 — ключ"
    imported, problems = log(row(text))
    assert problems == []
    assert imported[0].trajectory.task.text == text


def test_bytes_that_are_not_utf8_are_replaced_with_a_warning(log):
    raw = json.dumps(row("caf?")).encode().replace(b"caf?", b"caf\xe9")
    imported, problems = log(row("a"), raw)
    assert [found.trajectory.task.text for found in imported] == ["a", "caf�"]
    assert [(problem.line, problem.severity) for problem in problems] == [(2, Severity.WARNING)]


def test_half_a_surrogate_pair_is_replaced_with_a_warning(log):
    raw = json.dumps(row("?x")).replace("?x", "\\ud83dx").encode()
    imported, problems = log(raw)
    assert imported[0].trajectory.task.text == "?x"
    assert "surrogate" in problems[0].message


def test_deep_json_is_a_problem_and_the_rest_is_read(log):
    deep = b'{"task_id": "d", "messages": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    imported, problems = log(row("a"), deep, row("b"))
    assert [found.trajectory.task.text for found in imported] == ["a", "b"]
    assert [(problem.line, problem.severity) for problem in problems] == [(2, Severity.ERROR)]
    assert "nested too deeply" in problems[0].message


def test_truncated_gzip_gives_what_was_complete_and_a_problem(tmp_path: Path, load):
    rows = [json.dumps(row(f"{number} " + "x" * (number * 37 % 900))).encode() for number in range(3000)]
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(rows))[:-2000])
    imported, problems = load(path)
    assert 0 < len(imported) < 3000
    assert len(problems) == 1
    assert "gzip" in problems[0].message


def test_a_truncated_document_gives_the_records_before_the_end(tmp_path: Path, load):
    simulation = {"task_id": 1, "reward": 1.0, "info": {}, "traj": row()["messages"]}
    path = tmp_path / "tau.json"
    path.write_text(json.dumps([simulation, simulation | {"trial": 2}, simulation | {"trial": 3}])[:-20])
    imported, problems = load(path)
    assert len(imported) == 2
    assert "ends too early" in problems[0].message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (bytes(range(256)) * 10, "binary"),
        (b"PK\x03\x04" + bytes(100), "zip archive"),
        (b"just some text\n", "not JSON"),
        (b'{"a": 1}\n{"a": 2}\n', "records have a"),
        (b"[1, 2, 3]", "no JSON object"),
        (b"[" * 1_000_000, "no JSON object"),
    ],
)
def test_what_is_no_log_is_skipped_with_the_reason(content: bytes, reason: str, tmp_path: Path, load):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    imported, problems = load(path)
    assert imported == []
    assert detect(path) is None
    assert [problem.severity for problem in problems] == [Severity.SKIPPED]
    assert reason in problems[0].message


def test_a_folder_or_a_vanished_file_is_a_problem_not_a_crash(tmp_path: Path, load):
    assert "cannot be read" in load(tmp_path)[1][0].message
    assert "cannot be read" in load(tmp_path / "gone.jsonl")[1][0].message


def test_a_path_that_does_not_exist_is_an_input_error(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        list(files([tmp_path / "gone"]))


def test_an_unknown_format_name_is_refused_with_the_known_ones(tmp_path: Path):
    with pytest.raises(ImportFormatError, match="episodes"):
        list(read(tmp_path / "x", "nonsense", now=0.0))


def test_every_format_has_a_name_and_a_description():
    assert len(formats()) >= 12
    assert all(format.name == name and format.description for name, format in formats().items())


def test_records_of_equal_content_are_one_trajectory_and_told(log):
    imported, problems = log(row("a"), row("a"), row("b"))
    ids = [found.trajectory.id for found in imported]
    assert ids[0] == ids[1] != ids[2]
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert "the same content" in problems[0].message


def test_one_task_id_with_different_content_is_two_trajectories(log):
    imported, problems = log(row("a", id="same"), row("b", id="same"))
    assert problems == []
    assert len({found.trajectory.id for found in imported}) == 2


def test_the_id_does_not_depend_on_file_scope_packing_or_outcome(log, tmp_path: Path):
    ids = {
        log(row())[0][0].trajectory.id,
        log(row(), name="other.json", packed=True)[0][0].trajectory.id,
        log(row(reward=0.0, success=False))[0][0].trajectory.id,
    }
    scoped = next(iter(read(tmp_path / "log.jsonl", now=5.0, scope=Scope(project="p"))))
    assert ids == {scoped.trajectory.id}  # type: ignore[union-attr]
    assert scoped.trajectory.scope == Scope(project="p")  # type: ignore[union-attr]


def test_rows_are_read_as_lines_as_an_array_and_as_one_pretty_document(tmp_path: Path, load):
    rows = [row("a"), row("b")]
    layouts = {
        "lines": "\n".join(json.dumps(r) for r in rows),
        "windows": "\r\n".join(["", *(json.dumps(r) for r in rows), ""]),
        "array": json.dumps(rows),
        "pretty": json.dumps(rows, indent=2),
        "marked": "\ufeff" + "\n".join(json.dumps(r) for r in rows),
    }
    for name, text in layouts.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        imported, problems = load(path)
        assert [found.trajectory.task.text for found in imported] == ["a", "b"], name
        assert problems == []
    path.write_text(json.dumps(rows[0], indent=2))
    assert [found.trajectory.task.text for found in load(path)[0]] == ["a"]


def test_large_fields_are_clipped_with_a_mark(log):
    imported, _ = log(row("x" * 50_000, note="y" * 50_000))
    trajectory = imported[0].trajectory
    assert "of 50,000 characters]" in trajectory.task.text
    assert "of 50,000 characters]" in trajectory.metadata["note"]


_PEAK = """
import sys
from pathlib import Path
from seasoned.record import Imported, read
found = list(read(sys.argv[1], now=0.0))
imported = [x for x in found if isinstance(x, Imported)]
# ru_maxrss would count what the test process had when it started this one.
status = Path("/proc/self/status")
if status.exists():
    peak = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(len(imported), len(found) - len(imported), sum(len(x.trajectory.steps) for x in imported), peak // 1024)
"""


def peak(path: Path) -> tuple[int, int, int, int]:
    """Read a file in a process of its own: imported, problems, steps, peak memory in MB."""
    done = subprocess.run([sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=True)
    imported, problems, steps, megabytes = map(int, done.stdout.split())
    return imported, problems, steps, megabytes


def test_a_gigabyte_line_is_passed_over_in_bounded_memory(tmp_path: Path):
    path = tmp_path / "line.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(json.dumps(row("a")).encode() + b'\n{"task_id": "x", "messages": [{"role": "user", "content": "')
        for _ in range(64):
            file.write(b"x" * (16 << 20))
        file.write(b'"}]}\n' + json.dumps(row("b")).encode())
    imported, problems, _, megabytes = peak(path)
    assert (imported, problems) == (2, 1)
    assert megabytes < 300


def test_a_million_messages_become_the_first_ten_thousand_steps_in_bounded_memory(tmp_path: Path):
    path = tmp_path / "steps.jsonl"
    message = b',{"role":"assistant","content":"go on"}'
    with path.open("wb") as file:
        file.write(b'{"task_id":"t","domain":"d","messages":[{"role":"user","content":"go"}')
        for _ in range(100):
            file.write(message * 10_000)
        file.write(b'],"reward":1.0}\n')
    imported, problems, steps, megabytes = peak(path)
    assert (imported, problems, steps) == (1, 1, 10_000)
    assert megabytes < 300


def test_many_tiny_values_do_not_become_many_objects(tmp_path: Path):
    path = tmp_path / "tiny.jsonl"
    tiny = b'{"task_id": "t", "reward": 1, "messages": [{"role": "user", "content": [' + b"{}," * 2_000_000 + b"1]}]}\n"
    wide = b'{"task_id": "t", "messages": []' + b"".join(b',"k%d":1' % number for number in range(500_000)) + b"}\n"
    path.write_bytes(tiny + wide)
    imported, problems, _, megabytes = peak(path)
    assert (imported, problems) == (1, 1)
    assert megabytes < 150
