"""LoCoMo (Maharana et al., ACL 2024, arXiv 2402.17753): long talks of two people, evidence named by turn.

Reads ``locomo10.json``: a JSON array of samples. Evidence that names no turn of its sample is left out, as are
questions of which nothing is left. A shared picture is told by the caption that the data set gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from seasoned.bench.corpora.conversation import Conversation, Corpus, Exchange, Question, Sitting
from seasoned.bench.corpora.documents import decode, objects, seconds

KINDS: Mapping[int, str] = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
"""The categories by number, as the paper's evaluation names them."""

_SESSION = re.compile(r"session_(\d+)")
_TURN = re.compile(r"D:?(\d+):(\d+)")
"""Evidence is mostly ``D8:6``; some of it lists several, or has a stray colon."""


class _Turn(msgspec.Struct):
    speaker: str
    dia_id: str
    text: str = ""
    blip_caption: str = ""


class _Asked(msgspec.Struct):
    question: str
    category: int
    evidence: list[str] = []


class _Sample(msgspec.Struct):
    sample_id: str
    qa: list[_Asked]
    conversation: dict[str, msgspec.Raw]


def files(folder: Path) -> list[Path]:
    """Return the files of this corpus: ``locomo*.json``."""
    return sorted(folder.glob("locomo*.json"))


def read(path: Path) -> Iterator[Conversation]:
    """Yield the samples, each with its sittings in their order. Raises ImportFormatError."""
    for place, raw in objects(path):
        yield _conversation(place, decode(place, raw, _Sample))


def _conversation(place: str, sample: _Sample) -> Conversation:
    told = sample.conversation
    numbers = sorted(int(found[1]) for name in told if (found := _SESSION.fullmatch(name)))
    sittings = tuple(_sitting(place, told, number) for number in numbers)
    labels = {exchange.label for sitting in sittings for exchange in sitting.exchanges}
    last = max((sitting.at for sitting in sittings), default=0.0)
    questions = []
    for number, asked in enumerate(sample.qa):
        relevant = labels.intersection(named(asked.evidence))
        if relevant:
            kind = KINDS.get(asked.category, f"category {asked.category}")
            name = f"{sample.sample_id}/{number}"
            questions.append(Question(name, asked.question, kind, last, frozenset(relevant)))
    return Conversation(sample.sample_id, sittings, tuple(questions))


def _sitting(place: str, told: Mapping[str, msgspec.Raw], number: int) -> Sitting:
    name = f"session_{number}"
    turns = decode(f"{place} {name}", bytes(told[name]), list[_Turn])
    date = f"{name}_date_time"
    at = (
        seconds(place, decode(f"{place} {date}", bytes(told[date]), str), "%I:%M %p on %d %B, %Y")
        if date in told
        else 0.0
    )
    return Sitting(f"D{number}", at, tuple(Exchange("", _words(turn), turn.dia_id) for turn in turns))


def _words(turn: _Turn) -> str:
    picture = f" [shares a picture: {turn.blip_caption}]" if turn.blip_caption else ""
    return f"{turn.speaker}: {turn.text}{picture}"


def named(evidence: list[str]) -> list[str]:
    """Return the turns that evidence names, in the form ``D8:6``."""
    return [f"D{int(session)}:{int(turn)}" for text in evidence for session, turn in _TURN.findall(text)]


CORPUS = Corpus(
    name="locomo",
    files=files,
    read=read,
    whole_sittings=False,
    many_questions=True,
    wanted="locomo10.json of LoCoMo",
)
