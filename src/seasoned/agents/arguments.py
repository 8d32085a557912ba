"""Arguments for a call: where an earlier, similar call had its values from, the new one has its own from.

A value that stood in the earlier text is replaced by what stands in its place in the new text; one that an earlier
result gave by what the same result gives now; one that came from nowhere (a mode, a default) is kept, unless the
conversation has a better one. Nothing here knows any tool: places, types, names and documentation of parameters decide.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from seasoned.agents.mentions import (
    CODE,
    FILE,
    NAME,
    NUMBER,
    QUOTED,
    WORD,
    Mention,
    likeness,
    mentions,
    named,
    places_of,
    surroundings,
    written_number,
)
from seasoned.agents.talk import Talk, values_of
from seasoned.envs.toolset import Call, Parameter, Tool

SAME_KIND, ORDINAL, NAMED, TAKEN = 2.0, 0.5, 1.0, 2.5
"""Weights of a place in the new text: mention of the same kind, the same place in the order of that kind, a word of the
parameter's name beside it, and (against it) that another parameter of the call has it already."""

LEAST = 1.5
"""Likeness of surroundings from which on a mention of another kind, or a plain word, is taken for the value."""

SOME = 0.3
"""Likeness that a mention of the same kind needs, unless it is the only one in either text."""

_FITTING = {
    QUOTED: frozenset({QUOTED, FILE, CODE, NAME, WORD}),
    FILE: frozenset({FILE, QUOTED}),
    NAME: frozenset({NAME, QUOTED}),
    CODE: frozenset({CODE, QUOTED, NUMBER}),
    NUMBER: frozenset({NUMBER, CODE}),
    WORD: frozenset({WORD, NAME, QUOTED}),
}
_OPTIONS = re.compile(r"(?:\[Enum\]|\b[Oo]ptions(?: are)?)\s*:\s*\[?([^\].]+)")
_GLOSS = re.compile(r"'(\w+)' for (\w+)")


@dataclass(frozen=True, slots=True)
class Example:
    """An earlier call: the text it answered, and what the calls before it in that turn gave."""

    text: str
    call: Call
    results: tuple[str, ...] = ()


@dataclass(slots=True)
class _Text:
    """The new text, and which of its mentions are arguments already."""

    text: str
    taken: list[Mention]

    def free(self, one: Mention) -> bool:
        return not any(one.start < other.end and other.start < one.end for other in self.taken)

    def take(self, one: Mention) -> str:
        self.taken.append(one)
        return one.value


def fill(tool: Tool, examples: Sequence[Example], text: str, talk: Talk) -> Call:
    """Return a call of `tool` for `text`.

    `examples` are earlier calls of the tool, the most similar first; without any, only names and types decide. An
    argument that is nowhere to be had keeps the example's value where it is required, else it is left out.
    """
    first = examples[0] if examples else None
    given = [p for p in tool.parameters if (p.name in first.call.arguments if first else p.required)]
    here = _Text(text, [])
    found: dict[str, Any] = {}
    for parameter in given:
        value = _value(tool, parameter, examples, here, talk)
        if value is None and parameter.required and first is not None:
            value = first.call.arguments[parameter.name]
        if value is not None:
            found[parameter.name] = value
    return Call(tool.name, found)


def _value(tool: Tool, parameter: Parameter, examples: Sequence[Example], here: _Text, talk: Talk) -> Any:
    if not examples:
        found = _listed(parameter, here) or _beside(parameter, here, None) or _only(parameter, here)
        return _typed(parameter, found) if found is not None else talk.latest(tool, parameter)
    example = examples[0]
    stored = example.call.arguments[parameter.name]
    if isinstance(stored, list):
        return _list(parameter, stored, example, here)
    if isinstance(stored, bool | dict):
        return stored
    old = stored if isinstance(stored, str) else written_number(str(stored))
    if old in options(parameter.description) or old in dict(_GLOSS.findall(parameter.description)):
        return _listed(parameter, here) or stored
    if (origin := _origin(old, example.text)) is not None:
        return _from_text(tool, parameter, origin, examples, here, talk)
    if (now := _same_result(old, example, talk)) is not None:
        return _typed(parameter, str(now), stored)
    kind = _kind(old)
    found = _beside(parameter, here, kind) or (_only(parameter, here) if " " in old else None)
    if found is not None:
        return _typed(parameter, found, stored)
    earlier = talk.latest(tool, parameter)
    if earlier is not None:
        return earlier
    for said in reversed(talk.said[:-1]):
        found = _beside(parameter, _Text(said, []), kind)
        if found is not None:
            return _typed(parameter, found, stored)
    return _constant(parameter, examples, here.text)


Derived = tuple[Mention, Callable[[str], str]]
"""A mention, and what a value was made of it."""


def _origin(old: str, text: str) -> Derived | None:
    """Return what a value was made of in its text: the mention itself, one word of it, or its first letters."""
    for one in places_of(old, text):
        return one, str
    for one in mentions(text):
        words = one.value.split()
        if one.kind in (NAME, QUOTED) and len(words) > 1 and old in words:
            return one, partial(_part, place=-1 if words[-1] == old else words.index(old))
        if len(old) > 1 and old.isupper() and one.kind in (NAME, WORD) and one.value.upper().startswith(old):
            return one, lambda value: value[: len(old)].upper()
        if old[:1] in ("#", "@") and one.value == old[1:]:
            return one, lambda value: old[0] + value
    return None


def _part(value: str, place: int) -> str:
    words = value.split()
    return words[min(place, len(words) - 1)]


def _from_text(
    tool: Tool, parameter: Parameter, origin: Derived, examples: Sequence[Example], here: _Text, talk: Talk
) -> Any:
    """Return what was made of the text before, made of this text; else the conversation's latest word on it."""
    mention, derive = origin
    if mention.kind == WORD and (known := _known(parameter, examples, here)) is not None:
        return known
    found = _aligned(parameter, mention, examples[0].text, here)
    if found is not None:
        return _typed(parameter, derive(found))
    earlier = talk.latest(tool, parameter)
    if earlier is not None:
        return earlier
    for said in reversed(talk.said[:-1]):
        found = _aligned(parameter, mention, examples[0].text, _Text(said, []))
        if found is not None:
            return _typed(parameter, derive(found))
    found = _aligned(parameter, mention, examples[0].text, here, 0.0)
    return None if found is None else _typed(parameter, derive(found))


def _known(parameter: Parameter, examples: Sequence[Example], here: _Text) -> Any:
    """Return the first value of an example that stands in the text as a word."""
    words = {one.value.lower() for one in mentions(here.text)}
    values = [example.call.arguments.get(parameter.name) for example in examples]
    return next((value for value in values if str(value).lower() in words), None)


def _list(parameter: Parameter, stored: list[Any], example: Example, here: _Text) -> list[Any]:
    """Return the mentions of the kind that the stored values are of, decorated as these are; the stored ones where they
    are not from the text."""
    if stored and all(isinstance(value, int | float) for value in stored):
        numbers = [float(written_number(one.value)) for one in mentions(here.text) if one.kind == NUMBER]
        return [int(one) if one.is_integer() else one for one in numbers] if len(numbers) > 1 else stored
    origins = [_origin(str(value), example.text) for value in stored]
    known = [origin for origin in origins if origin is not None]
    if not known or len(known) < len(origins):
        return stored
    mark = str(stored[0])[0] if all(str(value)[:1] in ("#", "@") for value in stored) else ""
    marked = [one.value for one in mentions(here.text) if mark and one.value.startswith(mark)]
    if marked:
        return list(dict.fromkeys(marked))
    found = []
    for mention, derive in known:
        value = _aligned(parameter, mention, example.text, here)
        if value is not None:
            found.append(derive(value))
    return found or stored


def _aligned(parameter: Parameter, old: Mention, before: str, here: _Text, some: float = SOME) -> str | None:
    """Return the mention in the new text that stands where `old` stood in `before`, and take it."""
    same = [one.start for one in mentions(before) if one.kind == old.kind]
    order = same.index(old.start)
    now = [one for one in mentions(here.text) if one.kind == old.kind]
    scored: list[tuple[float, int, Mention]] = []
    for one in mentions(here.text):
        if not _fits(parameter, old, one):
            continue
        evidence = _likeness(parameter, old, before, one, here.text)
        alone = len(now) == len(same) == 1
        if evidence < (LEAST if one.kind != old.kind or one.kind == WORD else 0.0 if alone else some):
            continue
        score = evidence - (0.0 if here.free(one) else TAKEN)
        if one.kind == old.kind != WORD:
            score += SAME_KIND + (ORDINAL if now.index(one) == order else 0.0)
        if score > 0.0:
            scored.append((score, -one.start, one))
    return here.take(max(scored, key=lambda one: one[:2])[2]) if scored else None


def _likeness(parameter: Parameter, old: Mention, before: str, one: Mention, text: str) -> float:
    left, right = surroundings(before, old.start, old.end)
    mine, yours = surroundings(text, one.start, one.end)
    beside = named(parameter.name) & {*mine[:2], *yours[:1]}
    return likeness(left, mine) + likeness(right, yours) + NAMED * len(beside)


def _fits(parameter: Parameter, old: Mention, one: Mention) -> bool:
    if parameter.type in ("integer", "number"):
        return one.kind == NUMBER
    if one.kind == old.kind:
        return True
    return one.kind in _FITTING.get(old.kind, ()) and (" " in one.value) == (" " in old.value)


def _kind(value: str) -> str | None:
    """Return the kind of a value by its looks alone."""
    return next((one.kind for one in mentions(f"'{value}'") if one.value == value), None)


def _beside(parameter: Parameter, here: _Text, kind: str | None) -> str | None:
    """Return the mention of that kind (None: of any but a plain word) right before which a word of the parameter's name
    stands, and take it."""
    words = named(parameter.name)
    numeric = parameter.type in ("integer", "number")
    scored: list[tuple[int, int, Mention]] = []
    for one in mentions(here.text):
        fitting = one.kind == (kind or one.kind) != WORD and (one.kind == NUMBER or not numeric)
        left, _ = surroundings(here.text, one.start, one.end)
        shared = len(words & {*left[:2]})
        if fitting and shared and here.free(one):
            scored.append((shared, -one.start, one))
    return here.take(max(scored, key=lambda one: one[:2])[2]) if scored else None


def _only(parameter: Parameter, here: _Text) -> str | None:
    """Return the only number, or the only quoted string that nothing else has, by the parameter's type, and take it."""
    kind = NUMBER if parameter.type in ("integer", "number") else QUOTED
    found = [one for one in mentions(here.text) if one.kind == kind and here.free(one)]
    return here.take(found[0]) if len(found) == 1 else None


def _listed(parameter: Parameter, here: _Text) -> str | None:
    """Return the first of the documented values that the text names and no other parameter has, and take it."""
    found = [
        Mention(option, WORD, match.start(), match.end())
        for option, word in (
            *((one, one) for one in options(parameter.description)),
            *_GLOSS.findall(parameter.description),
        )
        for match in re.finditer(rf"(?<!\w){re.escape(word.removesuffix('s'))}s?(?!\w)", here.text, re.IGNORECASE)
    ]
    free = [one for one in found if here.free(one)]
    return here.take(min(free, key=lambda one: one.start)) if free else None


@lru_cache(maxsize=1_024)
def options(description: str) -> tuple[str, ...]:
    """Return the values that a parameter's documentation lists after ``[Enum]:`` or ``options are:``."""
    match = _OPTIONS.search(description)
    parts = match.group(1).split(",") if match else []
    return tuple(option for part in parts if (option := part.strip(" '\"")))


def _same_result(old: str, example: Example, talk: Talk) -> Any:
    """Return what the result that gave `old` gives now: of the same call of this turn under the same key."""
    for result, now in zip(example.results, talk.results, strict=False):
        for key, value in values_of(result):
            if written_number(str(value)) == written_number(old):
                return dict(values_of(now)).get(key)
    return None


def _constant(parameter: Parameter, examples: Sequence[Example], text: str) -> Any:
    """Return a value that came from nowhere: that of the example which shares most names with `text`."""
    names = {one.value for one in mentions(text) if one.kind in (NAME, CODE)}

    def shared(example: Example) -> float:
        return math.fsum(one.kind in (NAME, CODE) and one.value in names for one in mentions(example.text))

    known = [example for example in examples if parameter.name in example.call.arguments]
    return max(known, key=shared).call.arguments[parameter.name]


def _typed(parameter: Parameter, value: str, like: Any = None) -> Any:
    """Return a text as a value of the parameter's type; `like` where it is none."""
    if parameter.type not in ("integer", "number"):
        return value
    try:
        number = float(written_number(value))
    except ValueError:
        return like
    return int(number) if parameter.type == "integer" and number.is_integer() else number
