"""tau2-bench banking (Sierra Research): a bank's policy documents, and tasks with the documents that each needs.

Reads ``tau2_banking_docs_and_tasks_evidence.jsonl.gz``: rows of kind ``doc``, then rows of kind ``task``. A task is
asked by its instruction, which also tells the customer how to behave: most of its words are beside the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from seasoned.bench.corpora.conversation import Conversation, Corpus, Exchange, Question, Sitting
from seasoned.bench.corpora.documents import decode, objects


class _Row(msgspec.Struct):
    kind: str
    id: str = ""
    title: str = ""
    content: str = ""
    task_id: str = ""
    instruction: str = ""
    required_documents: list[str] = []


def files(folder: Path) -> list[Path]:
    """Return the files of this corpus."""
    return sorted(folder.glob("tau2_banking_docs_and_tasks_evidence.jsonl*"))


def read(path: Path) -> Iterator[Conversation]:
    """Yield one conversation: every document a sitting, every task that needs one a question."""
    rows = [decode(place, raw, _Row) for place, raw in objects(path)]
    documents = tuple(
        Sitting(row.id, 0.0, (Exchange(row.title, row.content, row.id),)) for row in rows if row.kind == "doc"
    )
    known = frozenset(document.id for document in documents)
    questions = tuple(
        Question(row.task_id, row.instruction, "task", 0.0, relevant)
        for row in rows
        if row.kind == "task" and (relevant := known.intersection(row.required_documents))
    )
    yield Conversation("banking", documents, tuple(questions))


CORPUS = Corpus(
    name="tau2_banking",
    files=files,
    read=read,
    whole_sittings=True,
    many_questions=True,
    wanted="tau2_banking_docs_and_tasks_evidence.jsonl.gz",
    documents=True,
)
