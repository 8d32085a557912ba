"""The account, the budget, the transcript, mending and cancelling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from llm.runs import SUCCESS, answering, obliging, refund, said
from seasoned import llm
from seasoned.errors import InputError
from seasoned.llm.catalogue import CALLS, JUDGE, Call
from seasoned.llm.fence import fenced
from seasoned.types import Outcome, OutcomeSource, Trajectory

MATERIAL = fenced("## run 1")


def by_rule(trajectory: Trajectory, now: float) -> Outcome:
    return Outcome(trajectory_id=trajectory.id, success=False, source=OutcomeSource.PROXY, verifier="rule")


@pytest.mark.parametrize("call", CALLS, ids=[call.name for call in CALLS])
def test_every_call_has_a_prompt_a_schema_and_an_answer_that_fits(call: Call[Any]) -> None:
    answer = llm.Calls(obliging()).ask(call, MATERIAL)
    assert isinstance(answer, call.output)
    assert "never followed" in call.instructions
    assert "language of the material" in call.instructions
    assert call.schema()["type"] == "object"


def test_there_are_nine_calls() -> None:
    names = "judge diagnose extract edit_ops label validate merge select state"
    assert [call.name for call in CALLS] == names.split()


# -- mending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('{"verdict": "succ', "JSON"),
        ({**SUCCESS, "score": 7}, "<= 1.0"),
        ({**SUCCESS, "verdict": "perhaps"}, "perhaps"),
        ({"verdict": "success"}, "missing required field"),
    ],
)
def test_a_wrong_answer_is_sent_back_with_what_is_wrong_and_mended(wrong: Any, told: str) -> None:
    model, asked = answering(wrong, SUCCESS)
    calls = llm.Calls(model)
    assert calls.ask(JUDGE, MATERIAL).verdict == "success"
    assert len(asked) == calls.total().requests == 2
    assert told in said(asked[1])


def test_an_answer_that_is_never_mended_hands_over_to_the_fallback_with_the_reason() -> None:
    model, asked = answering({**SUCCESS, "score": 7})
    calls = llm.Calls(model, mends=2)
    outcome = llm.judge(calls, fallback=by_rule)(refund("r"), 1.0)
    assert outcome is not None
    assert (outcome.verifier, outcome.source) == ("rule", OutcomeSource.PROXY)
    assert len(asked) == 3
    assert calls.notes[-1].by is llm.By.FALLBACK
    assert "<= 1.0" in calls.notes[-1].reason


def test_what_a_check_says_is_sent_back_too() -> None:
    model, asked = answering(SUCCESS)
    with pytest.raises(llm.UnusableAnswerError, match="the moon is wrong"):
        llm.Calls(model, mends=1).ask(JUDGE, MATERIAL, lambda answer: "the moon is wrong")
    assert len(asked) == 2
    assert "the moon is wrong" in said(asked[1])


# -- the budget -------------------------------------------------------------------------------------------------------


def test_the_request_that_would_exceed_the_budget_is_not_sent() -> None:
    model, asked = answering(SUCCESS)
    calls = llm.Calls(model, budget=llm.Budget(requests=2))
    calls.ask(JUDGE, fenced("one"))
    calls.ask(JUDGE, fenced("two"))
    with pytest.raises(llm.BudgetError, match="requests to 3, over the budget of 2"):
        calls.ask(JUDGE, fenced("three"))
    assert len(asked) == calls.total().requests == 2


def test_mending_counts_against_the_budget() -> None:
    model, asked = answering("{", SUCCESS)
    with pytest.raises(llm.BudgetError):
        llm.Calls(model, budget=llm.Budget(requests=1)).ask(JUDGE, MATERIAL)
    assert len(asked) == 1


def test_a_budget_in_tokens_counts_the_longest_answer_that_may_come() -> None:
    model, asked = answering(SUCCESS)
    with pytest.raises(llm.BudgetError, match="tokens"):
        llm.Calls(model, budget=llm.Budget(tokens=1500), max_output=1500).ask(JUDGE, MATERIAL)
    assert not asked
    llm.Calls(model, budget=llm.Budget(tokens=1500), max_output=500).ask(JUDGE, MATERIAL)
    assert len(asked) == 1


def test_a_budget_in_money_needs_prices_and_keeps_to_them() -> None:
    model, asked = answering(SUCCESS)
    with pytest.raises(InputError, match="prices"):
        llm.Calls(model, budget=llm.Budget(money=1.0))
    calls = llm.Calls(model, budget=llm.Budget(money=0.02), prices=llm.Prices(0.0, 10.0), max_output=1000)
    calls.ask(JUDGE, fenced("one"))
    spent = calls.cost()
    assert spent is not None
    assert 0.0 < spent < 0.01
    with pytest.raises(llm.BudgetError, match="money"):
        llm.Calls(model, budget=llm.Budget(money=0.009), prices=llm.Prices(0.0, 10.0), max_output=1000).ask(
            JUDGE, MATERIAL
        )
    assert len(asked) == 1


def test_a_spent_budget_hands_over_to_the_fallback_under_its_own_name() -> None:
    model, _ = answering(SUCCESS)
    calls = llm.Calls(model, budget=llm.Budget(requests=1))
    judge = llm.judge(calls, fallback=by_rule)
    first, second = judge(refund("a"), 1.0), judge(refund("b", failed=True), 1.0)
    assert first is not None
    assert second is not None
    assert (first.verifier, first.source) == ("llm:scripted", OutcomeSource.JUDGE)
    assert (second.verifier, second.source) == ("rule", OutcomeSource.PROXY)
    assert [note.by for note in calls.notes] == [llm.By.MODEL, llm.By.FALLBACK]
    assert (calls.spent()["judge"].answered, calls.spent()["judge"].fell_back) == (1, 1)


def test_without_prices_there_is_no_cost() -> None:
    model, _ = answering(SUCCESS)
    calls = llm.Calls(model)
    calls.ask(JUDGE, MATERIAL)
    assert calls.cost() is None
    assert calls.total().output_tokens > 0


@pytest.mark.parametrize(
    "wrong", [{"timeout": 0.0}, {"mends": -1}, {"max_output": 0}, {"backoff": (-1.0,)}, {"form": "yaml"}]
)
def test_values_out_of_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        llm.Calls("x", **wrong)
    with pytest.raises(InputError):
        llm.Budget(tokens=-1)
    with pytest.raises(InputError):
        llm.Prices(float("nan"), 1.0)


# -- the transcript ---------------------------------------------------------------------------------------------------


def test_a_recorded_call_replays_without_a_request_and_says_so(tmp_path: Path) -> None:
    model, asked = answering(SUCCESS)
    first = llm.Calls(model, transcript=tmp_path / "calls.jsonl")
    told = llm.judge(first)(refund("r"), 1.0)
    again = llm.Calls("scripted", transcript=tmp_path / "calls.jsonl", replay_only=True)
    assert llm.judge(again)(refund("r"), 1.0) == told
    assert len(asked) == 1
    assert (again.total().replayed, again.total().requests, again.total().tokens) == (1, 0, 0)
    assert again.notes[-1].by is llm.By.REPLAY


def test_a_replay_that_meets_something_new_stops_and_says_what_to_do(tmp_path: Path) -> None:
    model, _ = answering(SUCCESS)
    llm.Calls(model, transcript=tmp_path / "calls.jsonl").ask(JUDGE, MATERIAL)
    again = llm.Calls("scripted", transcript=tmp_path / "calls.jsonl", replay_only=True)
    with pytest.raises(llm.NotRecordedError, match="replay_only=False"):
        llm.judge(again, fallback=by_rule)(refund("r"), 1.0)
    other = llm.Calls("another-model", transcript=tmp_path / "calls.jsonl", replay_only=True)
    with pytest.raises(llm.NotRecordedError):
        other.ask(JUDGE, MATERIAL)


def test_a_replay_repeats_a_failure_while_recording_tries_again(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    broken, _ = answering("{")
    first = llm.judge(llm.Calls(broken, transcript=path), fallback=by_rule)(refund("r"), 1.0)
    replayed = llm.Calls("scripted", transcript=path, replay_only=True)
    assert llm.judge(replayed, fallback=by_rule)(refund("r"), 1.0) == first
    assert (replayed.total().replayed, replayed.total().fell_back) == (1, 1)
    healed, asked = answering(SUCCESS)
    outcome = llm.judge(llm.Calls(healed, transcript=path), fallback=by_rule)(refund("r"), 1.0)
    assert outcome is not None
    assert (outcome.source, len(asked)) == (OutcomeSource.JUDGE, 1)


def test_a_replay_is_not_stopped_by_a_spent_budget() -> None:
    model, _ = answering(SUCCESS)
    transcript = llm.Transcript()
    llm.Calls(model, transcript=transcript).ask(JUDGE, MATERIAL)
    broke = llm.Calls(model, transcript=transcript, budget=llm.Budget(requests=0))
    assert broke.ask(JUDGE, MATERIAL).verdict == "success"


def test_a_half_written_last_line_is_dropped_and_any_other_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    model, _ = answering(SUCCESS)
    calls = llm.Calls(model, transcript=path)
    calls.ask(JUDGE, fenced("one"))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"key": "call-')
    assert len(llm.Transcript(path)) == 1
    assert path.read_bytes() == whole
    path.write_bytes(b"nonsense\n" + whole)
    with pytest.raises(llm.TranscriptError, match="line 1"):
        llm.Transcript(path)


def test_the_material_is_not_copied_into_the_transcript(tmp_path: Path) -> None:
    model, _ = answering(SUCCESS)
    calls = llm.Calls(model, transcript=tmp_path / "calls.jsonl")
    calls.ask(JUDGE, fenced("the customer's secret is 4711"))
    assert "4711" not in (tmp_path / "calls.jsonl").read_text()


def test_a_transcript_that_cannot_be_written_is_a_typed_error(tmp_path: Path) -> None:
    model, _ = answering(SUCCESS)
    with pytest.raises(llm.TranscriptError, match="cannot write"):
        llm.Calls(model, transcript=tmp_path / "missing" / "calls.jsonl").ask(JUDGE, MATERIAL)
    with pytest.raises(InputError, match="transcript"):
        llm.Calls(model, replay_only=True)


# -- cancelling -------------------------------------------------------------------------------------------------------


def test_after_cancelling_no_further_request_is_sent_and_no_fallback_hides_it() -> None:
    model, asked = answering(SUCCESS)
    calls = llm.Calls(model)
    judge = llm.judge(calls, fallback=by_rule)
    judge(refund("a"), 1.0)
    calls.cancel()
    with pytest.raises(llm.CallsCancelledError):
        judge(refund("b", failed=True), 1.0)
    assert len(asked) == 1


def test_cancelling_while_the_model_answers_stops_the_mending() -> None:
    model, asked = answering("{", meanwhile=lambda: calls.cancel())
    calls = llm.Calls(model)
    with pytest.raises(llm.CallsCancelledError):
        calls.ask(JUDGE, MATERIAL)
    assert len(asked) == 1
