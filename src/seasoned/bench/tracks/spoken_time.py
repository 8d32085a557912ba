"""When a question says that something was: "two weeks ago", "last Saturday", "in May 2023" as spans of time.

English only, UTC days. What is meant of the future, or by a word that only looks like a date, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

DAY = 86_400.0
_MONTH_NAMES = "january february march april may june july august september october november december"
_WEEKDAY_NAMES = "monday tuesday wednesday thursday friday saturday sunday"
_NUMERALS = "zero one two three four five six seven eight nine ten eleven twelve"
_MONTHS = _MONTH_NAMES.split()
_WEEKDAYS = _WEEKDAY_NAMES.split()
_UNITS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_NUMBERS = {word: n for n, word in enumerate(_NUMERALS.split())}
_NUMBERS |= {"a": 1, "an": 1, "a couple of": 2, "couple of": 2, "a few": 3, "few": 3}

_MANY = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>day|week|month|year)"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))"

_AGO = re.compile(rf"\b{_MANY} {_UNIT}s? ago\b")
_PAST = re.compile(rf"\b(?:past|last|previous) (?:{_MANY} )?{_UNIT}s?\b")
_WEEKDAY = re.compile(rf"\b(?:last|past|previous) (?P<weekday>{'|'.join(_WEEKDAYS)})\b")
_NEAR = re.compile(r"\b(?:yesterday|last night|last weekend)\b")
_DATES = (
    re.compile(rf"\b{_ORDINAL}(?: of)? {_MONTH}\b{_YEAR}?"),
    re.compile(rf"\b{_MONTH} {_ORDINAL}\b{_YEAR}?"),
    re.compile(rf"\b{_MONTH}\b{_YEAR}"),
    re.compile(rf"\b(?:in|during|since|by|of|last|early|late|mid)[ -]{_MONTH}\b"),
)
_IN_YEAR = re.compile(r"\b(?:in|during|of|since) (?P<year>(?:19|20)\d\d)\b")

Span = tuple[float, float]
"""From and until, Unix seconds."""


def day_of(at: float) -> str:
    """Return the day in words, such as ``Monday 8 May 2023``."""
    day = datetime.fromtimestamp(at, UTC)
    return f"{_WEEKDAYS[day.weekday()].title()} {day.day} {_MONTHS[day.month - 1].title()} {day.year}"


def spans(text: str, now: float) -> list[Span]:
    """Return the past times that `text` names, seen from `now`, in Unix seconds; [] where it names none."""
    return list(dict.fromkeys(_spans(text.lower(), datetime.fromtimestamp(now, UTC))))


def distance(at: float, told: Span) -> float:
    """Return how far `at` lies outside a span, in units of the span's own vagueness: half its length, at least two
    days, since things are told a day or two after they were."""
    start, end = told
    outside = max(start - at, at - end, 0.0)
    return outside / max(2.0 * DAY, (end - start) / 2.0)


def _spans(text: str, now: datetime) -> Iterator[Span]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for found in _AGO.finditer(text):
        unit = timedelta(days=_UNITS[found["unit"]])
        middle = now - _number(found["n"]) * unit
        yield _span(middle - unit / 2, middle + unit / 2)
    for found in _PAST.finditer(text):
        # The last month is the one before this, or the last thirty days: both lie in twice its length.
        times = _number(found["n"]) if found["n"] else 2
        yield _span(now - times * timedelta(days=_UNITS[found["unit"]]), now)
    for found in _WEEKDAY.finditer(text):
        back = (today.weekday() - _WEEKDAYS.index(found["weekday"]) - 1) % 7 + 1
        yield _span(today - timedelta(days=back), today - timedelta(days=back - 1))
    for found in _NEAR.finditer(text):
        back = today.weekday() + 2 if found[0] == "last weekend" else 1
        yield _span(today - timedelta(days=back), today - timedelta(days=max(0, back - 2)))
    yield from _dates(text, now)


def _dates(text: str, now: datetime) -> Iterator[Span]:
    for form in _DATES:
        for found in form.finditer(text):
            parts = found.groupdict()
            month = _MONTHS.index(parts["month"]) + 1
            day = int(parts["day"]) if parts.get("day") else 0
            year = int(parts["year"]) if parts.get("year") else now.year
            span = _date(year, month, day)
            if span is not None and not parts.get("year") and span[0] > now.timestamp():
                span = _date(year - 1, month, day)
            if span is not None:
                yield span
        text = form.sub(" ", text)
    for found in _IN_YEAR.finditer(text):
        year = int(found["year"])
        yield _span(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))


def _date(year: int, month: int, day: int) -> Span | None:
    """Return a day, or with `day` 0 a month; None where there is no such day."""
    try:
        start = datetime(year, month, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    if day:
        return _span(start, start + timedelta(days=1))
    return _span(start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC))


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _span(start: datetime, end: datetime) -> Span:
    return start.timestamp(), end.timestamp()
