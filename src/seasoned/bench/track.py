"""What a track of the benchmark is: units of work that run anywhere, and the results they give.

A `Track` names its units and runs one `Unit` at a time. A unit is independent of all others (its own store,
its own generators), so units run in parallel, in any order, and again after an interruption, with the same result.
Everything after that (intervals, differences, pages) is shared by all tracks and knows only items and figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

NONE = "none"
"""The system that remembers nothing: what every other is compared with."""

MIXED = "mixed"
"""What the names of families end in that mix others, and are not counted again over all families."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One stream: a family of tasks, met in one order with one seed.

    `system` is the memory under test, controls included (`NONE`, ``random``, …); `arm` is how it learns where a track
    knows several ways (``self``, ``corrections``), else ``""``. The same family, order and seed mean the same tasks
    under every system and arm.
    """

    track: str
    family: str
    system: str
    arm: str = ""
    order: str = "random"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """How one task or question went: its `values` by metric, such as ``{"success": 1.0, "steps": 12}``.

    Items of two systems are paired by `id`. `shown` are the ids of the experiences that were injected.
    """

    id: str
    values: Mapping[str, float]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a unit gave: its items in the order met, and `figures` of the whole stream, such as an AUC."""

    unit: Unit
    items: tuple[Item, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup:
    """What was asked for. `data` is where data files lie (None: nowhere); `tasks` the length of a stream (0: the
    track's own); `families` narrows what runs (empty: all of the track's); `systems` are tested beside the controls.
    `leave_one_out` is the number of tasks in each stream that are played again without single experiences, where a
    track can do that; with `transfer` families are also tried with what was learned on others."""

    data: Path | None = None
    seeds: int = 20
    tasks: int = 0
    families: tuple[str, ...] = ()
    systems: tuple[str, ...] = ("default",)
    leave_one_out: int = 0
    transfer: bool = False


@runtime_checkable
class Track(Protocol):
    """A benchmark of one ability."""

    @property
    def name(self) -> str:
        """Name on the command line."""

    @property
    def title(self) -> str:
        """What it measures, in one line."""

    @property
    def primary(self) -> str:
        """The metric of its items by which systems are compared; more is better."""

    @property
    def own(self) -> tuple[str, ...]:
        """The systems of the track itself that are under test, beside those that are asked for."""

    def missing(self, setup: Setup) -> Sequence[str]:
        """Return what can't run here, each with the reason and what to do about it."""

    def files(self, setup: Setup) -> Sequence[Path]:
        """Return the data files that it reads."""

    def units(self, setup: Setup) -> Sequence[Unit]:
        """Return every unit that `setup` asks for and that can run here."""

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Run one unit. The result depends on the arguments alone."""
