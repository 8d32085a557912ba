"""A memory system: one stage per slot, and two numbers. Published systems differ in nothing else.

    exprag = System(
        name="exprag",
        citation="Evo-Memory, arXiv 2511.20857",
        distill=cases,
        admit=append,
        trigger=start(),
        search=dense(),
        select=top_k(4),
        compose=render(),
    )
    shorter = exprag.but(name="exprag-2", select=top_k(2))

A slot left out does nothing, so `System(name="no_memory")` is an agent without memory. Stages are joined with ``|`` and
``>>`` (`seasoned.stage`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from random import Random
from typing import TypedDict, Unpack

from seasoned.credit.withhold import PROBABILITY, WARM
from seasoned.errors import InputError
from seasoned.protocols import (
    Admit,
    Attempt,
    Compose,
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
from seasoned.stage import words_of
from seasoned.types import (
    Candidate,
    Decision,
    Diagnosis,
    Edit,
    Experience,
    Hint,
    Outcome,
    Proposal,
    Query,
    Trajectory,
    Verdict,
)

Context = Callable[[Query], str]

SLOTS = ("judge", "diagnose", "distill", "admit", "trigger", "search", "select", "compose", "evolve")
"""The stages in the order of the road."""


# ---------------------------------------------------------------------------------------------------------------------
# What an empty slot does
# ---------------------------------------------------------------------------------------------------------------------


def no_judge(trajectory: Trajectory, now: float) -> Outcome | None:
    """Tell nothing."""
    return None


def no_diagnosis(trajectory: Trajectory, outcome: Outcome | None) -> list[Diagnosis]:
    """Find nothing."""
    return []


def no_distillation(attempts: Sequence[Attempt], store: Reader) -> Iterable[Proposal]:
    """Propose nothing."""
    return ()


def no_admission(proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
    """Reject everything, and say so."""
    return [Decision(proposal=p, verdict=Verdict.REJECTED, reason="this system admits nothing") for p in proposals]


def no_trigger(query: Query) -> bool:
    """Never recall."""
    return False


def no_search(query: Query, store: Reader) -> list[Candidate]:
    """Find no candidate."""
    return []


def no_selection(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Leave the candidates as they are."""
    return list(candidates)


def no_composition(query: Query, chosen: Sequence[Experience]) -> Hint:
    """Say nothing."""
    return Hint()


def family_of(query: Query) -> str:
    """Values are learned per family of tasks."""
    return query.family


def no_evolution(store: Reader, now: float) -> list[Edit]:
    """Change nothing."""
    return []


# ---------------------------------------------------------------------------------------------------------------------
# The composition
# ---------------------------------------------------------------------------------------------------------------------


class Changes(TypedDict, total=False):
    """What `System.but` may change: any field of `System`."""

    name: str
    citation: str
    needs_model: bool
    judge: Judge
    diagnose: Diagnose
    distill: Distill
    admit: Admit
    trigger: Trigger
    search: Search
    select: Select
    compose: Compose
    evolve: Evolve
    withhold: float
    warm: int
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A composition of stages, frozen.

    `citation` names the paper and `needs_model` says whether a stage calls a language model. `withhold` in [0, 1] is
    the probability with which a chosen item is left out to measure its effect (F18) once it was injected `warm` times.
    `context` names what values are learned for, besides overall (`Utility.values`): the family of the task, or a stage.
    Raises InputError for an empty name or a number out of range.
    """

    name: str
    citation: str = ""
    needs_model: bool = False
    judge: Judge = no_judge
    diagnose: Diagnose = no_diagnosis
    distill: Distill = no_distillation
    admit: Admit = no_admission
    trigger: Trigger = no_trigger
    search: Search = no_search
    select: Select = no_selection
    compose: Compose = no_composition
    evolve: Evolve = no_evolution
    withhold: float = PROBABILITY
    warm: int = WARM
    context: Context = family_of

    def __post_init__(self) -> None:
        if not self.name:
            raise InputError("a System needs a name")
        if not 0.0 <= self.withhold <= 1.0 or self.warm < 0:
            raise InputError(f"System {self.name!r} needs withhold in [0, 1] and warm >= 0")

    def but(self, **changes: Unpack[Changes]) -> System:
        """Return this system with some slots replaced: ``memrl().but(select=top_k(1))``."""
        return replace(self, **changes)

    def slots(self) -> dict[str, str]:
        """Return slot → how its stage is written, in the order of the road, empty slots left out."""
        empty = {field.name: field.default for field in fields(self)}
        return {slot: words_of(getattr(self, slot)) for slot in SLOTS if getattr(self, slot) is not empty[slot]}
