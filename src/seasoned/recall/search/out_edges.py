"""What usually came next: the out-edges of the last tool in the transition graph (H-EPM, arXiv 2512.07287)."""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.knobs import search_stage
from seasoned.learn.distill.transitions import END, START
from seasoned.payloads import Transition, read
from seasoned.protocols import Reader
from seasoned.types import Candidate, Experience, Kind, Query, Site

KINDS = (Kind.TRANSITION,)
NARROWED = 200
"""Edges read by name; a source with more out-edges than that keeps those that match its name best."""


@search_stage
def out_edges(query: Query, store: Reader, *, same_family: bool = True, limit: int = 50) -> list[Candidate]:
    """Channel ``out_edges``: the share of the source's total weight ``N(u,v) + Σ 1/n_k`` (F13), in (0, 1].

    The source is the last tool, or the start of the run where there is none yet; without a family there is no graph to
    be in. The end of a run is not suggested, nor is an action that is not among the query's valid actions, where it
    lists any.
    """
    source = query.last_tool or (START if query.site is Site.START else "")
    if not source or (same_family and not query.family):
        return []
    family = query.family or None if same_family else None
    weights: dict[str, float] = {}
    for experience in _about(source, family, store):
        if experience.payload.get("source") != source:
            continue
        edge = read(experience.payload, Transition)
        if edge.target != END and _is_available(edge.target, query.valid_actions):
            weights[experience.id] = edge.weight
    total = sum(weights.values())
    ranked = sorted(weights, key=lambda name: (-weights[name], name))[:limit]
    return [Candidate(name, {"out_edges": weights[name] / total}) for name in ranked if total > 0.0]


def _about(source: str, family: str | None, store: Reader) -> Sequence[Experience]:
    """Return transitions that name `source`: by the text index, or all where its name has no word to look up."""
    if not any(character.isalnum() for character in source):
        return store.experiences(kinds=KINDS, family=family)
    found = store.search_text(source, weights={"when": 1.0}, kinds=KINDS, family=family, limit=NARROWED)
    return store.experiences([name for name, _ in found]) if found else ()


def _is_available(target: str, valid_actions: tuple[str, ...]) -> bool:
    """A target names a valid action when the action is it, or starts with its words before the first slot."""
    start = target.split("{", 1)[0].strip()
    return not valid_actions or any(
        action == target or f"{action} ".startswith(f"{start} ") for action in valid_actions
    )
