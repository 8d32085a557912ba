"""What came next in a state like this one: the similarity of the state now to those in which an edge of the tool graph
was taken (H-EPM, arXiv 2512.07287)."""

from __future__ import annotations

from seasoned.knobs import search_stage
from seasoned.learn.actions import effect
from seasoned.learn.injected import strip
from seasoned.protocols import Embedder, Reader, Search
from seasoned.recall.embed import HashingEmbedder
from seasoned.recall.search.out_edges import out_edges
from seasoned.recall.situation import OBSERVATION
from seasoned.recall.vectors import vector_of
from seasoned.types import Candidate, Experience, Query, Span


@search_stage
def episodic(
    query: Query,
    store: Reader,
    search: Search = out_edges(),
    embedder: Embedder = HashingEmbedder(),
    least: float = 0.5,
) -> list[Candidate]:
    """Add the channel ``episodic`` to the candidates of `search`: the largest cosine, in [`least`, 1], of the state now
    and the states that the candidate's evidence quotes; none where no state is that similar.

    The state now is what the agent says of it when it asks in its own words, else what it sees; the states of a
    candidate are what was seen at the steps that it cites (a tool's answer where the step itself shows nothing).
    """
    state = (query.text if query.asked else query.observation)[:OBSERVATION]
    found = search(query, store)
    if not state.strip() or not found:
        return found
    states = {one.id: _states(one, store) for one in store.experiences([candidate.id for candidate in found])}
    now = vector_of(state, embedder)

    def with_likeness(candidate: Candidate) -> Candidate:
        likeness = max((float(vector_of(seen, embedder) @ now) for seen in states.get(candidate.id, ())), default=0.0)
        if likeness < least:
            return candidate
        scores = {**candidate.scores, "episodic": likeness}
        return Candidate(candidate.id, scores, candidate.score, candidate.reason)

    return [with_likeness(candidate) for candidate in found]


def _states(item: Experience, store: Reader) -> list[str]:
    """Return the distinct states in which the steps were taken that speak for `item`, without injected text."""
    states = (seen_at(span, store)[:OBSERVATION] for span in item.evidence.supports)
    return [state for state in dict.fromkeys(states) if state.strip()]


def seen_at(span: Span, store: Reader) -> str:
    """Return what was seen before the first step of `span`; ``""`` for a trajectory that is gone."""
    trajectory = store.trajectory(span.trajectory_id)
    if trajectory is None or span.start >= len(trajectory.steps):
        return ""
    trajectory = strip(trajectory)
    seen = trajectory.steps[span.start].observation
    return seen or (effect(trajectory, span.start - 1) if span.start else "")
