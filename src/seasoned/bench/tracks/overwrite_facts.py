"""Streams of facts that change: 48 attributes of 16 subjects whose names come in pairs that are nearly the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from seasoned.bench.tracks.overwrite_stream import AGAIN, CURRENT, NEVER, Asked, Told, Turn
from seasoned.bench.tracks.overwrite_wording import CHATTER, RELATIONS, Relation, alike, values, worded

TASKS = 100
PAIRS = 2
"""Pairs of subjects of each sort."""

VALUES = 4
"""Values that an attribute can have; it may get an old one back."""

SILENT = 0.2
"""Share of the attributes that are never told."""

RESTATED, JUST_NOW = 0.15, 0.5
"""Share of the statements that say again what holds, and of the questions about what was just told."""

ASKED_AGAIN, ASKED_NEVER = 0.15, 0.15
OTHER_STATEMENTS, OTHER_QUESTIONS = 0.5, 0.25
"""Share of statements and questions in unforeseen wording, in streams that have any."""


@dataclass(slots=True)
class _World:
    """Attributes as (subject, relation), their values, and what holds now."""

    pools: dict[tuple[str, Relation], list[str]]
    silent: list[tuple[str, Relation]]
    now: dict[tuple[str, Relation], str] = field(default_factory=dict)
    changed_at: dict[tuple[str, Relation], int] = field(default_factory=dict)
    lines: int = 0


def stream(rng: Random, tasks: int, *, unforeseen: bool) -> list[Turn]:
    """Return a stream of `tasks` tasks (0: `TASKS`), with wordings that the grammar was not written for, or without."""
    world = _world(rng)
    turns: list[Turn] = []
    settled: list[Asked] = []
    for number in range(tasks or TASKS):
        told, fresh = _told(world, rng, unforeseen)
        names = {_about(*one) for one in fresh}
        settled = [one for one in settled if one.about not in names]
        asked = []
        for place in range(2):
            question = _question(world, rng, f"{number}-{place}", fresh, settled, unforeseen)
            settled += [question] if question.kind == CURRENT else []
            asked.append(question)
        turns.append(Turn(tuple(told), tuple(asked)))
    return turns


def _world(rng: Random) -> _World:
    pools = {
        (subject, relation): values(relation.values, rng, VALUES)
        for sort, relations in RELATIONS.items()
        for _ in range(PAIRS)
        for subject in alike(sort, rng)
        for relation in relations
    }
    silent = rng.sample(list(pools), round(SILENT * len(pools)))
    return _World(pools, silent)


def _about(subject: str, relation: Relation) -> str:
    return f"{relation.name} of {subject}"


def _told(world: _World, rng: Random, unforeseen: bool) -> tuple[list[Told], list[tuple[str, Relation]]]:
    """Return one or two statements among one or two lines that state nothing, and the attributes that changed."""
    spoken = [one for one in world.pools if one not in world.silent]
    lines, fresh = [], []
    for one in rng.sample(spoken, rng.choice((1, 2))):
        subject, relation = one
        held = world.now.get(one)
        again = held is not None and rng.random() < RESTATED
        value = held if held is not None and again else rng.choice([v for v in world.pools[one] if v != held])
        other = unforeseen and rng.random() < OTHER_STATEMENTS
        forms = relation.told.other if other else relation.told.foreseen
        lines.append(Told(worded(forms, rng, s=subject, v=value), _about(*one), value, not other))
        if not again:
            world.now[one] = value
            fresh.append(one)
    for _ in range(rng.choice((1, 2))):
        subject, relation = rng.choice(list(world.pools))
        lines.append(Told(worded(CHATTER, rng, s=subject, r=relation.name)))
    rng.shuffle(lines)
    for line in lines:
        world.lines += 1
        world.changed_at.update({one: world.lines for one in fresh if _about(*one) == line.about})
    return lines, fresh


def _question(
    world: _World, rng: Random, name: str, fresh: list[tuple[str, Relation]], settled: list[Asked], unforeseen: bool
) -> Asked:
    luck = rng.random()
    if luck < ASKED_AGAIN and settled:
        first = rng.choice(settled)
        return Asked(name, first.text, first.about, AGAIN, first.foreseen, first.gap)
    kind = NEVER if luck > 1.0 - ASKED_NEVER else CURRENT
    if kind is NEVER:
        one = rng.choice(world.silent)
    else:
        one = rng.choice(fresh if fresh and rng.random() < JUST_NOW else list(world.now))
    subject, relation = one
    other = unforeseen and rng.random() < OTHER_QUESTIONS
    text = worded(relation.asked.other if other else relation.asked.foreseen, rng, s=subject)
    return Asked(name, text, _about(*one), kind, not other, world.lines - world.changed_at.get(one, world.lines))
