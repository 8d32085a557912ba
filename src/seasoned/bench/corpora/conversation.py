"""What a corpus of evidence retrieval holds: what was said, and questions with the places that answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said, what was answered (either may be ``""``), and the label by which evidence names the place."""

    said: str
    answered: str
    label: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """Exchanges in one go, or one document. `at` is in Unix seconds, 0 where no time is known."""

    id: str
    at: float
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of some `kind`, asked at `at`, and the labels of what answers it: none where nothing does."""

    id: str
    text: str
    kind: str
    at: float
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One history in the order of time, and what is asked about it."""

    id: str
    sittings: tuple[Sitting, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of one format: `files` finds them in a folder, `read` yields the conversations of one.

    `whole_sittings` says that a label names a sitting, not an exchange; `many_questions` that a conversation has more
    than one question; `documents` that nobody talks: a sitting is a title with its text. `wanted` says what to get
    where there is no file.
    """

    name: str
    files: Callable[[Path], Sequence[Path]]
    read: Callable[[Path], Iterator[Conversation]]
    whole_sittings: bool
    many_questions: bool
    wanted: str
    documents: bool = False
