"""What reading a log yields: trajectories with their outcomes, and problems that say where and what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from seasoned.types import Outcome, Trajectory


class Severity(StrEnum):
    """How much a problem cost: the record (or file), a part of it, or nothing because it is no trajectory."""

    ERROR = "error"
    WARNING = "warning"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a log that could not be read as it stands.

    `line` counts from 1 (0: the whole file); `field` names the place within the record; `severity` says whether a
    record was lost (error), read with something missing or changed (warning), or is not a trajectory at all (skipped).
    """

    file: str
    line: int
    field: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class Imported(NamedTuple):
    """A trajectory and, where the log states it, how it ended."""

    trajectory: Trajectory
    outcome: Outcome | None
