"""MOBIMEM: a recorded path is repeated without a model while the state agrees, and not a step further."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from llm.made import WIN, lesson, lessons
from llm.runs import answering, attempt
from recall.items import chosen, experience, reason, run, scored
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.distill import workflows
from seasoned.learn.distill.replays import replays
from seasoned.payloads import Replay, ReplayStep, read, write
from seasoned.protocols import Attempt
from seasoned.recall.compose import render
from seasoned.recall.from_here import from_here
from seasoned.recall.replaying import next_action, next_step
from seasoned.recall.select import top_k
from seasoned.recall.select.state_checked import state_checked
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems.mobimem import mobimem
from seasoned.types import Hint, Kind, Outcome, Query, Step, Task, Trajectory

SCREENS = {
    "home screen": ("tap Messages", "chat list"),
    "chat list": ("open the chat with Bob", "chat with Bob"),
    "chat with Bob": ("type hello", "hello in the field"),
    "hello in the field": ("tap Send", "sent"),
}
NOTICE = {**SCREENS, "chat list": ("open the chat with Bob", "a notice"), "a notice": ("dismiss it", "chat with Bob")}


@dataclass
class Phone:
    """An app as a graph of screens; anything but the right action of a screen ends the run in failure."""

    screens: dict[str, tuple[str, str]]
    screen: str = "home screen"
    lost: bool = False

    def do(self, action: str) -> None:
        right, after = self.screens[self.screen]
        self.lost = action != right
        self.screen = after


@dataclass
class Agent:
    """Does what a replay recorded for the step it is at; asks its model, which is always right, when there is none."""

    memory: Memory
    asked: list[str] = field(default_factory=list)

    def send(self, phone: Phone, text: str = "Send hello to Bob by Messages on my phone") -> bool:
        self.asked.clear()
        with self.memory.episode(text, family="phone") as episode:
            while phone.screen != "sent" and not phone.lost:
                seen = phone.screen
                action = self._recorded(episode.recall(observation=seen), len(episode.steps))
                if action is None:
                    self.asked.append(seen)
                    action = phone.screens[seen][0]
                phone.do(action)
                episode.step(observation=seen, action=action)
            episode.finish(success=not phone.lost, observation=phone.screen)
        return not phone.lost

    @staticmethod
    def _recorded(hint: Hint, at: int) -> str | None:
        paths = [read(item.payload, Replay) for item in hint.items if item.kind is Kind.REPLAY]
        return paths[0].steps[at].action if paths and at < len(paths[0].steps) else None


def replays_without_a_model_and_stops_when_the_state_differs(system: System) -> bool:
    """Known app: no model call. An app that shows a notice: calls from there on, no wrong step, then none again."""
    ticks = itertools.count(1)
    agent = Agent(Memory(":memory:", system=system, clock=lambda: float(next(ticks))))
    results = [agent.send(Phone(SCREENS)), agent.send(Phone(SCREENS))]
    free = not agent.asked
    results.append(agent.send(Phone(NOTICE)))
    stopped = agent.asked[:1] == ["a notice"]
    results.append(agent.send(Phone(NOTICE)))
    return all(results) and free and stopped and not agent.asked


def test_a_known_path_needs_no_model_and_a_changed_one_only_from_where_it_differs() -> None:
    system = mobimem()
    assert replays_without_a_model_and_stops_when_the_state_differs(system)
    assert not replays_without_a_model_and_stops_when_the_state_differs(system.but(select=top_k(1)))
    assert not replays_without_a_model_and_stops_when_the_state_differs(system.but(distill=workflows))


def test_a_replay_for_another_person_stops_before_the_action_that_names_him() -> None:
    agent = Agent(Memory(":memory:", system=mobimem()))
    agent.send(Phone(SCREENS))
    (item,) = agent.memory.store.experiences(kinds=(Kind.REPLAY,))
    ask = [
        Query(text="Send hello to Ann by Messages on my phone", observation=seen, step=n)
        for n, seen in enumerate(SCREENS)
    ]
    assert [next_action([item], query) for query in ask] == ["tap Messages", None, "type hello", "tap Send"]
    episode = agent.memory.episode("Send hello to Ann by Messages on my phone", family="phone")
    assert "tap Messages" in episode.recall(observation="home screen").text
    episode.step(observation="home screen", action="tap Messages")
    assert not episode.recall(observation="chat list")


PATH = Replay(
    task="Send hello to Bob",
    steps=(
        ReplayStep("go", seen="a", state_key="A"),
        ReplayStep("write hello", place=1, seen="b", keywords=("hello",)),
        ReplayStep("turn", place=3, seen="a"),
    ),
)


@pytest.mark.parametrize(
    ("query", "action"),
    [
        (Query(text="t", observation="a"), "go"),
        (Query(text="t", state_key="A", observation="something else"), "go"),
        (Query(text="t", state_key="B", observation="b"), None),
        (Query(text="say hello", observation="b", step=1), "write hello"),
        (Query(text="say hello", observation="b"), "write hello"),
        (Query(text="t", observation="a", step=1), "turn"),
        (Query(text="t", observation="a", step=3), "turn"),
        (Query(text="t", observation="a", step=4), None),
        (Query(text="t", observation="b", step=2), None),
        (Query(text="t", observation="a", valid_actions=("stop",)), None),
        (Query(text="t"), None),
    ],
)
def test_the_next_step_is_the_first_one_ahead_that_was_taken_in_this_state(query: Query, action: str | None) -> None:
    step = next_step(PATH, query)
    assert (step.action if step else None) == action


def test_a_path_that_began_before_anything_was_seen_goes_on_from_nothing_seen() -> None:
    path = Replay("t", (ReplayStep("look"), ReplayStep("go", place=1, seen="a")))
    begin = next_step(path, Query(text="t"))
    assert begin is not None
    assert begin.action == "look"
    assert next_step(path, Query(text="t", step=1)) is None
    assert next_step(path, Query(text="t", observation="elsewhere")) is None
    assert next_step(path, Query(text="t", state_key="B")) is None


def test_a_replay_of_another_task_is_refused_and_other_kinds_are_left_alone() -> None:
    same = scored("same", 0.1, kind=Kind.REPLAY, payload=write(PATH))
    other = scored("other", 0.9, kind=Kind.REPLAY, payload=write(Replay("Water the plants", PATH.steps)))
    advice = scored("advice", 0.5)
    stage = state_checked()
    marked = stage(Query(text="Send hello to Bob", observation="a"), [advice, other, same], Random(0), 1.0)
    assert chosen(marked) == ["same", "advice"]
    assert "likeness 0.00" in reason(marked, "other")
    assert "not a state" in reason(run(stage, [same], text="Send hello to Bob"), "same")
    with pytest.raises(InputError, match="alike"):
        run(state_checked(1.5), [same])


def test_the_hint_names_only_the_next_action_and_hands_out_the_item_as_stored() -> None:
    item = experience("path", when="Send hello to Bob", kind=Kind.REPLAY, payload=write(PATH), body="the whole path")
    hint = from_here(render())(Query(text="Send hello to Ann", observation="a"), [item])
    assert hint.items == (item,)
    assert "the next step was: go" in hint.text
    assert "whole path" not in hint.text


def test_only_successes_whose_every_state_is_known_are_recorded() -> None:
    def done(*steps: Step, success: bool = True) -> Attempt:
        task = Task(id="t", text="Send hello to Bob")
        return Attempt(Trajectory(id="r", task=task, steps=steps), Outcome(trajectory_id="r", success=success))

    seen = Step(index=0, observation="home", action="open the chat with Bob")
    blind = Step(index=1, action="tap Send")
    with open_store(":memory:") as store:
        (proposal,) = replays([done(seen)], store)
        assert not list(replays([done(seen, blind)], store))
        assert len(list(replays([done(replace(blind, index=0), replace(seen, index=1))], store))) == 1
        assert not list(replays([done(seen, success=False)], store))
    (step,) = read(proposal.payload, Replay).steps
    assert step == ReplayStep("open the chat with Bob", seen="home", keywords=("bob",))


def test_with_a_model_its_insights_stand_where_the_templates_stood() -> None:
    model, _ = answering(lessons(lesson("refunded 20 EUR")))
    memory = Memory(":memory:", system=mobimem(calls=llm.Calls(model)))
    memory.learn([(WIN, attempt(WIN, True).outcome)])
    (item,) = memory.recall("Refund order W9 of Bo").items
    assert item.kind is Kind.INSIGHT
