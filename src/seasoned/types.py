"""The nouns of Seasoned: frozen data that every stage reads and returns.

Nothing here holds state or behaviour beyond small derived values. The classes are frozen, slotted standard-library
dataclasses, so msgspec, pydantic and FastAPI understand them as they are. `seasoned.codec` turns them into bytes.

Conventions: times are Unix seconds (UTC, float) and always arguments; ids are opaque strings; scores lie in [0, 1];
spans are half-open step ranges ``[start, end)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

# ---------------------------------------------------------------------------------------------------------------------
# Closed vocabularies
# ---------------------------------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What an experience is. `seasoned.payloads` holds the payload type of each kind that has one."""

    CASE = "case"
    PAIR = "pair"
    INSIGHT = "insight"
    PITFALL = "pitfall"
    GUARDRAIL = "guardrail"
    WORKFLOW = "workflow"
    SKILL = "skill"
    TOOL_NOTE = "tool_note"
    TRANSITION = "transition"
    RULE = "rule"
    FACT = "fact"
    CONCEPT = "concept"
    PLAN = "plan"
    STRATEGY = "strategy"
    DOCUMENT = "document"
    BOUNDARY = "boundary"
    REPLAY = "replay"
    OPERATION = "operation"
    DESIGN = "design"


class Status(StrEnum):
    """Life cycle of an experience: ``draft → quarantined | shadow → active → superseded | retired``."""

    DRAFT = "draft"
    QUARANTINED = "quarantined"
    SHADOW = "shadow"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class Origin(StrEnum):
    """Where the content of a trajectory or an experience comes from."""

    OWN = "own"
    DEMONSTRATION = "demonstration"
    IMPORTED = "imported"
    HUMAN = "human"
    MODEL = "model"


class Trust(IntEnum):
    """How far content may be relied on. A child never has more trust than the least trusted of its parents."""

    UNTRUSTED = 0
    UNVERIFIED = 1
    OBSERVED = 2
    VERIFIED = 3
    ENDORSED = 4


class OutcomeSource(StrEnum):
    """Who or what says how a trajectory ended."""

    ENVIRONMENT = "environment"
    TEST = "test"
    JUDGE = "judge"
    HUMAN = "human"
    SELF = "self"
    PROXY = "proxy"


class Cause(StrEnum):
    """Why something went wrong, as far as rules can tell from the steps alone."""

    TOOL_ERROR = "tool_error"
    INVALID_ACTION = "invalid_action"
    REPEATED_ERROR = "repeated_error"
    LOOP = "loop"
    STAGNATION = "stagnation"
    WRONG_ARGUMENT = "wrong_argument"
    PREMATURE_FINISH = "premature_finish"
    BUDGET_EXHAUSTED = "budget_exhausted"
    POLICY_REFUSAL = "policy_refusal"
    UNKNOWN = "unknown"


class Operation(StrEnum):
    """The closed algebra of edits. Every change to an experience is one of these."""

    ADD = "add"
    EDIT = "edit"
    MERGE = "merge"
    AGREE = "agree"
    DISAGREE = "disagree"
    SUPERSEDE = "supersede"
    RETIRE = "retire"
    REFINE = "refine"
    PROMOTE = "promote"
    SET_VALUE = "set_value"


class Site(StrEnum):
    """Where in a run a recall was made."""

    START = "start"
    STEP = "step"
    TOOL_RESULT = "tool_result"


class Verdict(StrEnum):
    """What admission did with a proposal."""

    STORED = "stored"
    MERGED = "merged"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


# ---------------------------------------------------------------------------------------------------------------------
# What happened
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose experience this is. A store is opened for one scope and never reads or writes across it.

    `tenant` and `project` are walls. `role` and `principal` narrow further: a record that names one is visible only to
    a store opened with the same one; a record that names none is visible to all of its project.
    """

    tenant: str = "default"
    project: str = "default"
    role: str = ""
    principal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the agent was asked to do. `family` groups tasks of one kind: a website, a database, a game, a tool set."""

    id: str
    text: str
    family: str = ""
    environment: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call of a tool. Exactly one of `result` and `error` is set once the call has returned."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    result: str | None = None
    error: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One decision: what was seen *before* acting, and what was done.

    The effect of an action is `tool.result` / `tool.error` for a tool call and otherwise the observation of the next
    step (or `Trajectory.final_observation`). `reward` is what this action earned. `injected` lists the exact texts that
    memory put into the context of this step; they are never learned from.
    """

    index: int
    observation: str = ""
    thought: str = ""
    action: str = ""
    tool: ToolCall | None = None
    reward: float | None = None
    valid_actions: tuple[str, ...] | None = None
    state_key: str = ""
    tokens: int | None = None
    cost: float | None = None
    seconds: float | None = None
    actor: str = "agent"
    injected: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """Fingerprint of the agent that acted."""

    model: str = ""
    prompt_hash: str = ""
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """One attempt at one task. `group` joins several attempts; `arm` is ``with`` or ``without`` memory."""

    id: str
    task: Task
    steps: tuple[Step, ...]
    final_observation: str = ""
    scope: Scope = Scope()
    agent: Agent = Agent()
    origin: Origin = Origin.OWN
    parent: str = ""
    group: str = ""
    arm: str = "with"
    recalls: tuple[str, ...] = ()
    started_at: float = 0.0
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a trajectory ended. A later outcome of the same trajectory supersedes an earlier one.

    `confidence` in [0, 1] scales every credit step that this outcome causes.
    """

    trajectory_id: str
    success: bool | None = None
    score: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    source: OutcomeSource = OutcomeSource.ENVIRONMENT
    verifier: str = ""
    principal: str = ""
    confidence: float = 1.0
    observed_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Steps ``[start, end)`` of a trajectory and the text quoted from them, word for word."""

    trajectory_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that went wrong in a trajectory, with the steps that show it.

    `subject` is what it happened to (a tool or an action template); `flags` are extra markers such as ``loop``;
    `state_difference` says in one line what changed between the start and the end of the span.
    """

    trajectory_id: str
    cause: Cause
    evidence: Span
    subject: str = ""
    flags: tuple[str, ...] = ()
    state_difference: str = ""


# ---------------------------------------------------------------------------------------------------------------------
# What was learned
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans that speak for and against an experience, and how many were seen in all (lists are capped)."""

    supports: tuple[Span, ...] = ()
    contradicts: tuple[Span, ...] = ()
    support_count: int = 0
    contradict_count: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A typed edge to another experience: ``parent``, ``supersedes``, ``contrasts``, ``related`` …"""

    relation: str
    target: str


SUPERSEDED_BY = "superseded_by"
"""The relation of what another took the place of to that other."""


@dataclass(frozen=True, slots=True)
class Creator:
    """What made an experience: the composed system, the stage in it and, where one took part, the model."""

    system: str = ""
    stage: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """One reusable piece of experience.

    `when` is the situation it applies to and the text it is found by; `body` is what it says; `payload` is its
    machine-readable form (see `seasoned.payloads`). `key` identifies it within kind, family and scope: a later proposal
    with the same key merges into it.
    """

    id: str
    kind: Kind
    key: str
    when: str
    body: str
    family: str = ""
    version: int = 1
    payload: Mapping[str, Any] = field(default_factory=dict)
    evidence: Evidence = Evidence()
    scope: Scope = Scope()
    origin: Origin = Origin.OWN
    trust: Trust = Trust.OBSERVED
    status: Status = Status.ACTIVE
    principal: str = ""
    parents: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    valid_from: float = 0.0
    valid_to: float | None = None
    created_by: Creator = Creator()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a distiller suggests. Admission turns it into an edit or a reasoned refusal.

    `score` in [0, 1] is the quality of the source (the outcome's score, the support); score-based admission compares
    it with what is already stored.
    """

    kind: Kind
    key: str
    when: str
    body: str
    family: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    evidence: Evidence = Evidence()
    origin: Origin = Origin.OWN
    trust: Trust = Trust.OBSERVED
    tags: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    stage: str = ""
    score: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change to the store's experiences. `experience` is the whole new version (None for a mere vote or value)."""

    operation: Operation
    target: str
    experience: Experience | None = None
    sources: tuple[str, ...] = ()
    evidence: Evidence = Evidence()
    reason: str = ""
    stage: str = ""
    before: float | None = None
    after: float | None = None
    value: float | None = None
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What admission did with one proposal, and why. `edit` is None when nothing is written.

    `also` are further edits that the decision causes, such as the retirement of what had to make room.
    """

    proposal: Proposal
    verdict: Verdict
    reason: str
    experience_id: str = ""
    edit: Edit | None = None
    also: tuple[Edit, ...] = ()


# ---------------------------------------------------------------------------------------------------------------------
# What was handed back, and what it was worth
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """An experience considered by a recall: its score per channel, its final score and why it was (not) chosen."""

    id: str
    scores: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One recall: everything needed to explain it and to credit it later.

    `shares` (parallel to `selected`) divides the credit of the outcome among co-injected items and sums to 1.
    `withheld` were chosen and then left out at random to measure what they are worth.
    """

    id: str
    trajectory_id: str
    step: int
    query: str
    candidates: tuple[Candidate, ...] = ()
    selected: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    withheld: tuple[str, ...] = ()
    rendered_hash: str = ""
    tokens: int = 0
    site: Site = Site.START
    context_key: str = ""
    policy: str = ""
    seed: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardDecision:
    """What a guard decided about a text before it was written or injected."""

    subject: str
    action: str
    rule: str
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """A running mean with its visits and sum of squared deviations (Welford), plus an exponential average."""

    mean: float = 0.0
    visits: float = 0.0
    m2: float = 0.0
    ema: float = 0.0

    @property
    def variance(self) -> float:
        """Sample variance; 0 with fewer than two visits."""
        return self.m2 / (self.visits - 1.0) if self.visits > 1.0 else 0.0


@dataclass(frozen=True, slots=True)
class Utility:
    """What the use of one experience did to outcomes: a pure fold over `Usage` and `Outcome` (see `seasoned.credit`).

    `helped` and `hurt` count confident successes and failures after injection. `alpha` / `beta` are the Beta
    posterior's pseudo-counts without the prior. `exemplar_sum / exemplar_weight` is the retrieval-weighted exemplar
    value. `injected_outcomes` and `withheld_outcomes` are the two arms of the randomised comparison. `values` holds one
    running value per context key; the key ``""`` is the overall one.
    """

    recalled: int = 0
    injected: int = 0
    withheld: int = 0
    helped: int = 0
    hurt: int = 0
    alpha: float = 0.0
    beta: float = 0.0
    votes: float = 0.0
    exemplar_sum: float = 0.0
    exemplar_weight: float = 0.0
    injected_outcomes: Value = Value()
    withheld_outcomes: Value = Value()
    values: Mapping[str, Value] = field(default_factory=dict)
    set_value: float | None = None
    last_used: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The situation a recall is made for: key on the task, the state and the error, never on the advice wanted.

    `said` holds the ids of experiences that stand in the agent's context already: they need not be said again.
    """

    text: str
    family: str = ""
    environment: str = ""
    observation: str = ""
    error: str = ""
    state_key: str = ""
    last_tool: str = ""
    valid_actions: tuple[str, ...] = ()
    site: Site = Site.START
    step: int = 0
    steps_since_progress: int = 0
    asked: bool = False
    trajectory_id: str = ""
    task_id: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """What memory has to say now. `text` is ``""`` and `items` empty when it has nothing worth saying."""

    text: str = ""
    items: tuple[Experience, ...] = ()
    tokens: int = 0
    usage_id: str = ""

    def __bool__(self) -> bool:
        return bool(self.items)


Record = Trajectory | Outcome | Diagnosis | Usage | Edit | GuardDecision
"""Everything that may be appended to the log."""
