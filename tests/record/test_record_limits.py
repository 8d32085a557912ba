"""Whatever is too large is cut to its limit, and says so."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seasoned.codec import encode
from seasoned.record import clip, clip_step, limits
from seasoned.types import Step, ToolCall

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.text(max_size=300), st.integers(min_value=0, max_value=300))
def test_a_clipped_text_is_within_the_limit_or_only_the_mark(text: str, limit: int):
    clipped = clip(text, limit)
    assert len(clipped) <= limit or clipped.startswith("… [truncated: 0 of ")


@given(st.text(max_size=300), st.integers(min_value=60, max_value=300))
def test_clipping_twice_is_clipping_once(text: str, limit: int):
    assert clip(clip(text, limit), limit) == clip(text, limit)


@given(st.text(max_size=200))
def test_a_text_within_the_limit_is_untouched(text: str):
    assert clip(text, 200) is text


def test_the_mark_says_how_much_of_how_much_was_kept():
    clipped = clip("x" * 20_000, 12_390)
    kept = clipped.index("…")
    assert clipped == "x" * kept + f"… [truncated: {kept:,} of 20,000 characters]"


@given(JSON, st.integers(min_value=60, max_value=200))
def test_a_bounded_value_is_never_larger_than_its_limit(value: Any, limit: int):
    bounded = limits.bounded(value, limit)
    assert len(bounded if isinstance(bounded, str) else encode(bounded)) <= limit


def test_an_integer_beyond_64_bits_becomes_text():
    assert limits.bounded(2**80) == hex(2**80)
    assert limits.bounded(2**62) == 2**62


def test_a_step_within_the_limits_is_returned_as_it_is():
    step = Step(index=0, observation="o", tool=ToolCall(name="f", arguments={"a": [1]}, result="r"), metadata={"m": 1})
    assert clip_step(step) is step


def test_every_text_of_a_step_is_clipped():
    long = "x" * 100_000
    step = clip_step(
        Step(
            index=3,
            observation=long,
            thought=long,
            action=long,
            tool=ToolCall(name="f", arguments={"a": long, "b": [long]}, error=long),
            metadata={"m": [long]},
        )
    )
    assert step.tool is not None
    texts = [
        step.observation,
        step.thought,
        step.action,
        step.tool.error,
        *step.tool.arguments.values(),
        step.metadata["m"],
    ]
    assert all("[truncated: " in (text or "") for text in texts)
    assert sum(len(text or "") for text in texts) <= (
        limits.OBSERVATION + limits.THOUGHT + limits.ACTION + limits.RESULT + 2 * limits.ARGUMENT + limits.METADATA
    )
    assert step.index == 3


def test_a_thousand_arguments_are_cut_to_a_marked_few():
    tool = limits.clip_tool(ToolCall(name="f", arguments={f"a{i}": i for i in range(1000)}))
    assert len(tool.arguments) == limits.ARGUMENTS + 1
    assert tool.arguments["…"] == "[truncated: 64 of 1,000 fields]"
