"""ProactAgent: an experience base of five types, one of each per retrieval, ranked by fit and by the successes it took
part in, and judged by paired branches (arXiv 2604.20572).

Types: facts; episodes (cases); skills from successes (workflows, plans), from failures (pitfalls, guardrails) and from
comparing both (insights). score = sim + λ_p·p, an equal quota per type; p grows in successful runs only; only what has
the same key is a duplicate. Constants: one item per type (paper); λ_p = .1 and λ_T = .1 are ours. Deviations: the
trained policy that decides when to retrieve is replaced by rules (at the start, after an error, when nothing moves) and
by the agent's own asking, and the branches with and without memory judge the items instead of training that policy;
where runs cannot be branched, random withholding measures the same. The extractors are deterministic unless `calls` are
given; facts are read by a grammar, and episodes are the runs.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import demote
from seasoned.evolve.losing import losing
from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, contrasts, pitfalls, workflows
from seasoned.learn.distill import facts as read_facts
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.select.priority import priority
from seasoned.recall.select.zones import zones
from seasoned.recall.trigger import agent_asks, on_error, on_stagnation, start
from seasoned.stage import DistillStage, SearchStage
from seasoned.system import System
from seasoned.types import Kind

TYPES = ((Kind.FACT,), (Kind.CASE,), (Kind.WORKFLOW, Kind.PLAN), (Kind.PITFALL, Kind.GUARDRAIL), (Kind.INSIGHT,))
POOL = 50
"""Neighbours of each type among which the priority chooses."""

SAME_KEY = 1.01
"""No overlap of words makes two entries one."""


def proactagent(
    each: int = 1, weight: float = 0.1, withhold: float = 0.1, budget: int = 2000, calls: Calls | None = None
) -> System:
    """Return ProactAgent with `each` items per type, λ_p = `weight`, and the share of recalls that `withhold` one."""
    plain = DistillStage.of(read_facts, cases)
    skills = llm.extract(calls, "success", fallback=workflows) | llm.extract(calls, "failure", fallback=pitfalls)
    neighbours = SearchStage.of(*(dense(kinds=kinds, limit=POOL) for kinds in TYPES))
    return System(
        name="proactagent",
        citation="ProactAgent, arXiv 2604.20572",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=plain | skills | llm.extract(calls, "contrast", fallback=contrasts),
        admit=LatestWins(Admission(near=SAME_KEY, system="proactagent")),
        trigger=start() | on_error() | on_stagnation() | agent_asks(),
        search=neighbours,
        select=priority(weight) >> zones(dict.fromkeys(TYPES, each)),
        compose=render(budget=budget),
        evolve=losing() | demote(rate=0.0),
        withhold=withhold,
    )
