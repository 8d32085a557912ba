"""recall: are the places that answer a question among those that memory hands back?

Conversations and documents are learned sitting by sitting, then asked about; what the hints quote is compared with the
labels. Nothing judges answers, so no model is needed. Documents of the baselines are whole labelled places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from random import Random

from seasoned.bench import controls
from seasoned.bench.corpora import CORPORA, Conversation, Corpus, Question
from seasoned.bench.metrics import ranked
from seasoned.bench.track import NONE, Item, Result, Setup, Unit
from seasoned.bench.tracks.okapi import Okapi
from seasoned.bench.tracks.recall_memory import told
from seasoned.bench.tracks.recall_system import TALK, conversations
from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.system import System
from seasoned.types import Hint

K = 10
DRAWS = 20
"""Random rankings per question, of which the metrics are averaged."""

BASELINES = (NONE, "random", "recent", "bm25")
OURS = {"lexical": 0.0, "lexical+dense": 0.5}
"""Our memory of conversations, by the weight of its vectors beside its words."""

METRICS = (f"recall@{K}", f"nDCG@{K}", f"MRR@{K}")
METRICS_AT_5 = ("recall_any@5", "recall_all@5", "recall@5")

Found = tuple[Sequence[Sequence[str]], tuple[str, ...]]
"""Rankings of labels, mostly one, and the ids of the experiences they came from."""

Finder = Callable[[Question], Found]


@dataclass(frozen=True, slots=True)
class Recall:
    """The track."""

    name: str = "recall"
    title: str = "evidence found for questions about long conversations and documents"
    primary: str = "recall_any@5"
    own: tuple[str, ...] = ("lexical", "lexical+dense")

    def missing(self, setup: Setup) -> list[str]:
        """Return the corpora of which no file is there."""
        return [
            f"{corpus.name}: no such file; put {corpus.wanted} into the folder that --data names"
            for corpus in CORPORA
            if not _files(corpus, setup)
        ]

    def files(self, setup: Setup) -> list[Path]:
        """Return the files of all corpora."""
        return [path for _, path in _sources(setup)]

    def units(self, setup: Setup) -> list[Unit]:
        """Return every stream under every baseline and system."""
        systems = dict.fromkeys((*BASELINES, *OURS, *setup.systems))
        return [
            Unit(TRACK.name, family, system, order="time", seed=seed)
            for corpus, path in _sources(setup)
            for family, seed in _streams(corpus, path)
            if not setup.families or {family, family.split("/")[0]} & set(setup.families)
            for system in systems
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Tell the conversations of one stream and ask their questions."""
        corpus, path = _source(unit, setup)
        items: list[Item] = []
        silent: list[bool] = []
        for conversation, questions in _asked(corpus, path, unit):
            with _finder(unit, corpus, conversation) as find:
                for question in questions[: setup.tasks - len(items) if setup.tasks else None]:
                    rankings, shown = find(question)
                    if question.relevant:
                        items.append(Item(question.id, _values(corpus, question, rankings), shown))
                    else:
                        silent.append(not any(rankings))
            if setup.tasks and len(items) >= setup.tasks:
                break
        return Result(unit, tuple(items), {"silent where nothing answers": sum(silent) / len(silent)} if silent else {})


TRACK = Recall()


def _files(corpus: Corpus, setup: Setup) -> Sequence[Path]:
    return corpus.files(setup.data) if setup.data is not None else ()


def _sources(setup: Setup) -> list[tuple[Corpus, Path]]:
    found = [(corpus, path) for corpus in CORPORA for path in _files(corpus, setup)]
    # One file may be there both packed and not.
    return list({_name(path): (corpus, path) for corpus, path in reversed(found)}.values())[::-1]


def _source(unit: Unit, setup: Setup) -> tuple[Corpus, Path]:
    for corpus, path in _sources(setup):
        if _name(path) == unit.family.partition("/")[0]:
            return corpus, path
    raise InputError(f"there is no file for {unit.family!r} in {setup.data}")


def _name(path: Path) -> str:
    return path.name.partition(".")[0]


def _streams(corpus: Corpus, path: Path) -> list[tuple[str, int]]:
    """Return the family and number of each stream: a conversation, or where each holds one question, all of a kind."""
    kinds: set[str] = set()
    numbers: list[int] = []
    for number, conversation in enumerate(corpus.read(path)):
        answerable = {question.kind for question in conversation.questions if question.relevant}
        kinds |= answerable
        numbers += [number] if answerable else []
    if corpus.many_questions:
        return [(_name(path), number) for number in numbers]
    return [(f"{_name(path)}/{kind}", 0) for kind in sorted(kinds)]


def _asked(corpus: Corpus, path: Path, unit: Unit) -> Iterator[tuple[Conversation, Sequence[Question]]]:
    kind = unit.family.partition("/")[2]
    for number, conversation in enumerate(corpus.read(path)):
        if not corpus.many_questions:
            questions = [question for question in conversation.questions if question.kind == kind]
            if questions:
                yield conversation, questions
        elif number == unit.seed:
            yield conversation, conversation.questions
            return


def _values(corpus: Corpus, question: Question, rankings: Sequence[Sequence[str]]) -> dict[str, float]:
    every = []
    for found in rankings:
        at_5, at_k = ranked(found, sorted(question.relevant), 5), ranked(found, sorted(question.relevant), K)
        every.append({name: at_5[name] for name in METRICS_AT_5} | {name: at_k[name] for name in METRICS})
    values = {name: fsum(one[name] for one in every) / len(every) for name in (*METRICS_AT_5, *METRICS)}
    values["silent"] = float(not any(rankings))
    return values | {f"recall@{K}, {question.kind}": values[f"recall@{K}"]} if corpus.many_questions else values


# ---------------------------------------------------------------------------------------------------------------------
# Who is asked
# ---------------------------------------------------------------------------------------------------------------------


@contextmanager
def _finder(unit: Unit, corpus: Corpus, conversation: Conversation) -> Iterator[Finder]:
    labels = list(dict.fromkeys(one.label for sitting in conversation.sittings for one in sitting.exchanges))
    if unit.system == NONE:
        yield lambda question: ([[]], ())
    elif unit.system == "random":
        yield lambda question: (_draws(labels, question, unit.seed), ())
    elif unit.system == "recent":
        yield lambda question: ([labels[::-1][:K]], ())
    elif unit.system == "bm25":
        index = Okapi(_texts(conversation))
        yield lambda question: ([index.ranked(question.text, K)], ())
    else:
        with told(conversation, _system(unit.system, corpus)) as ask:
            yield lambda question: _from_hint(*ask(question))


def _from_hint(labels: Sequence[str], hint: Hint) -> Found:
    return [labels], tuple(item.id for item in hint.items)


def _system(name: str, corpus: Corpus) -> System:
    if name in OURS:
        # A document is found by its title first.
        weights = None if corpus.documents else TALK
        return conversations(whole_runs=corpus.whole_sittings, weights=weights, near=OURS[name], k=K)
    return controls.system(name)


def _draws(labels: Sequence[str], question: Question, seed: int) -> list[list[str]]:
    rng = Random(content_id("recall", question.id, seed))
    return [rng.sample(labels, min(K, len(labels))) for _ in range(DRAWS)]


def _texts(conversation: Conversation) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for sitting in conversation.sittings:
        for one in sitting.exchanges:
            texts.setdefault(one.label, []).extend((one.said, one.answered))
    return {label: "\n".join(parts) for label, parts in texts.items()}
