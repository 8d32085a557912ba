"""The views are a pure fold of the log, whatever the order of events and however they were grouped."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

from dump import dump
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import NOW, add, change, diagnosis, experience, judge, outcome, trajectory, usage

from seasoned.credit import Use, credit, recalled
from seasoned.errors import UnknownIdError
from seasoned.protocols import Embedder
from seasoned.recall.embed import HashingEmbedder
from seasoned.store import SQLiteStore, open_store
from seasoned.types import Edit, Kind, Operation, Outcome, Record, Status, Usage, Utility

IDS = ("a", "b", "c", "d")
ids = st.sampled_from(IDS)
runs = st.sampled_from(("t0", "t1", "t2"))
texts = st.sampled_from(("cancel a flight", "refund a lamp", "退款 order", ""))


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    operation = draw(st.sampled_from(Operation))
    if operation in (Operation.AGREE, Operation.DISAGREE, Operation.SET_VALUE):
        return judge(operation, draw(ids), draw(st.floats(-2, 2)))
    new = experience(
        draw(ids),
        draw(texts),
        status=draw(st.sampled_from((Status.ACTIVE, Status.ACTIVE, Status.SHADOW, Status.RETIRED))),
        kind=draw(st.sampled_from((Kind.CASE, Kind.PAIR))),
    )
    return change(operation, new, *draw(st.lists(ids, max_size=2)))


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    chosen = draw(st.permutations(IDS))[: draw(st.integers(0, 3))]
    cut = draw(st.integers(0, len(chosen)))
    weights = draw(st.lists(st.floats(0.1, 1), min_size=cut, max_size=cut))
    return usage(
        draw(st.uuids()).hex,
        draw(runs),
        *chosen[:cut],
        withheld=tuple(chosen[cut:]),
        shares=tuple(weight / sum(weights) for weight in weights),
        context_key=draw(st.sampled_from(("", "k", "l"))),
        at=draw(st.floats(0, 10)),
    )


outcomes = st.builds(
    outcome,
    runs,
    st.sampled_from((True, False, None)),
    score=st.none() | st.floats(0, 1),
    confidence=st.floats(0, 1),
)
records = st.one_of(
    edits(), usages(), usages(), outcomes, outcomes, st.builds(trajectory, runs), st.builds(diagnosis, runs)
)
histories = st.lists(st.tuples(st.booleans(), st.lists(records, min_size=1, max_size=4)), max_size=10)


def play(store: SQLiteStore, history: list[tuple[bool, list[Record]]]) -> None:
    for number, (batched, group) in enumerate(history):
        with store.batch() if batched else nullcontext():
            for record in group:
                try:
                    store.append(record, at=NOW + number)
                except UnknownIdError:
                    assert isinstance(record, Edit)


@settings(max_examples=120, deadline=None)
@given(history=histories)
def test_rebuilding_gives_exactly_the_views_that_appending_left(history):
    with open_store(":memory:") as store:
        play(store, history)
        before = dump(store)
        store.rebuild()
        assert dump(store) == before
        assert store.verify() is None


@settings(max_examples=60, deadline=None)
@given(history=histories)
def test_grouping_changes_nothing(history):
    with open_store(":memory:") as grouped, open_store(":memory:") as single:
        play(grouped, history)
        play(single, [(False, [record]) for _, group in history for record in group])
        assert dump(grouped) == dump(single)


@settings(max_examples=100, deadline=None)
@given(history=st.lists(st.one_of(usages(), outcomes), max_size=14))
def test_utility_is_the_credit_of_the_outcomes_in_force_in_the_order_they_were_known(history):
    with open_store(":memory:") as store:
        store.append(*history, at=NOW)
        log = [(event.seq, event.record) for event in store.log()]
        found = store.utilities(IDS)
    assert found == {id: by_hand(id, log) for id in IDS}


def by_hand(id: str, log: list[tuple[int, Record]]) -> Utility:
    """The definition, written down without regard to cost."""
    utility, eligible = Utility(), {}
    for seq, record in log:
        if isinstance(record, Usage) and id in (*record.selected, *record.withheld):
            injected = id in record.selected
            eligible[seq] = utility.injected >= 5 or not injected
            utility = recalled(utility, injections=injected, withheld=not injected, at=record.at)
    units = []
    for run in ("t0", "t1", "t2"):
        said = [(seq, r) for seq, r in log if isinstance(r, Outcome) and r.trajectory_id == run]
        recalls = [
            (seq, r) for seq, r in log if isinstance(r, Usage) and r.trajectory_id == run and (r.selected or r.withheld)
        ]
        mine = [(seq, r) for seq, r in recalls if id in (*r.selected, *r.withheld)]
        if not said or not mine:
            continue
        injecting = [r for _, r in recalls if r.selected]
        given_ = [(seq, r) for seq, r in mine if id in r.selected]
        share = sum(
            dict(zip(r.selected, r.shares or [1 / len(r.selected)] * len(r.selected), strict=True))[id]
            for _, r in given_
        )
        use = Use(
            injections=len(given_),
            withheld=len(mine) - len(given_),
            share=share / max(len(injecting), 1),
            companions=len({other for r in injecting for other in r.selected}),
            eligible=all(eligible[seq] for seq, _ in mine),
            contexts=tuple(sorted({r.context_key for _, r in given_ if r.context_key})),
        )
        units.append((max(said[-1][0], recalls[-1][0]), use, said[-1][1]))
    for _, use, last in sorted(units, key=lambda unit: unit[0]):
        utility = credit(utility, use, last)
    return utility


def test_the_default_embedder_gives_one_vector_per_text_however_they_are_batched():
    embedder: Embedder = HashingEmbedder()
    words = [f"situation {n} of order {n * n}" for n in range(50)]
    together = embedder(words)
    assert all((embedder([word])[0] == row).all() for word, row in zip(words, together, strict=True))


def test_a_file_made_with_another_embedder_is_embedded_anew(tmp_path):
    path = tmp_path / "store.db"
    with open_store(path, embedder=HashingEmbedder(dimensions=64)) as store:
        store.append(add("a", "cancel a flight"), at=NOW)
    with open_store(path) as store:
        query = HashingEmbedder()(["cancel a flight"])[0]
        assert [id for id, _ in store.search_vector(query)] == ["a"]
        assert store.verify() is None


def test_disagreement_names_the_views_that_are_not_what_the_log_says():
    with open_store(":memory:") as store:
        store.append(add("a"), add("b"), usage("u", "t", "a"), outcome("t"), at=NOW)
        before = dump(store)
        assert store.disagreement() is None
        assert dump(store) == before
        with store._file.use() as connection:
            connection.execute("UPDATE utility SET value = '{}'")
            connection.execute("INSERT INTO terms VALUES (77, x'0100000001000000')")
        assert "terms, utility" in (store.disagreement() or "")
        assert dump(store) != before
        store.rebuild()
        assert dump(store) == before
        assert store.append(add("c"), at=NOW) == [5]
        assert len(store.search_text("refund")) == 3


def test_a_file_folded_by_another_version_is_folded_anew(tmp_path):
    path = tmp_path / "store.db"
    with open_store(path) as store:
        store.append(add("a"), usage("u", "t", "a"), outcome("t"), at=NOW)
        before = dump(store)
        with store._file.use() as connection:
            connection.execute("UPDATE state SET views = 0")
            connection.execute("DELETE FROM utility")
    with open_store(path) as store:
        assert dump(store) == before


def test_many_late_outcomes_in_one_batch_credit_an_item_once_at_the_end():
    with open_store(":memory:") as store:
        with store.batch():
            for n in range(400):
                store.append(usage(f"u{n}", f"t{n}", "a"), outcome(f"t{n}"), at=NOW)
        with store.batch():
            for n in range(400):
                store.append(replace(outcome(f"t{n}"), success=False), at=NOW)
        utility = store.utilities(["a"])["a"]
        assert (utility.helped, utility.hurt) == (0, 400)
