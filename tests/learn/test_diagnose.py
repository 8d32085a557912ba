"""Every cause has its rule, every rule its evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from learn.worlds import acts, call, calls, run
from seasoned.learn.diagnose import rules
from seasoned.learn.evidence import LONGEST_QUOTE, is_quoted
from seasoned.types import Cause, Diagnosis, Outcome, Step, Trajectory


def found(trajectory: Trajectory, success: bool | None = False) -> dict[Cause, Diagnosis]:
    outcome = None if success is None else Outcome(trajectory_id=trajectory.id, success=success)
    return {diagnosis.cause: diagnosis for diagnosis in rules(trajectory, outcome)}


def test_a_failing_tool_is_named_and_its_error_quoted():
    diagnosis = found(run("r", calls(call("pay", error="Error: card 12 declined", card=12))))[Cause.TOOL_ERROR]
    assert diagnosis.subject == "pay"
    assert diagnosis.evidence.quote == "Error: card 12 declined"
    assert (diagnosis.evidence.start, diagnosis.evidence.end) == (0, 1)


def test_an_action_that_was_not_on_offer_is_invalid():
    steps = acts(("a", "fly home"), ("a", "Go North"), valid_actions=("go north", "wait"))
    diagnosis = found(run("r", steps))[Cause.INVALID_ACTION]
    assert diagnosis.evidence.quote == "fly home"
    assert diagnosis.subject == "fly _"


def test_an_error_field_that_refuses_the_action_makes_it_invalid():
    steps = (Step(index=0, action="jump", metadata={"error": "Unknown action: jump"}),)
    assert found(run("r", steps))[Cause.INVALID_ACTION].evidence.quote == "Unknown action: jump"


def test_the_same_error_twice_within_the_window_is_repeated_whatever_its_numbers():
    twice = [call("get", error=f"Error: order {number} not found", id=number) for number in (17, 18)]
    repeated = found(run("r", calls(*twice)))[Cause.REPEATED_ERROR]
    assert (repeated.evidence.start, repeated.evidence.end) == (0, 2)
    apart = [twice[0], *(call(f"look{at}") for at in range(12)), twice[1]]
    assert Cause.REPEATED_ERROR not in found(run("r", calls(*apart)))


def test_a_retry_with_other_arguments_shows_that_the_arguments_were_wrong():
    steps = calls(call("find", error="Error: no such user", name="jo"), call("find", name="joe"))
    diagnosis = found(run("r", steps))[Cause.WRONG_ARGUMENT]
    assert diagnosis.flags == ("corrected",)
    same = calls(call("find", error="Error: timeout", name="jo"), call("find", name="jo"))
    assert Cause.WRONG_ARGUMENT not in found(run("r", same))


def test_five_actions_of_two_kinds_that_show_the_same_again_are_a_loop():
    back_and_forth = [("x", "north") if at % 2 else ("y", "south") for at in range(6)]
    diagnosis = found(run("r", acts(*back_and_forth)))[Cause.LOOP]
    assert diagnosis.flags == ("loop",)


def test_turning_pages_that_are_all_new_is_no_loop():
    pages = run("r", calls(*(call("next_page", result=f"page {at}") for at in range(12))))
    assert not {Cause.LOOP, Cause.STAGNATION} & found(pages).keys()


def test_the_same_action_in_the_same_state_for_the_third_time_is_a_loop():
    tour = [("hall", "go east"), ("den", "look"), ("attic", "sing"), ("yard", "go west")]
    assert Cause.LOOP in found(run("r", acts(*tour, *tour, *tour)))
    assert Cause.LOOP not in found(run("r", acts(*tour, *tour)))


def test_a_rewarded_repetition_is_no_loop():
    steps = acts(*[("mine", "dig")] * 2, *[("mine2", "dig")] * 3, rewards=dict.fromkeys(range(5), 0.1))
    assert Cause.LOOP not in found(run("r", steps))


def test_steps_that_show_nothing_new_are_stagnation():
    seen = [("a", f"poke {at}", "the same wall") for at in range(12)]
    diagnosis = found(run("r", acts(*seen)))[Cause.STAGNATION]
    assert diagnosis.evidence.end - diagnosis.evidence.start == 8
    assert "unchanged" in diagnosis.state_difference


def test_ending_early_is_premature_only_with_a_known_budget():
    steps = (*acts(("a", "look")), Step(index=1, action="submit 42"))
    assert Cause.PREMATURE_FINISH in found(run("r", steps, metadata={"max_steps": 10}))
    assert Cause.PREMATURE_FINISH not in found(run("r", steps))
    assert Cause.PREMATURE_FINISH not in found(run("r", steps, metadata={"max_steps": 3}))


def test_using_all_steps_exhausts_the_budget():
    steps = acts(("a", "look"), ("b", "listen"))
    assert Cause.BUDGET_EXHAUSTED in found(run("r", steps, task_metadata={"max_turns": 2}))
    assert found(run("r", steps, task_metadata={"max_turns": 2}), success=True) == {}


def test_handing_over_to_a_person_in_a_failed_run_is_a_refusal():
    steps = calls(call("get_user"), call("transfer_to_human_agents", summary="cannot cancel"))
    assert found(run("r", steps))[Cause.POLICY_REFUSAL].evidence.quote == "cannot cancel"
    assert found(run("r", steps), success=True) == {}


def test_a_failure_without_a_sign_is_unknown_and_a_success_is_nothing():
    steps = acts(("a", "look"), ("b", "take apple"))
    assert list(found(run("r", steps))) == [Cause.UNKNOWN]
    assert found(run("r", steps), success=True) == {}
    assert found(run("r", steps), success=None) == {}


def test_a_million_failing_steps_are_one_page():
    steps = calls(*(call("get", error=f"Error: {'x' * (at % 500)}y gone", id=at) for at in range(2000)))
    assert len(rules(run("r", steps), None)) <= 3 * 64


texts = st.text(alphabet="ab 1\n'é漢", max_size=12)
steps_of_any_kind = st.builds(
    lambda action, observation, tool, state, reward, valid: Step(
        index=0, action=action, observation=observation, tool=tool, state_key=state, reward=reward, valid_actions=valid
    ),
    texts,
    texts,
    st.none()
    | st.builds(lambda name, error, value: call(name, error=error, value=value), texts, st.none() | texts, texts),
    st.sampled_from(["", "s1", "s2"]),
    st.none() | st.floats(),
    st.none() | st.just(("a", "b")),
)


@given(st.lists(steps_of_any_kind, max_size=14), st.none() | st.booleans(), texts)
def test_every_diagnosis_of_any_run_quotes_its_steps(steps: list[Step], success: bool | None, last: str):
    trajectory = run("r", steps, final_observation=last, metadata={"max_steps": 9})
    outcome = None if success is None else Outcome(trajectory_id="r", success=success)
    for diagnosis in rules(trajectory, outcome):
        assert is_quoted(trajectory, diagnosis.evidence)
        assert len(diagnosis.evidence.quote) <= LONGEST_QUOTE
        assert len(diagnosis.state_difference) <= 200
    assert rules(trajectory, outcome) == rules(trajectory, outcome)
