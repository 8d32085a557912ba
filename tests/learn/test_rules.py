from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from seasoned.learn.distill.rules import RuleInduction, choices, fatal, quality
from seasoned.learn.preference import Choice, Preference, targets
from seasoned.lift import Situation, lift
from seasoned.memory import Memory
from seasoned.payloads import Rule, read
from seasoned.protocols import Attempt
from seasoned.types import Kind, Origin, Outcome, Step, Task, Trajectory

ACTIONS = ("open blue box", "open red box", "sing")


def attempt(n: int, box: str, *, origin: Origin = Origin.DEMONSTRATION, success: bool = True) -> Attempt:
    step = Step(
        index=0,
        observation=f"The note says: the {box} box.",
        action=f"open {box} box",
        valid_actions=ACTIONS,
        reward=1.0 if success else -1.0,
        metadata={"state": "You are here."},
    )
    trajectory = Trajectory(
        id=f"t{n}",
        task=Task(id=f"k{n}", text="Open it.", family="f"),
        steps=(step,),
        origin=origin,
        metadata={"truncated": False},
    )
    return Attempt(trajectory, Outcome(trajectory_id=f"t{n}", success=success, score=float(success)))


def learned(attempts: list[Attempt]) -> dict[str, Rule]:
    memory = Memory(":memory:", clock=lambda: 1.0)
    for one in attempts:
        memory.learn([(one.trajectory, one.outcome)])
    found = memory.store.experiences(kinds=(Kind.RULE,))
    return {rule.key: read(rule.payload, Rule) for rule in found}


def preference(rules: dict[str, Rule], observation: str, action: str) -> float:
    situation = Situation("Open it.")
    situation.observe(observation, "You are here.")
    lifted = lift(situation, action)
    weights = rules[lifted.template].weights
    return weights.get("", 0.0) + sum(weights.get(condition, 0.0) for condition in lifted.conditions)


def test_what_sets_the_chosen_action_apart_is_learned_and_transfers_to_the_other_box():
    rules = learned([attempt(n, ("red", "blue")[n % 2]) for n in range(12)])
    told = "The note says: the red box."
    assert preference(rules, told, "open red box") > preference(rules, told, "open blue box")
    assert preference(rules, told, "open red box") > preference(rules, told, "sing")
    assert rules["open {0}"].chosen == 12
    assert rules["sing"].offered == 12
    assert rules["sing"].chosen == 0


def test_without_the_note_there_is_nothing_to_tell_the_boxes_apart():
    rules = learned([attempt(n, ("red", "blue")[n % 2]) for n in range(12)])
    difference = preference(rules, "", "open red box") - preference(rules, "", "open blue box")
    told = "The note says: the red box."
    informed = preference(rules, told, "open red box") - preference(rules, told, "open blue box")
    assert informed > 2 * abs(difference)


def test_an_own_run_counts_by_its_success_and_a_lost_one_teaches_only_what_lost_it():
    won, lost = attempt(1, "red", origin=Origin.OWN), attempt(2, "red", origin=Origin.OWN, success=False)
    assert quality(won) == 1.0
    assert quality(lost) == 0.0
    assert fatal(won) is None
    assert fatal(lost) == 0
    ((_, choice),) = choices(lost)
    assert choice.target[0] == 0.0


def test_a_success_teaches_by_its_score_and_in_full_where_it_has_none():
    won = attempt(1, "red", origin=Origin.OWN)
    assert won.outcome is not None
    assert quality(Attempt(won.trajectory, replace(won.outcome, score=0.4))) == 0.4
    assert quality(Attempt(won.trajectory, replace(won.outcome, score=None))) == 1.0


def test_losses_teach_what_to_avoid_only_beside_something_to_do():
    losses = [attempt(n, "blue", origin=Origin.OWN, success=False) for n in range(4)]
    wins = [attempt(10 + n, "red") for n in range(4)]
    assert learned(losses) == {}
    told = "The note says: the blue box."
    careless, careful = learned(wins), learned([*wins, *losses])
    assert careful["open {0}"].lost == 4
    assert preference(careful, told, "open blue box") < preference(careless, told, "open blue box")


def test_a_run_that_a_limit_cut_off_lost_nothing():
    lost = attempt(1, "red", origin=Origin.OWN, success=False)
    cut = replace(lost, trajectory=replace(lost.trajectory, metadata={"truncated": True}))
    assert fatal(cut) is None


def test_a_rule_counts_the_runs_that_its_actions_lost():
    rule = learned([attempt(1, "red"), attempt(2, "blue", origin=Origin.OWN, success=False)])["open {0}"]
    assert (rule.lost, rule.chosen) == (1, 1)


def test_of_too_many_alternatives_the_most_telling_are_kept():
    valid = (
        *(f"move chair {n} to wall" for n in range(300)),
        *(f"paint {n}" for n in range(300)),
        *("move egg to shelf", "move egg to box", "move lamp to box", "go to hall", "go to yard", "focus on egg"),
    )
    path = ("go to hall", "move egg to box")
    steps = tuple(Step(index=n, action=action, valid_actions=valid) for n, action in enumerate(path))
    trajectory = Trajectory(id="t", task=Task(id="k", text="Move it."), steps=steps, origin=Origin.DEMONSTRATION)
    (_, _), (_, last) = choices(Attempt(trajectory, None))
    assert len(last.alternatives) == 65
    offered = {(one.template, one.fillers) for one in last.alternatives}
    assert ("move {0} to {1}", (("egg",), ("shelf",))) in offered
    assert ("move {0} to {1}", (("lamp",), ("box",))) in offered
    assert {("go to {0}", (("hall",),)), ("go to {0}", (("yard",),)), ("focus on {0}", (("egg",),))} <= offered
    assert sum(name == "paint {0}" for name, _ in offered) < 40


def test_conditions_without_names_carry_over_to_things_of_other_names():
    def decision(thing: str, others: tuple[str, ...]) -> Choice:
        situation = Situation("Find a plant.")
        situation.observe("", "A garden.")
        return Choice(
            tuple(lift(situation, f"focus on {one}") for one in (thing, *others)), (1.0, *(0.0 for _ in others))
        )

    shown = [decision(f"adult {name} tree", ("old bench", "iron gate")) for name in ("cherry", "peach", "apple")]
    preference = Preference({}, {})
    preference.fit(shown, (), rounds=5, replay=0, rng=Random(0))
    weights = {weight: value for weight, value, _ in preference.items()}

    def score(thing: str) -> float:
        lifted = decision(thing, ()).alternatives[0]
        return sum(weights.get((lifted.template, condition), 0.0) for condition in lifted.conditions)

    assert score("adult lemon tree") > score("wooden fence") + 1.0


def test_good_actions_that_come_later_are_not_learned_as_bad():
    assert targets(["a", "b", "c"], ["a", "b"]) == (0.8, 0.2, 0.0)
    assert targets(["c"], ["a"]) == (0.0,)


def test_fitting_can_go_on_from_stored_weights():
    one = attempt(1, "red")
    first = Preference({}, {})
    found = [choice for _, choice in choices(one)]
    first.fit(found, [], rounds=3, replay=0, rng=Random(0))
    weights = {weight: value for weight, value, _ in first.items()}
    again = Preference(weights, {weight: curvature for weight, _, curvature in first.items()})
    assert {weight: value for weight, value, _ in again.items()} == weights


def test_nothing_is_proposed_where_no_alternatives_are_listed():
    one = attempt(1, "red")
    bare = replace(
        one, trajectory=replace(one.trajectory, steps=(replace(one.trajectory.steps[0], valid_actions=None),))
    )
    assert list(RuleInduction()([bare], Memory(":memory:").store)) == []


def test_reopening_the_store_changes_nothing_of_what_is_learned(tmp_path: Path):
    attempts = [attempt(n, ("red", "blue")[n % 2]) for n in range(6)]

    def digests(name: str, *, reopen: bool) -> list[str]:
        memory = Memory(tmp_path / name, clock=lambda: 1.0)
        for one in attempts:
            memory.learn([(one.trajectory, one.outcome)])
            if reopen:
                memory.close()
                memory = Memory(tmp_path / name, clock=lambda: 1.0)
        found = [event.digest for event in memory.store.log()]
        memory.close()
        return found

    assert digests("a.db", reopen=False) == digests("b.db", reopen=True)
