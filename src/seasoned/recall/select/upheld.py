"""What the evidence still bears out: a rule that was refuted since it was learned is not handed on."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.knobs import select_stage
from seasoned.protocols import Scored
from seasoned.recall.marks import best_first, refused, rescored
from seasoned.types import Kind, Query


@select_stage
def upheld(
    query: Query,
    candidates: Sequence[Scored],
    rng: Random,
    now: float,
    least: float = 1.0,
    kinds: Sequence[Kind] | None = None,
) -> list[Scored]:
    """Refuse an experience for which less than a share `least` of its evidence speaks, in [0, 1], else InputError.

    The default refuses what a single observation refutes, as rules of a deterministic world should be. The others get
    the score (s + 1)/(s + c + 2), so that what was seen most stands first. Only `kinds` are looked at, all by default;
    what has no evidence counted passes.
    """
    if not 0.0 <= least <= 1.0:
        raise InputError(f"upheld() needs least in [0, 1], not {least}")

    def marked(item: Scored) -> Scored:
        if kinds is not None and item.experience.kind not in kinds:
            return item
        evidence = item.experience.evidence
        good, total = evidence.support_count, evidence.support_count + evidence.contradict_count
        if total and good / total < least:
            return refused(item, f"borne out in {good} of {total} cases, less than {least:.2f}")
        return rescored(item, (good + 1.0) / (total + 2.0))

    return best_first(map(marked, candidates))
