"""SLEA-RL, its memory: experience recalled at every step from the cluster of the present observation
(arXiv 2603.18079).

Constants: an observation joins the nearest cluster from a cosine of .85 on, else opens one; the top 2 strategies and
the top warning of the current cluster, by quality, and of the whole library where the cluster is empty; at most 100
strategies and 50 warnings (per level of abstraction in the paper, per kind and family here), and when full a newcomer
must beat the weakest; 800 of text (released settings; tokens here). Deviations: the policy gradient, and with it the
advantage within a cluster and the five warm-up epochs, is left out, since nothing is trained here; each run is its own
update and proposes at most one strategy, which stands for the rate limit. A model extracts strategies and warnings in
the paper; without one a strategy is the cleaned run and a warning a pitfall that the rules see in two runs. An
experience belongs to the clusters that its run passed through, or to those of the steps that it cites.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import cases, pitfalls
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.clustered import SIMILARITY, clustered
from seasoned.recall.search.first_found import first_found
from seasoned.recall.select.quality import quality
from seasoned.recall.select.zones import zones
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.types import Kind

STRATEGIES = (Kind.CASE, Kind.INSIGHT, Kind.PLAN)
WARNINGS = (Kind.PITFALL, Kind.GUARDRAIL)


def slea_rl(
    strategies: int = 2,
    warnings: int = 1,
    similarity: float = SIMILARITY,
    capacity: tuple[int, int] = (100, 50),
    budget: int = 800,
    calls: Calls | None = None,
) -> System:
    """Return SLEA-RL's memory: so many `strategies` and `warnings` per step, clusters from `similarity` on, and the
    `capacity` of both zones."""
    caps = dict.fromkeys(STRATEGIES, capacity[0]) | dict.fromkeys(WARNINGS, capacity[1])
    both = (*STRATEGIES, *WARNINGS)
    return System(
        name="slea_rl",
        citation="SLEA-RL, arXiv 2603.18079",
        needs_model=calls is not None,
        judge=facts,
        diagnose=rules,
        distill=llm.extract(calls, "success", fallback=cases) | llm.extract(calls, "failure", fallback=pitfalls),
        admit=Admission(caps=caps, system="slea_rl"),
        trigger=every_step(),
        search=first_found(clustered(both, similarity=similarity), dense(kinds=both)),
        select=quality() >> zones({STRATEGIES: strategies, WARNINGS: warnings}),
        compose=render(budget=budget),
        withhold=0.0,
    )
