"""`walk` finds exactly the parts that a JSON parser finds, however the bytes are cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.record.jsonstream import BrokenJSONError, Piece, walk

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SIZES = st.integers(min_value=1, max_value=40)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def dumped(value: Any, indent: int | None, ascii_only: bool) -> bytes:
    return json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


@given(st.lists(VALUES, max_size=6), SIZES, st.sampled_from([None, 0, 2]), st.booleans())
def test_the_elements_of_an_array_are_those_of_the_parser(
    value: list[Any], size: int, indent: int | None, ascii_only: bool
):
    pieces = list(walk(cut(dumped(value, indent, ascii_only), size)))
    assert [json.loads(piece.raw or b"") for piece in pieces] == value
    assert [piece.place for piece in pieces] == list(range(len(value)))


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES, max_size=6), SIZES, st.booleans())
def test_the_members_of_an_object_are_those_of_the_parser(value: dict[str, Any], size: int, ascii_only: bool):
    pieces = list(walk(cut(dumped(value, None, ascii_only), size)))
    assert {piece.key: json.loads(piece.raw or b"") for piece in pieces} == value


@given(st.lists(VALUES, max_size=5), VALUES, SIZES)
def test_a_named_array_is_split_and_the_other_members_are_whole(items: list[Any], other: Any, size: int):
    data = dumped({"before": other, "items": items, "after": [other]}, 2, True)
    pieces = list(walk(cut(data, size), ("items",)))
    assert [json.loads(piece.raw or b"") for piece in pieces if piece.key == "items"] == items
    assert [json.loads(piece.raw or b"") for piece in pieces if piece.key != "items"] == [other, [other]]


@given(VALUES, st.integers(min_value=0, max_value=200), SIZES)
def test_a_document_cut_short_yields_a_beginning_and_then_an_error(value: Any, at: int, size: int):
    data = dumped([value, value, value], None, True)
    whole = list(walk([data]))
    cut_off = data[: min(at, len(data) - 1)]
    found: list[Piece] = []
    with pytest.raises(BrokenJSONError):
        found.extend(walk(cut(cut_off, size)))
    complete = [piece for piece in found if piece in whole]
    assert complete == whole[: len(complete)]
    assert len(found) - len(complete) <= 1  # a number at the very end may have had more digits


@pytest.mark.parametrize(
    "text", ["[1 2]", "[1,]", "[,1]", '{"a" 1}', "{1: 2}", '{"a": }', "[1]]", "[1] 2", '{"a": 1,}', "", "[", '["a']
)
def test_what_is_not_json_in_its_outer_structure_is_an_error(text: str):
    with pytest.raises(BrokenJSONError):
        list(walk([text.encode()]))


def test_a_part_over_the_limit_is_passed_over_and_the_next_is_found():
    data = json.dumps({"a": "x" * 1000, "b": {"c": "y" * 1000}, "d": 1}).encode()
    pieces = list(walk(cut(data, 7), limit=100))
    assert [(piece.key, piece.raw) for piece in pieces] == [("a", None), ("b", None), ("d", b"1")]
    assert pieces[0].size == 1002


def test_the_line_of_each_part_is_told():
    data = json.dumps([1, {"a": [2]}, "x"], indent=1).encode()
    for size in (1, 3, 100):
        assert [piece.line for piece in walk(cut(data, size))] == [2, 3, 8]


def test_an_escaped_quote_at_the_edge_of_a_chunk_does_not_end_the_string():
    value = ['a\\"b\\\\', "]", '\\"']
    data = json.dumps(value).encode()
    for size in range(1, len(data)):
        assert [json.loads(piece.raw or b"") for piece in walk(cut(data, size))] == value
