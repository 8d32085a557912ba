"""Text that memory put into a context is never learned from.

`strip` removes it before anything is distilled. `echoes` catches what a model repeated in other words' company: a text
most of whose word shingles stand in an injected text. Acting on advice is not echoing it: an executed action is what
the agent did, and the environment answered it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from seasoned.learn.actions import action_text
from seasoned.learn.slots import fits
from seasoned.protocols import Attempt
from seasoned.types import Step, ToolCall, Trajectory

SHINGLE = 6
"""Words per shingle: long enough that ordinary phrases do not collide."""

OVERLAP = 0.5
"""Share of a text's shingles found in injected texts from which the text counts as an echo."""

_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"^\s*(?:\d+[.)]|[-*>])\s+")


def injected_texts(trajectory: Trajectory) -> tuple[str, ...]:
    """Return the distinct texts that memory put into the trajectory, longest first."""
    found = {text for step in trajectory.steps if step.injected for text in step.injected if text.strip()}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _without(text: str, injected: tuple[str, ...]) -> str:
    for part in injected:
        if part in text:
            text = text.replace(part, "")
    return text


def _clean_value(value: Any, injected: tuple[str, ...]) -> Any:
    return _without(value, injected) if isinstance(value, str) else value


def _clean_tool(tool: ToolCall, injected: tuple[str, ...]) -> ToolCall:
    return replace(
        tool,
        arguments={key: _clean_value(value, injected) for key, value in tool.arguments.items()},
        result=None if tool.result is None else _without(tool.result, injected),
        error=None if tool.error is None else _without(tool.error, injected),
    )


def _clean_step(step: Step, injected: tuple[str, ...]) -> Step:
    return replace(
        step,
        observation=_without(step.observation, injected),
        thought=_without(step.thought, injected),
        # A one-line action that equals advice word for word was executed, and so belongs to the agent.
        action=step.action if step.action in injected and "\n" not in step.action else _without(step.action, injected),
        tool=None if step.tool is None else _clean_tool(step.tool, injected),
        metadata={key: _clean_value(value, injected) for key, value in step.metadata.items()},
    )


def strip(trajectory: Trajectory) -> Trajectory:
    """Return the trajectory without injected text (the same object when there is none)."""
    injected = injected_texts(trajectory)
    if not injected:
        return trajectory
    return replace(
        trajectory,
        steps=tuple(_clean_step(step, injected) for step in trajectory.steps),
        final_observation=_without(trajectory.final_observation, injected),
    )


def strip_attempt(attempt: Attempt) -> Attempt:
    """Return the attempt with its trajectory stripped."""
    clean = strip(attempt.trajectory)
    return attempt if clean is attempt.trajectory else replace(attempt, trajectory=clean)


def shingles(text: str, size: int = SHINGLE) -> frozenset[int]:
    """Return the CRC-32 of all runs of `size` words (of the whole text when it is shorter), case folded."""
    words = _WORD.findall(text.lower())
    if not words:
        return frozenset()
    if len(words) <= size:
        return frozenset((crc32(" ".join(words).encode()),))
    return frozenset(crc32(" ".join(words[at : at + size]).encode()) for at in range(len(words) - size + 1))


@dataclass(frozen=True, slots=True)
class Heard:
    """What memory said in one trajectory (as shingles), and what the agent did and saw there itself (lower case)."""

    said: frozenset[int]
    own: str

    @classmethod
    def of(cls, trajectory: Trajectory) -> Heard:
        """Read one trajectory; one without injected text costs a look at its steps."""
        injected = injected_texts(trajectory)
        if not injected:
            return cls(frozenset(), "")
        clean = strip(trajectory)
        own = [trajectory.task.text, clean.final_observation]
        for step in clean.steps:
            own.extend((action_text(step), step.observation, (step.tool and step.tool.result) or ""))
        return cls(frozenset().union(*(shingles(part) for part in injected)), "\n".join(own).lower())


def _stands_in(line: str, own: str) -> bool:
    return line in own or ("{" in line and any(fits(line, one) for one in own.splitlines()))


def echoes(text: str, heard: Iterable[Heard]) -> bool:
    """Return whether a line of `text` mostly repeats what memory said in one of the trajectories.

    Lines that are the task's own words, observed by the agent, or an executed action are not echoes; a line with slots
    (``take {object} from {place}``) is the action that fits it.
    """
    told = [one for one in heard if one.said]
    if not told:
        return False
    for line in text.splitlines():
        bare = _NUMBERED.sub("", line).strip().lower()
        if len(_WORD.findall(bare)) < SHINGLE:
            continue
        found = shingles(bare)
        if any(len(found & one.said) >= OVERLAP * len(found) and not _stands_in(bare, one.own) for one in told):
            return True
    return False
