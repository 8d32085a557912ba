"""One document per family: every lesson becomes an entry of it (Dynamic Cheatsheet, arXiv 2504.07952).

The paper's curator rewrites the whole sheet after every task, keeping what is useful and counting uses, within 2000 to
2500 words. Here a lesson is a change of one entry, and `merge_documents` does the curating: what was needed again is
counted, and beyond the limit the least needed goes. So nothing is lost in a rewrite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn import describe
from seasoned.learn.evidence import clip
from seasoned.payloads import Document, Entry, write
from seasoned.protocols import Attempt, Distill, Reader
from seasoned.types import Kind, Proposal

WORDS = 2000
"""The lower end of the curator's limit."""

LONGEST_ABOUT = 300


@distill_stage
def documents(
    attempts: Sequence[Attempt], store: Reader, lessons: Distill, words: int = WORDS, key: str = "document"
) -> Iterator[Proposal]:
    """Yield, per lesson of `lessons`, the document of its family with this one entry, to be merged into what is stored.

    `key` names the document within the family. `words` >= 1 limits it, else InputError.
    """
    if words < 1:
        raise InputError(f"documents() needs words >= 1, not {words}")
    for lesson in lessons(attempts, store):
        payload = Document((Entry(clip(" ".join(lesson.when.split()), LONGEST_ABOUT), lesson.body),), words)
        when, body = describe.document(payload, lesson.family)
        yield replace(
            lesson,
            kind=Kind.DOCUMENT,
            key=key,
            when=when,
            body=body,
            payload=write(payload),
            tags=(),
            stage="documents",
        )
