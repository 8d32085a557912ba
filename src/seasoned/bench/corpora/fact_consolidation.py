"""FactConsolidation (MemoryAgentBench, arXiv 2507.05257): numbered facts of which the later ones replace the earlier.

Reads JSON exports of the split ``Conflict_Resolution``, an array or lines, packed or not: rows with a ``context`` that
numbers one fact per line after a line of introduction, parallel ``questions`` and ``answers`` (each a list of accepted
texts), and ``metadata`` with the ``source`` (``factconsolidation_sh_6k`` …: ``sh`` questions need one fact, ``mh``
several) and ``qa_pair_ids``. The published file is Parquet, which has to be converted first. Rows of other sources are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from seasoned.bench.corpora.documents import decode, objects
from seasoned.errors import ImportFormatError

NAMES = ("Conflict_Resolution*", "conflict_resolution*", "*fact_consolidation*", "*factconsolidation*")
FORMS = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
SOURCE = "factconsolidation"
WANTED = "Conflict_Resolution.json (MemoryAgentBench's split of that name, as JSON)"

_NUMBERED = re.compile(r"^\s*(\d+)\.\s+(.*\S)\s*$")


class _Metadata(msgspec.Struct):
    source: str = ""
    qa_pair_ids: list[str] = []


class _Row(msgspec.Struct):
    context: str
    questions: list[str]
    answers: list[list[str]]
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    source: str = ""


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A question with the texts that count as its answer."""

    id: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The facts of one row in the order of their numbers, without them, and what is asked when all are told."""

    source: str
    facts: tuple[str, ...]
    questions: tuple[FactQuestion, ...]


def files(folder: Path) -> list[Path]:
    """Return the files of this corpus."""
    found = {path for name in NAMES for path in folder.glob(name) if path.name.endswith(FORMS)}
    return sorted(found)


def read(path: Path) -> Iterator[Consolidation]:
    """Yield the rows of FactConsolidation. Raises ImportFormatError for a damaged one."""
    for place, raw in objects(path):
        row = decode(place, raw, _Row)
        source = row.metadata.source or row.source
        if source.lower().startswith(SOURCE):
            yield _consolidation(place, source, row)


def _consolidation(place: str, source: str, row: _Row) -> Consolidation:
    numbered = {int(match[1]): match[2] for line in row.context.splitlines() if (match := _NUMBERED.match(line))}
    if not numbered:
        raise ImportFormatError(f"{place}: the context has no line like '0. A fact.'; get the file again")
    names = row.metadata.qa_pair_ids or [f"{source}_no{number}" for number in range(len(row.questions))]
    try:
        asked = [
            FactQuestion(name, question, tuple(answers))
            for name, question, answers in zip(names, row.questions, row.answers, strict=True)
        ]
    except ValueError as problem:
        raise ImportFormatError(f"{place}: questions, answers and their ids are not equally many") from problem
    return Consolidation(source, tuple(numbered[number] for number in sorted(numbered)), tuple(asked))
