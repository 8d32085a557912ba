"""Cleaning keeps what led somewhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from learn.worlds import acts, call, calls, run
from seasoned.learn.actions import moves
from seasoned.learn.clean import best_prefix, clean
from seasoned.types import Step, Trajectory


def kept(trajectory: Trajectory) -> list[str]:
    return [move.action for move in clean(trajectory, moves(trajectory))]


def test_a_walk_in_a_circle_is_left_out():
    steps = acts(("hall", "go east"), ("den", "go west"), ("hall", "go north"), ("attic", "take apple"))
    assert kept(run("r", steps)) == ["go north", "take apple"]


def test_a_circle_that_earned_something_stays():
    steps = acts(("hall", "go east"), ("den", "go west"), ("hall", "go north"), rewards={1: 0.5})
    assert kept(run("r", steps)) == ["go east", "go west", "go north"]


def test_reading_what_is_acted_on_later_stays_though_no_state_changed():
    steps = acts(
        ("kitchen", "look at wall", "you are in a kitchen"),
        ("kitchen", "read cookbook", "a wall"),
        ("kitchen", "take leek", "the recipe: leek soup"),
    )
    assert kept(run("r", steps, task="cook the meal")) == ["read cookbook", "take leek"]


def test_refused_and_failed_steps_are_left_out():
    steps = calls(call("find", error="Error: none", name="jo"), call("find", name="joe"), call("pay"))
    assert kept(run("r", steps)) == ["find(name=joe)", "pay()"]
    listed = acts(("a", "fly"), ("a2", "go"), valid_actions=("go",))
    assert kept(run("r", listed)) == ["go"]


def test_talk_is_no_step_of_a_run_that_uses_tools():
    steps = (Step(index=0, action="How can I help you?"), *calls(call("pay")))
    assert kept(run("r", steps)) == ["pay()"]


def test_the_best_prefix_ends_where_increments_were_highest():
    run_ = run("r", acts(("a", "x"), ("b", "y"), ("c", "z"), rewards={0: 0.2, 1: 0.3, 2: -0.4}))
    assert [move.action for move in best_prefix(moves(run_), 0.1)] == ["x", "y"]


def test_the_best_prefix_ends_at_the_best_grade():
    run_ = run("r", acts(("a", "x"), ("b", "y"), ("c", "z"), rewards={0: 0.2, 1: 0.8, 2: 0.1}))
    assert [move.action for move in best_prefix(moves(run_), 0.8)] == ["x", "y"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["north", "south", "take"])), max_size=20))
def test_a_cleaned_walk_visits_no_state_twice_and_ends_where_the_walk_did(walk: list[tuple[str, str]]):
    trajectory = run("r", acts(*((state, action, "fog") for state, action in walk)), task="find it")
    cleaned = clean(trajectory, moves(trajectory))
    states = [trajectory.steps[move.position].state_key for move in cleaned]
    assert len(set(states)) == len(states)
    assert [move.position for move in cleaned] == sorted(move.position for move in cleaned)
    if walk:
        assert cleaned[-1].position == len(walk) - 1
