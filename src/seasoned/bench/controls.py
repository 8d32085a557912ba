"""Memory systems that serve as controls: each takes one thing away from the default, or adds nothing but cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from seasoned.codec import content_id
from seasoned.knobs import compose_stage
from seasoned.learn.admit import Admission
from seasoned.learn.distill import whole_runs
from seasoned.protocols import Compose
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.systems import load
from seasoned.systems.default import default
from seasoned.systems.exprag import exprag
from seasoned.systems.random_memory import random_memory
from seasoned.systems.recent import recent
from seasoned.types import Experience, Hint, Kind, Query

_WORDS = ("river", "lantern", "autumn", "violin", "copper", "orchard", "pebble", "harvest", "mountain", "whistle")


def raw() -> System:
    """Return retrieval of raw trajectories: the four nearest runs as they were, failed ones too, nothing distilled."""
    never_alike = Admission(system="raw", near=2.0)
    return exprag().but(name="raw", citation="control", distill=DistillStage.of(whole_runs), admit=never_alike)


def placebo() -> System:
    """Return the default system with the words of every hint exchanged for as many that have nothing to say."""
    system = default(withhold=0.0)
    return system.but(name="placebo", citation="control", compose=irrelevant(system.compose))


@compose_stage
def irrelevant(query: Query, chosen: Sequence[Experience], compose: Compose) -> Hint:
    """Compose as `compose` does, but of items that say nothing and are about as long."""
    return compose(query, [_emptied(item) for item in chosen])


def _emptied(item: Experience) -> Experience:
    rng = Random(content_id("placebo", item.id))
    words = [rng.choice(_WORDS) for _ in item.body.split()]
    return replace(item, kind=Kind.INSIGHT, key=item.id, when="", body=" ".join(words), payload={})


CONTROLS: dict[str, Callable[[], System]] = {
    "recent": recent,
    "random": random_memory,
    "raw": raw,
    "placebo": placebo,
    "exprag": exprag,
}
"""Controls that are systems of their own; others (none, shuffled, frozen) are ways to go through a stream."""


def system(name: str) -> System:
    """Return a control or a memory system by its name. Raises UnknownSystemError."""
    return CONTROLS[name]() if name in CONTROLS else load(name)
