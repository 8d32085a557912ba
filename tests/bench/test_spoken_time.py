"""Times that a question names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from seasoned.bench.tracks.spoken_time import DAY, day_of, distance, spans

NOW = datetime(2024, 5, 16, 15, tzinfo=UTC).timestamp()
"""A Thursday."""


def days(text: str) -> list[tuple[str, str]]:
    def day(at: float) -> str:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")

    return [(day(start), day(end)) for start, end in spans(text, NOW)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("What did I buy last Saturday?", "2024-05-11", "2024-05-12"),
        ("What did I buy last Thursday?", "2024-05-09", "2024-05-10"),
        ("Where was I two weeks ago?", "2024-04-29", "2024-05-06"),
        ("Where was I 3 days ago?", "2024-05-13", "2024-05-14"),
        ("Who called a month ago?", "2024-04-01", "2024-05-01"),
        ("What happened yesterday?", "2024-05-15", "2024-05-16"),
        ("Where did we go last weekend?", "2024-05-11", "2024-05-13"),
        ("How often did I run last week?", "2024-05-02", "2024-05-16"),
        ("How often did I run in the past three months?", "2024-02-15", "2024-05-16"),
        ("What did Ada say on 7 July, 2023?", "2023-07-07", "2023-07-08"),
        ("What did Ada say on the 7th of July?", "2023-07-07", "2023-07-08"),
        ("What did Ada say on April 3rd?", "2024-04-03", "2024-04-04"),
        ("What did Ada plan in December 2023?", "2023-12-01", "2024-01-01"),
        ("What did Ada plan in June?", "2023-06-01", "2023-07-01"),
        ("Where did Ada live in 2021?", "2021-01-01", "2022-01-01"),
    ],
)
def test_a_time_that_is_named_becomes_a_span(text: str, start: str, end: str) -> None:
    assert days(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "May I march on?",
        "Any tips for this weekend?",
        "Where will Ada be next Monday?",
        "on 31 February",
        "How long ago?",
    ],
)
def test_what_names_no_past_time_gives_no_span(text: str) -> None:
    assert days(text) == []


def test_two_days_are_two_spans() -> None:
    assert len(days("Where was Ada between August 11 and August 15 2023?")) == 2


def test_distance_is_nothing_inside_and_counts_in_the_vagueness_of_the_span() -> None:
    week = (0.0, 7.0 * DAY)
    assert distance(3.0 * DAY, week) == 0.0
    assert distance(10.5 * DAY, week) == distance(-3.5 * DAY, week) == 1.0
    assert distance(3.0 * DAY, (0.0, DAY)) == 1.0


def test_a_day_is_written_in_words() -> None:
    assert day_of(NOW) == "Thursday 16 May 2024"
