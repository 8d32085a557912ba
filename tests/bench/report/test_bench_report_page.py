"""The page and its Markdown twin as a whole."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest

from bench.report.reported import BASIC, Read, Told, result, streams, told
from seasoned.bench.report import markdown, page
from seasoned.bench.track import Item, Result

EVIL = '<script>alert("1")</script><img src=x>|`$x` [a](javascript:b) *c*\n# d'
FAMILIES = [
    *BASIC,
    *streams("none", [1, 1, 1, 1], family="g"),
    *streams("ours", [1, 0, 0, 1], family="g", shown=("exp-1", "exp-2", "exp-3", "exp-4", "exp-5")),
    *streams("raw", [1, 1, 1, 1], family="g"),
    *streams("exprag", [1, 0, 1, 1], family="g"),
    *streams("expert", [1, 1, 1, 1], family="g"),
]


@cache
def families() -> Told:
    return told(FAMILIES, skipped=["miniwob: Chromium is missing"])


def tables(text: str) -> list[list[str]]:
    """The tables of a Markdown text: their lines."""
    found = re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)
    return [table.splitlines() for table in found]


def test_the_page_needs_nothing_from_elsewhere():
    text = page(*families().arguments)
    read = Read(text)
    assert all(re.fullmatch(r"#[\w-]+", reference) for reference in read.references)
    assert not {"link", "iframe", "img", "object"} & set(read.tags)
    assert not re.search(r"url\(|@import|https?://|fetch\(|XMLHttpRequest", text)
    assert read.tags.count("script") == 1


def test_every_link_of_the_page_leads_to_a_place_of_it():
    text = page(*families().arguments)
    assert {reference[1:] for reference in Read(text).references} <= set(re.findall(r'id="([^"]+)"', text))


def test_nothing_that_data_says_becomes_markup_of_the_page():
    results = [
        Result(one.unit, tuple(Item(f"{EVIL} {item.id}", item.values, (EVIL,)) for item in one.items))
        for family in (EVIL, "g")
        for one in [
            *streams("none", [1, 1, 0, 0], seeds=2, family=family, track=EVIL),
            *streams(EVIL, [0, 1, 1, 0], seeds=2, family=family, track=EVIL, arm=EVIL),
            *streams(f"{EVIL}2", [0, 1, 1, 0], seeds=2, family=family, track=EVIL, order=EVIL),
        ]
    ]
    changes = {"command": EVIL, "machine": EVIL, "versions": {EVIL: EVIL}, "data": {EVIL: EVIL}, "code": EVIL}
    arguments = told(results, (EVIL, f"{EVIL}2"), (EVIL,), **changes).arguments
    read = Read(page(*arguments))
    assert read.tags.count("script") == 1
    assert "img" not in read.tags
    assert {"onclick", "x"}.isdisjoint(read.references)


def test_nothing_that_data_says_breaks_the_markdown():
    results = [
        *streams("none", [1, 0, 1, 0], family=EVIL, seeds=2),
        *streams("ours", [0, 0, 1, 0], family=EVIL, seeds=2, arm=EVIL, shown=(EVIL,)),
        *streams("ours", [0, 0, 1, 0], family="g|h", seeds=2, arm=EVIL),
    ]
    text = markdown(*told(results, ("ours",), (EVIL,), command=EVIL).arguments)
    assert f"    {' '.join(EVIL.split())}\n" in text
    text = re.sub(r"^    .*$", "", text, flags=re.MULTILINE)  # code, in which nothing is markup
    assert not re.search(r"(?<!\\)<(?!/?(?:details|summary)>)", text)
    text = re.sub(r"^<details>.*$", "", text, flags=re.MULTILINE)  # HTML, in which nothing is Markdown
    assert not re.search(r"(?<!\\)\]\(", text)
    assert not re.search(r"^# d", text, re.MULTILINE)
    for table in tables(text):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table}) == 1


@pytest.mark.parametrize("write", [page, markdown])
def test_both_tell_headline_leaderboard_losses_skips_and_provenance(write):
    text = write(*families().arguments)
    plain = Read(text).text if write is page else text.replace("\\", "").replace("**", "")
    for said in (
        "ours: success 62.5%, not told apart from no memory (62.5%)",
        "upper reference",
        "g: no memory is better by 50.0 points",
        "12 of 24 lost (50.0%)",
        "g-0-1",
        "exp-1, exp-2, exp-3 and 2 more",
        "miniwob: Chromium is missing",
        "seasoned bench toy --system ours",
        "questions.jsonl sha256:abab",
        "code-1",
        "python 3.12.1",
        "Linux, 2 cores",
        "6, from 0 on",
    ):
        assert said in plain


def test_the_page_has_a_curve_for_each_family_and_a_box_for_each_system():
    text = page(*families().arguments)
    labels = re.findall(r'aria-label="(\w+), at the end: ([^"]*)"', text)
    assert [family for family, _ in labels] == ["f", "g"]
    assert "ours 100.0%" in labels[0][1]
    assert len(re.findall(r'<input type="checkbox"', text)) == 5
    assert len(re.findall(r'<input type="checkbox"[^>]* checked', text)) == 3


@pytest.mark.parametrize("write", [page, markdown])
def test_both_say_whether_a_track_is_valid_and_why_not(write):
    text = write(*told([*BASIC, *streams("random policy", [0, 1, 1, 1])]).arguments)
    assert "INVALID: 1 of 2 checks passed, 1 could not be made" in text
    assert "random policy is not told apart from ours" in text
    assert "valid: 1 of 1 checks passed, 2 could not be made" in write(*told(BASIC).arguments)


@pytest.mark.parametrize("write", [page, markdown])
def test_both_tell_the_declared_comparisons_with_both_p_values(write):
    text = write(*told(BASIC).arguments)
    assert "Declared comparisons" in text
    assert "p, Holm" in text
    assert "0.094" in text


@pytest.mark.parametrize("write", [page, markdown])
def test_a_benchmark_without_results_says_so(write):
    assert "There is no result." in write(*told([], skipped=["toy: no data"]).arguments)


@pytest.mark.parametrize(
    "results",
    [
        [],
        streams("ours", [1, 0, 1, 1], seeds=1),
        streams("none", [1]),
        streams("unasked", [1, 0]),
        [*streams("none", [math.nan] * 4), *streams("ours", [math.nan] * 4), *streams("raw", [1, math.nan, 0, 1])],
        [*streams("none", [5, 7, 9, 30]), *streams("ours", [-3, 7, 9, 1500]), *streams("raw", [5, 7, 9, 30])],
        [*streams("none", [1, 0]), *streams("ours", [1, 0, 1, 0, 1, 0]), result("ours", [1], seed=7)],
        [Result(streams("ours", [1])[0].unit, (), {"AUC": 0.7})],
    ],
    ids=["nothing", "one stream", "no tested system", "unknown system", "NaN", "no shares", "uneven", "figures only"],
)
def test_odd_input_gives_a_sound_page(results):
    arguments = told(results).arguments
    read = Read(page(*arguments))
    assert not re.search(r"\bnan\b|\binf\b|None", read.text + markdown(*arguments))
    assert not re.search(r'\s(?:x|y|points|cx|cy|width)\d?="[^"]*(?:nan|inf)', page(*arguments))


def test_the_same_input_gives_the_same_page_whatever_its_order():
    arguments = families().arguments
    again = told(FAMILIES[::-1], skipped=arguments[-1]).arguments
    assert page(*arguments) == page(*again)
    assert markdown(*arguments) == markdown(*again)
