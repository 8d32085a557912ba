"""Runs units, some at once, and hands each result on as it comes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from seasoned.bench import tracks
from seasoned.bench.track import Result, Setup, Unit
from seasoned.errors import EnvironmentCrashedError, InputError


def run(units: Sequence[Unit], setup: Setup, processes: int) -> Iterator[Result]:
    """Yield the result of every unit, in the order they finish. `processes` >= 1, else InputError.

    With one process everything runs in this one. Raises EnvironmentCrashedError when a process dies; what a unit raises
    is raised here. Leaving the loop early lets units that run finish and starts no further one.
    """
    if processes < 1:
        raise InputError(f"--processes must be at least 1, not {processes}")
    if processes == 1:
        for unit in units:
            yield run_unit(unit, setup)
        return
    # A fresh interpreter for each process: nothing of this one is shared by accident.
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))
    try:
        waiting: set[Future[Result]] = {pool.submit(run_unit, unit, setup) for unit in units}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenProcessPool as problem:
        raise EnvironmentCrashedError(
            "a process of the benchmark died, perhaps for want of memory; try --processes 1: what is done is kept"
        ) from problem
    finally:
        pool.shutdown(cancel_futures=True)


def run_unit(unit: Unit, setup: Setup) -> Result:
    """Run one unit."""
    return tracks.get(unit.track).run(unit, setup)
