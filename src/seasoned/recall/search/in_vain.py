"""What this run was told already without anything coming of it: the run's own record, read while it goes on (the
refining of ReMem, arXiv 2511.20857, section 4)."""

from __future__ import annotations

from seasoned.errors import InputError
from seasoned.knobs import search_stage
from seasoned.protocols import Reader, Search
from seasoned.types import Candidate, Query, Usage

CHANNEL = "in_vain"


@search_stage
def in_vain(query: Query, store: Reader, search: Search, patience: int = 3) -> list[Candidate]:
    """Add the channel ``in_vain``, 1, to the candidates of `search` that this run was shown in vain; their score stays.

    In vain is what was shown at least `patience` steps ago with no reward since; once in vain, it stays so for the rest
    of the run. `patience` >= 1, else InputError. Selection decides what to make of it (`select.set_aside`).
    """
    if patience < 1:
        raise InputError(f"in_vain() needs patience >= 1, not {patience}")
    found = search(query, store)
    earlier = store.usages(trajectory=query.trajectory_id) if query.trajectory_id and query.step else ()
    shown = {name for usage in earlier for name in _in_vain(usage, query, patience)}

    def marked(candidate: Candidate) -> Candidate:
        if candidate.id not in shown:
            return candidate
        fit = candidate.score or max(candidate.scores.values(), default=0.0)
        return Candidate(candidate.id, {**candidate.scores, CHANNEL: 1.0}, fit, candidate.reason)

    return [marked(candidate) for candidate in found]


def _in_vain(usage: Usage, query: Query, patience: int) -> set[str]:
    """Return what `usage` showed without a reward since, and what it knew to be in vain itself."""
    known = {candidate.id for candidate in usage.candidates if CHANNEL in candidate.scores}
    ago = query.step - usage.step
    return known | set(usage.selected) if patience <= ago <= query.steps_since_progress else known
