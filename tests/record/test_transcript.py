"""A conversation becomes steps: what was seen, what was thought, what was done, what came of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seasoned.record import limits
from seasoned.record.chat import tell
from seasoned.record.transcript import Told, Transcript


def told(*messages: dict[str, object], errors: tuple[str, ...] = ()) -> Told:
    transcript = Transcript(errors)
    for message in messages:
        tell(transcript, message)
    return transcript.close()


def call(name: str, call_id: str = "", **arguments: object) -> dict[str, object]:
    return {"id": call_id, "name": name, "arguments": arguments}


def test_a_user_message_is_the_observation_of_the_next_step_and_the_last_one_the_final_observation():
    found = told(
        {"role": "user", "content": "task"},
        {"role": "assistant", "content": "which?"},
        {"role": "user", "content": "that one"},
        {"role": "assistant", "content": "done"},
        {"role": "user", "content": "bye"},
    )
    assert [(step.observation, step.action) for step in found.steps] == [("", "which?"), ("that one", "done")]
    assert found.final_observation == "bye"


def test_text_before_a_call_is_its_thought_and_text_before_a_reader_is_an_action():
    found = told(
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "let me look"},
        {"role": "assistant", "content": None, "tool_calls": [call("look")]},
        {"role": "tool", "content": "a door"},
        {"role": "assistant", "content": "there is a door"},
    )
    assert [(s.thought, s.action, s.tool and s.tool.name) for s in found.steps] == [
        ("", "Hello", None),
        ("let me look", "", "look"),
        ("", "there is a door", None),
    ]


def test_parallel_calls_are_steps_of_their_own_and_results_go_by_id():
    found = told(
        {"role": "assistant", "content": "both", "tool_calls": [call("a", "1"), call("b", "2")]},
        {"role": "tool", "tool_call_id": "2", "content": "B", "error": True},
        {"role": "tool", "tool_call_id": "1", "content": "A"},
    )
    first, second = (step.tool for step in found.steps)
    assert first is not None
    assert second is not None
    assert (first.result, first.error) == ("A", None)
    assert (second.result, second.error) == (None, "B")
    assert [step.thought for step in found.steps] == ["both", ""]


def test_calls_of_the_simulated_user_are_steps_of_the_user():
    found = told(
        {"role": "user", "content": None, "tool_calls": [call("reboot", "1")]},
        {"role": "tool", "tool_call_id": "1", "content": "rebooted", "requestor": "user"},
        {"role": "tool", "content": "bars: 4", "name": "status", "requestor": "user"},
        {"role": "assistant", "content": "good"},
    )
    assert [(s.actor, s.tool and s.tool.name, s.tool and s.tool.result) for s in found.steps] == [
        ("user", "reboot", "rebooted"),
        ("user", "status", "bars: 4"),
        ("agent", None, None),
    ]
    assert found.steps[2].observation == ""


def test_an_environment_of_text_actions_shows_its_answer_as_the_next_observation_and_its_score_as_reward():
    act = lambda text: {"role": "assistant", "content": None, "tool_calls": [call("act", "c", action=text)]}  # noqa: E731
    found = told(
        {"role": "user", "content": "boil water"},
        act("look"),
        {"role": "tool", "tool_call_id": "c", "name": "act", "content": "a stove", "score": 0.25},
        act("use stove"),
        {"role": "tool", "tool_call_id": "c", "name": "act", "content": "hot", "score": 1.0, "inventory": "pot"},
    )
    assert [(s.observation, s.action, s.reward) for s in found.steps] == [
        ("", "look", 0.25),
        ("a stove", "use stove", 0.75),
    ]
    assert found.final_observation == "hot"
    assert found.steps[1].metadata == {"inventory": "pot"}


def test_error_prefixes_of_a_format_make_errors_and_no_other_text_does():
    messages = (
        {"role": "assistant", "content": None, "tool_calls": [call("f")]},
        {"role": "tool", "content": "Error: no such user"},
    )
    plain, ruled = told(*messages).steps[0].tool, told(*messages, errors=("Error: ",)).steps[0].tool
    assert plain is not None
    assert ruled is not None
    assert (plain.result, plain.error) == ("Error: no such user", None)
    assert (ruled.result, ruled.error) == (None, "Error: no such user")


def test_unknown_fields_of_messages_are_kept_with_their_step():
    found = told(
        {"role": "assistant", "content": None, "tool_calls": [call("f")], "mood": "calm"},
        {"role": "tool", "content": "ok", "latency": 3},
    )
    assert found.steps[0].metadata == {"mood": "calm", "latency": 3}


def test_an_unknown_role_is_told_and_its_text_is_an_observation():
    transcript = Transcript()
    assert "wizard" in tell(transcript, {"role": "wizard", "content": "behold"})
    tell(transcript, {"role": "assistant", "content": "ok"})
    assert transcript.close().steps[0].observation == "behold"


def test_more_steps_than_the_limit_are_dropped_and_counted():
    transcript = Transcript()
    for number in range(limits.STEPS + 500):
        tell(transcript, {"role": "assistant", "content": f"go {number}"})
    found = transcript.close()
    assert len(found.steps) == limits.STEPS
    assert found.truncated == "10,000 of 10,500 steps kept"


def test_more_characters_than_the_limit_end_the_trajectory():
    transcript = Transcript()
    for _ in range(2 * limits.TRAJECTORY // limits.ACTION):
        tell(transcript, {"role": "assistant", "content": "x" * limits.ACTION})
    found = transcript.close()
    assert sum(len(step.action) for step in found.steps) <= limits.TRAJECTORY
    assert found.truncated


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "tool", "call"]), st.text(min_size=1, max_size=5))))
def test_nothing_that_was_said_is_lost(messages: list[tuple[str, str]]):
    transcript = Transcript()
    for role, text in messages:
        if role == "call":
            tell(transcript, {"role": "assistant", "content": None, "tool_calls": [call(text)]})
        else:
            tell(transcript, {"role": role, "content": text})
    found = transcript.close()
    first = next((text for role, text in messages if role == "user"), "")
    kept = (
        first
        + found.final_observation
        + "".join(
            step.observation
            + step.thought
            + step.action
            + ((step.tool.name + (step.tool.result or "")) if step.tool else "")
            for step in found.steps
        )
    )
    assert all(text in kept for _, text in messages)
    assert [step.index for step in found.steps] == list(range(len(found.steps)))
