"""Slots: what varies between texts, its type, its examples and where its value was first seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seasoned.payloads import Slot

MOST_EXAMPLES = 6

SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
WORD = re.compile(r"\w[\w@.:/#\-]*\w|\w")
_TYPES = (
    ("number", re.compile(r"[-+]?\d+(?:[.,]\d+)?%?")),
    ("date", re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{1,2}/\d{1,2}/\d{2,4}")),
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    ("path", re.compile(r"(?:~|\.{0,2})?/\S+|\w+(?:/[\w.\-]+)+")),
    ("id", re.compile(r"(?=\S*\d)(?=\S*[A-Za-z_#])[\w#\-]{3,}")),
    ("word", re.compile(r"[^\W\d][\w'\-]*")),
)


def value_type(value: str) -> str:
    """Return ``number``, ``date``, ``email``, ``path``, ``id``, ``word`` or ``text``."""
    for name, pattern in _TYPES:
        if pattern.fullmatch(value.strip()):
            return name
    return "text"


def words(text: str) -> list[str]:
    """Return the words of a text without slots."""
    return WORD.findall(SLOT.sub(" ", text))


def fits(pattern: str, text: str) -> bool:
    """Return whether `text` starts as `pattern` does and has its literal parts in order; a slot fits any words."""
    literal = [part for part in pattern.replace("}", "{").split("{")[::2] if part]
    place = 0
    for part in literal:
        found = text.find(part, place)
        if found < 0 or (place == 0 and not pattern.startswith("{") and found > 0):
            return False
        place = found + len(part)
    return "{" in pattern or pattern == text


@dataclass(slots=True)
class Binder:
    """Names the slots of one generalisation. `sources` say where the constants of either side were first seen."""

    left_slots: Mapping[str, Slot]
    right_slots: Mapping[str, Slot]
    left_sources: Mapping[str, str]
    right_sources: Mapping[str, str]
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)

    def bind(self, left: str, right: str, hint: str) -> str:
        """Return the slot ``{name}`` for this pair of differing texts; the same pair always gets the same slot."""
        known = self.pairs.get((left, right))
        if known is None:
            examples = _merge_examples(_values(left, self.left_slots), _values(right, self.right_slots))
            source = join_sources(
                _source(left, self.left_slots, self.left_sources),
                _source(right, self.right_slots, self.right_sources),
            )
            kind = join_types([value_type(example) for example in examples])
            known = self._name(hint or _named(left) or _named(right) or _DEFAULT_NAMES.get(kind, "item"))
            self.pairs[left, right] = known
            self.slots[known] = Slot(name=known, type=kind, source=source, examples=examples)
        return f"{{{known}}}"

    def keep(self, name: str) -> str:
        """Return the slot that both sides already have under one name."""
        return self.bind(f"{{{name}}}", f"{{{name}}}", name)

    def _name(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self.slots:
            number += 1
            name = f"{wanted}{number}"
        return name


_DEFAULT_NAMES = {"number": "number", "date": "date", "email": "email", "path": "path", "id": "id"}


def _named(text: str) -> str:
    match = SLOT.fullmatch(text.strip())
    return match.group(1).rstrip("0123456789") or "item" if match else ""


def _merge_examples(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))[:MOST_EXAMPLES]


def _values(text: str, slots: Mapping[str, Slot]) -> list[str]:
    """The texts that stood here: of a lone slot its examples, of anything else the text with slots filled."""
    match = SLOT.fullmatch(text.strip())
    if match and match.group(1) in slots:
        return list(slots[match.group(1)].examples)

    def first_example(found: re.Match[str]) -> str:
        slot = slots.get(found.group(1))
        return slot.examples[0] if slot and slot.examples else found.group(0)

    filled = SLOT.sub(first_example, text).strip()
    return [filled] if filled else []


def _source(text: str, slots: Mapping[str, Slot], sources: Mapping[str, str]) -> str | None:
    found: str | None = None
    for name in SLOT.findall(text):
        if name in slots:
            found = join_sources(found, slots[name].source)
    for word in words(text):
        found = join_sources(found, sources.get(word.lower(), "free"))
    return found


def join_sources(first: str | None, second: str | None) -> str:
    """Return the weaker of two statements about where a value was first seen: task < observation (the later) < free."""
    known = [source for source in (first, second) if source]
    if not known:
        return "free"
    if "free" in known or "constant" in known:
        return "free"
    seen = [source for source in known if source.startswith("observation")]
    if not seen:
        return "task"
    return max(seen, key=lambda source: int(source.partition(":")[2] or 0))


def join_types(types: Sequence[str]) -> str:
    """Return the one type of all examples, ``word`` for words and ids, else ``text``."""
    distinct = set(types)
    if len(distinct) == 1:
        return next(iter(distinct))
    if distinct and distinct <= {"word", "id"}:
        return "id"
    return "text"
