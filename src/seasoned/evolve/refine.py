"""Refine where an experience applies, by what happened where it did (F12; AlphaOPT, arXiv 2510.18428).

The retrieval condition is what is learned, like a classifier. A task on which an item was shown is positive when its
run succeeded and negative when it failed. A task is unretrieved when the item's condition kept it back, the run failed,
and of the tasks that the item was shown on the most similar one is positive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seasoned.credit.reward import known, reward
from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.protocols import Reader
from seasoned.recall.conditions import Condition, condition_of, links_with
from seasoned.recall.fit import set_cosine
from seasoned.recall.select.applicable import UNMET
from seasoned.recall.words import distinct_words
from seasoned.types import Edit, Experience, Operation, Usage

RECALLS = 2000
"""Latest recalls that are looked at."""

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Confusion:
    """The words of the tasks on which an item was rightly shown, wrongly shown, and wrongly kept back."""

    positive: tuple[Words, ...] = ()
    negative: tuple[Words, ...] = ()
    unretrieved: tuple[Words, ...] = ()

    @property
    def total(self) -> int:
        """N_pos + N_neg + N_unr."""
        return len(self.positive) + len(self.negative) + len(self.unretrieved)

    def score(self, condition: Condition) -> float:
        """F12: ``(positives kept + unretrieved gained + negatives lost) / (N_pos + N_neg + N_unr)``; 0 without any."""
        right = sum(map(condition.holds, (*self.positive, *self.unretrieved)))
        right += sum(not condition.holds(words) for words in self.negative)
        return right / self.total if self.total else 0.0


@evolve_stage
def refine(store: Reader, now: float, variants: int = 5, least: int = 1) -> list[Edit]:
    """Give an active item the best of `variants` conditions, if it has at least `least` negative or unretrieved tasks.

    Each variant changes the one before by one word: the task must say it, must not say it, or no longer has to. The
    best is adopted only if its F12 is above N_pos / N and above that of the condition in force. Both knobs >= 1, else
    InputError.
    """
    if variants < 1 or least < 1:
        raise InputError(f"refine() needs variants >= 1 and least >= 1, not {variants} and {least}")
    tasks = _seen(store)
    texts = {text for seen in tasks.values() for text in (*seen.shown, *seen.kept_back)}
    common = Counter(word for text in sorted(texts) for word in sorted(distinct_words(text)))
    edits = []
    for item in store.experiences(sorted(tasks)) if tasks else ():
        confusion = tasks[item.id].confusion()
        if len(confusion.negative) + len(confusion.unretrieved) < least:
            continue
        current = condition_of(item)
        before = max(confusion.score(current), len(confusion.positive) / confusion.total)
        best = _best(current, confusion, variants, common)
        if confusion.score(best) > before:
            edits.append(_refined(item, best, confusion, before, now))
    return edits


def _refined(item: Experience, condition: Condition, confusion: Confusion, before: float, now: float) -> Edit:
    after = confusion.score(condition)
    edit = revise(
        item,
        Operation.REFINE,
        reason=f"applies where the task {condition}: right on {after:.2f} of {confusion.total} tasks",
        stage="refine",
        now=now,
        before=before,
        links=links_with(item, condition),
    )
    return replace(edit, after=after)


# ---------------------------------------------------------------------------------------------------------------------
# What happened
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """The tasks of one item by their text: how its latest run with it went, and those that failed without it."""

    shown: dict[str, bool] = field(default_factory=dict)
    kept_back: set[str] = field(default_factory=set)

    def confusion(self) -> Confusion:
        positive = tuple(distinct_words(text) for text, well in sorted(self.shown.items()) if well)
        negative = tuple(distinct_words(text) for text, well in sorted(self.shown.items()) if not well)
        missed = (distinct_words(text) for text in sorted(self.kept_back - set(self.shown)))
        unretrieved = (words for words in missed if _nearest(words, positive) > _nearest(words, negative))
        return Confusion(positive, negative, tuple(unretrieved))


def _nearest(words: Words, others: tuple[Words, ...]) -> float:
    return max((set_cosine(words, other) for other in others), default=0.0)


def _seen(store: Reader) -> dict[str, _Seen]:
    """Return what was seen per item, from the latest recalls of runs whose outcome is known, newest first."""
    found: dict[str, _Seen] = {}
    for usage in store.usages(limit=RECALLS):
        concerned = list(_concerned(usage))
        outcome = store.outcome(usage.trajectory_id) if concerned else None
        if outcome is None or not known(outcome):
            continue
        well = reward(outcome) > 0.0
        for name, was_shown in concerned:
            seen = found.setdefault(name, _Seen())
            if was_shown:
                seen.shown.setdefault(usage.query, well)
            elif not well:
                seen.kept_back.add(usage.query)
    return found


def _concerned(usage: Usage) -> Iterator[tuple[str, bool]]:
    """Yield each item that a recall showed, and each that a condition kept back, and which of both."""
    yield from ((name, True) for name in usage.selected)
    yield from ((one.id, False) for one in usage.candidates if one.reason.startswith(UNMET))


# ---------------------------------------------------------------------------------------------------------------------
# Which condition
# ---------------------------------------------------------------------------------------------------------------------


def _best(current: Condition, confusion: Confusion, variants: int, common: Counter[str]) -> Condition:
    """Return the last of at most `variants` conditions, each the best change of one word that raises the score."""
    for _ in range(variants):
        score = confusion.score(current)
        changes = [change for change in _changes(current, confusion) if confusion.score(change) > score]
        if not changes:
            break
        current = max(changes, key=lambda change: _rank(change, confusion, common))
    return current


def _changes(current: Condition, confusion: Confusion) -> Iterator[Condition]:
    yield from (Condition(current.needs - {word}, current.avoids) for word in sorted(current.needs))
    yield from (Condition(current.needs, current.avoids - {word}) for word in sorted(current.avoids))
    wrong = {word for words in confusion.negative if current.holds(words) for word in words}
    right = {word for words in confusion.positive for word in words}
    yield from (Condition(current.needs, current.avoids | {word}) for word in sorted(wrong))
    yield from (Condition(current.needs | {word}, current.avoids) for word in sorted(right - current.needs))


def _rank(condition: Condition, confusion: Confusion, common: Counter[str]) -> tuple[float, int, int, int]:
    """Score first. Of equal ones the shorter condition, then the one whose words more of the wrong tasks have or more
    of the right ones, then the one of words that many tasks have: what a single task says is a name or a number."""
    covered = sum(word in words for word in condition.avoids for words in confusion.negative)
    covered += sum(word in words for word in condition.needs for words in confusion.positive)
    words = sorted(condition.needs | condition.avoids)
    return confusion.score(condition), -len(words), covered, sum(common[word] for word in words)
