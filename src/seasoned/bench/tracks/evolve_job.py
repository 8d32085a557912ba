"""What a job of the evolve track is: stages in order, actions without effect, and some that spoil it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to do: the only `action` that brings the job on from here, and what one sees then."""

    action: str
    shows: str


@dataclass(frozen=True, slots=True)
class Part:
    """One procedure on one object. `others` are actions without effect; `spoils` end the job when they are done at any
    moment but their own."""

    text: str
    stages: tuple[Stage, ...]
    others: tuple[str, ...]
    spoils: frozenset[str] = frozenset()

    def actions(self) -> tuple[str, ...]:
        """Return every action of this part, sorted."""
        return tuple(sorted({*(stage.action for stage in self.stages), *self.others, *self.spoils}))


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An action that does the first `skips` stages of the first part at once, as long as none of them is done; with 0
    it is out of order and takes time."""

    action: str
    skips: int


@dataclass(frozen=True, slots=True)
class Job:
    """One task, complete: `parts` that do not depend on each other, and at most `limit` steps for them.

    `sign` is a sentence that can be read all the time, such as what is out of order.
    """

    parts: tuple[Part, ...]
    place: str
    limit: int
    sign: str = ""
    shortcuts: tuple[Shortcut, ...] = ()

    def text(self) -> str:
        """Return the task."""
        return " Do this as well. ".join(part.text for part in self.parts)

    def stages(self) -> int:
        """Return how many stages there are."""
        return sum(len(part.stages) for part in self.parts)

    def actions(self) -> tuple[str, ...]:
        """Return everything that can be done, sorted."""
        return tuple(
            sorted({*(one.action for one in self.shortcuts), *(a for part in self.parts for a in part.actions())})
        )

    def expert(self) -> tuple[str, ...]:
        """Return the shortest way."""
        cut = next((one for one in self.shortcuts if one.skips), None)
        long = [stage.action for part in self.parts for stage in part.stages]
        return (cut.action, *long[cut.skips :]) if cut is not None else tuple(long)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a procedure is told of a job: `things` (the first is the one it is about, the others stand around), which
    `kind` of case it is, in [0, `KINDS`), and whether it is to be told in words `reworded` since learning."""

    things: tuple[str, ...]
    kind: int
    reworded: bool

    def say(self, learned: str, reworded: str) -> str:
        """Return the text for this scene."""
        return reworded if self.reworded else learned


KINDS = 3
"""Cases that a procedure distinguishes, such as recipes that say roast, fry or boil."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A kind of job: the things it is learned on, those it is tried on later, and what is to be done."""

    things: Sequence[str]
    unseen: Sequence[str]
    part: Callable[[Scene], Part]


@dataclass(frozen=True, slots=True)
class World:
    """Two procedures in one place of work.

    `quick` is a device that does the first `skips` stages of the first procedure; `devices` of the same sort never
    work, and a sign says so. `hidden` are containers of the unrelated job, in which something is looked for.
    """

    name: str
    places: tuple[str, ...]
    elsewhere: tuple[str, ...]
    first: Procedure
    second: Procedure
    quick: str
    skips: int
    devices: tuple[str, ...]
    hidden: tuple[str, ...]
