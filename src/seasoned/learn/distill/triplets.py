"""What was seen as a graph: subject, relation, object (AriGraph, arXiv 2407.04363), read by rules.

Sentences that `seasoned.learn.distill.facts` can read are split at the name of their subject; a list of what lies
somewhere (``On the table you see a knife and a cup``) gives one triplet each, and so does taking or putting a thing;
walking gives an edge between two places.
A thing is in one place: *in*, *on*, *under* … are one relation of it, so that a later place contradicts an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seasoned.learn.actions import action_text
from seasoned.learn.distill.facts import LONGEST_SENTENCE, Statement, key_of, sentences
from seasoned.learn.distill.facts import read as read_statements
from seasoned.learn.evidence import quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.protocols import Attempt, Reader
from seasoned.types import Kind, Proposal, Span, Trajectory

PLACES = frozenset(
    {"in", "on", "at", "inside", "under", "behind", "beside", "above", "below", "near", "within", "into", "onto"}
)
"""Relations that say where something is. A thing has one of them at a time."""

HAND = "your hands"
"""Where a thing is that was taken."""

MOST_LISTED = 20
"""Things of one list that are read."""

_ARTICLE = re.compile(r"^(?:the|an?|some|my|your|our)\s+", re.IGNORECASE)
_COPULA = r"\s+(?:is|are|was|were|has|have|will|became|becomes?)\b"
_OWNED = re.compile(r"^(?P<subject>.+?)['’]s?\s+(?P<relation>\S.*)$")
_OF = re.compile(r"^(?:the\s+)?(?P<relation>.+?)\s+of\s+(?P<subject>.+)$", re.IGNORECASE)
_ACTED = re.compile(r"^(?P<subject>.+?)\s+(?P<relation>(?:[a-z]+(?:s|ed)|went|came|ran|led)\s+.+)$")
_SEEN = re.compile(
    rf"^(?P<relation>{'|'.join(sorted(PLACES))})\s+(?P<place>[^,.;:]+?),?\s+"
    r"(?:you (?:can )?(?:see|make out)|there (?:is|are)|lies?|stands?)\s+(?P<things>[^.;:]+)",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"^You (?:pick up|take|grab|now have) (?P<thing>[^,.;:]+?)(?: from [^,.;:]+)?[.!]?$", re.IGNORECASE)
_PUT = re.compile(
    r"^You (?:put|place|move|insert|drop|leave) (?P<thing>[^,.;:]+?) "
    r"(?P<relation>in/on|into|onto|in|on|inside|under|to) (?P<place>[^,.;:]+?)[.!]?$",
    re.IGNORECASE,
)
_POINTING = frozenset({"it", "them", "there", "here", "nothing", "this", "that", ""})
"""What names no thing by itself."""

_LISTED = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_HERE = re.compile(
    r"-=\s*(?P<title>[^=\n]{1,60}?)\s*=-|\b[Yy]ou(?:['’]re| are| arrive)(?: now)? (?:in|at) (?P<place>[^,.;:\n]{1,60})"
)
_WALK = re.compile(r"^(?:go|walk|move|head|run|climb)\s+(?P<way>\S.{0,40})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Triplet:
    """One edge of the graph. Its `key` is what a later statement has to share to take its place."""

    subject: str
    relation: str
    value: str

    @property
    def key(self) -> str:
        """The subject with its relation, in stems; the relation is ``where`` for all of `PLACES`."""
        return f"{key_of(self.subject)} {'where' if self.relation in PLACES else key_of(self.relation)}"

    @property
    def text(self) -> str:
        """The triplet in words."""
        return f"{self.subject} {self.relation} {self.value}"


def entity(text: str) -> str:
    """Return the name of a thing without its article, in lower case: what nodes of the graph are compared by."""
    return _ARTICLE.sub("", text.strip()).strip(" \"'.,").lower()


def read(sentence: str) -> list[Triplet]:
    """Return the triplets that a sentence states; none where the rules cannot read it."""
    if seen := _SEEN.match(sentence):
        things = _LISTED.split(seen["things"])[:MOST_LISTED]
        found = [Triplet(entity(thing), seen["relation"].lower(), entity(seen["place"])) for thing in things]
    elif taken := _TAKEN.match(sentence):
        found = [Triplet(entity(taken["thing"]), "in", HAND)]
    elif put := _PUT.match(sentence):
        relation = put["relation"].lower()
        found = [Triplet(entity(put["thing"]), relation if relation in PLACES else "in", entity(put["place"]))]
    else:
        found = [_split(statement, sentence) for statement in read_statements(sentence)]
    return [one for one in found if not _POINTING & {one.subject, one.value}]


def triplets_in(text: str) -> list[Triplet]:
    """Return the distinct triplets that a text states, in order."""
    return list(dict.fromkeys(one for sentence in sentences(text) for one in read(sentence)))


def triplets(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield each triplet that a run was shown, in order; a repetition of what the run said last is left out.

    A proposal's `when` is the triplet, its `body` the sentence, its payload ``subject``, ``relation``, ``value``,
    ``told`` (when the run began) and ``place`` (the step). Seeing is believing, whatever the outcome.
    """
    for attempt in attempts:
        run = strip_attempt(attempt).trajectory
        last: dict[str, str] = {}
        for place, sentence, one in (*_seen(run), *_walked(run)):
            if last.get(one.key) != one.value:
                last[one.key] = one.value
                yield proposal(run, place, sentence, one, "triplets")


def proposal(run: Trajectory, place: int, sentence: str, one: Triplet, stage: str) -> Proposal:
    """Return the fact that step `place` of a run states with `sentence`, its words being the evidence."""
    last = max(1, len(run.steps))
    return Proposal(
        kind=Kind.FACT,
        key=one.key,
        when=one.text,
        body=sentence,
        family=run.task.family,
        payload={
            "subject": one.subject,
            "relation": one.relation,
            "value": one.value,
            "told": run.started_at,
            "place": place,
        },
        evidence=support(
            Span(trajectory_id=run.id, start=min(place, last - 1), end=min(place + 1, last), quote=quote(sentence))
        ),
        origin=run.origin,
        stage=stage,
    )


def shown(run: Trajectory) -> Iterator[tuple[int, str]]:
    """Yield each step's position with each sentence that it showed, the final observation with the last position."""
    for place, step in enumerate(run.steps):
        for text in (step.observation, (step.tool and step.tool.result) or ""):
            yield from ((place, sentence) for sentence in sentences(text))
    if run.steps:
        yield from ((len(run.steps) - 1, sentence) for sentence in sentences(run.final_observation))


def _seen(run: Trajectory) -> Iterator[tuple[int, str, Triplet]]:
    for place, sentence in shown(run):
        if len(sentence) <= LONGEST_SENTENCE:
            yield from ((place, sentence, one) for one in read(sentence))


def _walked(run: Trajectory) -> Iterator[tuple[int, str, Triplet]]:
    """Yield an edge for each step that led from one named place to another: the way is the relation."""
    views = [step.observation for step in run.steps] + [run.final_observation]
    for place, step in enumerate(run.steps):
        action = action_text(step).strip()
        way, here, there = _WALK.match(action), _here(views[place]), _here(views[place + 1])
        if way is not None and here and there and here != there:
            yield place, action, Triplet(here, entity(way["way"]), there)


def _here(text: str) -> str:
    found = _HERE.search(text)
    return entity(found["title"] or found["place"]) if found is not None else ""


def _split(statement: Statement, sentence: str) -> Triplet:
    """Return a statement as a triplet: its subject ends where the sentence has a copula, an owner's mark or a verb."""
    about, value = statement.about, entity(statement.value)
    words = about.split()
    for count in range(len(words) - 1, 0, -1):
        left = " ".join(words[:count])
        if re.search(re.escape(left) + _COPULA, sentence):
            return Triplet(entity(left), " ".join(words[count:]).lower(), value)
    match = _OWNED.match(about) or _OF.match(about) or _ACTED.match(about)
    if match is not None:
        return Triplet(entity(match["subject"]), match["relation"].lower(), value)
    return Triplet(entity(about), "is", value)
