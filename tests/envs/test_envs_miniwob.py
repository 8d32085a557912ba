from __future__ import annotations

import pytest
from playing import play

from seasoned import envs
from seasoned.envs.miniwob import FAMILIES

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("environment", ["miniwob"], indirect=True)]

SCRIPTED = ("click-checkboxes", "click-option", "enter-password", "focus-text-2", "login-user", "multi-orderings")


@pytest.mark.parametrize("family", SCRIPTED)
def test_scripts_solve_their_pages(environment: envs.WorkerEnvironment, family: str) -> None:
    for task in environment.tasks(family, fold="test", count=2, seed=0):
        solution = environment.expert(task)
        assert solution
        assert play(environment, task, solution)[-1].success


def test_every_listed_page_offers_something_to_click(environment: envs.WorkerEnvironment) -> None:
    for family in FAMILIES:
        (task,) = environment.tasks(family, fold="dev", count=1, seed=0)
        seen = environment.reset(task)
        assert seen.task
        assert seen.state
        assert any(action.startswith("click ") for action in seen.valid_actions), family


def test_what_is_typed_shows_in_the_state_and_replaces_what_stood_there(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("login-user", fold="train", count=1, seed=0)
    seen = environment.reset(task)
    first, second = (a for a in seen.valid_actions if a.startswith("type") and a.endswith("input_text username"))
    environment.step(first)
    typed = environment.step(second).state
    assert f'= "{second.split()[1]}"' in typed
    assert first.split()[1] not in typed


def test_a_wrong_click_earns_a_negative_reward_and_no_score(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("click-test-2", fold="train", count=1, seed=0)
    environment.reset(task)
    end = environment.step("click button subbtn2 TWO")
    assert (end.done, end.success, end.reward, end.score) == (True, False, -1.0, 0.0)


def test_pages_outside_the_list_can_be_asked_for(environment: envs.WorkerEnvironment) -> None:
    (task,) = environment.tasks("click-shades", fold="train", count=1, seed=0)
    assert environment.reset(task).valid_actions
    assert environment.expert(task) is None
