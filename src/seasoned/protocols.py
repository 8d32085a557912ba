"""The protocols: what a stage, a store, an embedder and an environment must be. Everything else is a sibling file.

A stage is a callable, so a plain function is one. `seasoned.system` composes stages with ``>>`` (then) and ``|`` (and).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from seasoned.types import (
    Candidate,
    Decision,
    Diagnosis,
    Edit,
    Experience,
    Hint,
    Kind,
    Outcome,
    Proposal,
    Query,
    Record,
    Scope,
    Status,
    Trajectory,
    Usage,
    Utility,
)

Vector = NDArray[np.float32]


# ---------------------------------------------------------------------------------------------------------------------
# Store
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the log. `digest` = BLAKE2b(previous digest, seq, scope, kind, body): the chain."""

    seq: int
    kind: str
    record: Record
    at: float
    digest: str


@dataclass(frozen=True, slots=True)
class StoreStats:
    """Counts of what this scope holds. `kinds` and `statuses` split `experiences`."""

    trajectories: int
    outcomes: int
    diagnoses: int
    experiences: int
    usages: int
    edits: int
    events: int
    kinds: Mapping[str, int]
    statuses: Mapping[str, int]
    bytes: int


@runtime_checkable
class Reader(Protocol):
    """Everything a stage may ask of a store. All of it is confined to the store's scope."""

    scope: Scope

    def trajectory(self, trajectory_id: str) -> Trajectory | None:
        """Return a trajectory, or None."""

    def trajectories(
        self, *, task: str | None = None, family: str | None = None, limit: int | None = None
    ) -> Iterator[Trajectory]:
        """Yield trajectories, newest first. `task` is a task id."""

    def outcome(self, trajectory_id: str) -> Outcome | None:
        """Return the outcome in force (the latest), or None."""

    def diagnoses(self, trajectory_id: str) -> list[Diagnosis]:
        """Return what was diagnosed in a trajectory."""

    def experience(self, experience_id: str) -> Experience | None:
        """Return the current version of an experience whatever its status, or None."""

    def experiences(
        self,
        ids: Sequence[str] | None = None,
        *,
        kinds: Sequence[Kind] | None = None,
        statuses: Sequence[Status] | None = (Status.ACTIVE,),
        family: str | None = None,
        key: str | None = None,
        limit: int | None = None,
    ) -> list[Experience]:
        """Return current versions, newest change first (or in the order of `ids`). `statuses=None` means all."""

    def utilities(self, ids: Sequence[str]) -> dict[str, Utility]:
        """Return the utility of each id; an id that was never used gets an empty `Utility`."""

    def usages(
        self, *, trajectory: str | None = None, experience: str | None = None, limit: int | None = None
    ) -> list[Usage]:
        """Return recalls, newest first."""

    def usage(self, usage_id: str) -> Usage | None:
        """Return one recall, or None."""

    def search_text(
        self,
        text: str,
        *,
        weights: Mapping[str, float] | None = None,
        kinds: Sequence[Kind] | None = None,
        family: str | None = None,
        limit: int = 50,
    ) -> list[tuple[str, float]]:
        """Return ``(id, BM25 score)`` of active experiences, best first; higher is better, > 0.

        `weights` maps the lexical fields ``when``, ``body``, ``context``, ``tags`` to factors. Stop words are dropped
        and the others stemmed; a large store may leave out words that most items have, while rarer ones remain.
        """

    def search_vector(
        self,
        vector: Vector,
        *,
        kinds: Sequence[Kind] | None = None,
        family: str | None = None,
        limit: int = 50,
    ) -> list[tuple[str, float]]:
        """Return ``(id, cosine)`` of active experiences, best first."""

    def recent(self, *, kinds: Sequence[Kind] | None = None, family: str | None = None, limit: int = 50) -> list[str]:
        """Return ids of active experiences, most recently changed first."""

    def stats(self) -> StoreStats:
        """Return counts."""


@runtime_checkable
class Store(Reader, Protocol):
    """The log and its views. `append` is the only way in."""

    def append(self, *records: Record, at: float) -> list[int]:
        """Append records in one durable transaction (or into the open `batch`) and return their sequence numbers.

        A trajectory whose id is already stored is not appended again (its place in the result is the old number).
        Raises ScopeError for a record of another scope.
        """

    def batch(self) -> AbstractContextManager[None]:
        """Group commit: everything appended inside becomes durable together when the block ends, or not at all."""

    def log(self, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """Yield the events of this scope in order."""

    def verify(self) -> str | None:
        """Check the hash chain of the whole file. None when intact, else a sentence naming the first bad event."""

    def rebuild(self) -> None:
        """Drop every view and fold it again from the log."""

    def close(self) -> None:
        """Release the file. Idempotent."""


class Embedder(Protocol):
    """Texts to unit vectors."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Name of everything that decides the vectors; vectors of different fingerprints must not be compared."""

    def __call__(self, texts: Sequence[str]) -> Vector:
        """Return an array of shape (len(texts), dimensions), float32, rows of norm 1 (or 0 for an empty text)."""


# ---------------------------------------------------------------------------------------------------------------------
# Learning stages
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attempt:
    """A trajectory with what is known of it."""

    trajectory: Trajectory
    outcome: Outcome | None
    diagnoses: tuple[Diagnosis, ...] = ()


class Judge(Protocol):
    """The outcome of a trajectory, from facts in it; None when nothing in it tells."""

    def __call__(self, trajectory: Trajectory, now: float) -> Outcome | None:
        """Return the outcome, or None."""
        ...


class Diagnose(Protocol):
    """What went wrong, with evidence."""

    def __call__(self, trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
        """Return the diagnoses, in order of the steps."""
        ...


class Distill(Protocol):
    """Proposals from a batch of attempts. `store` gives access to earlier attempts and experiences (read only)."""

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterable[Proposal]:
        """Yield proposals."""
        ...


class Admit(Protocol):
    """One decision per proposal, in order. Later proposals of a batch see the earlier ones as stored."""

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order."""
        ...


# ---------------------------------------------------------------------------------------------------------------------
# Recall stages
# ---------------------------------------------------------------------------------------------------------------------


class Trigger(Protocol):
    """Whether to recall at all now."""

    def __call__(self, query: Query) -> bool:
        """Return whether to recall."""
        ...


class Search(Protocol):
    """Candidates with one raw score per channel."""

    def __call__(self, query: Query, store: Reader) -> list[Candidate]:
        """Return candidates."""
        ...


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate together with the experience and its utility; `chosen` and `reason` are filled by selection."""

    candidate: Candidate
    experience: Experience
    utility: Utility
    score: float = 0.0
    chosen: bool = True
    reason: str = ""


class Select(Protocol):
    """Re-score, reorder and mark as (not) chosen. Returns all candidates, the chosen ones first and best first."""

    def __call__(self, query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
        """Return all candidates, the chosen ones first."""
        ...


class Compose(Protocol):
    """The text to inject for the chosen items. `items` of the hint may be fewer than given (budget)."""

    def __call__(self, query: Query, chosen: Sequence[Experience]) -> Hint:
        """Return the hint."""
        ...


# ---------------------------------------------------------------------------------------------------------------------
# Upkeep
# ---------------------------------------------------------------------------------------------------------------------


class Evolve(Protocol):
    """Edits that upkeep suggests. Nothing is written by the stage itself, so a dry run is the same call."""

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        """Return the edits."""
        ...


# ---------------------------------------------------------------------------------------------------------------------
# Environments
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnvTask:
    """One task of a stream: enough to reset to it exactly, on any machine."""

    id: str
    family: str
    fold: str
    seed: int
    parameters: Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Observation:
    """What the environment shows after a reset or an action.

    `text` is its answer; `state` describes the situation (room, inventory, page) so that equal situations give equal
    text; `task` is the instruction; `valid_actions` is sorted and empty where the environment lists none; `reward` is
    what the last action earned and `score` the progress so far, scaled to [-1, 1] and [0, 1]. `truncated` says that the
    step limit ended the run, not the task.
    """

    text: str
    state: str
    task: str
    valid_actions: tuple[str, ...]
    reward: float = 0.0
    score: float = 0.0
    done: bool = False
    success: bool = False
    truncated: bool = False


class Environment(Protocol):
    """A task stream with observations, actions, a score and, where there is one, an expert."""

    name: str

    def families(self) -> tuple[str, ...]:
        """Return the names of the task families."""

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        """Return `count` distinct tasks of a fold (``train``, ``dev``, ``test``), the same ones for the same seed."""

    def reset(self, task: EnvTask) -> Observation:
        """Start `task` and return what is seen first."""

    def step(self, action: str) -> Observation:
        """Do `action` and return what is seen then."""

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        """Return actions that solve `task` from its start, or None where the environment has no expert."""

    def close(self) -> None:
        """End every process of the environment. Idempotent."""
