"""The newer of two cases about the same thing takes over (Springdrift's housekeeping, F20)."""

from __future__ import annotations

from collections import defaultdict

from seasoned.errors import InputError
from seasoned.evolve.revise import revise
from seasoned.knobs import evolve_stage
from seasoned.learn.distill.each_run import RUNS
from seasoned.protocols import Reader
from seasoned.recall.fields import fields_of, symmetric
from seasoned.types import SUPERSEDED_BY, Edit, Experience, Link, Operation, Status


@evolve_stage
def supersede_alike(store: Reader, now: float, alike: float = 0.92) -> list[Edit]:
    """Mark an active case superseded when a newer one of its family with the same ending has fields more than `alike`
    to it (`seasoned.recall.fields.symmetric`), in [0, 1], else InputError.

    A failure never takes the place of a success, nor the other way round: how it ended is part of what a case says.
    """
    if not 0.0 <= alike <= 1.0:
        raise InputError(f"supersede_alike() needs alike in [0, 1], not {alike}")
    groups: defaultdict[tuple[str, object], list[Experience]] = defaultdict(list)
    for item in store.experiences(kinds=RUNS):
        if "success" in item.payload:
            groups[item.family, item.payload["success"]].append(item)
    edits = []
    for group in groups.values():
        newest = sorted(group, key=lambda item: (-item.valid_from, item.id))
        kept: list[Experience] = []
        for item in newest:
            mine = fields_of(item.when, item.family)
            newer = next((one for one in kept if symmetric(fields_of(one.when, one.family), mine) > alike), None)
            if newer is None:
                kept.append(item)
            else:
                edits.append(_superseded(item, newer, now))
    return edits


def _superseded(item: Experience, newer: Experience, now: float) -> Edit:
    return revise(
        item,
        Operation.SUPERSEDE,
        reason=f"{newer.id} is newer and about the same",
        stage="supersede_alike",
        now=now,
        status=Status.SUPERSEDED,
        links=(*item.links, Link(SUPERSEDED_BY, newer.id)),
        valid_to=now,
    )
