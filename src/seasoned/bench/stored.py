"""What a memory holds as a stream goes on, and whether what its items had earned told how their next use would end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from seasoned.agents import Run
from seasoned.bench.metrics import calibration
from seasoned.credit.beta import laplace
from seasoned.memory import Memory
from seasoned.recall.tokens import tokens_in
from seasoned.types import Status, Utility

HELD = tuple(status for status in Status if status not in (Status.SUPERSEDED, Status.RETIRED))


@dataclass(slots=True)
class Watch:
    """Looks at a memory after each task of a stream. `experiences` and `tokens` (`stored`) have a value for each."""

    experiences: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    solved: list[bool] = field(default_factory=list)
    _earned: dict[str, float] = field(default_factory=dict)
    predicted: list[float] = field(default_factory=list)
    came: list[float] = field(default_factory=list)

    def see(self, run: Run, memory: Memory) -> None:
        """Note what `memory` holds after `run`, and what had been earned before it by what was shown in it.

        An item's credit changes only through runs that show it, so what it had earned is what it had when last seen.
        """
        for name in run.shown:
            self.predicted.append(self._earned.get(name, laplace(Utility())))
            self.came.append(float(run.success))
        utilities = memory.store.utilities(run.shown)
        self._earned |= {name: laplace(utility) for name, utility in utilities.items()}
        count, size = stored(memory)
        self.experiences.append(count)
        self.tokens.append(size)
        self.solved.append(run.success)

    def figures(self) -> dict[str, float]:
        """Return the size of the store at the end, its compactness (the success rate over the tasks seen per 1,000
        stored tokens) and its growth, and the calibration of what was earned beside that of the rate at which
        the runs succeeded (which is known only afterwards); what is not defined is left out."""
        found: dict[str, float] = {}
        if self.solved:
            found |= {"experiences": float(self.experiences[-1]), "stored tokens": float(self.tokens[-1])}
            if self.tokens[-1]:
                found["compactness"] = 1000.0 * sum(self.solved) / len(self.solved) / self.tokens[-1]
        for name, sizes in (("experiences", self.experiences), ("stored tokens", self.tokens)):
            exponent = growth(sizes)
            if exponent is not None:
                found[f"growth of {name}"] = exponent
        if self.predicted:
            found["utility Brier"], found["utility ECE"] = calibration(self.predicted, self.came)
            rate = math.fsum(self.came) / len(self.came)
            found["base rate Brier"], _ = calibration([rate] * len(self.came), self.came)
        return found


def stored(memory: Memory) -> tuple[int, int]:
    """Return how many experiences are held, and the tokens of their situations and bodies. What waits for evidence
    counts, what was superseded or retired does not."""
    items = memory.store.experiences(statuses=HELD)
    return len(items), sum(tokens_in(item.when) + tokens_in(item.body) for item in items)


def growth(sizes: Sequence[float]) -> float | None:
    """Return b of the least-squares fit size = a · t^b over tasks t = 1, 2, … (on logarithms, sizes of 0 left out).

    1 grows by the same with each task, 0 not at all. None with fewer than two sizes above 0.
    """
    points = [(math.log(task), math.log(size)) for task, size in enumerate(sizes, 1) if size > 0]
    if len(points) < 2:
        return None
    x, y = (math.fsum(point[at] for point in points) / len(points) for at in (0, 1))
    spread = math.fsum((one - x) ** 2 for one, _ in points)
    return math.fsum((one - x) * (other - y) for one, other in points) / spread
