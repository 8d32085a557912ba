"""Memento's learned retriever tells from the words of a query and a case whether they go together, even of pairs that
were never tried; similarity cannot, and neither can a value per case."""

from __future__ import annotations

import itertools
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.credit.logistic import auc, balanced, fit, probabilities
from seasoned.credit.trials import trials
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.recall.pairing import SKETCH, features, prior, tried
from seasoned.recall.search import dense
from seasoned.recall.select import top_k, z_blend
from seasoned.system import System
from seasoned.systems.memento_learned import memento_learned
from seasoned.types import Experience, Kind

SERVICES = ("billing", "search", "mail", "login", "media", "maps", "chat", "cart", "video", "tax", "news", "jobs")
TRAINED, NEW = SERVICES[:7], SERVICES[7:]
METHODS = {"urgent": "push the hotfix branch", "planned": "schedule a nightly rollout"}
"""What works depends on a word of the task; the cases of a service have the same task text and differ in their plan."""


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    m = Memory(":memory:", system=system, clock=lambda: float(next(ticks)))
    for service in SERVICES:
        for method in METHODS.values():
            with m.episode(f"Deploy {service}", family="ops", task_id=f"{service}/{method}") as episode:
                episode.step(observation="at the console", action=f"{method} of {service}")
                episode.finish(success=True)
    return m


def deploy(m: Memory, service: str, need: str, *, told: bool) -> bool:
    """Return whether the case shown is one of the service with the method that the need asks for."""
    with m.episode(f"Deploy {service} {need}", family="ops") as episode:
        (item,) = episode.recall().items
        works = item.body.endswith(f"{METHODS[need]} of {service}")
        # Nothing is done, so nothing new is learned: only the choice among the cases counts.
        episode.finish(success=works if told else None, score=float(works) if told else None)
    return works


def served(system: System, rounds: int = 4) -> float:
    """Return the share of new services, which no outcome was ever seen of, that get the right case after training."""
    m = memory(system)
    for _ in range(rounds):
        for service in TRAINED:
            for need in METHODS:
                deploy(m, service, need, told=True)
    results = [deploy(m, service, need, told=False) for service in NEW for need in METHODS]
    return sum(results) / len(results)


def test_the_classifier_transfers_to_pairs_never_tried_and_neither_similarity_nor_a_value_per_case_does() -> None:
    system = memento_learned(k=1)
    assert served(system) >= 0.9
    cases = dense(kinds=(Kind.CASE,), limit=100)
    assert served(system.but(search=cases, select=top_k(1))) == 0.5
    assert served(system.but(search=cases, select=z_blend(k1=5, k2=1))) <= 0.5


def test_it_ranks_pairs_of_services_without_outcomes_above_chance() -> None:
    m = memory(memento_learned(k=1))
    for service in TRAINED:
        for need in METHODS:
            for _ in range(3):
                deploy(m, service, need, told=True)
    past, targets, weights = tried(m.store, 500)
    theta = fit(past, targets, balanced(targets, weights), 0.1, prior())
    cases = [item for item in m.store.experiences() if item.when.split()[-1] in NEW]
    pairs = [(f"{item.when} {need}", item) for item in cases for need in METHODS]
    good = [METHODS[text.split()[-1]] in item.body for text, item in pairs]
    found = auc(probabilities(features(pairs), theta).tolist(), good)
    assert found is not None
    assert found > 0.75


def test_a_fit_by_hand_one_success_and_one_row() -> None:
    # One row x = 1, y = 1, ridge 1: the minimum has 1 - σ(θ) = θ, that is θ = .401058.
    (theta,) = fit(np.array([[1.0]]), np.array([1.0]), np.array([1.0]), 1.0, np.zeros(1))
    assert theta == pytest.approx(0.4010581375, abs=1e-9)
    assert 1.0 / (1.0 + exp(-theta)) == pytest.approx(1.0 - theta)
    # A base rate of 3/4 without much of a prior: θ = ln 3.
    (rate,) = fit(np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0]), np.ones(4), 1e-9, np.zeros(1))
    assert rate == pytest.approx(log(3.0))


def test_before_any_outcome_what_is_alike_is_likely() -> None:
    theta = fit(np.zeros((0, 97)), np.zeros(0), np.zeros(0), 0.1, prior())
    items = [Experience(id=when, kind=Kind.CASE, key=when, when=when, body=when) for when in ("mail the bill", "swim")]
    alike, other = probabilities(features([("mail the bill", item) for item in items]), theta)
    # A cosine of 1 has the log-odds 2; the other text has no word in common, and 64 buckets give it some by chance.
    assert alike == pytest.approx(1.0 / (1.0 + exp(-2.0)))
    assert other < 0.5


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.booleans()), min_size=1, max_size=12), st.randoms())
def test_the_fit_is_a_stationary_point_whatever_the_order(rows: list[tuple[float, float, bool]], rng) -> None:  # type: ignore[no-untyped-def]
    def fitted(data: list[tuple[float, float, bool]]) -> np.ndarray:
        x, y = np.array([row[:2] for row in data]), np.array([float(row[2]) for row in data])
        theta = fit(x, y, np.ones(len(y)), 0.1, np.zeros(2))
        gradient = x.T @ (y - probabilities(x, theta)) - 0.1 * theta
        assert np.abs(gradient).max() < 1e-5
        return theta

    theta = fitted(rows)
    rng.shuffle(rows)
    assert fitted(rows) == pytest.approx(theta, abs=1e-4)


def test_successes_weigh_as_much_as_the_failures_together_where_they_are_rare() -> None:
    y = np.array([1.0, 0.0, 0.0, 0.0])
    assert balanced(y, np.ones(4)).tolist() == [3.0, 1.0, 1.0, 1.0]
    assert balanced(1.0 - y, np.ones(4)).tolist() == [1.0, 1.0, 1.0, 1.0]
    assert balanced(np.zeros(2), np.ones(2)).tolist() == [1.0, 1.0]


def test_auc_by_hand() -> None:
    assert auc([0.9, 0.4, 0.4, 0.1], [True, True, False, False]) == 0.875
    assert auc([0.5], [True]) is None


def test_the_first_cross_is_the_cosine_and_the_sketch_tells_which_text_is_which() -> None:
    one = Experience(id="a", kind=Kind.CASE, key="a", when="cancel the order", body="refund the buyer")
    (row,) = features([("cancel my order", one)])
    vectors = SKETCH(["cancel my order", "cancel the order\nrefund the buyer"]).astype(float)
    assert row[0] == 1.0
    cosine = 1 + SKETCH.dimensions // 2
    assert row[1:cosine].sum() == pytest.approx(float(vectors[1].sum()), abs=1e-6)
    assert row[cosine] == pytest.approx(float(vectors[0] @ vectors[1]), abs=1e-6)
    # Term 1 of the correlation by its definition, Σ q[i]·c[i + 1].
    assert row[cosine + 1] == pytest.approx(float(vectors[0] @ np.roll(vectors[1], -1)), abs=1e-6)
    assert features([]).shape == (0, len(row))


def test_bad_knobs_are_refused() -> None:
    with pytest.raises(InputError, match="ridge > 0"):
        fit(np.ones((1, 1)), np.ones(1), np.ones(1), 0.0, np.zeros(1))
    m = memory(memento_learned(k=1, ridge=0.0))
    with pytest.raises(InputError, match="ridge > 0"):
        m.recall("Deploy billing urgent", family="ops")
    with pytest.raises(InputError, match="window >= 1"):
        trials(m.store, 0)
