"""What memory expects of a task: the actions of similar cases, with the words of this task in place of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from seasoned.learn.antiunify import generalise
from seasoned.learn.slots import Binder
from seasoned.payloads import Case


def same_action(action: str) -> str:
    """Return an action (or a task) as it is compared: lower case, single spaces."""
    return " ".join(action.lower().split())


def expected_actions(task: str, cases: Iterable[Case]) -> frozenset[str]:
    """Return the actions (`same_action`) that are to be expected of `task` after the `cases`.

    The texts of the two tasks are generalised (`seasoned.learn.antiunify`); where they differ, the words of the known
    task are replaced by those of the new one in every action, whole words and all at once.
    """
    return frozenset(action for case in cases for action in _adapted(same_action(task), case))


def _adapted(task: str, case: Case) -> Iterator[str]:
    binder = Binder({}, {}, {}, {})
    generalise(same_action(case.task), task, binder)
    words = {old.strip(): new.strip() for old, new in binder.pairs if old.strip()}
    longest_first = sorted(words, key=lambda old: (-len(old), old))
    mark = re.compile("|".join(rf"(?<!\w){re.escape(old)}(?!\w)" for old in longest_first)) if words else None
    for step in case.steps:
        action = same_action(step.action)
        yield mark.sub(lambda found: words[found.group()], action) if mark else action
