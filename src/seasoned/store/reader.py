"""Everything that may be asked of a store file, confined to its scope: `seasoned.protocols.Reader`.

Queries use the views ``my_<table>`` of `seasoned.store.scopes`, never the tables, so none can see another scope's rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from seasoned import codec
from seasoned.protocols import Event, StoreStats, Vector
from seasoned.store.connection import Connection
from seasoned.store.experiences import current, held
from seasoned.store.postings import Postings
from seasoned.store.records import NAMES, unpack
from seasoned.store.utilities import EMPTY
from seasoned.store.vectors import VectorCache
from seasoned.types import (
    Diagnosis,
    Edit,
    Experience,
    Kind,
    Outcome,
    Scope,
    Status,
    Trajectory,
    Usage,
    Utility,
)

R = TypeVar("R", Trajectory, Outcome, Diagnosis, Usage, Edit)

PAGE = 256
"""Rows read at a time by the iterators, so that a long iteration neither holds the lock nor fills the memory."""

DECODED = 4096
"""Experiences kept decoded. An event never changes, so what was read once stays right."""


class SQLiteReader:
    """The reading half of a store."""

    scope: Scope

    def __init__(
        self,
        scope: Scope,
        connection: Connection,
        vectors: VectorCache,
        settle: Callable[[sqlite3.Connection], None],
    ) -> None:
        self.scope = scope
        self._file = connection
        self._vectors = vectors
        self._postings = Postings()
        self._settle = settle
        self._decoded: dict[int, Experience] = {}
        # Trajectories of the open transaction: learning reads them again at once.
        self._written: dict[int, Trajectory] = {}
        self._undone = connection.undone

    def trajectory(self, trajectory_id: str) -> Trajectory | None:
        """Return a trajectory, or None."""
        return self._one(
            Trajectory, "SELECT seq FROM my_trajectories WHERE id = ? ORDER BY rank LIMIT 1", trajectory_id
        )

    def trajectories(
        self, *, task: str | None = None, family: str | None = None, limit: int | None = None
    ) -> Iterator[Trajectory]:
        """Yield trajectories, newest first. `task` is a task id."""
        where, values = _conditions(task=task, family=family)
        before, left = 2**62, -1 if limit is None else limit
        while left != 0:
            with self._file.use() as connection:
                rows = connection.execute(
                    f"SELECT seq FROM my_trajectories WHERE seq < ?{where} ORDER BY seq DESC LIMIT ?",
                    (before, *values, PAGE if left < 0 else min(PAGE, left)),
                ).fetchall()
            if not rows:
                return
            for (before,) in rows:
                yield self._record(Trajectory, before)
            left -= len(rows) if left > 0 else 0

    def outcome(self, trajectory_id: str) -> Outcome | None:
        """Return the outcome in force (the latest), or None."""
        return self._one(
            Outcome, "SELECT seq FROM my_outcomes WHERE trajectory = ? ORDER BY seq DESC LIMIT 1", trajectory_id
        )

    def diagnoses(self, trajectory_id: str) -> list[Diagnosis]:
        """Return what was diagnosed in a trajectory."""
        return self._all(Diagnosis, "SELECT seq FROM my_diagnoses WHERE trajectory = ? ORDER BY seq", trajectory_id)

    def experience(self, experience_id: str) -> Experience | None:
        """Return the current version of an experience whatever its status, or None."""
        return next(iter(self.experiences([experience_id], statuses=None)), None)

    def experiences(
        self,
        ids: Sequence[str] | None = None,
        *,
        kinds: Sequence[Kind] | None = None,
        statuses: Sequence[Status] | None = (Status.ACTIVE,),
        family: str | None = None,
        key: str | None = None,
        limit: int | None = None,
    ) -> list[Experience]:
        """Return current versions, newest change first (or in the order of `ids`). `statuses=None` means all."""
        where, values = _conditions(kind=kinds, status=statuses, family=family, key=key)
        if ids is None:
            where += " ORDER BY changed DESC, row DESC LIMIT ?"
            values.append(-1 if limit is None else max(limit, 0))
        else:
            # The plus keeps the planner from every index but that of the ids.
            where = where.replace("AND ", "AND +") + " AND id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(list(ids)))
        with self._file.use() as connection:
            rows = connection.execute(f"SELECT id, rank, status, seq FROM my_experiences WHERE 1{where}", values)
            best: dict[str, tuple[int, str, int]] = {}
            for id, rank, status, seq in rows.fetchall():
                if id not in best or rank < best[id][0]:
                    best[id] = rank, status, seq
            wanted = list(best) if ids is None else [id for id in dict.fromkeys(ids) if id in best]
            bodies = self._bodies([best[id][2] for id in wanted[:limit]])
            return [current(bodies[best[id][2]], best[id][1]) for id in wanted[:limit]]

    def utilities(self, ids: Sequence[str]) -> dict[str, Utility]:
        """Return the utility of each id; an id that was never used gets an empty `Utility`."""
        with self._file.use() as connection:
            self._settle(connection)
            rows = connection.execute(
                """SELECT experience, value FROM my_utility WHERE experience IN (SELECT value FROM json_each(?))
                   ORDER BY rank DESC""",
                (json.dumps(list(ids)),),
            ).fetchall()
        values = dict(rows)
        return {id: codec.decode(values[id], Utility) if id in values else EMPTY for id in ids}

    def usages(
        self, *, trajectory: str | None = None, experience: str | None = None, limit: int | None = None
    ) -> list[Usage]:
        """Return recalls, newest first: those of a trajectory, those that chose an experience, or all."""
        where, values = _conditions(trajectory=trajectory)
        if experience is not None:
            where += " AND seq IN (SELECT usage FROM usage_items WHERE experience = ?)"
            values.append(experience)
        return self._all(
            Usage,
            f"SELECT seq FROM my_usages WHERE 1{where} ORDER BY seq DESC LIMIT ?",
            *values,
            -1 if limit is None else limit,
        )

    def usage(self, usage_id: str) -> Usage | None:
        """Return one recall, or None."""
        return self._one(Usage, "SELECT seq FROM my_usages WHERE id = ? ORDER BY rank LIMIT 1", usage_id)

    def search_text(
        self,
        text: str,
        *,
        weights: Mapping[str, float] | None = None,
        kinds: Sequence[Kind] | None = None,
        family: str | None = None,
        limit: int = 50,
    ) -> list[tuple[str, float]]:
        """Return ``(id, BM25 score)`` of active experiences, best first; higher is better, > 0.

        See `seasoned.store.postings` for the words that are left out. `weights` names the fields to search with their
        factors (default `seasoned.store.lexical.WEIGHTS`); InputError for a field that does not exist.
        """
        with self._file.snapshot() as connection:
            if self._undone != self._file.undone:
                self._forget()
            return self._postings.search(connection, text, weights, kinds, family, limit)

    def search_vector(
        self, vector: Vector, *, kinds: Sequence[Kind] | None = None, family: str | None = None, limit: int = 50
    ) -> list[tuple[str, float]]:
        """Return ``(id, cosine)`` of active experiences, best first: an exact scan.

        InputError for a vector of other dimensions than the store's embedder makes, or with a value that is not finite.
        """
        with self._file.use() as connection:
            if self._undone != self._file.undone:
                self._forget()
            return self._vectors.search(connection, vector, kinds, family, limit)

    def recent(self, *, kinds: Sequence[Kind] | None = None, family: str | None = None, limit: int = 50) -> list[str]:
        """Return ids of active experiences, most recently changed first."""
        where, values = _conditions(kind=kinds, family=family)
        with self._file.use() as connection:
            rows = connection.execute(
                f"""SELECT id FROM my_experiences WHERE status = 'active'{where}
                    ORDER BY changed DESC, row DESC LIMIT ?""",
                (*values, max(limit, 0)),
            ).fetchall()
        return list(dict.fromkeys(id for (id,) in rows))

    def stats(self) -> StoreStats:
        """Return counts."""
        with self._file.use() as connection:
            events = dict(connection.execute("SELECT kind, count(*) FROM my_log GROUP BY kind").fetchall())
            (outcomes,) = connection.execute("SELECT count(DISTINCT trajectory) FROM my_outcomes").fetchone()
            kinds = dict(connection.execute("SELECT kind, count(*) FROM my_experiences GROUP BY kind").fetchall())
            statuses = dict(
                connection.execute("SELECT status, count(*) FROM my_experiences GROUP BY status").fetchall()
            )
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        return StoreStats(
            trajectories=events.get("trajectory", 0),
            outcomes=outcomes,
            diagnoses=events.get("diagnosis", 0),
            experiences=sum(kinds.values()),
            usages=events.get("usage", 0),
            edits=events.get("edit", 0),
            events=sum(events.values()),
            kinds=kinds,
            statuses=statuses,
            bytes=pages * page_size,
        )

    def log(self, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """Yield the events of this scope in order."""
        left = -1 if limit is None else limit
        while left != 0:
            with self._file.use() as connection:
                rows = connection.execute(
                    "SELECT seq, kind, at, digest, body FROM my_log WHERE seq > ? ORDER BY seq LIMIT ?",
                    (after, PAGE if left < 0 else min(PAGE, left)),
                ).fetchall()
            if not rows:
                return
            for after, kind, at, digest, body in rows:
                yield Event(after, kind, unpack(kind, body), at, digest.hex())
            left -= len(rows) if left > 0 else 0

    def _one(self, as_type: type[R], query: str, *values: Any) -> R | None:
        return next(iter(self._all(as_type, query, *values)), None)

    def _all(self, as_type: type[R], query: str, *values: Any) -> list[R]:
        with self._file.use() as connection:
            rows: Iterable[tuple[int]] = connection.execute(query, values).fetchall()
            return [self._record(as_type, seq) for (seq,) in rows]

    def _record(self, as_type: type[R], seq: int) -> R:
        if self._undone != self._file.undone:
            self._forget()
        written = self._written.get(seq)
        if isinstance(written, as_type):
            return written
        with self._file.use() as connection:
            (body,) = connection.execute("SELECT body FROM log WHERE seq = ?", (seq,)).fetchone()
        record: R = unpack(NAMES[as_type], body)
        return record

    def _bodies(self, seqs: Sequence[int]) -> dict[int, Experience]:
        """Return the experience that each of the edits `seqs` carries; what is not kept decoded is read at once."""
        if self._undone != self._file.undone:
            self._forget()
        found = {seq: self._decoded[seq] for seq in seqs if seq in self._decoded}
        missing = [seq for seq in seqs if seq not in found]
        if not missing:
            return found
        with self._file.use() as connection:
            for seq, body in connection.execute(
                "SELECT seq, body FROM log WHERE seq IN (SELECT value FROM json_each(?))", (json.dumps(missing),)
            ):
                if len(self._decoded) >= DECODED:
                    self._decoded.clear()
                found[seq] = self._decoded[seq] = held(unpack("edit", body))
        return found

    def _forget(self) -> None:
        """Drop what a rolled back transaction may have put into the caches: its event numbers are given again."""
        self._undone = self._file.undone
        self._decoded.clear()
        self._written.clear()
        self._vectors.clear()
        self._postings.clear()


def _conditions(**columns: str | Sequence[str] | None) -> tuple[str, list[Any]]:
    """Return SQL by which each named column equals its value or one of its values, and the values; None: any."""
    where, values = "", []
    for column, wanted in columns.items():
        if isinstance(wanted, str):
            where += f" AND {column} = ?"
            values.append(str(wanted))
        elif wanted is not None:
            where += f" AND {column} IN ({', '.join('?' * len(wanted))})"
            values.extend(str(value) for value in wanted)
    return where, values
