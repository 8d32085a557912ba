"""A stream of single runs teaches what one batch teaches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from learn.worlds import call, ended, held, run, taught
from seasoned.learn import distill
from seasoned.protocols import Attempt
from seasoned.types import Kind, Step

ADDITIVE = (
    distill.transitions,
    distill.long_transitions,
    distill.failed_transitions,
    distill.pitfalls,
    distill.tool_notes,
)

tools = st.builds(
    lambda name, failing, value: call(name, error=f"Error: {name} broke" if failing else None, value=value),
    st.sampled_from(["get", "put", "pay"]),
    st.booleans(),
    st.sampled_from(["W1", "x", "7"]),
)
runs = st.lists(st.tuples(st.lists(tools, min_size=1, max_size=5), st.booleans()), min_size=1, max_size=6)


def attempts_of(drawn: list) -> list[Attempt]:
    return [
        ended(run(f"r{at}", tuple(Step(index=i, tool=tool) for i, tool in enumerate(chosen))), success)
        for at, (chosen, success) in enumerate(drawn)
    ]


@settings(max_examples=25, deadline=None)
@given(runs)
def test_counts_do_not_depend_on_how_runs_arrive(drawn: list):
    attempts = attempts_of(drawn)
    whole, single = taught(attempts, *ADDITIVE), taught(attempts, *ADDITIVE, one_by_one=True)
    for kind in (Kind.TRANSITION, Kind.PITFALL, Kind.TOOL_NOTE):
        one, two = held(whole, kind), held(single, kind)
        assert one.keys() == two.keys()
        for key, experience in one.items():
            other = two[key]
            assert (experience.status, experience.evidence.support_count) == (
                other.status,
                other.evidence.support_count,
            )
            for name in ("count", "failures", "calls", "errors"):
                assert experience.payload.get(name) == other.payload.get(name)
            share = experience.payload.get("inverse_length", 0.0)
            assert abs(share - other.payload.get("inverse_length", 0.0)) < 1e-9


def test_workflows_generalise_alike_in_a_stream_and_in_a_batch():
    def fetched(at: int, user: str, order: str) -> Attempt:
        steps = (call("get_user", user=user), call("get_order", order=order), call("refund", order=order))
        text = f"I am {user}, refund {order}"
        return ended(run(f"r{at}", tuple(Step(index=i, tool=t) for i, t in enumerate(steps)), text), True)

    attempts = [fetched(1, "jo", "W12"), fetched(2, "kim", "W99"), fetched(3, "lee", "W7x")]
    (whole,) = held(taught(attempts, distill.workflows), Kind.WORKFLOW).values()
    (single,) = held(taught(attempts, distill.workflows, one_by_one=True), Kind.WORKFLOW).values()
    assert whole.payload == single.payload
    assert whole.payload["steps"] == ["get_user(user={user})", "get_order(order={order})", "refund(order={order})"]
    assert {slot["source"] for slot in whole.payload["slots"]} == {"task"}
