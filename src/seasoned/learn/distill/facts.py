"""Facts: what a run was told about things, as subject, relation and value, each under a key that stays the same.

A later value of the same key takes the place of the earlier one (`seasoned.systems.facts`). The grammar is small and
needs no model. It reads a clause by the first form that fits:

==================  ==========================================  ==============================================
field               ``capital of Oria: Vem``, ``port = 8080``   the words before the sign are the attribute
change              ``The capital of Oria has moved to Vem``    the attribute gets the value after *to*
state               ``Ana is married to Bo``, ``Ana is in Vem`` the word and its preposition are the relation
role                ``Ana is a citizen of Oria``                the noun and its preposition are the relation
attribute           ``Oria's capital is Vem``                   a phrase with *of*, *'s*, *the* or *my* is asked for
inverse             ``Vem is the capital of Oria``              the same attribute, the value comes first
verb                ``Ana works for Vem``                       the verb and its preposition are the relation
==================  ==========================================  ==============================================

Not read, rather than read wrongly: questions, denials, guesses, what used to be, clauses about a pronoun, prose. That
two words mean the same (*works for*, *employer*) is not known here. `unread` keeps such sentences as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seasoned.learn.evidence import clip, quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.protocols import Attempt, Reader
from seasoned.recall.words import all_words, stem
from seasoned.types import Kind, Proposal, Span, Trajectory

LONGEST_SENTENCE = 400
"""Characters; what is longer is prose, a page or a dump."""

LONGEST_ATTRIBUTE, LONGEST_VALUE = 12, 12
"""Words."""

_PREPOSITION = r"(?:about|as|at|by|for|from|in|into|of|on|onto|over|through|to|towards?|under|via|with|within)"
_NOISE = frozenset({"a", "an", "the", "now", "currently", "presently", "is", "are", "was", "were", "has", "have"})

_ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|Dr|Mr|Mrs|Ms|St|No|Inc|Ltd|Jr|Sr|vs|e\.g|i\.e)\.)$")
_BREAK = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_NUMBER = re.compile(r"^\s*(?:\d+[.)]|[-*•>])\s+")
_CLAUSE = re.compile(r";\s+|,\s+(?:and|but|while|so)\s+")
_OPENING = re.compile(
    r"^(?:(?:update|note|correction|fyi|reminder|news|also|actually|now|today|currently|meanwhile|by the way)[:,]\s+"
    r"|(?:as of|from|since|starting|effective|after|on)\b[^,:]{1,40},\s+)",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"(?:\s*\([^)]*\)|,?\s+(?:now|again|today|at the moment|these days|from now on|as of .*|effective .*|since .*"
    r"|instead(?: of .*)?|rather than .*)|,\s+(?:not|no longer) .*)$"
)
_UNSURE = re.compile(
    r"n't\b|\b(?:not|no|never|neither|nor|if|whether|unless|until|might|may|could|would|should|formerly|previously"
    r"|used to|perhaps|maybe|probably)\b"
)
_PRONOUN = re.compile(
    r"^(?:it|he|she|they|this|that|these|those|there|here|its|his|her|their|who|which|what|where|when|why|how|you)\b",
    re.IGNORECASE,
)
_FRESH = re.compile(r"\b(?:new|current|latest|present)\s+")

_FIELD = re.compile(r"^(?P<left>[^:=<>!?]{1,80}?)(?::\s+|\s*=(?!=)\s*)(?P<value>\S.*)$")
_SPEECH = re.compile(r"\b(?:is|are|was|were|says?|said|asks?|asked|writes?|wrote|tells?|told|replied)\b")
_CHANGE = re.compile(
    r"^(?P<left>.+?) (?:(?:has|have|was|were|is|are) )?(?:now |been )*(?:changed|moved|switched|updated|set|corrected)"
    r"(?: from .+?)? to (?P<value>.+)$"
)
_COPULA = re.compile(
    r"^(?P<left>.+?) (?P<verb>is|are|was|were|has been|have been|has become|have become|becomes?|became|will be)"
    r"(?: (?:now|currently|presently|still|again))? (?P<right>.+)$"
)
_STATE = re.compile(rf"^(?!(?:the|a|an|my|our)\b)(?P<how>(?:[a-z]+ )?{_PREPOSITION}) (?P<value>.+)$")
_ROLE = re.compile(rf"^an? (?P<how>(?:[a-z]+ ){{1,3}}?{_PREPOSITION}) (?P<value>.+)$")
_VERB = re.compile(
    r"^(?P<left>.+?) (?:(?:has|have|now|currently|also) )*"
    rf"(?P<how>(?:[a-z]+(?:s|ed)|went|came|ran|led) (?:(?:the|an?) [a-z]+ )?{_PREPOSITION}) (?P<value>.+)$"
)
_DEFINITE = re.compile(r"^(?:the|my|our)\b|['’]s |s['’] | of ", re.IGNORECASE)
_NAMED = re.compile(r"[A-Z0-9]|^(?:the|my|our) ")
_DANGLING = re.compile(rf"\b(?:{_PREPOSITION}|the|an?|and|or|that|which|who)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact: the `value` of what is called `about`, in the words it was told with, and its `key`: the same words
    stemmed and in an order that does not depend on the form, the subject first."""

    about: str
    value: str
    key: str


# ---------------------------------------------------------------------------------------------------------------------
# Reading
# ---------------------------------------------------------------------------------------------------------------------


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of `text`, word for word, without the number or bullet of a list; a line ends one."""
    for line in text.splitlines():
        rest = _NUMBER.sub("", line).strip()
        start = 0
        for gap in _BREAK.finditer(rest):
            if not _ABBREVIATED.search(rest[start : gap.start()]):
                yield rest[start : gap.start()].strip()
                start = gap.end()
        if rest[start:].strip():
            yield rest[start:].strip()


def read(sentence: str) -> list[Statement]:
    """Return what a sentence states, one for each clause that the grammar can read."""
    if len(sentence) > LONGEST_SENTENCE or sentence.rstrip("\"') ").endswith("?"):
        return []
    found = (_clause(part) for part in _CLAUSE.split(sentence))
    return [statement for statement in found if statement is not None]


def key_of(about: str) -> str:
    """Return the key of an attribute: its words stemmed, owners before what they own.

    >>> key_of("the capital of Oria") == key_of("Oria's capital") == key_of("Oria capital")
    True
    """
    return " ".join(stem(word) for part in _owners_first(_FRESH.sub("", about)) for word in _words(part))


def _words(text: str) -> list[str]:
    return [word for word in all_words(text) if word not in _NOISE]


def _owners_first(phrase: str) -> list[str]:
    """Return the parts of a phrase: ``the head of state of X`` and ``X's head of state`` are X, state, head."""
    owned = re.search(r"['’]s\s+|(?<=s)['’]\s+", phrase)
    of = re.search(r"\s+of\s+", phrase)
    if owned and (of is None or owned.start() < of.start()):
        return [*_owners_first(phrase[: owned.start()]), *_owners_first(phrase[owned.end() :])]
    if of:
        return [*_owners_first(phrase[of.end() :]), *_owners_first(phrase[: of.start()])]
    return [phrase]


def _clause(text: str) -> Statement | None:
    clause = text.strip().rstrip(".!;, ")
    while opened := _OPENING.match(clause):
        clause = clause[opened.end() :]
    while ended := _ENDING.search(clause):
        clause = clause[: ended.start()].rstrip()
    if _UNSURE.search(clause[:1].lower() + clause[1:]) or _PRONOUN.match(clause):
        return None
    return _field(clause) or _changed(clause) or _copula(clause) or _verb(clause)


def _field(clause: str) -> Statement | None:
    match = _FIELD.match(clause)
    return None if match is None or _SPEECH.search(match["left"]) else _statement(match["left"], match["value"])


def _changed(clause: str) -> Statement | None:
    match = _CHANGE.match(clause)
    return _statement(match["left"], match["value"]) if match and _DEFINITE.search(match["left"]) else None


def _copula(clause: str) -> Statement | None:
    match = _COPULA.match(clause)
    if match is None:
        return None
    left, right = match["left"], match["right"]
    if how := _STATE.match(right) or _ROLE.match(right):
        return _statement(left, how["value"], how["how"])
    if match["verb"] in ("was", "were", "has been", "have been"):
        return None  # What was so need not be so now.
    if _DEFINITE.search(left):
        return _statement(left, right)
    return _statement(right, left) if _DEFINITE.search(right) else None


def _verb(clause: str) -> Statement | None:
    match = _VERB.match(clause)
    if match is None or not _NAMED.search(match["left"]) or _DANGLING.search(match["left"]):
        return None
    return _statement(match["left"], match["value"], match["how"])


def _statement(left: str, value: str, how: str = "") -> Statement | None:
    """Return a statement, or None where a part is empty or longer than an attribute or a value is."""
    value = value.strip().strip("\"'`,").rstrip(".")
    left = left.strip().strip("\"'`,*_")
    key = f"{key_of(left)} {' '.join(stem(word) for word in _words(how))}".strip()
    fits = 0 < len(_words(left)) <= LONGEST_ATTRIBUTE and 0 < len(value.split()) <= LONGEST_VALUE
    return Statement(f"{left} {how}".strip(), value, key) if fits and key else None


# ---------------------------------------------------------------------------------------------------------------------
# Distilling
# ---------------------------------------------------------------------------------------------------------------------


def facts(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield each statement that a run was told, in order: what is stated of (`when`), the sentence (`body`), and the
    payload ``about``, ``value``, ``told`` (when the run began, Unix seconds) and ``place`` (the step).

    What the agent itself thinks or does tells nothing. That something was said does not rest on how the run ended, so
    it is observed, whatever the outcome.
    """
    for run, place, sentence in _told(attempts):
        for one in read(sentence):
            yield _proposal(run, place, sentence, one.key, one.about, {"about": one.about, "value": one.value}, "facts")


def unread(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield each sentence that `facts` can't read and that is no question, as it is, under its own words as key."""
    for run, place, sentence in _told(attempts):
        words = _words(sentence)
        prose = len(sentence) > LONGEST_SENTENCE or len(words) < 3 or sentence.endswith("?")
        if not prose and not read(sentence):
            yield _proposal(run, place, sentence, f"unread {' '.join(words)}", sentence, {}, "unread")


def _proposal(
    run: Trajectory, place: int, sentence: str, key: str, when: str, payload: dict[str, str], stage: str
) -> Proposal:
    last = max(1, len(run.steps))
    span = Span(trajectory_id=run.id, start=min(place, last - 1), end=min(place + 1, last), quote=quote(sentence))
    return Proposal(
        kind=Kind.FACT,
        key=key,
        when=clip(when, LONGEST_SENTENCE),
        body=sentence,
        family=run.task.family,
        payload={**payload, "told": run.started_at, "place": place},
        evidence=support(span),
        origin=run.origin,
        stage=stage,
    )


def _told(attempts: Sequence[Attempt]) -> Iterator[tuple[Trajectory, int, str]]:
    for attempt in attempts:
        run = strip_attempt(attempt).trajectory
        for place, step in enumerate(run.steps):
            for text in (step.observation, (step.tool and step.tool.result) or ""):
                for sentence in sentences(text):
                    yield run, place, sentence
        if run.steps:
            for sentence in sentences(run.final_observation):
                yield run, len(run.steps) - 1, sentence
