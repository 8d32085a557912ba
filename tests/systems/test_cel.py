"""CEL: rules of the world that are checked against the log keep the agent alive, unchecked ones drown it."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from llm.runs import answering
from recall.items import chosen, reason, run, scored
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.distill.dynamics import dynamics
from seasoned.learn.dynamics import ANY, LOST, NOTHING, SHOWS, WON, Law, changes, foretells, situations
from seasoned.payloads import read
from seasoned.protocols import Attempt
from seasoned.recall.select import top_k
from seasoned.recall.select.upheld import upheld
from seasoned.store import open_store
from seasoned.system import System
from seasoned.systems.cel import cel
from seasoned.systems.no_memory import no_memory
from seasoned.types import Evidence, Kind, Origin, Outcome, OutcomeSource, Proposal, Step, Task, Trajectory

WAYS = ("left", "ahead", "right")
GROUNDS = {"ice": True, "snow": True, "a hole": False, "thin ice": False}
ROWS = 4


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def value(laws: list[Law], before: str, action: str) -> int:
    """Return -1 for what is foretold to lose the run, else 0."""
    return -any(law.effect == LOST and foretells(law, before, action) for law in laws)


def cross(m: Memory, rng: Random) -> bool:
    """Look one step ahead with the rules of the hint; of equals take one at random. A wrong step ends the run."""
    with m.episode("Cross the frozen lake", family="lake") as episode:
        for _ in range(ROWS):
            around = dict(zip(WAYS, rng.sample(sorted(GROUNDS), len(WAYS)), strict=True))
            before = "\n".join(f"{way}: {ground}" for way, ground in around.items())
            hint = episode.recall(observation=before)
            laws = [read(one.payload, Law) for one in hint.items if one.kind is Kind.FACT]
            way = max(WAYS, key=lambda one: (value(laws, before, one), rng.random()))
            episode.step(observation=before, action=way)
            if not GROUNDS[around[way]]:
                break
        won = GROUNDS[around[way]] and len(episode.steps) == ROWS
        episode.finish(success=won, observation="the far side" if won else "cold water")
    return won


def crossings(system: System) -> float:
    """Return the share of the last twenty of thirty crossings that were won, over three seeds."""
    wins = []
    for seed in range(3):
        m, rng = memory(system), Random(seed)
        wins += [cross(m, rng) for _ in range(30)][10:]
    return sum(wins) / len(wins)


def test_checked_rules_win_and_unchecked_ones_do_not() -> None:
    one_run, all_shown = dynamics(pool=0), top_k(40)
    checked = crossings(cel())
    assert checked > 0.9
    assert max(crossings(cel().but(distill=one_run, select=all_shown)), crossings(no_memory())) < 0.3
    # Either half of the check alone, at induction or when later runs refute, leaves some coincidences in.
    halves = [crossings(cel().but(distill=one_run)), crossings(cel().but(select=all_shown))]
    assert 0.3 < min(halves) <= max(halves) < checked


def rules_of(store_runs: list[Attempt], new: Attempt, **knobs: int) -> dict[Law, Proposal]:
    with open_store(":memory:") as store:
        for one in store_runs:
            assert one.outcome is not None
            store.append(one.trajectory, one.outcome, at=1.0)
        return {read(found.payload, Law): found for found in dynamics(**knobs)((new,), store)}


def walk(name: str, *path: tuple[str, str], end: str, success: bool) -> Attempt:
    steps = tuple(Step(index=at, observation=before, action=action) for at, (before, action) in enumerate(path))
    trajectory = Trajectory(
        id=name, task=Task(id="t", text="Cross", family="lake"), steps=steps, final_observation=end, origin=Origin.OWN
    )
    return Attempt(trajectory, Outcome(trajectory_id=name, success=success, score=float(success)))


HOLE = Law(ANY, "{action}: a hole", LOST)
LEFT = Law("left", "", LOST)


def test_a_coincidence_is_refuted_by_the_log_before_it_is_stored() -> None:
    harmless = walk("a", ("left: ice\nup: ice", "left"), ("left: ice\nup: the goal", "up"), end="won", success=True)
    fell = walk("b", ("left: a hole\nup: ice", "left"), end="down below", success=False)
    assert {HOLE, LEFT} <= set(rules_of([], fell))
    checked = rules_of([harmless], fell)
    assert HOLE in checked
    assert LEFT not in checked
    assert LEFT in rules_of([harmless], fell, pool=0)


def test_later_runs_speak_for_and_against_a_stored_rule_and_a_refuted_one_is_not_shown() -> None:
    m = memory(cel())
    for attempt in (
        walk("a", ("left: a hole\nup: ice", "left"), end="down below", success=False),
        walk("b", ("left: ice\nup: ice", "left"), ("up: the goal", "up"), end="won", success=True),
    ):
        m.learn([(attempt.trajectory, attempt.outcome)])
    stored = {read(one.payload, Law): one for one in m.store.experiences(kinds=(Kind.FACT,))}
    assert (stored[LEFT].evidence.support_count, stored[LEFT].evidence.contradict_count) == (1, 1)
    shown = {read(one.payload, Law) for one in m.recall("Cross", family="lake").items}
    assert HOLE in shown
    assert LEFT not in shown


def test_a_rule_that_was_shown_can_still_be_confirmed_and_refuted() -> None:
    m = memory(cel())
    for _ in range(2):
        with m.episode("Cross", family="lake") as episode:
            episode.recall()
            episode.step(observation="a long wooden bridge over the frozen lake", action="walk over the long bridge")
            episode.finish(success=True, observation="the far and sunny side of the frozen lake")
    counts = {one.evidence.support_count for one in m.store.experiences(kinds=(Kind.FACT,))}
    assert counts == {2}


def test_a_change_has_every_effect_that_the_log_shows() -> None:
    first, second, last = changes(
        walk("a", ("wall", "push"), ("wall", "open the door"), ("a door", "go in"), end="inside", success=True)
    )
    assert first.effects == {NOTHING}
    assert second.effects == {f"{SHOWS}\na door"}
    assert last.effects == {WON, f"{SHOWS}\ninside"}


def test_a_run_that_was_cut_off_was_not_lost_by_its_last_action() -> None:
    cut = walk("a", ("wall", "push"), end="wall", success=False)
    assert changes(cut)[0].effects == {NOTHING, LOST}
    noted = Trajectory(
        id="a",
        task=cut.trajectory.task,
        steps=cut.trajectory.steps,
        final_observation="wall",
        metadata={"truncated": True},
    )
    assert changes(Attempt(noted, cut.outcome))[0].effects == {NOTHING}


def test_of_a_run_that_nobody_judged_the_last_action_says_nothing() -> None:
    told = walk("a", ("wall", "push"), ("wall", "push"), end="wall", success=True)
    assert told.outcome is not None
    own_word = Outcome(trajectory_id="a", success=True, source=OutcomeSource.SELF)
    assert len(changes(told)) == 2
    assert len(changes(Attempt(told.trajectory, own_word))) == 1
    assert changes(Attempt(told.trajectory, None)) == []


def test_a_condition_is_a_line_without_the_words_of_the_action() -> None:
    found = set(situations("Left: a hole\nThe red key is rusty", "left"))
    assert found == {("left", ""), ("left", "{action}: a hole"), (ANY, "{action}: a hole")}
    found = set(situations("You see the Red Key.", "take red key"))
    assert found == {("take {0}", ""), ("take {0}", "You see the {0}.")}
    assert foretells(HOLE, "up: ice\ndown: a hole", "down")
    assert not foretells(HOLE, "up: ice\ndown: a hole", "up")


def test_upheld_refuses_what_was_refuted_and_ranks_by_what_speaks_for_it() -> None:
    items = [
        scored("refuted", 1.0, evidence=Evidence(support_count=9, contradict_count=1)),
        scored("once", 1.0, evidence=Evidence(support_count=1)),
        scored("often", 1.0, evidence=Evidence(support_count=8)),
    ]
    marked = run(upheld(), items)
    assert chosen(marked) == ["often", "once"]
    assert marked[0].score == pytest.approx(9 / 10)
    assert reason(marked, "refuted") == "borne out in 9 of 10 cases, less than 1.00"
    assert len(chosen(run(upheld(0.9), items))) == 3
    assert len(chosen(run(upheld(kinds=(Kind.FACT,)), items))) == 3


def test_knobs_out_of_range_are_refused() -> None:
    with open_store(":memory:") as empty, pytest.raises(InputError, match="pool"):
        list(dynamics(pool=-1)((), empty))
    with pytest.raises(InputError, match="least"):
        run(upheld(2.0), [scored("a", 1.0)])


def test_a_model_adds_lessons_from_lost_runs_to_the_playbook() -> None:
    lesson = {
        "kind": "insight",
        "when": "a hole lies ahead",
        "body": "Walk around the hole.",
        "tags": ["lake"],
        "confidence": 0.8,
        "cites": [{"run": 1, "first_step": 0, "last_step": 0, "quote": "left: a hole"}],
    }
    m = memory(cel(calls=llm.Calls(answering({"lessons": [lesson]})[0])))
    fell = walk("a", ("left: a hole\nup: ice", "left"), end="down below", success=False)
    m.learn([(fell.trajectory, fell.outcome)])
    assert "Walk around the hole." in m.recall("Cross", family="lake").text
