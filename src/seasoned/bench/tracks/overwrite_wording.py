"""The words of the overwrite track: how facts are told and asked for, and invented names for what they are about.

Each relation is told in two sets of wordings: those that the grammar of `seasoned.learn.distill.facts` was written for,
and others, written after it, that it was not written for. It must not be extended by the latter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

Forms = tuple[str, ...]
"""Sentences with ``{s}`` for the subject and ``{v}`` for the value; the first letter is raised afterwards."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The `foreseen` forms and the `other` ones."""

    foreseen: Forms
    other: Forms


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation by its `name`, the pool of its `values`, how it is told, and how it is asked for."""

    name: str
    values: str
    told: Wording
    asked: Wording


def _noun(name: str, values: str) -> Relation:
    told = Wording(
        foreseen=(
            f"the {name} of {{s}} is {{v}}.",
            f"{{s}}'s {name} is {{v}}.",
            f"{{v}} is the {name} of {{s}}.",
            f"{name} of {{s}}: {{v}}",
            f"{{s}} {name} = {{v}}",
            f"the new {name} of {{s}} is {{v}}.",
            f"{{s}}'s {name} is now {{v}}.",
            f"as of today, the {name} of {{s}} is {{v}}.",
            f"the {name} of {{s}} has changed to {{v}}.",
            f"update: {{s}}'s {name} is {{v}}.",
        ),
        other=(
            f"{{s}} has made {{v}} its {name}.",
            f"they picked {{v}} as the {name} of {{s}}.",
            f"{{v}} has taken over as {name} of {{s}}.",
            f"for {{s}}, the {name} to remember is {{v}}.",
            f"{{s}} got a different {name}, namely {{v}}.",
            f"you should write {{v}} where the form of {{s}} says {name}.",
            f"we use {{v}} when somebody needs the {name} of {{s}}.",
            f"it turns out that {{s}} chose {{v}} for {name}.",
        ),
    )
    asked = Wording(
        foreseen=(
            f"What is the {name} of {{s}}?",
            f"What is {{s}}'s {name}?",
            f"Do you know the current {name} of {{s}}?",
            f"Please tell me {{s}}'s {name}.",
        ),
        other=(
            f"Regarding {{s}}, which {name} is in force?",
            f"I need the {name} for {{s}}, quickly.",
            f"{{s}}: {name}?",
            f"If someone asked for {{s}}'s {name}, what would you say?",
        ),
    )
    return Relation(name, values, told, asked)


def _verb(verb: str, bare: str, wh: str, values: str, others: Forms, questions: Forms) -> Relation:
    told = Wording(
        foreseen=(
            f"{{s}} {verb} {{v}}.",
            f"{{s}} now {verb} {{v}}.",
            f"as of today, {{s}} {verb} {{v}}.",
            f"update: {{s}} {verb} {{v}}.",
            f"{{s}} {verb} {{v}} now.",
        ),
        other=others,
    )
    asked = Wording(foreseen=(f"{wh} does {{s}} {bare}?", f"{wh} does {{s}} {bare} now?"), other=questions)
    return Relation(bare, values, told, asked)


RELATIONS: Mapping[str, tuple[Relation, ...]] = {
    "country": (_noun("capital", "town"), _noun("currency", "coin"), _noun("head of state", "person")),
    "person": (
        _noun("manager", "person"),
        _verb(
            "works for",
            "work for",
            "Who",
            "firm",
            ("{s} has joined {v}.", "{v} hired {s}.", "{s} draws a salary at {v}.", "{s} does work at {v} by now."),
            ("Which firm pays {s}?", "Where is {s} employed?"),
        ),
        _verb(
            "lives in",
            "live in",
            "Which town",
            "town",
            ("{s} has a flat in {v}.", "{s} settled down in {v}.", "{s} calls {v} home.", "find {s} living in {v}."),
            ("Where can I visit {s}?", "What is the home town of {s}?"),
        ),
    ),
    "order": (
        _noun("status", "status"),
        _noun("carrier", "firm"),
        _verb(
            "ships to",
            "ship to",
            "Where",
            "town",
            ("{s} goes out to {v}.", "send {s} to {v}, please.", "{v} gets {s}.", "we ship {s} off to {v}."),
            ("Where do we send {s}?", "What is the destination of {s}?"),
        ),
    ),
    "project": (_noun("owner", "person"), _noun("deadline", "date"), _noun("port", "number")),
}  # fmt: skip
"""The relations of each sort of subject."""

CHATTER: Forms = (
    "nothing else happened.",
    "it rained all morning.",
    "somebody asked after {s}.",
    "we had a long talk about the {r} of {s}.",
    "is anybody in charge of {s}?",
    "thank you, that will do for today.",
    "the minutes of the last meeting were read aloud.",
    "{s} came up twice.",
)
"""Lines that state nothing; some name what is asked about."""

_BEGIN = ("Or", "Vel", "Tor", "Hal", "Bri", "Zal", "Nem", "Kes", "Lun", "Mar", "Fen", "Dra", "Sil", "Pol", "Gar", "Wes")
_MIDDLE = ("a", "e", "i", "o", "ia", "en", "or", "an")
_END = ("den", "mar", "vik", "lund", "ra", "tis", "nor", "bek", "gan", "sa")
_GIVEN = ("Ana", "Bo", "Ida", "Jon", "Mia", "Leo", "Eva", "Tom", "Sara", "Nils", "Vera", "Otto")


def name(rng: Random) -> str:
    """Return an invented name of a place, a firm or a family."""
    return rng.choice(_BEGIN) + rng.choice(_MIDDLE) + rng.choice(_END)


def alike(sort: str, rng: Random) -> tuple[str, str]:
    """Return two subjects of a sort whose names are nearly the same."""
    made = name(rng)
    match sort:
        case "country":
            return made, f"South {made}"
        case "person":
            first, second = rng.sample(_GIVEN, 2)
            return f"{first} {made}", f"{second} {made}"
        case "order":
            number = rng.randrange(100, 1000)
            return f"order {number}", f"order {number}{rng.randrange(10)}"
        case _:
            return f"the {made} project", f"the {made} {rng.choice(('North', 'Two', 'Next'))} project"


def values(pool: str, rng: Random, count: int) -> list[str]:
    """Return `count` distinct values of a pool."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[_value(pool, rng)] = None
    return list(found)


def _value(pool: str, rng: Random) -> str:
    match pool:
        case "town":
            return name(rng)
        case "coin":
            return f"{name(rng).lower()} {rng.choice(('crown', 'mark', 'pound'))}"
        case "person":
            return f"{rng.choice(_GIVEN)} {name(rng)}"
        case "firm":
            return f"{name(rng)} {rng.choice(('Works', 'Lines', 'Bank'))}"
        case "status":
            return f"{rng.choice(('packed', 'paid', 'late', 'lost', 'open'))} {rng.choice('ABCDEFGH')}"
        case "date":
            return f"{rng.randrange(1, 29)} {rng.choice(('March', 'June', 'October'))}"
        case _:
            return str(rng.randrange(1024, 65536))


def worded(forms: Sequence[str], rng: Random, **filled: str) -> str:
    """Return one of the forms, filled in, with its first letter raised."""
    text = rng.choice(forms).format(**filled)
    return text[:1].upper() + text[1:]
