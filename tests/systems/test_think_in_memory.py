"""Think-in-Memory: a recall looks into one bucket, and what is contradicted is forgotten."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import WIN, lesson, lessons
from llm.runs import answering, attempt
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.admit import Admission
from seasoned.recall.buckets import buckets_of, tag
from seasoned.recall.search import dense
from seasoned.recall.search.in_bucket import in_bucket
from seasoned.system import System
from seasoned.systems.think_in_memory import think_in_memory
from seasoned.types import Kind, Query

SYLLABLES = ("ka", "lo", "mi", "ru", "se", "to", "vu", "pe")
NAMES = ["".join(parts) for parts in itertools.product(SYLLABLES, SYLLABLES[::-1], ("ndor", "shal"))]


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def note(m: Memory, text: str, observation: str = "at the desk") -> None:
    with m.episode(text) as episode:
        episode.step(observation=observation, action=f"note {text}")
        episode.finish(success=True)


def finds_each_thought_among_few(system: System) -> bool:
    """Keep 60 thoughts and ask for each: it must come first, and a quarter of all be looked at on average."""
    rng = Random(7)
    texts = [f"{' '.join(rng.sample(NAMES, 5))}" for _ in range(60)]
    m = memory(system)
    for text in texts:
        note(m, text)
    looked_at, first = 0, 0
    for text in texts:
        hint = m.recall(text)
        usage = m.store.usage(hint.usage_id)
        assert usage is not None
        looked_at += len(usage.candidates)
        first += bool(hint.items) and hint.items[0].when == text
    return first == len(texts) and looked_at / len(texts) <= len(texts) / 4


def test_a_recall_finds_the_thought_and_looks_into_one_bucket_which_needs_the_buckets() -> None:
    system = think_in_memory(probes=1)
    assert finds_each_thought_among_few(system)
    assert not finds_each_thought_among_few(system.but(search=dense(limit=60)))


def forgets_what_is_contradicted(system: System) -> bool:
    m = memory(system)
    for city in ("Rome", "Oslo"):
        note(m, f"Write down what the letter of {city} says", f"The office of Ada is in {city}.")
    told = [item.body for item in m.store.experiences(kinds=(Kind.FACT,))]
    return len(told) == 1 and "Oslo" in told[0]


def test_a_contradicted_thought_is_forgotten_which_needs_the_admission_by_time() -> None:
    system = think_in_memory()
    assert forgets_what_is_contradicted(system)
    assert not forgets_what_is_contradicted(system.but(admit=Admission(system="think_in_memory")))


vectors = st.lists(st.floats(-1.0, 1.0, width=32), min_size=8, max_size=8).map(lambda v: np.array(v, dtype=np.float32))


@given(vectors, st.sampled_from((2, 8, 16)))
def test_the_opposite_vector_falls_into_the_opposite_bucket(vector: np.ndarray, buckets: int) -> None:
    if not vector.any():
        assert buckets_of(vector, buckets) == []
        return
    (here,), (there,) = buckets_of(vector, buckets), buckets_of(-vector, buckets)
    assert there == (here + buckets // 2) % buckets
    assert buckets_of(vector * np.float32(2.0), buckets) == [here]


def test_near_vectors_share_a_bucket_far_more_often_than_distant_ones() -> None:
    rng = np.random.default_rng(3)

    def shared(noise: float, probes: int = 1) -> float:
        pairs = ((one, one + noise * rng.standard_normal(64)) for one in rng.standard_normal((300, 64)))
        return sum(buckets_of(a, 16)[0] in buckets_of(b, 16, probes) for a, b in pairs) / 300

    near, far = shared(0.2), shared(4.0)
    assert near >= 0.7
    assert far <= 0.25
    assert shared(0.75) + 0.15 <= shared(0.75, probes=3)


def test_every_probe_is_another_bucket_and_all_of_them_are_all_buckets() -> None:
    vector = np.arange(1, 9, dtype=np.float32)
    assert sorted(buckets_of(vector, 8, probes=8)) == list(range(8))
    assert buckets_of(vector, 8, probes=3)[:1] == buckets_of(vector, 8)


@pytest.mark.parametrize(("buckets", "probes"), [(7, 1), (0, 1), (8, 0), (8, 9)])
def test_a_hash_needs_an_even_number_of_buckets_and_no_more_probes(buckets: int, probes: int) -> None:
    with pytest.raises(InputError):
        buckets_of(np.ones(4, dtype=np.float32), buckets, probes)


def test_only_what_carries_the_tag_is_found_and_nothing_is_asked_with_nothing() -> None:
    m = memory(think_in_memory())
    note(m, "Water the orchids")
    (item,) = m.store.experiences(kinds=(Kind.CASE,))
    assert any(item.tags.count(tag(n)) for n in range(8))
    assert [one.id for one in in_bucket()(Query(text="Water the orchids"), m.store)] == [item.id]
    assert in_bucket()(Query(text=""), m.store) == []


def test_with_a_model_its_conclusion_takes_the_place_of_the_case() -> None:
    model, _ = answering(lessons(lesson("refunded 20 EUR", when="Refund order W123 of Ann")))
    m = memory(think_in_memory(calls=llm.Calls(model)))
    m.learn([(WIN, attempt(WIN, True).outcome)])
    item, *_ = m.recall("Refund order W123 of Ann").items
    assert item.kind is Kind.INSIGHT
    assert not m.store.experiences(kinds=(Kind.CASE,))
    assert any(item.tags.count(tag(n)) for n in range(8))
