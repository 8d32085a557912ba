"""Which tools to call: what recalled experience did in similar situations, weighed by the tools' documentation.

Every recalled case, workflow, tool note and transition stands for a sequence of tools. Documentation alone never makes
a candidate: without experience nothing is called.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from seasoned.agents.arguments import Example
from seasoned.agents.mentions import named
from seasoned.envs.toolset import Call, Tool
from seasoned.learn.actions import split_call
from seasoned.payloads import Case, ToolNote, Transition, read
from seasoned.recall.fit import set_cosine
from seasoned.recall.words import distinct_words
from seasoned.types import Experience, Kind

SHARPNESS = 2.0
"""Exponent of a case's similarity: two cases half as similar together say half as much as one."""

FAR = 0.05
"""Similarity of a case that shares no word: memory has brought it all the same."""

DOCUMENTED = 1.5
"""Weight of the documentation beside what the best supported candidate has from experience."""

DESCRIPTION = 0.5
"""Weight of the words of a tool's description beside those of its name."""

FAINT, SHARED = 0.02, 0.04
"""Support that a tool note or a transition gives to calling its tool, and a workflow to its steps."""

_NAME = re.compile(r"([A-Za-z_]\w*)\(")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Recalled experience, read once: how much speaks for each sequence of tools, and examples of their calls."""

    support: Mapping[Names, float]
    cases: tuple[Case, ...]


def read_advice(items: Sequence[Experience], text: str) -> Advice:
    """Return what the items say to do about `text`."""
    words = distinct_words(text)
    support: defaultdict[Names, float] = defaultdict(float)
    cases = tuple(read(item.payload, Case) for item in items if item.kind is Kind.CASE)
    for case in cases:
        similar = max(set_cosine(words, distinct_words(case.task)), FAR)
        support[_names(step.action for step in case.steps)] += similar**SHARPNESS
    for item in items:
        if item.kind is Kind.WORKFLOW:
            support[_names(item.payload["steps"])] += SHARED
        elif item.kind is Kind.TOOL_NOTE:
            support[(read(item.payload, ToolNote).tool,)] += FAINT
        elif item.kind is Kind.TRANSITION:
            support[(read(item.payload, Transition).target,)] += FAINT
    return Advice(support, cases)


def plan(advice: Advice, text: str, tools: Sequence[Tool]) -> Names:
    """Return the tools to call in order, all on offer; ``()`` when experience has nothing to say.

    score = support / largest support + `DOCUMENTED` · mean fit of the tools' documentation to `text`.
    """
    offered = {tool.name for tool in tools}
    known = {names: weight for names, weight in advice.support.items() if offered.issuperset(names)}
    if not known:
        return ()
    most = max(known.values())
    fits = documentation_fit(text, tuple(tools))

    def score(names: Names) -> float:
        documented = math.fsum(fits[name] for name in names) / len(names) if names else 0.0
        return known[names] / most + DOCUMENTED * documented

    return max(known, key=lambda names: (score(names), names))


def examples(advice: Advice, tool: Tool, occurrence: int, names: Names) -> list[Example]:
    """Return the recalled calls of `tool`, those of cases that did what is planned first; of several in one case the
    one of the same `occurrence`."""
    found: list[tuple[bool, Example]] = []
    for case in advice.cases:
        calls = [(place, step.action) for place, step in enumerate(case.steps) if _names([step.action]) == (tool.name,)]
        if calls:
            place, action = calls[min(occurrence, len(calls) - 1)]
            results = tuple(step.observation for step in case.steps[1 : place + 1])
            same = _names(step.action for step in case.steps) == names
            found.append((not same, Example(case.task, Call(tool.name, read_arguments(action, tool)), results)))
    return [example for _, example in sorted(found, key=lambda one: one[0])]


def read_arguments(action: str, tool: Tool) -> dict[str, Any]:
    """Return the arguments of a stored call as values of the documented types."""
    split = split_call(action)
    parts: list[tuple[str, str]] = []
    for name, value in split[1] if split else ():
        if tool.parameter(name) is None and parts:
            # Not a parameter: the value before it had a comma and an equals sign in it.
            parts[-1] = (parts[-1][0], f"{parts[-1][1]}, {name}={value}")
        else:
            parts.append((name, value))
    arguments: dict[str, Any] = {}
    for name, value in parts:
        parameter = tool.parameter(name)
        if parameter is not None and parameter.type == "string":
            arguments[name] = value
            continue
        try:
            arguments[name] = msgspec.json.decode(value.encode())
        except msgspec.DecodeError:
            arguments[name] = value
    return arguments


@lru_cache(maxsize=512)
def documentation_fit(text: str, tools: tuple[Tool, ...]) -> dict[str, float]:
    """Return per tool how much of what sets its documentation apart from the others' stands in `text`: the share of its
    words there, weighed by ``ln((n + 1) / (df + ½))`` over the `n` tools, of the name and (× `DESCRIPTION`) of the
    description; in [0, 1 + `DESCRIPTION`]."""
    words = distinct_words(text)
    parts = {tool.name: (named(tool.name), distinct_words(tool.description)) for tool in tools}
    df: defaultdict[str, int] = defaultdict(int)
    for name, described in parts.values():
        for word in name | described:
            df[word] += 1

    def share(of: frozenset[str]) -> float:
        total = math.fsum(math.log((len(tools) + 1) / (df[word] + 0.5)) for word in of)
        held = math.fsum(math.log((len(tools) + 1) / (df[word] + 0.5)) for word in of & words)
        return held / total if total > 0.0 else 0.0

    return {tool: share(name) + DESCRIPTION * share(described) for tool, (name, described) in parts.items()}


def _names(actions: Iterable[str]) -> Names:
    return tuple(match.group(1) for action in actions if (match := _NAME.match(action)) is not None)
