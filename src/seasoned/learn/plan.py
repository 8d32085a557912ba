"""Generalising whole action sequences: steps are aligned by their verbs, then generalised one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from seasoned.learn.actions import split_call
from seasoned.learn.antiunify import generalise
from seasoned.learn.slots import SLOT, Binder, join_sources, words
from seasoned.payloads import Slot


def verb(action: str) -> str:
    """Return the first word (a tool's name or a verb), lower case: what steps are aligned by."""
    found = re.match(r"\W*([\w.\-]+)", action)
    return found.group(1).lower() if found else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sequence of action texts with slots; `sources` say where its constant words were first seen."""

    steps: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)


def _says_something(step: str, slots: Mapping[str, Slot], often: Collection[str]) -> bool:
    """Whether a step is more than a verb and a slot for anything.

    It is when it has no slot, a second constant word, a slot that other steps share, or one whose value can be found.
    """
    names = SLOT.findall(step)
    given = {name for name, _ in (split_call(step) or ("", []))[1]}
    constants = [word for word in words(step)[1:] if word not in given]
    return not names or bool(constants) or any(name in often or slots[name].source != "free" for name in names)


LEAST_KEPT = 0.75
"""Share of the longer plan's steps that must have a counterpart for two plans to be one procedure."""


def generalise_plans(left: Plan, right: Plan) -> Plan | None:
    """Return the least general plan of both, or None when they are not the same procedure.

    Steps are aligned by their verbs; steps without a counterpart are dropped. None when fewer than `LEAST_KEPT` of the
    longer plan's steps, or fewer than two, have one, and when fewer than half of the steps say more than a verb.
    """
    blocks = SequenceMatcher(
        None, [verb(step) for step in left.steps], [verb(step) for step in right.steps], autojunk=False
    ).get_matching_blocks()
    matched = sum(block.size for block in blocks)
    if matched < 2 or matched < LEAST_KEPT * max(len(left.steps), len(right.steps)):
        return None
    binder = Binder(
        {slot.name: slot for slot in left.slots},
        {slot.name: slot for slot in right.slots},
        left.sources,
        right.sources,
    )
    steps = tuple(
        generalise(left.steps[block.a + at], right.steps[block.b + at], binder)
        for block in blocks
        for at in range(block.size)
    )
    uses = Counter(name for step in steps for name in set(SLOT.findall(step)))
    often = {name for name, count in uses.items() if count > 1}
    if 2 * sum(_says_something(step, binder.slots, often) for step in steps) < len(steps):
        return None
    kept = {word.lower() for step in steps for word in words(step)}
    sources = {
        word: join_sources(left.sources.get(word), right.sources.get(word))
        for word in sorted(kept & (left.sources.keys() | right.sources.keys()))
    }
    return Plan(steps=steps, slots=tuple(binder.slots.values()), sources=sources)
