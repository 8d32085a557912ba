"""Composition: stages that can be joined with ``|`` (and, in parallel) and ``>>`` (then).

A stage is any callable of the right form (`seasoned.protocols`). The classes here wrap one, keep the words it was
written with (so that a system can print itself) and add the operator that makes sense for its kind:

=================  =======================================================================================
`TriggerStage`     ``a | b`` fires when either does
`SearchStage`      ``a | b`` merges the candidates of both by id, keeping every channel's score
`SelectStage`      ``a >> b`` hands what `a` returned to `b`
`JudgeStage`       ``a | b`` takes the first outcome that can be told
`DiagnoseStage`    ``a | b`` lists what both found
`DistillStage`     ``a | b`` yields the proposals of both
`EvolveStage`      ``a | b`` lists the edits of both, at most one stage per experience
=================  =======================================================================================

Two ways to get one. ``SearchStage.of(function, …)`` wraps callables as they are and joins them. The decorators of
`seasoned.knobs` turn a function with extra parameters into a factory. The other side of an operator may always be a
plain callable, so one wrapped stage in an expression is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Generic, Self, TypeVar, cast

from seasoned.errors import InputError
from seasoned.protocols import (
    Attempt,
    Diagnose,
    Distill,
    Evolve,
    Judge,
    Reader,
    Scored,
    Search,
    Select,
    Trigger,
)
from seasoned.types import Candidate, Diagnosis, Edit, Outcome, Proposal, Query, Trajectory

F = TypeVar("F", bound=Callable[..., Any])


def words_of(stage: object) -> str:
    """Return how a stage is written: its own words, or the name of a plain function, or its repr."""
    return stage.words if isinstance(stage, Stage) else getattr(stage, "__name__", None) or repr(stage)


@dataclass(frozen=True, slots=True, repr=False)
class Stage(Generic[F]):
    """A callable and the words it was written with."""

    run: F
    words: str

    @classmethod
    def of(cls, *parts: F) -> Self:
        """Return `parts` as one stage, joined as the operator joins them. Raises InputError when there are none."""
        if not parts:
            raise InputError(f"{cls.__name__}.of() needs at least one stage")
        first, *rest = parts
        stage = first if isinstance(first, cls) else cls(first, words_of(first))
        for part in rest:
            stage = stage._and(part)
        return stage

    @staticmethod
    def join(first: F, second: F) -> F:
        """Return the callable that stands for both."""
        raise NotImplementedError

    def _and(self, other: F, sign: str = "|") -> Self:
        return type(self)(self.join(cast(F, self), other), f"{self.words} {sign} {words_of(other)}")

    def __repr__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True, repr=False)
class Parallel(Stage[F]):
    """A stage with ``|``."""

    def __or__(self, other: F) -> Self:
        return self._and(other)

    def __ror__(self, other: F) -> Self:
        return type(self).of(other, cast(F, self))


class TriggerStage(Parallel[Trigger]):
    """Whether to recall now."""

    __slots__ = ()

    def __call__(self, query: Query) -> bool:
        """Run the stage."""
        return self.run(query)

    @staticmethod
    def join(first: Trigger, second: Trigger) -> Trigger:
        """Fire when either does."""
        return _Either(first, second)


class SearchStage(Parallel[Search]):
    """Candidates with one raw score per channel."""

    __slots__ = ()

    def __call__(self, query: Query, store: Reader) -> list[Candidate]:
        """Run the stage."""
        return self.run(query, store)

    @staticmethod
    def join(first: Search, second: Search) -> Search:
        """Merge the candidates by id: every channel's score, the larger one where both have the channel."""
        return _Union(first, second)


class JudgeStage(Parallel[Judge]):
    """An outcome, or None where it cannot be told."""

    __slots__ = ()

    def __call__(self, trajectory: Trajectory, now: float) -> Outcome | None:
        """Run the stage."""
        return self.run(trajectory, now)

    @staticmethod
    def join(first: Judge, second: Judge) -> Judge:
        """Ask the second only where the first cannot tell."""
        return _FirstToTell(first, second)


class DiagnoseStage(Parallel[Diagnose]):
    """What went wrong."""

    __slots__ = ()

    def __call__(self, trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
        """Run the stage."""
        return self.run(trajectory, outcome)

    @staticmethod
    def join(first: Diagnose, second: Diagnose) -> Diagnose:
        """List what both found."""
        return _Listed(first, second)


class DistillStage(Parallel[Distill]):
    """Proposals from attempts."""

    __slots__ = ()

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterable[Proposal]:
        """Run the stage."""
        return self.run(attempts, store)

    @staticmethod
    def join(first: Distill, second: Distill) -> Distill:
        """Yield the proposals of the first, then those of the second."""
        return _Streamed(first, second)


class EvolveStage(Parallel[Evolve]):
    """Edits that upkeep suggests."""

    __slots__ = ()

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        """Run the stage."""
        return self.run(store, now)

    @staticmethod
    def join(first: Evolve, second: Evolve) -> Evolve:
        """List the edits of both; what the first already edits or merges is left alone by the second."""
        return _EditedOnce(first, second)


class SelectStage(Stage[Select]):
    """Scored candidates in, the same ones out: re-scored, reordered, marked as (not) chosen."""

    __slots__ = ()

    def __call__(self, query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
        """Run the stage."""
        return self.run(query, candidates, rng, now)

    @staticmethod
    def join(first: Select, second: Select) -> Select:
        """Hand what the first returned to the second."""
        return _Then(first, second)

    def __rshift__(self, other: Select) -> Self:
        return self._and(other, ">>")

    def __rrshift__(self, other: Select) -> Self:
        return type(self).of(other) >> self


# ---------------------------------------------------------------------------------------------------------------------
# How two are joined. Named classes rather than closures, so that a composed stage can be pickled and compared.
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Either:
    first: Trigger
    second: Trigger

    def __call__(self, query: Query) -> bool:
        return self.first(query) or self.second(query)


@dataclass(frozen=True, slots=True)
class _Union:
    first: Search
    second: Search

    def __call__(self, query: Query, store: Reader) -> list[Candidate]:
        merged = {candidate.id: candidate for candidate in self.first(query, store)}
        for candidate in self.second(query, store):
            known = merged.get(candidate.id)
            merged[candidate.id] = candidate if known is None else _merged(known, candidate)
        return list(merged.values())


def _merged(one: Candidate, other: Candidate) -> Candidate:
    scores = dict(one.scores)
    for channel, score in other.scores.items():
        scores[channel] = max(score, scores.get(channel, score))
    return Candidate(one.id, scores, max(one.score, other.score), one.reason or other.reason)


@dataclass(frozen=True, slots=True)
class _FirstToTell:
    first: Judge
    second: Judge

    def __call__(self, trajectory: Trajectory, now: float) -> Outcome | None:
        outcome = self.first(trajectory, now)
        return self.second(trajectory, now) if outcome is None else outcome


@dataclass(frozen=True, slots=True)
class _Listed:
    first: Diagnose
    second: Diagnose

    def __call__(self, trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
        return [*self.first(trajectory, outcome), *self.second(trajectory, outcome)]


@dataclass(frozen=True, slots=True)
class _Streamed:
    first: Distill
    second: Distill

    def __call__(self, attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
        yield from self.first(attempts, store)
        yield from self.second(attempts, store)


@dataclass(frozen=True, slots=True)
class _EditedOnce:
    first: Evolve
    second: Evolve

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        edits = self.first(store, now)
        taken = {name for edit in edits for name in (edit.target, *edit.sources)}
        return [*edits, *(edit for edit in self.second(store, now) if not taken & {edit.target, *edit.sources})]


@dataclass(frozen=True, slots=True)
class _Then:
    first: Select
    second: Select

    def __call__(self, query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
        return self.second(query, self.first(query, candidates, rng, now), rng, now)
