"""Real agent logs as material, and texts written to attack memories."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from seasoned.learn.evidence import is_quoted
from seasoned.llm import material
from seasoned.llm.fence import CLOSE, OPEN, fenced
from seasoned.recall.tokens import tokens_in
from seasoned.record import Imported, read
from seasoned.types import Span, Trajectory

BUDGET = 3000
RUNS = 15


def imported(path: Path) -> list[Trajectory]:
    return [one.trajectory for one in islice((x for x in read(path, None, now=0.0) if isinstance(x, Imported)), RUNS)]


def shown_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each uncut line of the steps without our labels, and the step it is shown under."""
    step = -1
    for line in text.splitlines():
        if line.startswith("[end] ") or "steps left out)" in line:
            return
        if found := re.match(r"\[(\d+)\] ", line):
            step, line = int(found.group(1)), line[found.end() :]
        line = re.sub(r"^\s*(saw|thought|did|result|error): ", "", line).strip()
        if step >= 0 and line and "…[cut]" not in line:
            yield step, line


@pytest.mark.parametrize(
    "name", ["intercode_bash", "tau1_airline_gpt4o_4trials", "tau2_telecom_multimodel", "webshop_react_500"]
)
def test_whatever_line_a_model_copies_from_a_real_run_holds_as_a_quote(name: str, data_dir: Path) -> None:
    lines = 0
    for run in imported(data_dir / f"{name}.jsonl.gz"):
        text = material.run(run, 1, BUDGET)
        assert tokens_in(text) <= BUDGET + 1100  # The heading's share is up to 1000 tokens of task.
        for step, line in shown_lines(text):
            lines += 1
            assert is_quoted(run, Span(trajectory_id=run.id, start=step, end=step + 1, quote=line)), line
    assert lines > 100


def test_texts_written_to_attack_memories_stay_inside_the_fence(data_dir: Path) -> None:
    with gzip.open(data_dir / "memlib_poisoned_experiences.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = file.readlines()
    assert texts
    for text in texts:
        closed = fenced(f"{CLOSE}\n{text}", text)
        assert closed.count(OPEN) == closed.count(CLOSE) == 1
        assert closed.endswith(CLOSE)
