"""Optimus-1: a graph of what needs what, compiled into plans, and a pool of experience beside it (arXiv 2408.03615).

The planner gets the sub-goals on the way to its goal in an order that works, the success and the failure whose task
has the most similar name, and, after an error, the repairs that were found for this error.

Constants of the code: one exemplar. `steps` and `repairs` shown are ours. The graph is no model's work in the paper
either; planner, reflector and replanner are the agent. Deviations: the graph is mined from refusals instead of given,
without quantities (they are numbers of a game's recipes); there are no images, so the reflector's pairs of pictures and
the filter of video frames are absent; a failure is shown as such beside the success.
"""

from __future__ import annotations

from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill import pairs
from seasoned.learn.distill.each_run import RUNS, each_ending
from seasoned.learn.distill.prerequisites import prerequisites
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search.by_fields import Field, by_fields
from seasoned.recall.search.fuzzy import fuzzy
from seasoned.recall.search.plan_graph import plan_graph
from seasoned.recall.select import fuse, quotas
from seasoned.recall.select.tag_quotas import tag_quotas
from seasoned.recall.trigger import on_error, start
from seasoned.system import System
from seasoned.types import Kind

WEIGHTS = {"plan_graph": 1.0, "fields": 1.0, "fuzzy": 0.5}


def optimus1(exemplars: int = 1, steps: int = 30, repairs: int = 2, pool: int = 120, budget: int = 4000) -> System:
    """Return Optimus-1: `exemplars` of each ending, at most `steps` of the plan and `repairs` of an error."""
    return System(
        name="optimus1",
        citation="Optimus-1, arXiv 2408.03615",
        judge=facts,
        distill=prerequisites(pool=pool) | each_ending | pairs,
        admit=append_only("optimus1"),
        trigger=start() | on_error(),
        search=plan_graph() | fuzzy(RUNS) | by_fields((Field("error", "error", 1.0),), (Kind.PAIR,)),
        select=fuse(WEIGHTS)
        >> tag_quotas({"success": exemplars, "failure": exemplars})
        >> quotas({Kind.FACT: steps, Kind.PAIR: repairs}),
        compose=render(budget=budget),
        withhold=0.0,
    )
