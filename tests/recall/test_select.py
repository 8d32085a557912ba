from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall.items import chosen, reason, run, scored, used
from seasoned.errors import InputError
from seasoned.protocols import Scored, Select
from seasoned.recall.marks import refused
from seasoned.recall.select import (
    agreement,
    credibility,
    decay,
    epsilon,
    floors,
    fuse,
    laplace,
    mmr,
    near_best,
    quotas,
    said_first,
    servable,
    thompson,
    top_k,
    ucb,
    utility_filter,
    z_blend,
)
from seasoned.recall.select.decay import DAY
from seasoned.types import Kind, Query, Status, Trust, Utility

STAGES: list[Select] = [
    agreement(),
    credibility(),
    decay(),
    epsilon(0.5),
    floors(),
    fuse(),
    laplace(),
    mmr(),
    near_best(),
    quotas({Kind.INSIGHT: 1}),
    said_first(),
    servable(),
    thompson(),
    top_k(2),
    ucb(),
    utility_filter(),
    z_blend(),
    fuse({"lexical": 1.0, "dense": 0.5}) >> floors(fit=0.2) >> ucb(c=0.5) >> mmr() >> top_k(3),
]

channels = st.dictionaries(st.sampled_from(["lexical", "dense", "recent"]), st.floats(-1.0, 30.0), max_size=3)
counts = st.integers(0, 9)


@st.composite
def candidates(draw: st.DrawFn) -> list[Scored]:
    names = draw(st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True, max_size=8))
    return [
        scored(
            name,
            draw(channels),
            used(draw(counts), draw(counts), draw(st.floats(-1.0, 1.0))),
            when=draw(st.sampled_from(["cancel an order", "walk the dog", ""])),
            kind=draw(st.sampled_from([Kind.CASE, Kind.INSIGHT])),
            status=draw(st.sampled_from([Status.ACTIVE, Status.SHADOW, Status.QUARANTINED])),
        )
        for name in names
    ]


@pytest.mark.parametrize("stage", STAGES, ids=repr)
@settings(max_examples=30, deadline=None)
@given(items=candidates(), seed=st.integers(0, 3))
def test_every_selection_is_a_permutation_with_the_chosen_first_and_reasons_for_the_rest(
    stage: Select, items: list[Scored], seed: int
) -> None:
    after = stage(Query(text="cancel my order"), items, Random(seed), 1e6)
    assert Counter(item.candidate.id for item in after) == Counter(item.candidate.id for item in items)
    flags = [item.chosen for item in after]
    assert flags == sorted(flags, reverse=True)
    assert all(item.reason for item in after if not item.chosen)


@pytest.mark.parametrize("stage", STAGES, ids=repr)
@settings(max_examples=30, deadline=None)
@given(items=candidates())
def test_no_selection_brings_back_what_an_earlier_one_refused(stage: Select, items: list[Scored]) -> None:
    gated = run(servable(), items)
    assert set(chosen(run(stage, gated))) <= set(chosen(gated))


# --- fusion ----------------------------------------------------------------------------------------------------------


def test_fusion_divides_bm25_by_its_maximum_and_stretches_cosines() -> None:
    items = [
        scored("a", {"lexical": 10.0, "dense": 0.2}),
        scored("b", {"lexical": 5.0, "dense": 0.6}),
        scored("c", {"dense": 0.4}),
    ]
    after = {item.candidate.id: item.score for item in run(fuse({"lexical": 1.0, "dense": 0.5}), items)}
    assert after == pytest.approx({"a": 1.0 / 1.5, "b": (0.5 + 0.5) / 1.5, "c": 0.25 / 1.5})


def test_a_clear_lexical_winner_survives_a_weak_dense_channel() -> None:
    """Rank fusion would tie the two: each is first in one channel and second in the other."""
    items = [scored("right", {"lexical": 20.0, "dense": 0.30}), scored("wrong", {"lexical": 4.0, "dense": 0.31})]
    assert chosen(run(fuse({"lexical": 1.0, "dense": 0.5}), items))[0] == "right"


def test_fused_score_is_kept_as_the_fit_of_the_candidate() -> None:
    after = run(fuse({"dense": 1.0}) >> laplace(weight=1.0), [scored("a", 0.9), scored("b", 0.1)])
    assert [item.candidate.score for item in after] == [1.0, 0.0]
    assert [item.score for item in after] == [0.5, 0.5]


def test_channels_that_found_nothing_do_not_dilute_the_score() -> None:
    after = run(fuse({"lexical": 1.0, "state_key": 5.0}), [scored("a", {"lexical": 2.0})])
    assert after[0].score == 1.0


def test_negative_weights_are_refused() -> None:
    with pytest.raises(InputError):
        run(fuse({"dense": -1.0}), [scored("a", 0.5)])


# --- value -----------------------------------------------------------------------------------------------------------


def test_two_phase_retrieval_prefers_the_useful_twin() -> None:
    twins = [scored("a-useless", 0.8, used(0, 4, ema=-0.7)), scored("useful", 0.8, used(4, 0, ema=0.7))]
    assert chosen(run(z_blend(k2=1), twins)) == ["useful"]


def test_two_phase_retrieval_gates_on_similarity_before_value_counts() -> None:
    items = [scored("near", 0.6, used(0, 4, ema=-1.0)), scored("far", 0.1, used(9, 0, ema=1.0))]
    after = run(z_blend(delta=0.3), items)
    assert chosen(after) == ["near"]
    assert reason(after, "far") == "similarity 0.10 is below 0.30"


def test_two_phase_retrieval_ranks_only_the_k1_most_similar() -> None:
    items = [scored(f"s{i}", 0.9 - i / 100, used(0, 1, ema=0.0)) for i in range(5)]
    items.append(scored("valued", 0.5, used(9, 0, ema=1.0)))
    assert "valued" not in chosen(run(z_blend(k1=5, k2=3), items))
    assert "valued" in chosen(run(z_blend(k1=6, k2=3), items))


def test_z_blend_follows_its_formula() -> None:
    items = [scored("a", 0.9, used(1, 0, ema=0.0)), scored("b", 0.5, used(1, 0, ema=1.0))]
    after = {item.candidate.id: item.score for item in run(z_blend(weight=0.25, constants=(0.5, 0.2)), items)}
    assert after == pytest.approx({"a": 0.75 * 2.0 + 0.25 * -1.0, "b": 0.75 * 0.0 + 0.25 * 1.0})


def test_z_scores_are_clipped_at_three_deviations() -> None:
    after = run(z_blend(weight=0.0, constants=(0.0, 0.01)), [scored("a", 0.9)])
    assert after[0].score == 3.0


def test_value_of_the_family_counts_before_the_overall_one() -> None:
    utility = used(1, 1, ema=0.9)
    here = Utility(values={**utility.values, "retail": used(0, 1, ema=-1.0).values[""]})
    items = [scored("a", 0.8, here), scored("b", 0.8, used(1, 0, ema=0.1))]
    query = Query(text="x", family="retail")
    assert chosen(z_blend(k2=1)(query, items, Random(0), 0.0)) == ["b"]
    assert chosen(run(z_blend(k2=1), items)) == ["a"]


def test_ucb_tries_the_untried_and_lets_the_proven_bad_fall() -> None:
    items = [scored("bad", 0.5, used(1, 9)), scored("new", 0.5), scored("good", 0.5, used(9, 1))]
    assert chosen(run(ucb(c=0.1, weight=1.0), items)) == ["good", "new", "bad"]
    assert chosen(run(ucb(c=1.0, weight=1.0), items))[0] == "new"


def test_ucb_without_any_use_keeps_the_order_of_fit() -> None:
    assert chosen(run(ucb(c=5.0), [scored("a", 0.2), scored("b", 0.7)])) == ["b", "a"]


def test_what_was_earned_counts_the_more_the_more_often_it_was_tried() -> None:
    items = [scored("near", 0.6), scored("once", 0.5, used(1, 0)), scored("often", 0.5, used(40, 2))]
    assert chosen(run(credibility(c=0.0), items)) == ["often", "near", "once"]
    # One try of four to weigh half: z = .7 · 1/5, and the rate of one success is 2/3.
    ranked = {item.candidate.id: item.score for item in run(credibility(c=0.0), items)}
    assert ranked["once"] == pytest.approx(0.86 * 0.5 + 0.14 * 2 / 3)
    assert ranked["near"] == 0.6


def test_credibility_takes_no_knobs_without_sense() -> None:
    for knobs in ({"weight": 1.1}, {"tries": 0.0}, {"c": -1.0}):
        with pytest.raises(InputError):
            run(credibility(**knobs), [scored("a", 0.5)])


def test_laplace_puts_a_lucky_single_success_below_a_proven_item() -> None:
    items = [scored("lucky", 0.5, used(1, 0)), scored("proven", 0.5, used(18, 2))]
    assert chosen(run(laplace(weight=1.0), items)) == ["proven", "lucky"]


def test_thompson_prefers_the_better_item_more_often_but_not_always() -> None:
    items = [scored("better", 0.5, used(6, 3)), scored("worse", 0.5, used(3, 6))]
    first = Counter(chosen(run(thompson(weight=1.0), items, seed=seed))[0] for seed in range(200))
    assert 120 < first["better"] < 200


def test_thompson_does_not_depend_on_the_order_of_the_candidates() -> None:
    items = [scored(name, 0.5, used(2, 2)) for name in "abcd"]
    assert chosen(run(thompson(), items)) == chosen(run(thompson(), items[::-1]))


def test_the_utility_filter_refuses_what_was_tried_often_and_helped_little() -> None:
    items = [scored("bad", 0.5, used(2, 3)), scored("tried little", 0.5, used(0, 4)), scored("good", 0.5, used(3, 3))]
    after = run(utility_filter(5, 0.5), items)
    assert set(chosen(after)) == {"tried little", "good"}
    assert reason(after, "bad") == "helped 2 of 5 times"


def test_decay_halves_the_score_per_half_life_and_leaves_the_undated_alone() -> None:
    now = 1_000_000.0
    items = [scored("old", 0.8, valid_from=now - 2 * DAY), scored("undated", 0.8)]
    after = {item.candidate.id: item.score for item in run(decay(DAY), items)}
    assert after == pytest.approx({"old": 0.2, "undated": 0.8})


# --- abstention and gates --------------------------------------------------------------------------------------------


def test_floors_refuse_everything_when_nothing_fits_the_situation() -> None:
    after = run(floors(fit=0.2) >> top_k(3), [scored("a", 0.05, when="walk the dog"), scored("b", 0.1, when="")])
    assert chosen(after) == []
    assert reason(after, "a") == "fit 0.05 is below 0.20"


def test_floors_measure_fit_absolutely_so_the_best_of_a_bad_lot_is_refused() -> None:
    items = [scored("a", {"lexical": 3.0}, when="walk the dog"), scored("b", {"lexical": 1.0}, when="feed a cat")]
    assert chosen(run(fuse() >> floors(fit=0.2), items)) == []


def test_floors_pass_an_item_that_a_short_question_asks_for() -> None:
    long = "Cancelling an order that was placed with a gift card while the customer waits on the phone"
    items = [scored("a", {"lexical": 3.0}, when=long), scored("b", {"lexical": 3.0}, when="a gift for the customer")]
    assert chosen(run(floors(fit=0.9), items, text="cancelled orders")) == ["a"]


def test_a_long_query_does_not_fit_every_short_text_whose_words_it_has() -> None:
    long = (
        "Book a flight from Boston to Denver for the whole family with window seats, pay with the gift card on file, "
        "add two checked bags for each passenger, and move the hotel reservation and the rental car to the same dates"
    )
    items = [scored("a", {"lexical": 3.0}, when="gift card")]
    assert chosen(run(floors(), items, text=long)) == []
    assert chosen(run(floors(), items, text="gift card")) == ["a"]


def test_floors_refuse_what_keeps_failing_and_let_the_untried_pass() -> None:
    items = [scored("failing", 0.9, used(0, 2)), scored("new", 0.9)]
    after = run(floors(value=0.3), items)
    assert chosen(after) == ["new"]
    assert reason(after, "failing") == "expected value 0.25 is below 0.30"


def test_exact_state_matches_always_fit() -> None:
    assert chosen(run(floors(fit=0.9), [scored("a", {"state_key": 1.0}, when="other words")])) == ["a"]


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.ACTIVE])
def test_only_active_items_are_servable(status: Status) -> None:
    after = run(servable(), [scored("held", 0.9, status=status), scored("active", 0.1)])
    assert chosen(after) == ["active"]
    assert reason(after, "held")


def test_untrusted_and_expired_items_are_not_servable() -> None:
    items = [scored("u", 0.9, trust=Trust.UNTRUSTED), scored("x", 0.9, valid_to=5.0), scored("f", 0.9, valid_from=2e6)]
    assert chosen(run(servable(), items)) == []


# --- diversity and size ----------------------------------------------------------------------------------------------


def test_mmr_puts_something_different_before_a_near_copy_of_the_best() -> None:
    text = "look up the reservation with get_reservation_details before you cancel the flight"
    items = [
        scored("best", 0.9, body=text),
        scored("copy", 0.85, body=text + " now"),
        scored("other", 0.8, body="ask for the payment method and confirm the total with the customer"),
    ]
    assert chosen(run(mmr(relevance=0.5), items)) == ["best", "other", "copy"]
    assert chosen(run(mmr(relevance=1.0), items)) == ["best", "copy", "other"]


def test_quotas_stop_one_kind_from_filling_the_hint() -> None:
    items = [scored(f"c{i}", 0.9 - i / 10, kind=Kind.CASE) for i in range(3)]
    items.append(scored("g", 0.1, kind=Kind.GUARDRAIL))
    after = run(quotas({Kind.CASE: 1}) >> top_k(2), items)
    assert chosen(after) == ["c0", "g"]
    assert reason(after, "c1") == "1 of kind case already chosen"


def test_quotas_may_exclude_every_other_kind() -> None:
    items = [scored("c", 0.9, kind=Kind.CASE), scored("g", 0.1, kind=Kind.GUARDRAIL)]
    assert chosen(run(quotas({Kind.GUARDRAIL: 1}, other=0), items)) == ["g"]


def test_epsilon_of_one_samples_the_pool_evenly_and_of_zero_never() -> None:
    items = [scored(name, score) for name, score in (("a", 0.9), ("b", 0.5), ("c", 0.1))]
    first = Counter(chosen(run(epsilon(1.0) >> top_k(1), items, seed=seed))[0] for seed in range(300))
    assert min(first[name] for name in "abc") > 60
    assert {tuple(chosen(run(epsilon(0.0), items, seed=seed))) for seed in range(20)} == {("a", "b", "c")}


@pytest.mark.parametrize(
    "stage", [top_k(-1), epsilon(1.5), mmr(relevance=2.0), decay(0.0), z_blend(weight=-0.1)], ids=repr
)
def test_knobs_out_of_range_are_refused(stage: Select) -> None:
    with pytest.raises(InputError):
        run(stage, [scored("a", 0.5)])


def test_what_was_said_before_holds_its_place_unless_it_no_longer_fits() -> None:
    items = [scored("new", 3.0), scored("told", 2.0), scored("stale", 0.1), scored("newer", 1.0)]
    query = Query(text="cancel the order", said=("told", "stale"))
    stage = fuse({"dense": 1.0}) >> floors(fit=0.0, value=0.0) >> said_first() >> top_k(2)
    assert chosen(stage(query, items[:2], Random(0), 0.0)) == ["told", "new"]
    assert chosen((said_first() >> top_k(1))(query, [items[0], items[1]], Random(0), 0.0)) == ["told"]
    unfit = [item if item.candidate.id != "stale" else refused(item, "too far") for item in items]
    assert chosen((said_first() >> top_k(2))(query, unfit, Random(0), 0.0)) == ["told", "new"]
