"""In full what has proved itself, by name what has not yet (F23; ArcMemo, arXiv 2509.04439)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seasoned.errors import InputError
from seasoned.knobs import compose_stage
from seasoned.recall.compose import BUDGET, render
from seasoned.types import Experience, Hint, Query


@compose_stage
def proven_in_full(query: Query, chosen: Sequence[Experience], least: int = 2, budget: int = BUDGET) -> Hint:
    """As `render`, but of an item that fewer than `least` runs support only the first line of its body is shown.

    `least` >= 0 and `budget` >= 0, else InputError.
    """
    if least < 0:
        raise InputError(f"proven_in_full() needs least >= 0, not {least}")
    whole = {item.id: item for item in chosen}
    shown = [item if item.evidence.support_count >= least else _by_name(item) for item in chosen]
    hint = render(budget=budget)(query, shown)
    return replace(hint, items=tuple(whole[item.id] for item in hint.items))


def _by_name(item: Experience) -> Experience:
    return replace(item, body=item.body.strip().split("\n", 1)[0])
