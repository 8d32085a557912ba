"""Composition by how it ended: what worked and what did not, each under its own heading (Memento, arXiv 2508.16153)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seasoned.errors import InputError
from seasoned.knobs import compose_stage
from seasoned.recall.compose import BUDGET, LEAST, WHEN, shared
from seasoned.recall.fence import fenced, harmless
from seasoned.recall.tokens import cut, tokens_in
from seasoned.types import Experience, Hint, Query

TITLES: Mapping[object, str] = {
    True: "Positive examples, these worked:",
    False: "Negative examples, these failed:",
    None: "Also known:",
}
"""By the `success` of a payload: what is no case, or one of unknown ending, comes last."""


@compose_stage
def by_ending(query: Query, chosen: Sequence[Experience], budget: int = BUDGET) -> Hint:
    """The chosen runs in blocks by their ending, successes first, each best first, within `budget` tokens in all.

    As in `render`, long items share what short ones leave, and the last chosen ones are left out when the shares get
    too small. `budget` >= 0, else InputError.
    """
    if budget < 0:
        raise InputError(f"by_ending() needs budget >= 0, not {budget}")
    for count in range(len(chosen), 0, -1):
        blocks = {
            title: found
            for ending, title in TITLES.items()
            if (found := [item for item in chosen[:count] if item.payload.get("success") is ending])
        }
        room = budget - tokens_in(fenced([*blocks])) - len(blocks) - 1
        items = [item for found in blocks.values() for item in found]
        texts = {item.id: _text(query, number, item) for number, item in enumerate(items, 1)}
        shares = shared([tokens_in(text) + 1 for text in texts.values()], room)
        if all(share > min(LEAST, tokens_in(text)) for share, text in zip(shares, texts.values(), strict=True)):
            lines = {name: cut(text, share - 1) for share, (name, text) in zip(shares, texts.items(), strict=True)}
            shown = [line for title, found in blocks.items() for line in (title, *(lines[item.id] for item in found))]
            text = fenced(shown)
            return Hint(text=text, items=tuple(items), tokens=tokens_in(text))
    return Hint()


def _text(query: Query, number: int, item: Experience) -> str:
    when = "" if item.when == query.text else " " + cut(" ".join(harmless(item.when).split()), WHEN)
    kind = "run" if "success" in item.payload else item.kind
    return f"{number}. {kind}:{when}\n{harmless(item.body).strip()}"
