"""Whether the numbers by which an answer points into a numbered list are right."""

from __future__ import annotations

from collections.abc import Sequence


def wrong_numbers(numbers: Sequence[int], count: int, *, every: bool = False) -> list[str]:
    """Return what is wrong with `numbers` into a list of `count` items from 1: out of range, twice, or, with `every`,
    missing."""
    wrong = [f"there is no item {number}: the list has 1 to {count}" for number in numbers if not 1 <= number <= count]
    if len(set(numbers)) < len(numbers):
        wrong.append("an item is named twice")
    if every and (missing := sorted(set(range(1, count + 1)) - set(numbers))):
        wrong.append(f"no answer for item {', '.join(map(str, missing))}")
    return wrong
