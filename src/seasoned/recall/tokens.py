"""How many tokens a text costs, estimated without a tokenizer, and how to cut a text to a number of them.

Four characters count as one token, a Chinese, Japanese or Korean character as one by itself. That is within a third of
common tokenizers for prose and code; a budget is a limit of size here, not of billing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from math import ceil

CUT = " …[cut]"
"""Stands where text was left out."""

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def tokens_in(text: str) -> int:
    """Return the estimate: ``ceil(narrow characters / 4) + wide characters``."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return ceil((len(text) - wide) / 4) + wide


def cut(text: str, tokens: int) -> str:
    """Return `text` when it costs at most `tokens`, else its beginning with `CUT`, together within `tokens`.

    The cut is moved back to the end of a line or word where one is near. Returns "" where nothing but the mark would
    fit.
    """
    if tokens_in(text) <= tokens:
        return text
    room = 4 * (tokens - tokens_in(CUT))
    if room <= 0:
        return ""
    head = text[: _reach(text[: room + 1], room)]
    for end in ("\n", " "):
        near = head.rfind(end)
        if near > len(head) * 2 // 3:
            head = head[:near]
            break
    head = head.rstrip()
    return head + CUT if head else ""


def _reach(text: str, quarters: int) -> int:
    """Return how many characters of `text` cost at most `quarters` quarter tokens."""
    if text.isascii():
        return quarters
    costs = list(accumulate(4 if _WIDE.match(character) else 1 for character in text))
    return bisect_right(costs, quarters)
