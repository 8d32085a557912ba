"""Real HTTP against a local OpenAI-compatible server."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from llm.runs import SUCCESS, refund
from llm.stub_server import Reply, Stub, serving
from seasoned import llm
from seasoned.llm.catalogue import JUDGE
from seasoned.llm.fence import fenced
from seasoned.types import Outcome, OutcomeSource, Trajectory

MATERIAL = fenced("## run 1")
ANSWER = Reply(SUCCESS)


def calls_of(stub: Stub, pauses: list[float] | None = None, **changes: object) -> llm.Calls:
    slept = [] if pauses is None else pauses
    options: dict[str, object] = {"backoff": (0.5, 2.0), "timeout": 5.0, "sleep": slept.append, **changes}
    return llm.Calls("stub", base_url=stub.url, **options)  # type: ignore[arg-type]


def by_rule(trajectory: Trajectory, now: float) -> Outcome:
    return Outcome(trajectory_id=trajectory.id, success=False, source=OutcomeSource.PROXY, verifier="rule")


@pytest.mark.parametrize("form", ["tool", "json_schema", "prompted"])
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_answer_and_its_tokens_arrive_in_every_form(form: str, stream: bool) -> None:
    with serving(ANSWER) as stub:
        calls = calls_of(stub, form=form, stream=stream, prices=llm.Prices(input=2.0, output=10.0))
        answer = calls.ask(JUDGE, MATERIAL)
    (request,) = stub.requests
    assert (answer.verdict, answer.score) == ("success", 1.0)
    assert (calls.total().requests, calls.total().input_tokens, calls.total().output_tokens) == (1, 100, 20)
    assert calls.total().estimated == 0
    assert calls.cost() == pytest.approx((100 * 2.0 + 20 * 10.0) / 1e6)
    assert bool(request.get("stream")) is stream
    assert bool(request.get("tools")) is (form == "tool")
    kind = (request.get("response_format") or {}).get("type")
    assert kind == {"tool": None, "json_schema": "json_schema", "prompted": kind}[form]
    if form == "json_schema":
        assert set(request["response_format"]["json_schema"]["schema"]["properties"]) == set(SUCCESS)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refused_request_is_sent_again_after_the_pause_given(status: int) -> None:
    pauses: list[float] = []
    with serving(Reply(status=status), ANSWER) as stub:
        calls = calls_of(stub, pauses)
        assert calls.ask(JUDGE, MATERIAL).verdict == "success"
    assert pauses == [0.5]
    assert (calls.total().requests, calls.total().failed_requests) == (2, 1)
    assert len(stub.requests) == 2


def test_a_server_that_says_how_long_to_wait_is_believed_up_to_the_timeout() -> None:
    pauses: list[float] = []
    with serving(Reply(status=429, headers={"Retry-After": "3"}), ANSWER) as stub:
        calls_of(stub, pauses).ask(JUDGE, MATERIAL)
    with serving(Reply(status=429, headers={"Retry-After": "9999"}), ANSWER) as stub:
        calls_of(stub, pauses).ask(JUDGE, MATERIAL)
    assert pauses == [3.0, 5.0]


def test_a_server_that_never_recovers_hands_over_to_the_fallback_and_says_why() -> None:
    pauses: list[float] = []
    with serving(Reply(status=500)) as stub:
        calls = calls_of(stub, pauses)
        outcome = llm.judge(calls, fallback=by_rule)(refund("r"), 1.0)
    assert outcome is not None
    assert (outcome.verifier, outcome.source) == ("rule", OutcomeSource.PROXY)
    assert (len(stub.requests), pauses) == (3, [0.5, 2.0])
    (note,) = calls.notes
    assert note.by is llm.By.FALLBACK
    assert "500" in note.reason
    assert (calls.total().fell_back, calls.total().answered, calls.total().failed_requests) == (1, 0, 3)


def test_a_rejected_request_is_not_sent_again() -> None:
    with serving(Reply(status=401)) as stub:
        calls = calls_of(stub)
        with pytest.raises(llm.ModelUnreachableError, match="401"):
            calls.ask(JUDGE, MATERIAL)
    assert len(stub.requests) == 1


def test_a_request_that_takes_too_long_is_given_up_and_tried_again() -> None:
    with serving(Reply(SUCCESS, delay=30.0), ANSWER) as stub:
        calls = calls_of(stub, timeout=0.3)
        assert calls.ask(JUDGE, MATERIAL).verdict == "success"
    assert calls.total().failed_requests == 1


def test_a_server_that_is_always_too_slow_is_unreachable() -> None:
    with serving(Reply(SUCCESS, delay=30.0)) as stub:
        calls = calls_of(stub, timeout=0.2, backoff=())
        with pytest.raises(llm.ModelUnreachableError, match="judge"):
            calls.ask(JUDGE, MATERIAL)
    assert len(stub.requests) == 1


def test_nobody_listening_is_unreachable_not_a_crash() -> None:
    with serving(ANSWER) as stub:
        pass
    with pytest.raises(llm.ModelUnreachableError):
        calls_of(stub, backoff=()).ask(JUDGE, MATERIAL)


@pytest.mark.parametrize("form", ["tool", "json_schema"])
def test_broken_json_is_mended_when_the_model_is_told(form: str) -> None:
    with serving(Reply('{"verdict": "succ'), ANSWER) as stub:
        calls = calls_of(stub, form=form)
        assert calls.ask(JUDGE, MATERIAL).verdict == "success"
    assert len(stub.requests) == 2
    assert len(stub.requests[1]["messages"]) > len(stub.requests[0]["messages"])


@pytest.mark.parametrize("raw", ["<html>gateway</html>", "{}", '{"choices": []}', "null"])
def test_a_reply_that_is_no_completion_falls_back_with_a_reason(raw: str) -> None:
    with serving(Reply(raw=raw)) as stub:
        calls = calls_of(stub, backoff=())
        outcome = llm.judge(calls, fallback=by_rule)(refund("r"), 1.0)
    assert outcome is not None
    assert outcome.verifier == "rule"
    assert calls.notes[-1].reason


def test_a_server_that_counts_no_tokens_is_billed_an_estimate_and_said_to_be() -> None:
    with serving(Reply(SUCCESS, usage=None)) as stub:
        calls = calls_of(stub)
        calls.ask(JUDGE, MATERIAL)
    total = calls.total()
    assert total.estimated == 1
    assert total.input_tokens > 100  # The prompt and the schema are sent too.
    assert total.output_tokens > 0


def test_calls_work_inside_a_running_event_loop_and_again_after_it() -> None:
    with serving(ANSWER) as stub:
        calls = calls_of(stub)

        async def inside() -> str:
            return calls.ask(JUDGE, MATERIAL).verdict

        assert asyncio.run(inside()) == "success"
        assert calls.ask(JUDGE, MATERIAL).verdict == "success"
    assert len(stub.requests) == 2


def test_several_threads_share_one_account_and_lose_no_request() -> None:
    materials = [fenced(f"## run {number}") for number in range(24)]
    with serving(ANSWER) as stub, ThreadPoolExecutor(8) as threads:
        calls = calls_of(stub, budget=llm.Budget(requests=24))
        answers = list(threads.map(lambda material: calls.ask(JUDGE, material), materials))
        with pytest.raises(llm.BudgetError):
            calls.ask(JUDGE, fenced("one more"))
    assert [answer.verdict for answer in answers] == ["success"] * 24
    assert (calls.total().requests, calls.total().input_tokens, len(stub.requests)) == (24, 2400, 24)


def test_the_key_is_sent_to_the_server_and_shown_nowhere() -> None:
    with serving(ANSWER) as stub:
        calls = calls_of(stub, api_key="sk-very-secret", transcript=llm.Transcript())
        calls.ask(JUDGE, MATERIAL)
        words = repr(calls), repr(llm.judge(calls)), repr(calls.transcript)
    assert "sk-very-secret" not in "".join(words)
