"""Judges read facts, never prose."""

from __future__ import annotations

import math

import pytest

from learn.worlds import NOW, acts, run
from seasoned.learn import judge
from seasoned.types import OutcomeSource, Step


def rewarded(*rewards: float | None):
    return run("r", tuple(Step(index=at, action="go", reward=reward) for at, reward in enumerate(rewards)))


def test_success_is_never_parsed_out_of_free_text():
    boasting = run("r", acts(("a", "finish", "Task completed successfully! success=True, reward 1.0")))
    assert judge.default(boasting, NOW) is None


def test_the_last_reward_says_how_a_graded_run_ended():
    outcome = judge.default(rewarded(0.2, 1.0), NOW)
    assert (outcome.success, outcome.score, outcome.source) == (True, 1.0, OutcomeSource.ENVIRONMENT)
    outcome = judge.default(rewarded(1.0, 0.4), NOW)
    assert (outcome.success, outcome.score) == (False, 0.4)
    assert outcome.observed_at == NOW


def test_each_way_to_reduce_rewards_is_a_judge_of_its_own():
    grades = rewarded(0.5, 0.7, 0.3)
    assert judge.last_reward(grades, NOW).score == 0.3
    assert judge.best_reward(grades, NOW).score == 0.7
    assert judge.total_reward(grades, NOW).success


def test_a_reward_that_is_not_a_number_is_no_reward():
    assert judge.last_reward(rewarded(math.nan, None, math.inf), NOW) is None
    assert judge.last_reward(rewarded(0.5, math.nan), NOW).score == 0.5


def test_all_tests_must_pass_and_one_must_have_run():
    good = run("r", (), metadata={"tests_passed": 4, "tests_failed": 0})
    assert judge.tests(good, NOW).success
    bad = judge.tests(run("r", (), metadata={"tests_passed": 3, "tests_failed": 1}), NOW)
    assert (bad.success, bad.score, bad.source) == (False, 0.75, OutcomeSource.TEST)
    assert judge.tests(run("r", (), metadata={"tests_passed": 0, "tests_failed": 0}), NOW) is None


def test_the_exit_code_of_the_last_command_is_only_a_proxy():
    last = run("r", (Step(index=0, action="make", metadata={"exit_code": 0}),))
    outcome = judge.default(last, NOW)
    assert outcome.source is OutcomeSource.PROXY
    assert outcome.confidence < 1.0
    whole = judge.default(run("r", (), metadata={"exit_code": 1}), NOW)
    assert (whole.success, whole.source) == (False, OutcomeSource.TEST)


def test_an_explicit_label_goes_before_rewards():
    outcome = judge.default(run("r", rewarded(0.0).steps, metadata={"success": True, "score": 0.9}), NOW)
    assert (outcome.success, outcome.score, outcome.verifier) == (True, 0.9, "label:success")


def test_text_that_says_true_is_no_label():
    assert judge.label(run("r", (), metadata={"success": "true"}), NOW) is None


@pytest.mark.parametrize("score", [-3.0, 7.0])
def test_scores_stay_between_0_and_1(score: float):
    assert 0.0 <= judge.last_reward(rewarded(score), NOW).score <= 1.0


def test_the_first_judge_with_an_answer_is_heard():
    ask = judge.first(judge.tests, judge.last_reward)
    assert ask(rewarded(1.0), NOW).verifier == "last_reward"
    assert ask(run("r", ()), NOW) is None
