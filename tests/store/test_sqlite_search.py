"""Search is exact, whatever the store has read already and however it is kept in memory."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pytest
from samples import NOW, add, judge

from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.words import content_words
from seasoned.store import SQLiteStore, open_store, postings
from seasoned.store.lexical import FIELDS, WEIGHTS, lexical_fields
from seasoned.store.rows import ENDED
from seasoned.types import Edit, Experience, Kind, Operation

ITEMS = 200
"""More than a word may be found in without being too common, where so few are enough (`few_are_common`)."""


@pytest.fixture
def few_are_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "COMMON_FROM", 100)


def found(store: SQLiteStore, text: str) -> list[str]:
    return [id for id, _ in store.search_text(text)]


def test_a_word_that_another_process_makes_common_is_counted_anew(tmp_path: Path, few_are_common: None):
    with open_store(tmp_path / "store.db") as mine, open_store(tmp_path / "store.db") as other:
        mine.append(add("zebra", "the zebra", ""), add("lamp", "the lamp", ""), at=NOW)
        assert set(found(mine, "zebra lamp")) == {"zebra", "lamp"}
        other.append(*(add(f"z{n}", "the zebra", "") for n in range(ITEMS)), at=NOW)
        assert found(mine, "zebra lamp") == ["lamp"]


def test_what_was_counted_in_a_batch_that_fails_is_forgotten(few_are_common: None):
    def fail(store: SQLiteStore) -> None:
        with store.batch():
            store.append(*(add(f"z{n}", "the zebra", "") for n in range(ITEMS)), at=NOW)
            assert found(store, "zebra lamp") == ["lamp"]
            raise KeyError

    with open_store(":memory:") as store:
        store.append(add("zebra", "the zebra", ""), add("lamp", "the lamp", ""), at=NOW)
        with pytest.raises(KeyError):
            fail(store)
        # The index is changed as often as it was in the batch; only what changed it differs.
        store.append(*(add(f"l{n}", "the lamp", "") for n in range(ITEMS)), at=NOW)
        assert found(store, "zebra lamp") == ["zebra"]


def test_a_rebuilt_index_is_read_anew(tmp_path: Path):
    with open_store(tmp_path / "store.db") as mine, open_store(tmp_path / "store.db") as other:
        mine.append(add("lamp", "the lamp", ""), at=NOW)
        with other._file.use() as connection:
            connection.execute("DELETE FROM terms")
        assert found(mine, "lamp") == []
        other.rebuild()
        assert found(mine, "lamp") == ["lamp"]


WORDS = [f"word{n}" for n in range(40)]
CHANCES = [1 / (n + 1) for n in range(len(WORDS))]


def plain_scores(items: dict[str, Experience], query: str, weights: dict[str, float]) -> dict[str, float]:
    """Return the BM25F score of each item, counted out: Robertson, Zaragoza & Taylor (CIKM 2004), k1 = 1.2, b = .75."""
    fields = {
        id: {name: content_words(text) for name, text in zip(FIELDS, lexical_fields(item), strict=True)}
        for id, item in items.items()
    }
    length = {id: sum(weights[name] * len(words) for name, words in of.items()) for id, of in fields.items()}
    mean = sum(length.values()) / len(length)
    scores = dict.fromkeys(items, 0.0)
    for word in dict.fromkeys(content_words(query)):
        times = {id: sum(weights[name] * words.count(word) for name, words in of.items()) for id, of in fields.items()}
        having = sum(1 for count in times.values() if count)
        idf = log(1 + (len(items) - having + 0.5) / (having + 0.5))
        for id, count in times.items():
            scores[id] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length[id] / mean))
    return {id: score for id, score in scores.items() if score}


@pytest.mark.parametrize("weights", [None, {"when": 1.0}, {"when": 2.0, "body": 0.1, "context": 0.0, "tags": 3.0}])
def test_scores_are_those_of_bm25_over_weighted_fields(weights: dict[str, float] | None):
    rng = Random(1)
    items = {f"e{n}": random_item(f"e{n}", rng) for n in range(60)}
    with open_store(":memory:") as store:
        store.append(*(edit(item) for item in items.values()), at=NOW)
        for _ in range(20):
            query = " ".join(rng.choices(WORDS, CHANCES, k=5))
            expected = plain_scores(items, query, {name: (weights or WEIGHTS).get(name, 0.0) for name in FIELDS})
            got = store.search_text(query, weights=weights, limit=100)
            assert dict(got) == pytest.approx(expected)
            assert [score for _, score in got] == sorted((score for _, score in got), reverse=True)
            assert store.search_text(query, weights=weights, limit=3) == got[:3]


def test_what_is_searched_between_writes_is_what_a_fresh_reader_finds(tmp_path: Path):
    rng = Random(2)
    with open_store(tmp_path / "store.db") as store:
        for turn in range(60):
            for _ in range(rng.randint(0, 12)):
                id = f"e{rng.randrange(40)}"
                known = store.experience(id)
                if known is None or rng.random() < 0.8:
                    store.append(edit(random_item(id, rng, version=known.version + 1 if known else 1)), at=NOW)
                else:
                    store.append(judge(Operation.RETIRE, id), at=NOW)
            query = " ".join(rng.choices(WORDS, CHANCES, k=6))
            vector = HashingEmbedder()([query])[0]
            mine = store.search_text(query, limit=7), store.search_vector(vector, limit=7)
            if turn % 5 == 0:
                with open_store(tmp_path / "store.db") as fresh:
                    assert mine == (fresh.search_text(query, limit=7), fresh.search_vector(vector, limit=7))


def test_much_changed_items_are_read_anew_and_not_kept_for_ever():
    with open_store(":memory:") as store:
        store.append(add("still", "a lamp"), at=NOW)
        for n in range(ENDED + 100):
            store.append(edit(replace(add("often", f"a lamp number{n}").experience, version=n + 1)), at=NOW)
            if n % 50 == 0:
                assert set(found(store, "lamp")) == {"still", "often"}
        assert set(found(store, "lamp")) == {"still", "often"}
        assert len(store._postings._ids) < ENDED


def random_item(id: str, rng: Random, version: int = 1) -> Experience:
    def text(words: int) -> str:
        return " ".join(rng.choices(WORDS, CHANCES, k=words))

    tags = tuple(rng.choices(WORDS, k=2))
    item = add(id, text(rng.randint(1, 9)), body=text(rng.randint(1, 300)), family=text(1), tags=tags).experience
    assert item is not None
    return replace(item, version=version)


def edit(item: Experience) -> Edit:
    return Edit(operation=Operation.ADD, target=item.id, experience=item)


@pytest.mark.parametrize("limit", [1, 7, 50, 299, 300, 1000])
@pytest.mark.parametrize("kinds", [None, [Kind.CASE, Kind.INSIGHT], [Kind.PAIR]])
def test_the_nearest_vectors_are_those_that_sorting_all_of_them_gives(limit: int, kinds: list[Kind] | None):
    rng = Random(limit)
    words = [f"word{n}" for n in range(30)]
    # Few words: many texts are the same, so there are ties to cut.
    texts = [" ".join(rng.choices(words, k=2)) for _ in range(300)]
    labels = [rng.choice([Kind.CASE, Kind.INSIGHT, Kind.PAIR]) for _ in texts]
    vectors = HashingEmbedder()(texts)
    with open_store(":memory:") as store:
        store.append(*(add(f"e{n}", text, kind=labels[n]) for n, text in enumerate(texts)), at=NOW)
        got = store.search_vector(vectors[0], kinds=kinds, limit=limit)
    scores = np.einsum("ij,j->i", vectors, vectors[0] / np.sqrt(vectors[0] @ vectors[0]))
    allowed = [n for n, kind in enumerate(labels) if kinds is None or kind in kinds]
    nearest = sorted(allowed, key=lambda n: (-scores[n], n))[:limit]
    assert got == [(f"e{n}", float(scores[n])) for n in nearest]
