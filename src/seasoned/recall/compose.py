"""From chosen experiences to the text that is injected at the tail of the prompt.

The same items for the same task give the same bytes: no times, no scores, no ids that change. That keeps prompt caches
warm and lets the recorded hash prove what was shown. Nothing chosen gives ``""``, not an empty fence.
"""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.errors import InputError
from seasoned.knobs import compose_stage
from seasoned.recall.fence import fenced, harmless
from seasoned.recall.tokens import cut, tokens_in
from seasoned.types import Experience, Hint, Query

BUDGET = 400
"""Tokens. More injected text hurts in at least five published ablations."""

LEAST = 24
"""Tokens below which an item is left out rather than cut: a stump says nothing."""

WHEN = 60
"""Tokens of an item's `when` that are shown."""


@compose_stage
def render(query: Query, chosen: Sequence[Experience], budget: int = BUDGET) -> Hint:
    """Each item as a block of kind, situation (unless it is the very task asked about) and body, within `budget` tokens
    (`seasoned.recall.tokens`) in all.

    Short items are shown whole; what they leave is shared equally among the long ones, which are cut with a mark. When
    the shares get too small the last items are left out. `budget` >= 0, else InputError.
    """
    if budget < 0:
        raise InputError(f"render() needs budget >= 0, not {budget}")
    blocks = [_block(query, number, item) for number, item in enumerate(chosen, 1)]
    # One token more per block than it costs: the line break between blocks and the rounding of the sum.
    room = budget - tokens_in(fenced([])) - 1
    while blocks:
        shares = shared([tokens_in(block) + 1 for block in blocks], room)
        if all(share > min(LEAST, tokens_in(block)) for share, block in zip(shares, blocks, strict=True)):
            lines = [cut(block, share - 1) for block, share in zip(blocks, shares, strict=True)]
            return _hint(lines, chosen[: len(lines)])
        blocks.pop()
    return Hint()


@compose_stage
def outline(query: Query, chosen: Sequence[Experience], budget: int = BUDGET) -> Hint:
    """One line per item: its kind, situation and id, by which the agent can ask for the rest (MUSE's outline).

    Items that do not fit `budget` tokens are left out. `budget` >= 0, else InputError.
    """
    if budget < 0:
        raise InputError(f"outline() needs budget >= 0, not {budget}")
    room = budget - tokens_in(fenced([])) - 1
    lines: list[str] = []
    for item in chosen:
        name = cut(" ".join(harmless(item.when or item.key).split()), LEAST)
        line = f"- [{item.kind}] {name} ({harmless(item.id)})"
        room -= tokens_in(line) + 1
        if room < 0:
            break
        lines.append(line)
    return _hint(lines, chosen[: len(lines)])


def _hint(lines: list[str], items: Sequence[Experience]) -> Hint:
    if not lines:
        return Hint()
    text = fenced(lines)
    return Hint(text=text, items=tuple(items), tokens=tokens_in(text))


def _block(query: Query, number: int, item: Experience) -> str:
    when = cut(" ".join(harmless(item.when).split()), WHEN)
    body = harmless(item.body).strip()
    # The agent has its task before it, and a body that opens with its situation or key says it already.
    known = item.when == query.text or any(opening and body.startswith(opening) for opening in (when, item.key))
    head = f"{number}. [{item.kind}]" + (f" When: {when}" if when and not known else "")
    gap = " " if known and "\n" not in body else "\n"
    return f"{head}{gap}{body}" if body else head


def shared(needs: Sequence[int], room: int) -> list[int]:
    """Return how much each of `needs` gets of `room`: all it needs where that is less than an equal share of what is
    left, else an equal share. The sum is at most `room` (max-min fairness)."""
    shares = [0] * len(needs)
    left = max(0, room)
    by_need = sorted(range(len(needs)), key=lambda place: needs[place])
    for done, place in enumerate(by_need):
        shares[place] = min(needs[place], left // (len(needs) - done))
        left -= shares[place]
    return shares
