"""What earlier attempts at this very task left: nothing on a first try, a plan on a second (SAGE, 2511.05931)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.learn.distill.plans import task_key
from seasoned.protocols import Reader
from seasoned.types import Candidate, Kind, Query

MOST = 20
"""Experiences of one task; each kind usually has one."""


@search_stage
def same_task(query: Query, store: Reader, kinds: Sequence[Kind] | None = None) -> list[Candidate]:
    """Channel ``same_task``: 1 for what is keyed on the task of the query (`task_key`), as cases and plans are.

    A trigger sees no store, so it is here that a retry is told from a first attempt: by an earlier run of the task id
    in the query's family.
    """
    if not query.task_id:
        return []
    earlier = store.trajectories(task=query.task_id, family=query.family, limit=MOST)
    keys = dict.fromkeys(task_key(run.task) for run in earlier)
    found = [one for key in keys for one in store.experiences(kinds=kinds, family=query.family, key=key, limit=MOST)]
    return [Candidate(one.id, {"same_task": 1.0}) for one in found]
