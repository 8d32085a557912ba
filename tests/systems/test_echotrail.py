"""EchoTrail-GUI: what was collected by exploring helps behind a gate, and without it is worse than nothing."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from llm.runs import answering
from recall.items import chosen, run, scored
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.admit import Admission
from seasoned.learn.admit.gate import Gate
from seasoned.learn.critic import critic
from seasoned.recall.select import fuse
from seasoned.system import System
from seasoned.systems.echotrail import echotrail
from seasoned.systems.no_memory import no_memory
from seasoned.types import Step, Task, ToolCall, Trajectory

BUTTONS = ("home", "menu", "apps", "tools", "about", "more")
APPS = {"Alpha": ("home", "menu", "apps"), "Beta": ("tools", "about", "more"), "Gamma": ("more", "home", "about")}
USUAL = BUTTONS[:4]
"""What an agent that knows nothing presses; it happens to solve Alpha."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def press(m: Memory, text: str, app: str, buttons: tuple[str, ...] | None = None) -> bool:
    """Press the buttons given, else those of the first trail shown, else the usual ones.."""
    with m.episode(text, family="phone") as episode:
        hint = episode.recall()
        trail = tuple(step["action"] for step in hint.items[0].payload["steps"]) if hint.items else USUAL
        screen = 0
        for button in buttons or trail[: len(USUAL)]:
            episode.step(observation=f"screen {screen} of {app}", action=button)
            screen += screen < 3 and APPS[app][screen] == button
        if buttons is None:
            episode.finish(success=screen == 3, observation=f"screen {screen} of {app}")
        else:
            episode.finish(observation=f"screen {screen} of {app}")
    return screen == 3


def share_solved(system: System, seed: int) -> float:
    """Explore each app for eight rooms, straight through it for one of them; then solve all eight."""
    rng, m = Random(seed), memory(system)
    asked = [f"Turn on the radio of {{}}, room {seed}{n}" for n in range(8)]
    for n, text in enumerate(asked):
        for app, way in APPS.items():
            wandering = tuple(rng.choice(BUTTONS) for _ in way)
            press(m, text.format(app), app, way if n == seed else wandering)
    frozen = Memory(m.store, system=system.but(name="frozen", admit=no_memory().admit))
    solved = [press(frozen, text.format(app), app) for text in asked for app in APPS]
    return sum(solved) / len(solved)


def mean(system: System) -> float:
    return sum(share_solved(system, seed) for seed in range(3)) / 3


def test_gated_trails_help_and_ungated_ones_are_worse_than_no_memory() -> None:
    without = mean(no_memory())
    assert mean(echotrail()) > 0.9 > without
    assert mean(echotrail(least=0.0)) < without


def trail(*shown: str) -> Trajectory:
    steps = [Step(index=at, observation=text, action=f"press {at}") for at, text in enumerate(shown[:-1])]
    return Trajectory(id="t", task=Task(id="t", text="explore"), steps=tuple(steps), final_observation=shown[-1])


def test_the_critic_counts_the_actions_that_led_to_something_new() -> None:
    # Five actions; the third shows what was seen before.
    told = critic(trail("a", "b", "c", "b", "d", "e"), 7.0)
    assert told is not None
    assert (told.score, told.success, told.observed_at) == (pytest.approx(4 / 5), True, 7.0)
    worse = critic(trail("a", "b", "b", "b", "d", "e"), 7.0)
    assert worse is not None
    assert (worse.score, worse.success) == (pytest.approx(3 / 5), False)


def test_the_critic_does_not_count_refused_actions_and_says_nothing_of_what_shows_nothing() -> None:
    calls = [ToolCall(name="open", result="a list"), ToolCall(name="open", error="no such door")]
    steps = tuple(Step(index=at, tool=call) for at, call in enumerate(calls))
    told = critic(Trajectory(id="t", task=Task(id="t", text="explore"), steps=steps), 0.0)
    assert told is not None
    assert told.score == pytest.approx(1 / 2)
    assert critic(Trajectory(id="t", task=Task(id="t", text="explore"), steps=()), 0.0) is None
    silent = Trajectory(id="t", task=Task(id="t", text="explore"), steps=(Step(index=0, action="wait"),))
    assert critic(silent, 0.0) is None


def test_the_environment_has_the_first_word() -> None:
    m = memory(echotrail())
    with m.episode("Turn on the radio") as episode:
        episode.step(observation="a", action="press 1")
        episode.step(observation="b", action="press 2", reward=0.0)
        learned = episode.finish(observation="c")
    (attempt,) = learned.attempts
    assert attempt.outcome is not None
    assert (attempt.outcome.verifier, attempt.outcome.success) == ("last_reward", False)
    assert not m.store.experiences(statuses=None)


def test_the_mix_is_a_share_of_each_scaled_channel() -> None:
    # dense is stretched from min to max, lexical divided by the largest: .5·1 + .5·(2/4) and .5·0 + .5·1.
    items = [scored("near", {"dense": 0.8, "lexical": 2.0}), scored("worded", {"dense": 0.6, "lexical": 4.0})]
    marked = run(fuse({"dense": 0.5, "lexical": 0.5}), items)
    assert [(one.candidate.id, one.score) for one in marked] == [("near", 0.75), ("worded", 0.5)]
    assert chosen(run(echotrail(a=0.2).select, items))[0] == "worded"


def test_a_gate_needs_a_floor_in_range() -> None:
    with pytest.raises(InputError, match="least"):
        Gate(Admission(), least=4.0)


def test_a_model_that_judges_lets_a_trail_in_or_keeps_it_out() -> None:
    for score, kept in ((0.9, 1), (0.4, 0)):
        verdict = {"verdict": "success", "score": score, "confidence": 0.9, "reason": "it reached the last screen"}
        m = memory(echotrail(calls=llm.Calls(answering(verdict)[0])))
        press(m, "Turn on the radio of Beta", "Beta", ("tools", "tools", "tools", "about", "more"))
        assert len(m.store.experiences()) == kept
