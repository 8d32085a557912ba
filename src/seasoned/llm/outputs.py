"""What each of the nine calls must return: msgspec structs, from which the JSON schema sent to the model is made.

The ranges are checked on our side whatever the server enforces; a violation is sent back to the model as it reads here.
Steps are numbered as the material numbers them (from 0) and a span names its first and last step, both included.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from seasoned.types import Cause

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Number = Annotated[int, Meta(ge=0)]
Line = Annotated[str, Meta(max_length=400)]
Quote = Annotated[str, Meta(min_length=1, max_length=400)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Tag = Annotated[str, Meta(min_length=1, max_length=60)]


class Cite(Struct, frozen=True, kw_only=True):
    """Words copied from steps of one run of the material, `run` counting from 1."""

    run: Annotated[int, Meta(ge=1)]
    first_step: Number
    last_step: Number
    quote: Quote


Cites = Annotated[list[Cite], Meta(min_length=1, max_length=5)]


class Judgement(Struct, frozen=True, kw_only=True):
    """`judge`: how the run ended."""

    verdict: Literal["success", "failure", "impossible", "unknown"]
    score: Share
    confidence: Share
    reason: Line


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that went wrong: its cause, what it happened to, what changed over the span, and how to mend it."""

    cause: Cause
    subject: Line
    change: Line
    fix: Line
    cite: Cite


class Faults(Struct, frozen=True, kw_only=True):
    """`diagnose`: everything that went wrong."""

    faults: Annotated[list[Fault], Meta(max_length=20)]


class Lesson(Struct, frozen=True, kw_only=True):
    """One proposal. `wrong` and `right` (pair), `trigger` (pitfall, guardrail) and `forbid` (guardrail) may be empty
    for other kinds."""

    kind: Literal["insight", "concept", "plan", "pitfall", "guardrail", "pair"]
    when: Text
    body: Text
    tags: Annotated[list[Tag], Meta(max_length=5)]
    confidence: Share
    cites: Cites
    cause: Cause = Cause.UNKNOWN
    subject: Line = ""
    trigger: Line = ""
    forbid: Line = ""
    wrong: Line = ""
    right: Line = ""


class Lessons(Struct, frozen=True, kw_only=True):
    """`extract`: what the runs teach."""

    lessons: Annotated[list[Lesson], Meta(max_length=10)]


class Op(Struct, frozen=True, kw_only=True):
    """One edit of the list. `targets` are item ids as shown; `when` and `body` the new text of add, edit and merge."""

    op: Literal["add", "edit", "merge", "agree", "disagree", "retire"]
    targets: Annotated[list[str], Meta(max_length=8)]
    when: Annotated[str, Meta(max_length=2000)] = ""
    body: Annotated[str, Meta(max_length=2000)] = ""
    reason: Line
    cites: Annotated[list[Cite], Meta(max_length=5)]


class Ops(Struct, frozen=True, kw_only=True):
    """`edit_ops`: how the list should change."""

    ops: Annotated[list[Op], Meta(max_length=20)]


class Labelled(Struct, frozen=True, kw_only=True):
    """One item's labels, the broadest first (a taxonomy path), the item by its number in the material."""

    item: Annotated[int, Meta(ge=1)]
    labels: Annotated[list[Tag], Meta(min_length=1, max_length=4)]


class Labels(Struct, frozen=True, kw_only=True):
    """`label`: the subject of each item."""

    items: list[Labelled]


class Check(Struct, frozen=True, kw_only=True):
    """Whether one proposal, by its number, holds up."""

    item: Annotated[int, Meta(ge=1)]
    valid: bool
    score: Share
    reason: Line


class Checks(Struct, frozen=True, kw_only=True):
    """`validate`: one verdict per proposal."""

    items: list[Check]


class Merged(Struct, frozen=True, kw_only=True):
    """`merge`: one text for items that say the same; `same` false where they do not."""

    same: bool
    when: Text
    body: Text
    reason: Line


class Selection(Struct, frozen=True, kw_only=True):
    """`select`: the numbers of the items that help now, best first; none where nothing does."""

    items: list[Annotated[int, Meta(ge=1)]]
    reason: Line


class Fact(Struct, frozen=True, kw_only=True):
    """A triplet that holds at the end of the material."""

    subject: Line
    relation: Line
    object: Line


class State(Struct, frozen=True, kw_only=True):
    """`state`: where the run stands."""

    summary: Text
    facts: Annotated[list[Fact], Meta(max_length=20)]
    plan: Annotated[list[Line], Meta(max_length=10)]
