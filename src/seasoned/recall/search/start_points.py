"""Where refining may start: what solved this very task before (EvoKernel's set P(x), arXiv 2603.10846)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.learn.distill.each_run import run_key
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query, Site


@search_stage
def start_points(query: Query, store: Reader, *, limit: int = 20) -> list[Candidate]:
    """Channel ``start_point``: 1 for each case that `each_run` made of a success among the task's last `limit` runs.

    None at the start of a run, where a draft is made without one.
    """
    if query.site is Site.START or not query.task_id:
        return []
    keys = [run_key(run.id) for run in store.trajectories(task=query.task_id, family=query.family, limit=limit)]
    found = [one for key in keys for one in store.experiences(kinds=(Kind.CASE,), family=query.family, key=key)]
    return [Candidate(one.id, {"start_point": 1.0}) for one in found if one.payload.get("success") is True]
