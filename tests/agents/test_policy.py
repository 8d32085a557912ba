from __future__ import annotations

from random import Random

from seasoned.agents.policy import (
    allowed,
    by_cases,
    by_rules,
    by_transitions,
    by_workflows,
    follow,
    read_advice,
    substitutions,
)
from seasoned.lift import Situation
from seasoned.payloads import (
    Case,
    CaseStep,
    Guardrail,
    Replay,
    ReplayStep,
    Rule,
    TaskPlan,
    Transition,
    Workflow,
    write,
)
from seasoned.types import Cause, Experience, Kind


def advice(*payloads: object):
    kinds = {
        Rule: Kind.RULE,
        Case: Kind.CASE,
        Workflow: Kind.WORKFLOW,
        Guardrail: Kind.GUARDRAIL,
        Transition: Kind.TRANSITION,
        TaskPlan: Kind.PLAN,
        Replay: Kind.REPLAY,
    }
    return read_advice(
        [
            Experience(id=str(n), kind=kinds[type(p)], key=str(n), when="w", body="b", payload=write(p))
            for n, p in enumerate(payloads)
        ]
    )


def test_a_guardrail_removes_an_action_unless_nothing_would_be_left():
    known = advice(Guardrail(trigger="t", cause=Cause.UNKNOWN, forbid="eat soap", failures=3, tries=3))
    assert allowed(known, ["eat soap", "wash"]) == ["wash"]
    assert allowed(known, ["eat soap"]) == ["eat soap"]


def test_a_plan_is_followed_where_it_succeeded_and_what_it_warns_of_is_left_out():
    won = advice(TaskPlan(goal="g", steps=("open {door}", "take {thing}"), success=True))
    assert by_workflows(won, Situation("Take it."), ["open gate", "sleep"]) == "open gate"
    lost = advice(TaskPlan(goal="g", steps=("sleep",), sections={"avoid": {"sleep": "nothing happened"}}))
    assert by_workflows(lost, Situation("Take it."), ["open gate", "sleep"]) is None
    assert allowed(lost, ["open gate", "sleep"]) == ["open gate"]


def test_a_recorded_path_is_followed_like_a_case():
    path = advice(
        Replay("find the coin", (ReplayStep("open box", seen="a box"), ReplayStep("take coin", seen="a coin")))
    )
    situation = Situation("find the coin")
    situation.observe("a box", "")
    assert by_cases(path, situation, (), ["open box", "take coin", "wait"]) == "open box"


def test_rules_choose_what_their_conditions_favour():
    situation = Situation("Take the apple.")
    situation.observe("You see an apple and a stone.", "")
    known = advice(Rule(template="take {0}", weights={"{0} is apple": 9.0, "{0} is stone": -9.0}))
    drawn = {by_rules(known, situation, (), ["take apple", "take stone"], 0, Random(n)) for n in range(20)}
    assert drawn == {"take apple"}


def test_rules_say_nothing_about_templates_they_do_not_know():
    known = advice(Rule(template="take {0}", weights={}))
    assert by_rules(known, Situation("x"), (), ["open door"], 0, Random(0)) is None


def test_words_of_the_task_are_exchanged_when_a_case_is_followed():
    assert substitutions("find the coin in the kitchen", "find the key in the cellar") == (
        ("kitchen", "cellar"),
        ("coin", "key"),
    )
    case = Case(task="find the coin", steps=(CaseStep("", "take coin"),), success=True, score=1.0)
    situation = Situation("find the key")
    assert by_cases(advice(case), situation, (), ["take key", "take stone"]) == "take key"


def test_following_a_case_binds_what_stands_in_its_place():
    steps = ("focus on cherry tree", "pick up cherry tree")
    case = Case(task="t", steps=tuple(CaseStep("", action) for action in steps))
    trace = [("focus on peach tree", frozenset({"focus on peach tree", "wait"}))]
    place, swaps = follow(case, "t", trace)
    assert place == 1
    assert ("cherry", "peach") in swaps


def test_a_workflow_goes_on_where_its_earlier_steps_were_taken():
    situation = Situation("buy the red shirt")
    situation.act("search shirts")
    known = advice(Workflow(steps=("search {q}", "click {item}", "buy")))
    assert by_workflows(known, situation, ["click red", "click blue", "buy"]) == "click red"


def test_transitions_suggest_the_heaviest_edge_that_is_on_offer():
    situation = Situation("t")
    situation.act("open fridge")
    known = advice(Transition("open {0}", "close {0}", 5), Transition("open {0}", "take {0}", 2))
    assert by_transitions(known, situation, ["take milk", "wait"]) == "take milk"
