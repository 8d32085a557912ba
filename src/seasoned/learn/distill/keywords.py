"""Keywords: the words that say most about an item, as tags (the attributes of A-MEM's notes, arXiv 2502.12110)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.recall.words import STOP_WORDS, all_words, stem
from seasoned.types import Proposal

LEAST = 3
"""Letters of a keyword."""


@distill_stage
def keyworded(attempts: Sequence[Attempt], store: Reader, distill: Distill, k: int = 5) -> Iterator[Proposal]:
    """Yield the proposals of `distill` with the `k` keywords of their body as further tags; `k` >= 1, else InputError.

    Tags are part of what an item is found by.
    """
    if k < 1:
        raise InputError(f"keyworded() needs k >= 1, not {k}")
    for proposal in distill(attempts, store):
        tags = dict.fromkeys((*proposal.tags, *keywords(proposal.body, k)))
        yield replace(proposal, tags=tuple(tags))


def keywords(text: str, k: int) -> list[str]:
    """Return the `k` most frequent words of `text`, of equally frequent ones the longer, then the earlier ones.

    Forms of one word are one, shown as it stands first. Stop words, numbers and words of one or two letters are none.

    >>> keywords("The server restarts at noon. Servers restart slowly.", 2)
    ['restarts', 'server']
    """
    counts: Counter[str] = Counter()
    form: dict[str, str] = {}
    for word in all_words(text):
        if len(word) >= LEAST and word not in STOP_WORDS and not word.isdigit():
            counts[stem(word)] += 1
            form.setdefault(stem(word), word)
    places = {root: place for place, root in enumerate(form)}
    ranked = sorted(counts, key=lambda root: (-counts[root], -len(form[root]), places[root]))
    return [form[root] for root in ranked[:k]]
