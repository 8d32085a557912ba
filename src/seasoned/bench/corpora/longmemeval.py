"""LongMemEval (Wu et al., ICLR 2025, arXiv 2410.10813): one long chat history per question, evidence named by sitting.

Reads the original files, a JSON array of histories, and the subset that comes as JSON lines, packed or not. A question
without an answer in the history has an id that ends in ``_abs``; the sittings it is labelled with only come near it, so
nothing is relevant to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from seasoned.bench.corpora.conversation import Conversation, Corpus, Exchange, Question, Sitting
from seasoned.bench.corpora.documents import decode, objects, seconds
from seasoned.errors import ImportFormatError

NO_ANSWER = "_abs"
WITHOUT_HISTORY = "oracle"
"""Part of the name of the file that holds the evidence alone: there is nothing to find in it."""


class _Message(msgspec.Struct):
    role: str
    content: str


class _Asked(msgspec.Struct):
    query_id: str
    question: str
    question_type: str
    question_date: str
    answer_session_ids: list[str]
    abstention: bool = False


class _Session(msgspec.Struct):
    session_id: str
    date: str
    messages: list[_Message]


class _Subset(msgspec.Struct):
    case_id: str
    queries: list[_Asked]
    sessions: list[_Session]


class _Original(msgspec.Struct):
    question_id: str
    question: str
    question_type: str
    question_date: str
    answer_session_ids: list[str]
    haystack_dates: list[str]
    haystack_session_ids: list[str]
    haystack_sessions: list[list[_Message]]


def files(folder: Path) -> list[Path]:
    """Return the files of this corpus: ``longmemeval*.json``, ``.jsonl`` or ``.jsonl.gz``."""
    found = {path for form in ("json", "jsonl", "jsonl.gz") for path in folder.glob(f"longmemeval*.{form}")}
    return sorted(path for path in found if WITHOUT_HISTORY not in path.name)


def read(path: Path) -> Iterator[Conversation]:
    """Yield one conversation per history, its sittings by time. Raises ImportFormatError."""
    for place, raw in objects(path):
        if b'"haystack_sessions"' in raw:
            yield _conversation(place, _as_subset(place, decode(place, raw, _Original)))
        else:
            yield _conversation(place, decode(place, raw, _Subset))


def _as_subset(place: str, one: _Original) -> _Subset:
    asked = _Asked(one.question_id, one.question, one.question_type, one.question_date, one.answer_session_ids)
    try:
        told = list(zip(one.haystack_session_ids, one.haystack_dates, one.haystack_sessions, strict=True))
    except ValueError as problem:
        raise ImportFormatError(
            f"{place}: haystack_sessions, their ids and their dates are not equally many"
        ) from problem
    return _Subset(one.question_id, [asked], [_Session(*session) for session in told])


def _conversation(place: str, case: _Subset) -> Conversation:
    sittings = [
        Sitting(session.session_id, _at(place, session.date), exchanges(session.session_id, session.messages))
        for session in case.sessions
    ]
    questions = tuple(
        Question(
            id=asked.query_id,
            text=asked.question,
            kind=asked.question_type,
            at=_at(place, asked.question_date),
            relevant=frozenset()
            if asked.abstention or asked.query_id.endswith(NO_ANSWER)
            else frozenset(asked.answer_session_ids),
        )
        for asked in case.queries
    )
    return Conversation(case.case_id, tuple(sorted(sittings, key=lambda one: (one.at, one.id))), questions)


def exchanges(label: str, messages: Sequence[_Message]) -> tuple[Exchange, ...]:
    """Return what the user said with what the assistant answered; text without its counterpart stands alone."""
    found: list[Exchange] = []
    said = ""
    for message in messages:
        if message.role == "user":
            said = f"{said}\n{message.content}" if said else message.content
        else:
            found.append(Exchange(said, message.content, label))
            said = ""
    return (*found, Exchange(said, "", label)) if said else tuple(found)


def _at(place: str, date: str) -> float:
    return seconds(place, date, "%Y/%m/%d (%a) %H:%M")


CORPUS = Corpus(
    name="longmemeval",
    files=files,
    read=read,
    whole_sittings=True,
    many_questions=False,
    wanted="longmemeval_s.json or another file of LongMemEval with its histories",
)
