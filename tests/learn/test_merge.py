"""The laws of merging: order does not matter, counts are sums, lists are capped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seasoned.learn.evidence import MOST_SPANS, unite
from seasoned.learn.merge import better_case, merge, merge_tool_notes, merge_transitions
from seasoned.payloads import Argument, Case, CaseStep, ToolNote, Transition, write
from seasoned.types import Evidence, Experience, Kind, Proposal, Span, Trust

names = st.sampled_from("abcd")
small = st.integers(0, 5)
spans = st.builds(lambda run, at: Span(trajectory_id=run, start=at, end=at + 1, quote="q"), names, small)
evidence = st.lists(spans, max_size=4, unique=True).map(
    lambda found: Evidence(supports=tuple(found), support_count=len(found))
)
cases = st.builds(
    lambda actions, success, score: Case("t", tuple(CaseStep("", action) for action in actions), success, score),
    st.lists(names, min_size=1, max_size=4),
    st.none() | st.booleans(),
    st.sampled_from([0.0, 0.5, 1.0]),
)
edges = st.builds(lambda count, share, lost: Transition("u", "v", count, share / 4, lost), small, small, small)
notes = st.builds(
    lambda calls, errors, present: ToolNote(
        "t", calls, errors, tuple(Argument(name, 1) for name in sorted(present)), dict.fromkeys(present, 1)
    ),
    small,
    small,
    st.sets(names),
)


@given(cases, cases, cases)
def test_the_better_case_does_not_depend_on_order(one: Case, two: Case, three: Case):
    assert better_case(one, two) == better_case(two, one)
    assert better_case(better_case(one, two), three) == better_case(one, better_case(two, three))
    assert better_case(one, one) == one


@given(edges, edges, edges)
def test_transitions_are_summed_in_any_order(one: Transition, two: Transition, three: Transition):
    assert merge_transitions(one, two) == merge_transitions(two, one)
    assert merge_transitions(merge_transitions(one, two), three) == merge_transitions(
        one, merge_transitions(two, three)
    )
    assert merge_transitions(one, two).weight == one.weight + two.weight


@given(notes, notes, notes)
def test_tool_notes_are_summed_in_any_order(one: ToolNote, two: ToolNote, three: ToolNote):
    assert merge_tool_notes(one, two) == merge_tool_notes(two, one)
    left, right = (
        merge_tool_notes(merge_tool_notes(one, two), three),
        merge_tool_notes(one, merge_tool_notes(two, three)),
    )
    assert (left.calls, left.errors, dict(left.messages)) == (right.calls, right.errors, dict(right.messages))
    assert {a.name: a.present for a in left.arguments} == {a.name: a.present for a in right.arguments}


@given(evidence, evidence)
def test_united_evidence_is_capped_and_its_counts_go_on(one: Evidence, two: Evidence):
    both = unite(one, two)
    assert len(both.supports) <= MOST_SPANS
    assert both.support_count == one.support_count + two.support_count
    assert set(both.supports) <= set(one.supports) | set(two.supports)
    assert unite(both, both).supports == both.supports


def test_a_merged_experience_is_the_next_version_with_the_least_trust():
    resident = Experience(id="x", kind=Kind.FACT, key="k", when="w", body="b", trust=Trust.VERIFIED)
    merged = merge(resident, Proposal(kind=Kind.FACT, key="k", when="other", body="other", trust=Trust.OBSERVED))
    assert (merged.version, merged.trust, merged.when, merged.body) == (2, Trust.OBSERVED, "w", "b")


def test_a_merged_transition_reads_like_one_counted_at_once():
    resident = Experience(
        id="x", kind=Kind.TRANSITION, key="u → v", when="after u", body="", payload=write(Transition("u", "v", 2, 0.5))
    )
    proposal = Proposal(
        kind=Kind.TRANSITION, key="u → v", when="", body="", payload=write(Transition("u", "v", 1, 0.25))
    )
    merged = merge(resident, proposal)
    assert merged.payload == write(Transition("u", "v", 3, 0.75))
    assert "3 times" in merged.body
