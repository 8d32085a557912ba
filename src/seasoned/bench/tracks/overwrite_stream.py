"""What a stream of the overwrite track is made of: tasks in which something is told, and then something asked."""

from __future__ import annotations

from dataclasses import dataclass

CURRENT, AGAIN, NEVER = "current", "again", "never told"
"""Kinds of questions: for the value of now, the same once more though nothing changed, for what was never told."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line, a sentence of its own. `about` names the subject and relation that it gives a `value`; both are ``""``
    where it states nothing that is asked about. `foreseen` says that its wording is one the grammar of facts has."""

    text: str
    about: str = ""
    value: str = ""
    foreseen: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for the value of what is called `about`. `gap` counts the lines told since it last got a new one."""

    id: str
    text: str
    about: str
    kind: str = CURRENT
    foreseen: bool = True
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One task of a stream: what is told in it, and what is asked when it was learned."""

    told: tuple[Told, ...]
    asked: tuple[Asked, ...]
