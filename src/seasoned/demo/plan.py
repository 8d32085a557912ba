"""What the demo plays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seasoned.envs.textworld import DIFFICULTIES, FAMILIES, FOLDS
from seasoned.errors import InputError
from seasoned.streams import WITHOUT, Arm, learning_from_corrections, learning_from_itself

ENVIRONMENT = "textworld"
ARMS: tuple[Arm, ...] = (WITHOUT, learning_from_itself(), learning_from_corrections())
"""The three passes over the same tasks, the control first."""

DEFAULT_FAMILIES = ("cookingworld", "mapreader", "twc")


@dataclass(frozen=True, slots=True)
class Stream:
    """Tasks of one family drawn with one seed. Each arm goes through them in order, with a memory of its own."""

    family: str
    seed: int

    @property
    def name(self) -> str:
        """``family/seed``, which is also the unit that the interval resamples."""
        return f"{self.family}/{self.seed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`tasks` per stream, and a stream for each of `families` and of `seeds` seeds counted from `seed`.

    `difficulty` and `fold` are TextWorldExpress's; the report and the stores are written to the folder `out`;
    `processes` streams are played at once. Raises InputError for anything out of range, saying what is in it.
    """

    tasks: int = 40
    seeds: int = 3
    seed: int = 0
    families: tuple[str, ...] = DEFAULT_FAMILIES
    difficulty: str = "easy"
    fold: str = "train"
    out: Path = Path("demo")
    processes: int = 2

    def __post_init__(self) -> None:
        if self.fold not in FOLDS:
            raise InputError(f"--fold is one of {', '.join(FOLDS)}, not {self.fold!r}")
        if not 1 <= self.tasks <= len(FOLDS[self.fold]):
            raise InputError(f"--tasks lies between 1 and {len(FOLDS[self.fold])}, not {self.tasks}")
        if self.seeds < 1:
            raise InputError(f"--seeds is 1 or more, not {self.seeds}")
        if self.processes < 1:
            raise InputError(f"--processes is 1 or more, not {self.processes}")
        if self.difficulty not in DIFFICULTIES:
            raise InputError(f"--difficulty is one of {', '.join(DIFFICULTIES)}, not {self.difficulty!r}")
        if not self.families or len(set(self.families)) < len(self.families):
            raise InputError("--families names one or more different families, separated by commas")
        for family in self.families:
            if family not in FAMILIES:
                raise InputError(f"--families knows {', '.join(FAMILIES)}, not {family!r}")

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All streams, the families taking turns."""
        return tuple(
            Stream(family, seed) for seed in range(self.seed, self.seed + self.seeds) for family in self.families
        )

    def store(self, stream: Stream, arm: Arm) -> Path:
        """Return the file that holds what `arm` learned in `stream`."""
        return self.out / f"{stream.family}-{stream.seed}-{arm.name}.db"
