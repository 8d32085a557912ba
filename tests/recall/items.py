"""Small hand-made candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from seasoned.protocols import Scored, Select
from seasoned.types import Candidate, Experience, Kind, Query, Utility, Value


def experience(name: str, when: str = "", body: str = "", kind: Kind = Kind.INSIGHT, **rest: Any) -> Experience:
    return Experience(id=name, kind=kind, key=rest.pop("key", name), when=when, body=body or f"body of {name}", **rest)


def scored(
    name: str,
    scores: Mapping[str, float] | float = 0.0,
    utility: Utility = Utility(),
    when: str = "",
    body: str = "",
    **rest: Any,
) -> Scored:
    channels = {"dense": scores} if isinstance(scores, float) else dict(scores)
    item = experience(name, when, body, **rest)
    return Scored(Candidate(name, channels), item, utility, max(channels.values(), default=0.0))


def used(helped: int, hurt: int, ema: float | None = None) -> Utility:
    """Utility after that many successes and failures, with Q `ema` where one is given."""
    n = helped + hurt
    values = {} if ema is None else {"": Value(mean=ema, visits=float(n or 1), ema=ema)}
    return Utility(injected=n, helped=helped, hurt=hurt, alpha=float(helped), beta=float(hurt), values=values)


def run(select: Select, items: Sequence[Scored], text: str = "cancel the order", seed: int = 0) -> list[Scored]:
    return select(Query(text=text), items, Random(seed), 1_000_000.0)


def chosen(items: Sequence[Scored]) -> list[str]:
    return [item.candidate.id for item in items if item.chosen]


def reason(items: Sequence[Scored], name: str) -> str:
    return next(item.reason for item in items if item.candidate.id == name)
