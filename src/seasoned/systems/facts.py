"""Facts: what a run was told about things, the latest value of each. Nothing is summarised, and no model is needed.

A statement that the grammar reads (`seasoned.learn.distill.facts`) has a key, and a later value under it takes the
place of the earlier one: same id, next version, the earlier value stays in the log. Other sentences are kept as they
are, so that an update in unforeseen words is not lost. A question gets what is about all that it asks for, the latest
first; when nothing is, memory keeps still.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from random import Random
from typing import Any

from seasoned.knobs import select_stage
from seasoned.learn.admit import Admission
from seasoned.learn.distill.facts import facts as read_facts
from seasoned.learn.distill.facts import unread
from seasoned.learn.evidence import unite
from seasoned.protocols import Reader, Scored
from seasoned.recall.compose import render
from seasoned.recall.marks import chosen_first, refused, rescored
from seasoned.recall.search import lexical
from seasoned.recall.select import top_k
from seasoned.recall.trigger import every_step
from seasoned.recall.words import STOP_WORDS, content_words
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Decision, Edit, Experience, Kind, Operation, Proposal, Query, Verdict

FIT = 0.7
"""Least overlap of the words asked for with those of a fact: three of four do, two of three don't. The sister of
somebody's spouse is not the spouse."""

POOL = 50
MOST = 100_000
ALIKE = 1.01
"""No overlap of words makes two facts one: the capitals of two countries read nearly the same."""

_ASKING = frozenset({"know", "tel", "tell", "remind", "current", "currently", "now", "today", "latest", "still"})
"""Words of a question, beside the stop words, that are not about what it asks for."""

_ENDINGS = frozenset(("", "d", "r", "al", "ant", "ation", "ed", "enc", "ent", "er", "ing", "ion", "ment", "or", "ship"))
"""Endings by which words of one root differ beyond what the stemmer takes away."""

_OWNER = re.compile(r"['’]s\b")
_SORT = re.compile(r"\b(?:which|what)\s+([a-z]+)\b", re.IGNORECASE)
"""``which city``: the word says what sort of thing the answer is, and need not have been told with it."""


# ---------------------------------------------------------------------------------------------------------------------
# The latest wins
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LatestWins:
    """An admission under which a later statement of the same key replaces what is stored, text and all.

    The ordinary one decides everything else. Later is by the time of the run (`told_at`), so that an old log which is
    imported afterwards changes nothing; of equally late ones the later proposal counts.
    """

    admission: Admission

    def __call__(self, proposals: Sequence[Proposal], store: Reader, now: float) -> list[Decision]:
        """Return one decision per proposal, in order. A changed value is an edit ``supersede`` of the same item."""
        latest: dict[str, Experience] = {}
        decisions = []
        for decision in self.admission(proposals, store, now):
            edit = decision.edit
            if edit is not None and edit.experience is not None and decision.proposal.kind is Kind.FACT:
                if decision.verdict is Verdict.MERGED:
                    known = latest.get(edit.target) or store.experience(edit.target) or edit.experience
                    edit = _newer(edit, edit.experience, known, decision.proposal, now)
                    decision = replace(decision, edit=edit, reason=edit.reason)
                if edit.experience is not None:
                    latest[edit.target] = edit.experience
            decisions.append(decision)
        return decisions


def _newer(edit: Edit, merged: Experience, known: Experience, proposal: Proposal, now: float) -> Edit:
    """Return the edit with the content of `proposal`, or with that of `known`, which is in force, if it is later."""
    if told_at(proposal.payload, now) < told_at(known.payload, known.valid_from):
        stays = replace(known, version=merged.version, trust=merged.trust)
        return replace(edit, experience=stays, reason=f"older than what {edit.target} says")
    changed = proposal.payload.get("value") != known.payload.get("value")
    told = replace(
        merged,
        when=proposal.when,
        body=proposal.body,
        payload=proposal.payload,
        evidence=proposal.evidence if changed else unite(known.evidence, proposal.evidence),
        valid_from=now,
    )
    if not changed:
        return replace(edit, experience=told)
    reason = f"a later value than that of {edit.target}"
    return replace(edit, operation=Operation.SUPERSEDE, experience=told, reason=reason)


# ---------------------------------------------------------------------------------------------------------------------
# What is asked for
# ---------------------------------------------------------------------------------------------------------------------


@select_stage
def asked_for(query: Query, candidates: Sequence[Scored], rng: Random, now: float, fit: float = FIT) -> list[Scored]:
    """Keep what is about all that the question asks for, best first and of equally good ones the latest.

    A fact fits by the overlap ``|F ∩ Q| / |F ∪ Q|`` of its words with those asked for, in [0, 1]; where one of both has
    a name or a number that the other lacks, it does not fit at all. A sentence that could not be read fits where it has
    all words asked for.
    """
    question = _OWNER.sub("", query.text)
    asked, names = _asked(question), _names(question)
    found = []
    for item in candidates:
        measured = max(_fit(words, names, item.experience) for words in asked)
        scored = rescored(item, measured)
        found.append(scored if measured >= fit else refused(scored, f"fit {measured:.2f} is below {fit:.2f}"))
    return chosen_first(sorted(found, key=lambda one: (one.score, *_age(one.experience)), reverse=True))


def _age(fact: Experience) -> tuple[float, float, int]:
    return told_at(fact.payload, fact.valid_from), fact.valid_from, int(fact.payload.get("place", 0))


def told_at(payload: Mapping[str, Any], learned: float) -> float:
    """Return when a statement was told: the time of its run, or when it was `learned` where the run has no time."""
    return float(payload.get("told", 0.0)) or learned


def _asked(question: str) -> list[frozenset[str]]:
    """Return the words asked for, with and without the sort of thing that the question names."""
    texts = (question, _SORT.sub("", question))
    return [frozenset(content_words(text)) - _ASKING for text in texts]


def _names(text: str) -> frozenset[str]:
    """Return the capitalised words and the numbers of a text, its first word left out: any sentence begins so."""
    words = re.findall(r"\w+", text)[1:]
    return frozenset(content_words(" ".join(word for word in words if word[0].isdigit() or word[0].isupper())))


def _fit(asked: frozenset[str], names: frozenset[str], fact: Experience) -> float:
    if "value" not in fact.payload:
        has = frozenset(content_words(_OWNER.sub("", fact.body)))
        return float(bool(asked) and _shared(asked, has) == len(asked))
    about = frozenset(word for word in fact.key.split() if word not in STOP_WORDS)
    if not names <= about or not _names(_OWNER.sub("", fact.when)) <= asked:
        return 0.0
    shared = _shared(asked, about)
    return shared / (len(about) + len(asked) - shared) if shared else 0.0


def _shared(words: frozenset[str], among: frozenset[str]) -> int:
    """Return how many of `words` are `among` others, or akin to one: *employ*, *employer*."""
    return sum(word in among or any(akin(word, other) for other in among) for word in words)


def akin(one: str, other: str) -> bool:
    """Return whether two stems have one root of at least three letters and differ in an ending alone.

    >>> akin("employ", "employer"), akin("creat", "creator"), akin("capital", "capitol"), akin("17", "171")
    (True, True, False, False)
    """
    root = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return root >= 3 and one[:root].isalpha() and one[root:] in _ENDINGS and other[root:] in _ENDINGS


def facts(k: int = 3, fit: float = FIT, budget: int = 400) -> System:
    """Return a memory of facts that shows at most `k` within `budget` tokens, none with a fit below `fit` in [0, 1]."""
    return System(
        name="facts",
        citation="Seasoned",
        distill=DistillStage.of(read_facts, unread),
        admit=LatestWins(Admission(caps={Kind.FACT: MOST}, near=ALIKE, system="facts")),
        trigger=every_step(),
        search=lexical({"when": 1.0, "body": 0.5}, kinds=(Kind.FACT,), limit=POOL),
        select=asked_for(fit) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
