"""The law by which two plans of one key merge: key by key, the later one's word counts (MUSE, arXiv 2510.08002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from seasoned.payloads import TaskPlan

AVOID = "avoid"
"""Section of what not to do: an action → what it gave."""


def merge_plans(first: TaskPlan, second: TaskPlan) -> TaskPlan:
    """Return both as one: MUSE's deep update of nested mappings, with steps as one value.

    Steps and words are those of the second (later) plan, unless only the first is a success. Of a note with the same
    section and key the second's text stays, every other note stays as it is; what a success did is no longer to be
    avoided. Replacing numbered steps one by one, as the released code does, would leave stale ones at the end.
    """
    better = first if first.success and not second.success else second
    sections: dict[str, Mapping[str, str]] = {
        name: {**first.sections.get(name, {}), **second.sections.get(name, {})}
        for name in dict.fromkeys((*first.sections, *second.sections))
    }
    if better.success and AVOID in sections:
        sections[AVOID] = {key: text for key, text in sections[AVOID].items() if key not in better.steps}
    return replace(better, goal=first.goal or second.goal, sections=sections, runs=first.runs + second.runs)
