"""Least general generalisation of action texts: what two texts share stays, what differs becomes a slot.

First-order anti-unification (Plotkin 1970; Reynolds 1970) over word tokens: the same pair of differing parts becomes
the same slot wherever it occurs, so ``take apple; cook apple`` and ``take leek; cook leek`` give ``take {item}; cook
{item}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from seasoned.learn.actions import split_call
from seasoned.learn.slots import SLOT, WORD, Binder

LEAST_SHARED = 0.4
"""Share of the shorter text's words that two texts must have in common to be generalised word by word."""

_TOKEN = re.compile(r"\{[a-z][a-z0-9_]*\}|\w[\w@.:/#\-]*\w|\w|\s+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Return the tokens of a text (slots, words, punctuation, runs of space); joined they give the text again."""
    return _TOKEN.findall(text)


def _argument_hint(before: Sequence[str]) -> str:
    """The argument's name when the differing part follows ``name=``."""
    if len(before) >= 2 and before[-1] == "=":
        name = re.sub(r"\W", "_", before[-2].lower())
        return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else ""
    return ""


def _trim(left: list[str], right: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Split off spaces that both sides share at the ends of a differing part."""
    head: list[str] = []
    tail: list[str] = []
    while left and right and left[0] == right[0] and left[0].isspace():
        head.append(left.pop(0))
        right.pop(0)
    while left and right and left[-1] == right[-1] and left[-1].isspace():
        tail.insert(0, left.pop())
        right.pop()
    return head, left, right, tail


def generalise(left: str, right: str, binder: Binder) -> str:
    """Return the least general text that both are instances of; slots are named by `binder`.

    Two calls of one tool are generalised argument by argument. Texts that share less than `LEAST_SHARED` of their words
    become the first word and one slot.
    """
    by_argument = _generalise_call(left, right, binder)
    if by_argument is not None:
        return by_argument
    one, two = tokens(left), tokens(right)
    if one == two:
        return "".join(_kept(token, binder) for token in one)
    if len(one) == len(two) and all(a.isspace() == b.isspace() for a, b in zip(one, two, strict=True)):
        blocks: Sequence[Block] = _aligned(one, two)
    else:
        blocks = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    shared = _count_words(token for tag, i1, i2, _, _ in blocks if tag == "equal" for token in one[i1:i2])
    if shared < LEAST_SHARED * min(_count_words(one), _count_words(two)):
        if one[0] != two[0]:
            return binder.bind(left, right, "")
        first, rest, other = one[0], "".join(one[1:]).strip(), "".join(two[1:]).strip()
        return f"{first} {binder.bind(rest, other, '')}"
    out: list[str] = []
    done: list[str] = []
    for tag, i1, i2, j1, j2 in _solid(_absorbed(blocks, one), one):
        if tag == "equal":
            out.extend(_kept(token, binder) for token in one[i1:i2])
        else:
            head, a, b, tail = _trim(one[i1:i2], two[j1:j2])
            out.extend((*head, binder.bind("".join(a), "".join(b), _argument_hint([*done, *head])), *tail))
        done.extend(one[i1:i2])
    return "".join(out)


def _count_words(parts: Iterable[str]) -> int:
    return sum(WORD.match(part) is not None for part in parts)


def _generalise_call(left: str, right: str, binder: Binder) -> str | None:
    one, two = split_call(left), split_call(right)
    if one is None or two is None or one[0] != two[0] or [a for a, _ in one[1]] != [a for a, _ in two[1]]:
        return None
    parts = []
    for (name, a), (_, b) in zip(one[1], two[1], strict=True):
        if a == b:
            parts.append(f"{name}={''.join(_kept(token, binder) for token in tokens(a))}")
        else:
            hint = name.lower() if re.fullmatch(r"[a-z][a-z0-9_]*", name.lower()) else ""
            parts.append(f"{name}={binder.bind(a, b, hint)}")
    return f"{one[0]}({', '.join(parts)})"


def _kept(token: str, binder: Binder) -> str:
    match = SLOT.fullmatch(token)
    return binder.keep(match.group(1)) if match else token


Block = tuple[str, int, int, int, int]


def _aligned(one: Sequence[str], two: Sequence[str]) -> list[Block]:
    """Position-wise blocks of two token lists of equal length."""
    return [
        ("equal" if a == b else "replace", at, at + 1, at, at + 1)
        for at, (a, b) in enumerate(zip(one, two, strict=True))
    ]


def _absorbed(blocks: Sequence[Block], one: Sequence[str]) -> list[Block]:
    """Widen a part that only one side has by the neighbouring word, so that no slot stands for nothing."""
    out: list[Block] = []
    pending: Block | None = None
    for tag, i1, i2, j1, j2 in blocks:
        if pending is not None:
            _, a1, _, b1, _ = pending
            take = next((at + 1 for at in range(i2 - i1) if not one[i1 + at].isspace()), i2 - i1)
            if tag != "equal":
                take = i2 - i1
                out.append(("replace", a1, i2, b1, j2))
            else:
                out.append(("replace", a1, i1 + take, b1, j1 + take))
                if i1 + take < i2:
                    out.append(("equal", i1 + take, i2, j1 + take, j2))
            pending = None
        elif tag != "equal" and (i1 == i2 or j1 == j2):
            pending = (tag, i1, i2, j1, j2)
        else:
            out.append((tag, i1, i2, j1, j2))
    return out if pending is None else _absorbed_backwards(out, pending, one)


def _absorbed_backwards(blocks: Sequence[Block], last: Block, one: Sequence[str]) -> list[Block]:
    """Widen the last part, which only one side has, by the word before it."""
    _, start, i2, _, j2 = last
    out = list(blocks)
    back = next((at for at in range(start - 1, -1, -1) if not one[at].isspace()), 0)
    while out and out[-1][1] >= back and len(out) > 1:
        out.pop()
    if not out:
        return [("replace", 0, i2, 0, j2)]
    tag, i1, _, j1, _ = out.pop()
    if tag != "equal" or back <= i1:
        return [*out, ("replace", i1, i2, j1, j2)]
    return [*out, ("equal", i1, back, j1, j1 + back - i1), ("replace", back, i2, j1 + back - i1, j2)]


def _solid(blocks: Sequence[Block], one: Sequence[str]) -> list[Block]:
    """Join differing blocks that only space separates, and equal neighbours, so that one phrase becomes one slot."""
    out: list[Block] = []
    for tag, i1, i2, j1, j2 in blocks:
        kind = "equal" if tag == "equal" else "replace"
        if out and out[-1][0] == kind:
            out[-1] = (kind, out[-1][1], i2, out[-1][3], j2)
        elif (
            kind == "replace"
            and len(out) >= 2
            and out[-1][0] == "equal"
            and all(token.isspace() for token in one[out[-1][1] : out[-1][2]])
        ):
            out.pop()
            out[-1] = ("replace", out[-1][1], i2, out[-1][3], j2)
        else:
            out.append((kind, i1, i2, j1, j2))
    return out
