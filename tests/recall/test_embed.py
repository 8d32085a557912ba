from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seasoned.errors import InputError
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.words import LONGEST, all_words, content_words

EMBED = HashingEmbedder()


def cosine(one: str, other: str) -> float:
    vectors = EMBED([one, other])
    return float(vectors[0] @ vectors[1])


@given(st.lists(st.text(max_size=80), max_size=6))
def test_rows_have_norm_one_or_are_zero_for_texts_without_a_word(texts: list[str]) -> None:
    vectors = EMBED(texts)
    assert vectors.shape == (len(texts), 256)
    assert vectors.dtype == np.float32
    for text, norm in zip(texts, np.linalg.norm(vectors, axis=1), strict=True):
        if content_words(text):
            assert norm == pytest.approx(1.0, abs=1e-5) or norm == 0.0
        else:
            assert norm == 0.0


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_a_text_has_the_same_vector_alone_and_in_any_batch(texts: list[str]) -> None:
    batch = EMBED(texts)
    for row, text in zip(batch, texts, strict=True):
        assert np.array_equal(row, EMBED([text])[0])


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "from seasoned.recall.embed import HashingEmbedder as E; import sys;"
        "sys.stdout.write(E()(['refund order W123', '取消订单']).tobytes().hex())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout == EMBED(["refund order W123", "取消订单"]).tobytes().hex().encode()


def test_inflected_words_come_closer_than_other_words() -> None:
    assert cosine("refund the orders", "refunding an order") > 0.9
    assert cosine("refund the order", "walk the dog") < 0.2


def test_spelling_variants_share_their_character_grams() -> None:
    assert cosine("authentication", "autentication") > cosine("authentication", "navigation")
    assert cosine("authentication", "autentication") > 0.2


def test_chinese_texts_without_spaces_are_compared_by_their_characters() -> None:
    assert cosine("取消订单", "取消我的订单") > 0.6
    assert abs(cosine("取消订单", "打开窗户")) < 0.3


def test_repeating_a_word_moves_the_vector_less_than_its_count() -> None:
    once, often = cosine("order refund", "refund"), cosine("order " * 20 + "refund", "refund")
    assert 0.1 < often < once


def test_fingerprints_differ_where_vectors_do() -> None:
    assert HashingEmbedder(128).fingerprint != EMBED.fingerprint
    assert HashingEmbedder(subword_weight=0.0).fingerprint != EMBED.fingerprint
    assert HashingEmbedder().fingerprint == EMBED.fingerprint


def test_impossible_sizes_are_refused() -> None:
    with pytest.raises(InputError):
        HashingEmbedder(0)


def test_forms_of_a_word_share_a_stem_and_other_words_do_not() -> None:
    for forms in ("cancel cancels cancelling cancelled", "move moves moved moving", "city cities", "box boxes boxing"):
        assert len(set(content_words(forms))) == 1, forms
    assert len(set(content_words("cancel candle move mover city bus box"))) == 7


def test_stop_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert content_words("what is the order") == ["order"]
    assert content_words("what is it") == ["what", "is", "it"]


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_text_alone_has_the_words_that_it_has_among_other_text(text: str) -> None:
    assert [*all_words(text), "ж"] == all_words(f"{text} ж")


def test_long_runs_are_cut() -> None:
    assert all_words("A" * 100 + " b") == ["a" * LONGEST, "b"]
