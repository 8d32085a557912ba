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
from seasoned.types import Experience, Hint, Kind, Query

BUDGET = 400
"""Tokens. More injected text hurts in at least five published ablations."""

LEAST = 24
"""Tokens below which an item is left out rather than cut: a stump says nothing."""

WHEN = 40
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
    # One token more per block than it costs: the line break between blocks and the rounding of the sum.
    room = budget - tokens_in(fenced([])) - 1
    for count in range(len(chosen), 0, -1):
        blocks = _blocks(query, chosen[:count])
        shares = shared([tokens_in(text) + 1 for text, _ in blocks], room)
        if all(
            share > (tokens_in(text) if whole else min(LEAST, tokens_in(text)))
            for share, (text, whole) in zip(shares, blocks, strict=True)
        ):
            lines = [cut(text, share - 1) for share, (text, _) in zip(shares, blocks, strict=True)]
            return _hint(lines, chosen[:count])
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


def _blocks(query: Query, chosen: Sequence[Experience]) -> list[tuple[str, bool]]:
    """Return the numbered blocks and whether each must be shown whole: rules that advise the same share one."""
    alike: dict[str, list[str]] = {}
    blocks: list[Experience | str] = []
    for item in chosen:
        subject, _, advice = item.body.partition(": ") if item.kind is Kind.RULE else ("", "", "")
        if not advice:
            blocks.append(item)
            continue
        if advice not in alike:
            blocks.append(advice)
        alike.setdefault(advice, []).append(subject)
    return [
        (f"{number}. {Kind.RULE}: {harmless('; '.join(alike[block]))}: {harmless(block)}", len(alike[block]) > 1)
        if isinstance(block, str)
        else (_block(query, number, block), False)
        for number, block in enumerate(blocks, 1)
    ]


def _block(query: Query, number: int, item: Experience) -> str:
    when = cut(" ".join(harmless(item.when).split()), WHEN)
    body = harmless(item.body).strip()
    # The agent has its task before it, and a body that opens with its situation or key says it already.
    known = item.when == query.text or any(opening and body.startswith(opening) for opening in (when, item.key))
    shown = "" if known else when
    head = f"{number}. {item.kind}:" + (f" {shown}" if shown else "")
    gap = "\n" if shown or "\n" in body else " "
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
