"""The view of utility: what `seasoned.credit` makes of usages and outcomes, kept up to date.

The unit is one item in one trajectory as seen from one scope. Units are credited in the order in which both sides were
known: by the later of the outcome in force and the trajectory's last recall. A first outcome therefore comes last and
is added to what is there. Whatever changes an earlier unit (a later outcome, a recall after the outcome) makes the
items of that trajectory stale; `credit_stale` credits them anew from all their units, once, however many outcomes came.
Either way the result is the same function of the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from seasoned import codec
from seasoned.credit import Use, credit, recalled, uncredited
from seasoned.credit.shares import equal
from seasoned.credit.votes import voted
from seasoned.credit.withhold import warm
from seasoned.errors import UnknownIdError
from seasoned.store.experiences import find
from seasoned.store.records import unpack
from seasoned.store.scopes import audience, visible
from seasoned.types import Edit, Operation, Outcome, Usage, Utility

Item = tuple[int, str]
"""Owner (number of the experience's scope) and id of an experience."""

EMPTY = Utility()


def fold_usage(connection: sqlite3.Connection, seq: int, scope: int, usage: Usage, stale: set[Item]) -> None:
    """Count a recall. An item that the scope does not know is counted under the scope itself."""
    connection.execute(
        "INSERT INTO usages (seq, scope, id, trajectory, context) VALUES (?, ?, ?, ?, ?)",
        (seq, scope, usage.id, usage.trajectory_id, usage.context_key),
    )
    shares = usage.shares or equal(len(usage.selected)) if usage.selected else ()
    chosen = [
        *((id, share, True) for id, share in zip(usage.selected, shares, strict=True)),
        *((id, 0.0, False) for id in usage.withheld),
    ]
    for id, share, injected in chosen:
        found = find(connection, scope, id)
        item = (found[1] if found else scope, id)
        before = read(connection, item)
        # Whoever withheld it found it warm enough.
        eligible = warm(before) or not injected
        connection.execute(
            "INSERT INTO usage_items (usage, experience, owner, share, injected, eligible) VALUES (?, ?, ?, ?, ?, ?)",
            (seq, id, item[0], share, injected, eligible),
        )
        _write(connection, item, recalled(before, injections=injected, withheld=not injected, at=usage.at))
    if chosen and in_force(connection, scope, usage.trajectory_id) is not None:
        stale.update(_uses(connection, scope, usage.trajectory_id)[0])


def fold_outcome(connection: sqlite3.Connection, seq: int, scope: int, outcome: Outcome, stale: set[Item]) -> None:
    """Make an outcome the one in force for all scopes that see it, and credit the items of its trajectory."""
    viewers = audience(connection, scope)
    first = all(in_force(connection, viewer, outcome.trajectory_id) is None for viewer in viewers)
    connection.execute(
        "INSERT INTO outcomes (scope, trajectory, seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq",
        (scope, outcome.trajectory_id, seq),
    )
    for viewer in viewers:
        uses, _ = _uses(connection, viewer, outcome.trajectory_id)
        if not first:
            stale.update(uses)
        for item, use in uses.items():
            if item not in stale:
                _write(connection, item, credit(read(connection, item), use, outcome))


def fold_judgement(connection: sqlite3.Connection, scope: int, edit: Edit) -> None:
    """Apply a vote or a set value. Raises UnknownIdError when the scope sees no such experience."""
    found = find(connection, scope, edit.target)
    if found is None:
        raise UnknownIdError(f"there is no experience {edit.target} in this scope")
    item = (found[1], edit.target)
    utility = read(connection, item)
    if edit.operation is Operation.SET_VALUE:
        utility = replace(utility, set_value=edit.value)
    else:
        utility = replace(utility, votes=voted(utility.votes, edit.operation, edit.value))
    _write(connection, item, utility)


def credit_stale(connection: sqlite3.Connection, stale: set[Item]) -> None:
    """Credit the items in `stale` anew from all their units in order, and empty it."""
    for item in sorted(stale):
        utility = uncredited(read(connection, item))
        for unit in sorted(_units(connection, item), key=lambda unit: unit.order):
            utility = credit(utility, unit.use, unit.outcome)
        _write(connection, item, utility)
    stale.clear()


def in_force(connection: sqlite3.Connection, scope: int, trajectory: str) -> int | None:
    """Return the event of the latest outcome that a scope sees for a trajectory, or None."""
    seqs = (
        connection.execute("SELECT seq FROM outcomes WHERE scope = ? AND trajectory = ?", (seen, trajectory)).fetchone()
        for seen in visible(connection, scope)
    )
    return max((seq[0] for seq in seqs if seq), default=None)


def read(connection: sqlite3.Connection, item: Item) -> Utility:
    """Return the utility of an item as it stands in the view."""
    row = connection.execute("SELECT value FROM utility WHERE owner = ? AND experience = ?", item).fetchone()
    return codec.decode(row[0], Utility) if row else EMPTY


def _write(connection: sqlite3.Connection, item: Item, utility: Utility) -> None:
    connection.execute(
        "INSERT INTO utility VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (*item, codec.encode(utility)),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    """One trajectory's use of an item with the outcome in force."""

    order: tuple[int, int]
    use: Use
    outcome: Outcome


def _units(connection: sqlite3.Connection, item: Item) -> Iterator[_Unit]:
    trajectories = connection.execute(
        """SELECT DISTINCT u.scope, u.trajectory FROM usage_items i JOIN usages u ON u.seq = i.usage
           WHERE i.owner = ? AND i.experience = ?""",
        item,
    ).fetchall()
    for scope, trajectory in trajectories:
        seq = in_force(connection, scope, trajectory)
        if seq is None:
            continue
        (body,) = connection.execute("SELECT body FROM log WHERE seq = ?", (seq,)).fetchone()
        uses, last = _uses(connection, scope, trajectory)
        yield _Unit((max(seq, last), scope), uses[item], unpack("outcome", body))


def _uses(connection: sqlite3.Connection, scope: int, trajectory: str) -> tuple[dict[Item, Use], int]:
    """Return what a trajectory's recalls in one scope did with each item, and the event of the last such recall."""
    rows = connection.execute(
        """SELECT u.seq, u.context, i.owner, i.experience, i.share, i.injected, i.eligible
           FROM usages u JOIN usage_items i ON i.usage = u.seq
           WHERE u.scope = ? AND u.trajectory = ? ORDER BY u.seq, i.experience""",
        (scope, trajectory),
    ).fetchall()
    injecting = len({row[0] for row in rows if row[5]})
    companions = len({row[2:4] for row in rows if row[5]})
    by_item: dict[Item, list[tuple[str, float, bool, bool]]] = {}
    for _, context, owner, id, share, injected, eligible in rows:
        by_item.setdefault((owner, id), []).append((context, share, bool(injected), bool(eligible)))
    uses = {
        item: Use(
            injections=sum(injected for _, _, injected, _ in recalls),
            withheld=sum(not injected for _, _, injected, _ in recalls),
            share=sum(share for _, share, _, _ in recalls) / max(injecting, 1),
            companions=companions,
            eligible=all(eligible for _, _, _, eligible in recalls),
            contexts=tuple(sorted({context for context, _, injected, _ in recalls if injected and context})),
        )
        for item, recalls in by_item.items()
    }
    return uses, rows[-1][0] if rows else 0
