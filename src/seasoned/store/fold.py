"""The views are a fold of the log: `Fold.apply` takes one event, in order, and nothing else changes a view.

Appending and rebuilding run the same code, so a rebuilt view is the view that appending left behind.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from seasoned import codec
from seasoned.protocols import Embedder
from seasoned.store.experiences import fold_edit, vector_text
from seasoned.store.records import WHOLE_VERSION, unpack
from seasoned.store.schema import VIEWS
from seasoned.store.utilities import Item, credit_stale, fold_judgement, fold_outcome, fold_usage
from seasoned.types import Diagnosis, Edit, Operation, Outcome, Record, Status, Trajectory, Usage

VERSION = 3
"""Version of what the fold makes of the log. A file folded by another version is folded anew when it is opened."""

CHUNK = 256
"""Events that a rebuild reads at once: enough for the embedder to work in batches, few enough to stay small."""


@dataclass(slots=True)
class Fold:
    """Applies events to the views. `stale` holds the items whose credit is due (see `seasoned.store.utilities`)."""

    embedder: Embedder
    stale: set[Item] = field(default_factory=set)

    def vectors(self, records: Sequence[Record]) -> list[bytes]:
        """Return the stored vector of each record: float32 little endian, empty for records that need none."""
        texts = {
            n: vector_text(record.experience)
            for n, record in enumerate(records)
            if isinstance(record, Edit) and record.experience and record.experience.status is Status.ACTIVE
        }
        made = self.embedder(list(texts.values())).astype(np.dtype("<f4")) if texts else ()
        found = dict(zip(texts, made, strict=True))
        return [found[n].tobytes() if n in found else b"" for n in range(len(records))]

    def apply(self, connection: sqlite3.Connection, seq: int, scope: int, record: Record, vector: bytes) -> None:
        """Apply one event. Raises UnknownIdError for a change to an experience that the scope does not see."""
        match record:
            case Trajectory():
                connection.execute(
                    "INSERT INTO trajectories (scope, id, seq, task, family) VALUES (?, ?, ?, ?, ?)",
                    (scope, record.id, seq, record.task.id, record.task.family),
                )
            case Outcome():
                fold_outcome(connection, seq, scope, record, self.stale)
            case Diagnosis():
                connection.execute(
                    "INSERT INTO diagnoses (scope, trajectory, digest, seq) VALUES (?, ?, ?, ?)",
                    (scope, record.trajectory_id, diagnosis_digest(record), seq),
                )
            case Usage():
                fold_usage(connection, seq, scope, record, self.stale)
            case Edit(operation=operation):
                if operation in WHOLE_VERSION or operation is Operation.RETIRE:
                    fold_edit(connection, seq, scope, record, vector)
                else:
                    fold_judgement(connection, scope, record)
            case _:
                pass  # A guard's decision is kept in the log for audit and changes no view.

    def settle(self, connection: sqlite3.Connection) -> None:
        """Credit what is stale. Due before anyone reads a utility and before a transaction ends."""
        if self.stale:
            credit_stale(connection, self.stale)

    def rebuild(self, connection: sqlite3.Connection) -> None:
        """Empty every view and fold the whole log again. Runs inside the caller's transaction."""
        for table in VIEWS:
            connection.execute(f"DELETE FROM {table}")
        connection.execute(
            "UPDATE state SET views = ?, embedder = ?, generation = generation + 1, edition = edition + 1",
            (VERSION, self.embedder.fingerprint),
        )
        self.stale.clear()
        after = 0
        while rows := connection.execute(
            "SELECT seq, scope, kind, body FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (after, CHUNK)
        ).fetchall():
            records = [unpack(kind, body) for _, _, kind, body in rows]
            for (seq, scope, _, _), record, vector in zip(rows, records, self.vectors(records), strict=True):
                self.apply(connection, seq, scope, record, vector)
            after = rows[-1][0]
        self.settle(connection)


def diagnosis_digest(diagnosis: Diagnosis) -> bytes:
    """Return 16 bytes that identify what a diagnosis says."""
    return hashlib.blake2b(codec.encode(diagnosis), digest_size=16).digest()
