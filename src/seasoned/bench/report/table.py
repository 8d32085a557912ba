"""Every row as CSV."""

from __future__ import annotations

import csv as lines
import io
from collections.abc import Iterable
from dataclasses import fields

from seasoned.bench.rows import Row

COLUMNS = tuple(one.name for one in fields(Row))
"""``track, family, system, arm, order, seeds, metric, value, low, high, n, p, p_holm``."""


def csv(rows: Iterable[Row]) -> str:
    """Return the rows as CSV (RFC 4180, lines end with ``\\n``) under `COLUMNS`; a p-value that is absent is empty."""
    text = io.StringIO()
    writer = lines.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, column) for column in COLUMNS] for row in rows)
    return text.getvalue()
