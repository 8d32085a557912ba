"""What a text mentions that can be an argument: quoted strings, files, numbers, dates, codes, tags and names.

A value that an earlier task took from its text is found again in a new text as the mention of the same kind that stands
in the most similar surroundings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seasoned.recall.words import STOP_WORDS, all_words, stem

QUOTED, EMAIL, DATE, FILE, TAG, NUMBER, CODE, NAME, WORD = (
    "quoted",
    "email",
    "date",
    "file",
    "tag",
    "number",
    "code",
    "name",
    "word",
)
KINDS = (QUOTED, EMAIL, DATE, FILE, TAG, NUMBER, CODE, NAME, WORD)
"""From the most to the least telling: what can be read as two kinds is read as the first."""

AROUND = 4
"""Words on each side that count as surroundings."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "may" else "may" for name in _MONTHS)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"

_DATES = (
    re.compile(rf"\b(?P<year>{_YEAR})[-/.](?P<number>\d\d?)[-/.](?P<day>\d\d?)\b"),
    re.compile(
        rf"\b(?P<month>{_MONTH})\.?\s+(?:the\s+)?(?P<day>{_DAY})\b,?\s*(?:(?:in|of)\s+)?(?P<year>{_YEAR})?", re.I
    ),
    re.compile(
        rf"\b(?P<day>{_DAY})\s+(?:day\s+)?(?:of\s+)?(?P<month>{_MONTH})\b,?\s*(?:(?:in|of)\s+)?(?P<year>{_YEAR})?", re.I
    ),
    re.compile(rf"\b(?P<number>\d\d?)/(?P<day>\d\d?)/(?P<year>{_YEAR})\b"),
)

_QUOTES = (
    re.compile(r"(?<!\w)'([^'\n]+(?:'(?=\w)[^'\n]*)*)'(?!\w)|\"([^\"\n]+)\""),
    re.compile(r"‘([^‘\n]+?)’(?!\w)|“([^”\n]+)”|`([^`\n]+)`"),
)
_PATTERNS = (
    (EMAIL, re.compile(r"(?P<value>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    (FILE, re.compile(r"(?P<value>[\w-]+(?:\.[\w-]+)*\.[A-Za-z][A-Za-z0-9]{1,4})\b")),
    (TAG, re.compile(r"(?<!\w)(?P<value>[#@]\w+)")),
    (NUMBER, re.compile(r"(?<![\w.])(?P<value>\d[\d,]*(?:\.\d+)?)(?![\w-]|\.\d)")),
    (CODE, re.compile(r"(?<!\w)(?P<value>(?=[\w-]*[\d_])[A-Za-z0-9_][\w-]*\w|[A-Z]{2,})(?!\w)")),
    (NAME, re.compile(r"(?<![.!?]\s)(?<!^)(?P<value>\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)")),
    (WORD, re.compile(r"(?P<value>[A-Za-z][\w-]*)")),
)
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


@dataclass(frozen=True, slots=True)
class Mention:
    """A value with its kind and where it stands: characters ``[start, end)``."""

    value: str
    kind: str
    start: int
    end: int


@lru_cache(maxsize=4_096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return what `text` mentions, in order of place; nothing twice, and nothing inside of something else. What stands
    in quotes is of the kind of its content, where that is of one, else ``quoted``."""
    found: list[Mention] = []
    for mention in (*_quoted(text), *_dates(text), *_others(text)):
        if not any(known.start < mention.end and mention.start < known.end for known in found):
            found.append(mention)
    return tuple(sorted(found, key=lambda one: one.start))


def _quoted(text: str) -> Iterator[Mention]:
    for pattern in _QUOTES:
        for match in pattern.finditer(text):
            value = next(group for group in match.groups() if group is not None)
            inner = next(
                (kind for kind, one in _PATTERNS[:-2] if (m := one.search(value)) and m.group() == value), QUOTED
            )
            yield Mention(value, inner, match.start(), match.end())


def _others(text: str) -> Iterator[Mention]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = match.group("value")
            if kind == NUMBER:
                value = value.rstrip(",")
            elif kind == NAME:
                value = value.removesuffix("'s").removesuffix("’s")
            if kind not in (NAME, WORD) or re.split(r"['’]", value.lower())[0] not in STOP_WORDS:
                yield Mention(value, kind, match.start(), match.end())


def _dates(text: str) -> Iterator[Mention]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            # A date without a year takes the year that the text names elsewhere.
            year = parts["year"] or next(iter(re.findall(rf"\b{_YEAR}\b", text)), None)
            if year is None:
                continue
            name = parts.get("month")
            month = _month(name) if name else int(parts["number"])
            day = int(re.sub(r"\D", "", parts["day"]))
            yield Mention(f"{year}-{month:02d}-{day:02d}", DATE, match.start(), match.end())


def _month(name: str) -> int:
    return 1 + next(number for number, month in enumerate(_MONTHS) if month.startswith(name[:3].lower()))


def written_number(value: str) -> str:
    """Return a number without separators and without an empty fraction: ``15,400.0`` → ``15400``; else `value`."""
    plain = value.replace(",", "").lstrip("$€£")
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", plain):
        return value
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def places_of(value: str, text: str) -> list[Mention]:
    """Return where `value` is mentioned in `text`, numbers compared as numbers."""
    wanted = written_number(value).lower()
    return [one for one in mentions(text) if written_number(one.value).lower() == wanted]


@lru_cache(maxsize=16_384)
def surroundings(text: str, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of the words before (nearest first) and after ``[start, end)``, at most `AROUND` each."""
    before = [stem(word) for word in all_words(text[:start])][-AROUND:]
    after = [stem(word) for word in all_words(text[end:])][:AROUND]
    return tuple(reversed(before)), tuple(after)


def named(name: str) -> frozenset[str]:
    """Return the stems of the words in an identifier: ``receiver_id`` → receiver, id; ``fuelAmount`` → fuel, amount."""
    return frozenset(stem(word) for word in all_words(_SPACED.sub(" ", name)))


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how alike two surroundings are on one side: ``Σ 1 / (1 + distance)`` over shared words, the larger of the
    two distances counting."""
    return sum(1.0 / (1 + max(place, other.index(word))) for place, word in enumerate(one) if word in other)
