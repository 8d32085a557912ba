"""The whole learning path on real logs."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from learn.worlds import NOW, keep
from seasoned.learn import distill
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.evidence import is_quoted
from seasoned.payloads import TYPES, read
from seasoned.protocols import Attempt
from seasoned.record import Problem
from seasoned.record import read as read_log
from seasoned.store import open_store
from seasoned.types import Cause, Kind, Status, Verdict

STAGES = tuple(getattr(distill, name) for name in distill.__all__)


def attempts_of(path: Path, limit: int) -> list[Attempt]:
    found = (one for one in read_log(path, now=NOW) if not isinstance(one, Problem))
    return [Attempt(run, outcome, tuple(rules(run, outcome))) for run, outcome in islice(found, limit)]


@pytest.mark.parametrize(
    "name", ["tau2_airline_multimodel", "intercode_bash", "webshop_react_500", "scienceworld_oracle"]
)
def test_everything_learned_from_real_runs_is_evidenced_and_fits_its_kind(data_dir: Path, name: str):
    attempts = attempts_of(data_dir / f"{name}.jsonl.gz", 120)
    runs = {attempt.trajectory.id: attempt.trajectory for attempt in attempts}
    for attempt in attempts:
        for diagnosis in attempt.diagnoses:
            assert is_quoted(attempt.trajectory, diagnosis.evidence)
    store = open_store(":memory:")
    keep(store, attempts)
    proposals = [proposal for stage in STAGES for proposal in stage(attempts, store)]
    decisions = Admission().over(attempts)(proposals, store, NOW)
    verdicts = Counter(decision.verdict for decision in decisions)
    assert len(decisions) == len(proposals) > 100
    assert verdicts[Verdict.STORED] > verdicts[Verdict.REJECTED]
    for decision in decisions:
        assert decision.reason
        for edit in (decision.edit, *decision.also):
            if edit is None:
                continue
            experience = edit.experience
            assert experience is not None
            if experience.kind in TYPES:
                read(experience.payload, TYPES[experience.kind])
            for span in (*experience.evidence.supports, *experience.evidence.contradicts):
                assert is_quoted(runs[span.trajectory_id], span)
    store.append(*[e for d in decisions for e in (d.edit, *d.also) if e is not None], at=NOW)
    for kind in (Kind.CASE, Kind.TRANSITION):
        assert store.experiences(kinds=(kind,), statuses=(Status.ACTIVE,))


def test_real_errors_are_found_where_the_log_flags_them(data_dir: Path):
    attempts = attempts_of(data_dir / "tau2_airline_multimodel.jsonl.gz", 258)
    flagged = {
        attempt.trajectory.id
        for attempt in attempts
        if any(step.tool is not None and step.tool.error for step in attempt.trajectory.steps)
    }
    told = {
        diagnosis.trajectory_id
        for attempt in attempts
        for diagnosis in attempt.diagnoses
        if diagnosis.cause in (Cause.TOOL_ERROR, Cause.INVALID_ACTION)
    }
    assert flagged
    assert told == flagged
    failed = [attempt for attempt in attempts if attempt.outcome is not None and attempt.outcome.success is False]
    assert all(attempt.diagnoses for attempt in failed)
