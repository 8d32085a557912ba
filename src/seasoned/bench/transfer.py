"""What experience with one family of tasks is worth on another: cells of a transfer matrix (EvoMemBench, 2605.18421).

A memory learns on a family's train tasks. Then it is read only, and the other family's test tasks are played with it
and without memory: X[source, target] is the mean difference in success.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.bench.frozen import play_frozen
from seasoned.bench.track import MIXED, Item
from seasoned.protocols import Environment, EnvTask
from seasoned.streams import WITHOUT, Arm, run_stream

TRANSFER = "transfer"
"""The metric: success with the memory minus success without, of each task of the target."""

_ARROW = " to "
_END = f", {MIXED}"


def pair_name(environment: str, source: str, target: str) -> str:
    """Return the name of a pair as a family, such as ``textworld/coin to twc, mixed``."""
    return f"{environment}/{source}{_ARROW}{target}{_END}"


def pair_of(family: str) -> tuple[str, str] | None:
    """Return source and target of a family that `pair_name` named, without the environment; None of any other."""
    source, arrow, target = family.partition("/")[2].removesuffix(_END).partition(_ARROW)
    return (source, target) if arrow and family.endswith(_END) else None


def transferred(
    environment: Environment, learned_from: Sequence[EnvTask], tasks: Sequence[EnvTask], arm: Arm, seed: int
) -> Iterator[Item]:
    """Yield, for each of `tasks`, the difference that a memory of `learned_from` makes. There must be a task to learn
    from, and `arm` must have a memory."""
    without = [run for run, _ in run_stream(environment, tasks, WITHOUT, seed=seed)]
    for number, (_, memory) in enumerate(run_stream(environment, learned_from, arm, seed=seed), 1):
        if number == len(learned_from) and memory is not None:
            for task, alone in zip(tasks, without, strict=True):
                run = play_frozen(environment, task, memory, seed)
                yield Item(task.id, {TRANSFER: float(run.success) - float(alone.success)}, run.shown)
