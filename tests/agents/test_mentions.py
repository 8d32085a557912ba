"""What a text mentions that can be an argument."""

from __future__ import annotations

import itertools

import pytest

from seasoned.agents.mentions import (
    CODE,
    DATE,
    EMAIL,
    FILE,
    NAME,
    NUMBER,
    QUOTED,
    TAG,
    WORD,
    likeness,
    mentions,
    named,
    places_of,
    surroundings,
    written_number,
)


def of_kind(text: str, kind: str) -> list[str]:
    return [one.value for one in mentions(text) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("Rename 'old notes' to \"new notes\".", QUOTED, ["old notes", "new notes"]),
        ("Send it to ann.lee@example.org, please.", EMAIL, ["ann.lee@example.org"]),
        ("Move report.pdf beside notes.txt.", FILE, ["report.pdf", "notes.txt"]),
        ("Post it with #travel and @ann.", TAG, ["#travel", "@ann"]),
        ("Fill 15,400.50 litres, then 30.", NUMBER, ["15,400.50", "30"]),
        ("Fly on May 3rd, 2024 and back on 2024-05-09.", DATE, ["2024-05-03", "2024-05-09"]),
        ("Cancel booking X91_b now.", CODE, ["X91_b"]),
        ("we fly from San Francisco to Rome.", NAME, ["San Francisco", "Rome"]),
    ],
)
def test_values_are_found_with_their_kind(text: str, kind: str, values: list[str]):
    assert of_kind(text, kind) == values


def test_nothing_is_mentioned_twice_or_inside_of_something_else():
    found = mentions("Open 'report_7.pdf' of May 3rd, 2024 for Ann Lee.")
    spans = [(one.start, one.end) for one in found]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    assert [one.value for one in found if one.kind == FILE] == ["report_7.pdf"]


def test_a_date_without_a_year_takes_the_year_that_is_named_elsewhere():
    assert of_kind("From March 4 to April 5, 2025.", DATE) == ["2025-03-04", "2025-04-05"]
    assert of_kind("From March 4 on.", DATE) == []


def test_function_words_are_no_values():
    assert of_kind("please move it to the folder", WORD) == ["move", "folder"]


def test_numbers_are_compared_as_numbers():
    assert written_number("15,400.0") == written_number("15400") == "15400"
    assert [one.value for one in places_of("1500", "pay 1,500 dollars")] == ["1,500"]


def test_surroundings_are_compared_from_the_value_outwards():
    text = "transfer 500 dollars to Ann"
    before, after = surroundings(text, text.index("500"), text.index("500") + 3)
    assert (before[0], after[0]) == ("transfer", "dollar")
    assert likeness(("a", "b"), ("a", "b")) > likeness(("a", "b"), ("b", "a")) > likeness(("a",), ("c",)) == 0.0


def test_identifiers_are_read_word_by_word():
    assert named("receiver_id") == {"receiver", "id"}
    assert named("fuelAmount") == {"fuel", "amount"}
