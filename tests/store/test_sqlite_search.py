"""Search stays exact while the store keeps what it counted, what it read and an index of few segments."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from samples import NOW, add

from seasoned.recall.embed import HashingEmbedder
from seasoned.store import SQLiteStore, open_store
from seasoned.types import Kind

ITEMS = 200
"""More than a word may be found in without being too common."""


def segments(store: SQLiteStore) -> int:
    with store._file.use() as connection:
        (count,) = connection.execute("SELECT count(DISTINCT segid) FROM words_idx").fetchone()
    return int(count)


def found(store: SQLiteStore, text: str) -> list[str]:
    return [id for id, _ in store.search_text(text)]


def test_a_word_that_another_process_makes_common_is_counted_anew(tmp_path: Path):
    with open_store(tmp_path / "store.db") as mine, open_store(tmp_path / "store.db") as other:
        mine.append(add("zebra", "the zebra", ""), add("lamp", "the lamp", ""), at=NOW)
        assert set(found(mine, "zebra lamp")) == {"zebra", "lamp"}
        other.append(*(add(f"z{n}", "the zebra", "") for n in range(ITEMS)), at=NOW)
        assert found(mine, "zebra lamp") == ["lamp"]


def test_what_was_counted_in_a_batch_that_fails_is_forgotten():
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


def test_a_rebuilt_index_is_counted_anew(tmp_path: Path):
    with open_store(tmp_path / "store.db") as mine, open_store(tmp_path / "store.db") as other:
        mine.append(add("lamp", "the lamp", ""), at=NOW)
        with other._file.use() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        assert found(mine, "lamp") == []
        other.rebuild()
        assert found(mine, "lamp") == ["lamp"]


def test_one_append_makes_one_segment_of_the_index():
    with open_store(":memory:") as store:
        store.append(*(add(f"e{n}") for n in range(ITEMS)), at=NOW)
        assert segments(store) == 1


def test_many_appends_leave_few_segments():
    with open_store(":memory:") as store:
        for n in range(ITEMS):
            store.append(add(f"e{n}"), at=NOW)
        assert segments(store) <= np.log2(ITEMS) + 1


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
