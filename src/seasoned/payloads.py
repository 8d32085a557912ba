"""The machine-readable part of an experience, one frozen dataclass per kind, and the law by which two merge.

`seasoned.types.Experience.payload` is the plain-data form (JSON types only), so that a store written by a newer version
stays readable. `read` turns it into the kind's dataclass, `write` back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from seasoned.errors import PayloadError
from seasoned.types import Cause, Kind


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One step of a case: the state it was taken in (clipped), the action as text, and what it earned."""

    observation: str
    action: str
    reward: float = 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """A whole attempt, cleaned of steps that led nowhere. `score` in [0, 1]."""

    task: str
    steps: tuple[CaseStep, ...]
    success: bool | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Wrong → right: an action that failed and the later action of the same run that worked in its place."""

    wrong: str
    right: str
    error: str = ""
    tool: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """What varies in a workflow. `source` says where its value was first seen: ``task``, ``observation:N``,
    ``constant`` or ``free``; `type` is ``number``, ``id``, ``date``, ``email``, ``path``, ``word`` or ``text``."""

    name: str
    type: str
    source: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """Actions with slots written ``{name}``, found by anti-unifying several successes of one family."""

    steps: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    successes: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """Edge of the tool graph. Its weight is ``count + inverse_length``: N(u,v) + Σ 1/n_k (H-EPM, arXiv 2512.07287).

    `failures` counts how often failed runs took it; the weight leaves them out.
    """

    source: str
    target: str
    count: int = 0
    inverse_length: float = 0.0
    failures: int = 0

    @property
    def weight(self) -> float:
        """N(u,v) + c·Σ_k 1/n_k with c = 1; n_k is the length of the k-th contributing trajectory."""
        return self.count + self.inverse_length


@dataclass(frozen=True, slots=True)
class Pitfall:
    """Something that keeps going wrong: what triggers it, its cause, and what is affected."""

    trigger: str
    cause: Cause
    subject: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Guardrail:
    """An action not to take while the trigger holds. `failures` of `tries` went wrong."""

    trigger: str
    cause: Cause
    forbid: str
    failures: int = 0
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Argument:
    """How an argument of a tool is used: how often present, its value type, a few examples."""

    name: str
    present: int = 0
    type: str = "text"
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolNote:
    """What is known of a tool: calls, errors, its arguments and the errors it gives."""

    tool: str
    calls: int = 0
    errors: int = 0
    arguments: tuple[Argument, ...] = ()
    messages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """When to choose the actions of one template over the others on offer.

    `weights` maps a condition (`seasoned.lift`) to its log-odds weight, ``""`` being the template itself; `curvature`
    holds each weight's sum of squared gradients, so that learning goes on where it stopped. The template was on offer
    in `offered` decisions and chosen in `chosen` of them; `lost` runs ended with one of its actions.
    """

    template: str
    weights: Mapping[str, float] = field(default_factory=dict)
    curvature: Mapping[str, float] = field(default_factory=dict)
    chosen: int = 0
    offered: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """How one task, or one kind of task, is done. It is not in `TYPES`: a plan may also be free text without a payload.

    `sections` holds named notes, each key → text: ``avoid`` (an action → what it gave), ``instead`` (what was refused →
    what worked), ``done`` (…). `text` is a plan in a model's words, which is shown in place of the rest. `success` says
    that the steps are those of a success, `runs` how many attempts went into it.
    """

    goal: str = ""
    steps: tuple[str, ...] = ()
    sections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    text: str = ""
    success: bool = False
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a document: what it is about, what it says, and how often it was needed."""

    about: str
    text: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A text that is handed out whole, in entries, the oldest first, of at most `words` words together (0: any)."""

    entries: tuple[Entry, ...] = ()
    words: int = 0


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """An action and the state it was taken in: its key where the run has one, and what was seen, clipped. A first step
    with neither was taken before anything was seen.

    `place` is its index among the steps of the recorded run. `keywords` are the words of the task that the action uses
    (`seasoned.recall.words`, sorted): a task without one of them needs another action here.
    """

    action: str
    place: int = 0
    seen: str = ""
    state_key: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A path that solved a task, to be followed without thinking while the state is as recorded."""

    task: str
    steps: tuple[ReplayStep, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A typed, parametrised idea (ArcMemo, arXiv 2509.04439). Not in `TYPES`: a concept may also be text alone.

    `form` is ``structure`` (what is there) or ``routine`` (what is done), `output` the type of what a routine gives.
    `cues` counts, per word of the tasks in `used_in` (ids), how many of them have it; `implementation` are lines that
    show how it is done.
    """

    name: str = ""
    form: str = "routine"
    output: str = ""
    description: str = ""
    parameters: tuple[Argument, ...] = ()
    cues: Mapping[str, int] = field(default_factory=dict)
    implementation: tuple[str, ...] = ()
    used_in: tuple[str, ...] = ()


Payload = (
    Case | Pair | Workflow | Transition | Pitfall | Guardrail | ToolNote | Rule | TaskPlan | Document | Replay | Concept
)

TYPES: Mapping[Kind, type[Any]] = {
    Kind.CASE: Case,
    Kind.PAIR: Pair,
    Kind.WORKFLOW: Workflow,
    Kind.TRANSITION: Transition,
    Kind.PITFALL: Pitfall,
    Kind.GUARDRAIL: Guardrail,
    Kind.TOOL_NOTE: ToolNote,
    Kind.RULE: Rule,
    Kind.DOCUMENT: Document,
    Kind.REPLAY: Replay,
}

P = TypeVar("P")


def write(payload: Any) -> dict[str, Any]:
    """Return the plain-data form (JSON types) of a payload dataclass."""
    plain = msgspec.to_builtins(payload)
    if not isinstance(plain, dict):
        raise PayloadError(f"a payload must be a dataclass, not {type(payload).__name__}")
    return plain


def read(payload: Mapping[str, Any], as_type: type[P]) -> P:
    """Return `payload` as `as_type`; unknown keys are ignored. Raises PayloadError when it does not fit."""
    try:
        return msgspec.convert(payload, as_type)
    except msgspec.ValidationError as problem:
        raise PayloadError(f"this payload is not a {as_type.__name__}: {problem}") from problem


def told_at(payload: Mapping[str, Any], learned: float) -> float:
    """Return when a fact was told: the time of its run, or when it was `learned` where the run has no time."""
    return float(payload.get("told", 0.0)) or learned
