"""What the store costs, beside plain SQLite and numpy doing the same work in the same run.

    python bench/ops.py [--sizes 10000 100000] [--json]

Times are process CPU time (user and system, all threads), so a busy machine matters little; wall time is given for
durable writes, which wait for the disk. `ratio` is ours divided by the plain reference. The reference keeps the same
rows, the same fields in SQLite's FTS5 and the same vectors, but no log, no hash chain, no scopes and no utility.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seasoned import codec
from seasoned.memory import Memory
from seasoned.recall.embed import HashingEmbedder
from seasoned.store import SQLiteStore, open_store
from seasoned.store.experiences import vector_text
from seasoned.store.lexical import lexical_fields
from seasoned.types import (
    Edit,
    Experience,
    Kind,
    Operation,
    Outcome,
    Step,
    Task,
    ToolCall,
    Trajectory,
    Usage,
)

NOW = 1_700_000_000.0
QUERIES = 100
SINGLE = 100
QUIET = 0.3
"""Seconds before each measurement: the reference's BLAS threads go on spinning for a while, which is not our time."""
STOP = ("the", "of", "to", "and", "a", "in", "is", "it", "you", "that", "for", "on", "with", "as", "this", "be", "are")


@dataclass(frozen=True)
class Row:
    operation: str
    size: int
    ours: float
    plain: float | None
    unit: str

    @property
    def ratio(self) -> float | None:
        return None if not self.plain else self.ours / self.plain


def experiences(count: int, rng: random.Random) -> Iterator[Experience]:
    """Yield experiences whose words follow Zipf's law, with a third of stop words, as in English."""
    letters = random.Random(0)
    words = ["".join(letters.choices("abcdefghilmnoprstu", k=letters.randint(4, 9))) for _ in range(20_000)]
    weights = list(itertools.accumulate(1.0 / (rank + 3) for rank in range(len(words))))

    def text(length: int) -> str:
        content = rng.choices(words, cum_weights=weights, k=length * 2 // 3)
        return " ".join(itertools.chain.from_iterable((one, rng.choice(STOP)) for one in content))

    for n in range(count):
        yield Experience(
            id=f"exp-{n:020x}",
            kind=rng.choice((Kind.CASE, Kind.PAIR, Kind.INSIGHT, Kind.WORKFLOW)),
            key=f"key-{n}",
            family=f"family{n % 20}",
            when=text(18),
            body=text(36),
            tags=tuple(rng.choices(words, cum_weights=weights, k=2)),
            payload={"task": text(9)},
        )


class Plain:
    """Rows, FTS5 and vectors without anything else."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(
            """PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
            CREATE TABLE items (
                row INTEGER PRIMARY KEY, id TEXT UNIQUE, kind TEXT, family TEXT, body BLOB, vector BLOB
            );
            CREATE VIRTUAL TABLE words USING fts5("when", body, context, tags, content = '',
                tokenize = 'porter unicode61 remove_diacritics 2');"""
        )
        self.embedder = HashingEmbedder()
        self.matrix = np.zeros((0, self.embedder.dimensions), np.float32)
        self.ids: list[str] = []

    def write(self, items: Sequence[Experience]) -> None:
        vectors = self.embedder([vector_text(item) for item in items])
        self.connection.execute("BEGIN IMMEDIATE")
        for item, vector in zip(items, vectors, strict=True):
            row = self.connection.execute(
                "INSERT INTO items (id, kind, family, body, vector) VALUES (?, ?, ?, ?, ?)",
                (item.id, item.kind, item.family, codec.encode(item), vector.tobytes()),
            ).lastrowid
            self.connection.execute(
                'INSERT INTO words (rowid, "when", body, context, tags) VALUES (?, ?, ?, ?, ?)',
                (row, *lexical_fields(item)),
            )
        self.connection.execute("COMMIT")

    def search_text(self, text: str) -> list[tuple[str, float]]:
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(text.split()) if word not in STOP)
        return self.connection.execute(
            """SELECT items.id, -bm25(words, 1, .5, .5, 1) AS score
               FROM words CROSS JOIN items ON items.row = words.rowid
               WHERE words MATCH ? ORDER BY score DESC LIMIT 50""",
            (match,),
        ).fetchall()

    def load(self) -> None:
        rows = self.connection.execute("SELECT id, vector FROM items ORDER BY row").fetchall()
        self.ids = [id for id, _ in rows]
        self.matrix = np.frombuffer(b"".join(vector for _, vector in rows), np.float32).reshape(len(rows), -1)

    def search_vector(self, vector: np.ndarray) -> list[tuple[str, float]]:
        scores = self.matrix @ vector
        best = np.argpartition(-scores, 50)[:50]
        return [(self.ids[n], float(scores[n])) for n in best[np.argsort(-scores[best])]]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def spread(
    work: Callable[[object], object], inputs: Sequence[object], clock: Callable[[], float]
) -> tuple[float, float]:
    """Return the 50th and 95th percentile of the time per call, in ms."""
    time.sleep(QUIET)
    times = []
    for one in inputs:
        start = clock()
        work(one)
        times.append((clock() - start) * 1e3)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def write_all(store: SQLiteStore, items: Sequence[Experience]) -> None:
    for start in range(0, len(items), 1000):
        edits = [Edit(operation=Operation.ADD, target=e.id, experience=e) for e in items[start : start + 1000]]
        store.append(*edits, at=NOW)


def measure(size: int, folder: Path) -> Iterator[Row]:
    rng = random.Random(size)
    items = list(experiences(size + 2 * SINGLE, rng))
    bulk, single = items[:size], items[size : size + SINGLE]
    # What is measured does not own these objects and shall not pay for the collector looking through them.
    gc.collect()
    gc.freeze()
    plain = Plain(folder / "plain.db")
    with open_store(folder / "store.db") as store:
        ours = size / cpu(lambda: write_all(store, bulk))
        theirs = size / cpu(lambda: [plain.write(bulk[n : n + 1000]) for n in range(0, size, 1000)])
        yield Row("experiences written in batches of 1000", size, ours, theirs, "/s")

        for name, clock in (("CPU", time.process_time), ("wall", time.perf_counter)):
            part = single[: SINGLE // 2] if name == "CPU" else single[SINGLE // 2 :]
            mine = spread(lambda e: write_all(store, [e]), part, clock)
            other = spread(lambda e: plain.write([e]), part, clock)
            yield Row(f"one durable experience, {name} p50", size, mine[0], other[0], "ms")

        plain.load()
        texts = [e.when for e in experiences(QUERIES, random.Random(1))]
        texts = [" ".join(text.split()[:24]) for text in texts]
        vectors = list(plain.embedder(texts))
        store.search_vector(vectors[0])
        searches = {
            "search_text": (store.search_text, plain.search_text, texts),
            "search_vector": (store.search_vector, plain.search_vector, vectors),
        }
        for name, (mine_search, other_search, inputs) in searches.items():
            mine = spread(mine_search, inputs, time.process_time)
            other = spread(other_search, inputs, time.process_time)
            yield Row(f"{name}, CPU p50", size, mine[0], other[0], "ms")
            yield Row(f"{name}, CPU p95", size, mine[1], other[1], "ms")
        memory = Memory(store, clock=lambda: NOW)
        mine = spread(memory.recall, texts, time.process_time)
        other = spread(
            lambda t: (plain.search_text(t), plain.search_vector(plain.embedder([t])[0])), texts, time.process_time
        )
        yield Row("recall, whole (plain: both searches), CPU p50", size, mine[0], other[0], "ms")
        yield Row("recall, whole (plain: both searches), CPU p95", size, mine[1], other[1], "ms")
        kinds = spread(
            lambda v: store.search_vector(v, kinds=[Kind.PAIR], family="family1"), vectors, time.process_time
        )
        yield Row("search_vector in one kind and family, CPU p50", size, kinds[0], None, "ms")

        ids = [e.id for e in rng.sample(bulk, 50)]
        yield Row(
            "50 experiences by id, CPU p50",
            size,
            spread(lambda _: store.experiences(ids), range(50), time.process_time)[0],
            None,
            "ms",
        )
        uses = [
            Usage(id=f"u{n}", trajectory_id=f"t{n}", step=0, query="q", selected=tuple(rng.sample(ids, 3)))
            for n in range(200)
        ]
        yield Row(
            "one durable usage, CPU p50",
            size,
            spread(lambda u: store.append(u, at=NOW), uses, time.process_time)[0],
            None,
            "ms",
        )
        ends = [Outcome(trajectory_id=f"t{n}", success=n % 2 == 0) for n in range(200)]
        yield Row(
            "one durable outcome, CPU p50",
            size,
            spread(lambda o: store.append(o, at=NOW), ends, time.process_time)[0],
            None,
            "ms",
        )
        runs = [trajectory(n, 1000) for n in range(10)]
        yield Row("steps of long trajectories", size, 10_000 / cpu(lambda: store.append(*runs, at=NOW)), None, "/s")
        runs = [trajectory(n, 10) for n in range(10, 1010)]
        yield Row("steps of short trajectories", size, 10_000 / cpu(lambda: store.append(*runs, at=NOW)), None, "/s")
        events = store.stats().events
        yield Row("events verified", size, events / cpu(store.verify), None, "/s")
        yield Row("events rebuilt", size, events / cpu(store.rebuild), None, "/s")
        yield Row(
            "bytes per experience", size, store.stats().bytes / size, (folder / "plain.db").stat().st_size / size, "B"
        )
    plain.connection.close()


def trajectory(n: int, steps: int) -> Trajectory:
    rng = random.Random(n)
    words = ["".join(rng.choices("abcdefghij", k=6)) for _ in range(300)]
    return Trajectory(
        id=f"run-{n}",
        task=Task(id=f"task-{n}", text=" ".join(rng.choices(words, k=20)), family="bench"),
        steps=tuple(
            Step(
                index=i,
                observation=" ".join(rng.choices(words, k=40)),
                tool=ToolCall(name="get", arguments={"id": i}, result=" ".join(rng.choices(words, k=30))),
                reward=0.0,
            )
            for i in range(steps)
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="experiences in the store")
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    options = parser.parse_args()
    if not options.json:
        print(f"{'operation':52}{'size':>8}{'ours':>14}{'plain':>14}{'ratio':>8}")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            for row in measure(size, Path(folder)):
                if options.json:
                    fields = {"operation": row.operation, "size": row.size, "ours": row.ours, "plain": row.plain}
                    print(json.dumps({**fields, "unit": row.unit, "ratio": row.ratio}), flush=True)
                    continue
                plain = "" if row.plain is None else f"{row.plain:,.2f} {row.unit}"
                ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
                print(f"{row.operation:52}{row.size:8}{row.ours:>10,.2f} {row.unit:3}{plain:>14}{ratio:>8}", flush=True)


if __name__ == "__main__":
    main()
