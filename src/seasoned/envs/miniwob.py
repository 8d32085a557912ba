"""MiniWoB++: small tasks on real web pages in a real browser, read and driven as text.

Liu et al., "Reinforcement Learning on Web Interfaces using Workflow-Guided Exploration", ICLR 2018; Shi et al., "World
of Bits", ICML 2017. The pages come with the `miniwob` package and are loaded from disk, so nothing is fetched.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import time
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from seasoned.envs import browser, page
from seasoned.envs.stream import draw, known_family
from seasoned.errors import EnvironmentUnavailableError, EpisodeError, MissingExtraError
from seasoned.protocols import EnvTask, Observation

FAMILIES = (
    "click-button",
    "click-checkboxes",
    "click-collapsible-2",
    "click-dialog-2",
    "click-link",
    "click-option",
    "click-tab-2-easy",
    "click-test-2",
    "click-widget",
    "email-inbox-delete",
    "email-inbox-important",
    "enter-password",
    "enter-text",
    "focus-text-2",
    "login-user",
    "login-user-popup",
    "multi-orderings",
    "navigate-tree",
    "phone-book",
    "search-engine",
)
"""Families that the text of the page suffices to solve. Every other registered name may be asked for as well."""

FOLDS: Mapping[str, range] = {
    "train": range(10_000),
    "dev": range(10_000, 11_000),
    "test": range(11_000, 12_000),
}
"""Seeds per fold. The pages have no seeds of their own, so the split is ours."""

_SCRIPTS: Mapping[str, tuple[str, ...]] = {
    "click-button": ("click button {target}",),
    "click-checkboxes": ("click input_checkbox * {*}", "click button subbtn Submit"),
    "click-dialog-2": ("click button {target}",),
    "click-link": ("click span alink {target}",),
    "click-option": ("click input_radio * {target}", "click button subbtn Submit"),
    "click-test-2": ("click button subbtn* {target}",),
    "email-inbox-delete": ("click div email-sender {by}", "click span trash"),
    "email-inbox-important": ("click div email-sender {by}", "click span star"),
    "enter-password": (
        "type {target} into input_password password",
        "type {target} into input_password verify",
        "click button subbtn Submit",
    ),
    "enter-text": ("type {target} into input_text tt", "click button subbtn Submit"),
    "focus-text-2": ("click input_text tt{target}",),
    "login-user": (
        "type {username} into input_text username",
        "type {password} into input_password password",
        "click button subbtn Login",
    ),
    "multi-orderings": (
        "type {year} into input_text Year",
        "type {genre} into input_text Genre",
        "type {director} into input_text Director",
        "click div final Submit",
    ),
}
"""Expert scripts: patterns of actions with the slots of the instruction, matched against what the page offers."""

# An image that is still being loaded has no size, and what has no size is not shown. Icons that a style names are known
# by pictures of our own of the same address, which are loaded when theirs are.
_READ = """
window.shownIcons = window.shownIcons || {};
for (const element of document.querySelectorAll('body *')) {
  const content = getComputedStyle(element).content;
  if (content.startsWith('url("') && !(content in shownIcons)) {
    shownIcons[content] = new Image();
    shownIcons[content].src = content.slice(5, -2);
  }
}
const images = [...document.images, ...Object.values(shownIcons)];
if (!WOB_DONE_GLOBAL && !images.every(image => image.complete)) return null;
const spoken = core.getUtterance();
return {done: WOB_DONE_GLOBAL, reward: WOB_RAW_REWARD_GLOBAL,
        utterance: spoken.utterance || spoken, fields: spoken.fields || null,
        dom: WOB_DONE_GLOBAL ? null : core.getDOMInfo()};
"""
# Animations are switched off, because what they show depends on when one looks. The page's own clock ends an episode
# after ten seconds; ours counts steps.
_START = """
if (window.jQuery) { jQuery.fx.off = true; }
core.EPISODE_MAX_TIME = 3600000;
core.endEpisode(0);
Math.seedrandom(arguments[0]);
core.setDataMode(arguments[1]);
core.startEpisodeReal();
"""
_CLICK = """
const element = core.previousDOMInfo[arguments[0]];
core.elementClick(arguments[0]);
if (element.tagName === 'OPTION') {
  element.selected = true;
  element.parentElement.dispatchEvent(new Event('change', {bubbles: true}));
}
"""
_FIELD = """
const element = core.previousDOMInfo[arguments[0]];
core.elementClick(arguments[0]);
element.value = '';
return element;
"""
_READY_SECONDS = 5.0


def check() -> None:
    """Raise MissingExtraError or EnvironmentUnavailableError where the pages cannot be driven."""
    for package in ("miniwob", "selenium", "gymnasium"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("web", package)
    browser.check()


class MiniWoB:
    """The pages as an `Environment`.

    `state` and `text` are the page, one element per line; actions are ``click <element>`` and ``type <value> into
    <element>``, the values being those that the instruction names. `reward` is the page's own, without its decay with
    time; `score` is its positive part. An episode is done when the page says so and after `step_limit` actions.
    """

    name = "miniwob"

    def __init__(self, *, step_limit: int = 10) -> None:
        self._limit = step_limit
        self._driver = browser.launch()
        self._commands: dict[str, page.Command] = {}
        self._task: EnvTask | None = None
        self._actions: list[str] = []
        self._fields: list[tuple[str, str]] = []
        self._running = False

    def families(self) -> tuple[str, ...]:
        """Return the families that text suffices for."""
        return FAMILIES

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks; `family` may be any page of the package."""
        return draw(self.name, known_family(family, _pages()), fold, FOLDS, count=count, seed=seed, parameters={})

    def reset(self, task: EnvTask) -> Observation:
        """Load the page anew and start `task`."""
        from miniwob.selenium_instance import DEFAULT_BASE_URL

        self._driver.get(f"{DEFAULT_BASE_URL}{known_family(task.family, _pages())}.html")
        # The package's own split exists in a few tasks only, and there the test fold uses it.
        self._driver.execute_script(_START, task.seed, "test" if task.fold == "test" else "train")
        self._wait_for("return WOB_TASK_READY;")
        self._task = task
        self._actions = []
        return self._observation()

    def step(self, action: str) -> Observation:
        """Do `action`. One that the page does not offer costs a step and changes nothing."""
        if not self._running:
            raise EpisodeError("no episode is running: reset the environment first")
        self._actions.append(action)
        command = self._commands.get(action)
        if command is not None:
            self._perform(command)
        return self._observation()

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return the actions of a short script, tried out on the page, or None where there is no script or it fails.

        A running episode goes on afterwards where it stood.
        """
        script = _SCRIPTS.get(task.family)
        if script is None:
            return None
        before, done, running = self._task, self._actions, self._running
        seen = self.reset(task)
        for line in self._filled(script):
            action = next((action for action in seen.valid_actions if fnmatchcase(action, line)), None)
            if action is None or seen.done:
                break
            seen = self.step(action)
        solution = tuple(self._actions) if seen.success else None
        if running and before is not None:
            self.reset(before)
            for action in done:
                self.step(action)
        self._running = running
        return solution

    def close(self) -> None:
        """End the browser."""
        self._driver.quit()

    def _perform(self, command: page.Command) -> None:
        from selenium.common.exceptions import InvalidElementStateException, StaleElementReferenceException

        if command.text is None:
            self._driver.execute_script(_CLICK, command.ref)
            return
        field = self._driver.execute_script(_FIELD, command.ref)
        # Entering the field may have ended the episode or removed the field: then there is nothing to type into.
        with contextlib.suppress(InvalidElementStateException, StaleElementReferenceException):
            field.send_keys(command.text)

    def _filled(self, script: Sequence[str]) -> Iterator[str]:
        """Yield the patterns of a script with the slots of the instruction filled in; `{*}` repeats for each slot."""
        slots = {name.split()[0]: glob.escape(value) for name, value in self._fields}
        for line in script:
            if "{*}" in line:
                yield from (line.replace("{*}", glob.escape(value)) for name, value in self._fields if name != "button")
            else:
                yield line.format_map(slots)

    def _wait_for(self, script: str) -> Any:
        """Return what `script` gives once that is true."""
        deadline = time.monotonic() + _READY_SECONDS
        while not (found := self._driver.execute_script(script)):
            if time.monotonic() > deadline:
                raise EnvironmentUnavailableError(f"the page did not become ready within {_READY_SECONDS:g} s")
            time.sleep(0.005)
        return found

    def _observation(self) -> Observation:
        assert self._task is not None
        seen = self._wait_for(_READ)
        reward = float(seen["reward"]) if seen["done"] else 0.0
        self._running = not seen["done"] and len(self._actions) < self._limit
        if seen["done"]:
            self._commands = {}
            shown = f"The task has ended with the reward {reward:g}."
        else:
            found = page.elements(seen["dom"])
            self._fields = self._slots(seen)
            self._commands = page.commands(found, [value for _, value in self._fields])
            shown = page.described(found)
        return Observation(
            text=shown,
            state=shown,
            task=seen["utterance"],
            valid_actions=tuple(self._commands),
            reward=reward,
            score=max(0.0, reward),
            done=not self._running,
            success=reward > 0.0,
            truncated=not self._running and not seen["done"],
        )

    def _slots(self, seen: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return the named values of the instruction, as the package reads them."""
        from miniwob.fields import get_field_extractor

        assert self._task is not None
        fields = seen["fields"].items() if seen["fields"] else get_field_extractor(self._task.family)(seen["utterance"])
        return [(str(name), str(value)) for name, value in fields if value]


def _pages() -> tuple[str, ...]:
    """Return the names of the registered pages (the flight pages need a server of their own and are left out)."""
    import gymnasium
    import miniwob

    gymnasium.register_envs(miniwob)
    names = [spec.name for spec in gymnasium.registry.values() if spec.namespace == "miniwob"]
    return tuple(sorted(name for name in names if not name.startswith("flight.")))
