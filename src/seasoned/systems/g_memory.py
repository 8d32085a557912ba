"""G-Memory: a graph of tasks, rules found by the tasks that support them, votes that retire wrong ones (2506.07398).

A query finds similar runs, walks one hop along the task graph, and from all of these goes up to the rules learned from
them. A rule shown in a success gains 1, in a failure loses 2, and at 0 it is gone. Each role of a team sees the rules
that concern it.

Constants of the paper's code: 2 successes, 1 failure, 10 rules, votes +2 / +1 / -2. An edge at cosine .7 and a floor
of .3 belong to its embedder; they are calibrated to the store's (.5 and .2). Deterministic stand-ins for model calls:
key steps are the cleaned run (`each_run`), rules the first divergence of a success and a failure (`contrasts`), AGREE
is a repeated rule, clusters of rules are merged by `merge_duplicates` (FINCH in the code), relevance is the cosine, and
a role's view is what its own steps taught. Deviations: the hop adds to what similarity found (the
release overwrites it), there is no cap of ten over all rules, and what speaks against one is its use alone (no REMOVE).
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import merge_duplicates
from seasoned.evolve.of_kinds import of_kinds
from seasoned.evolve.vote_out import vote_out
from seasoned.learn.admit import Admission
from seasoned.learn.admit.agreeing import Agreeing
from seasoned.learn.admit.append_only import NEVER
from seasoned.learn.admit.linked import Linked
from seasoned.learn.distill import contrasts
from seasoned.learn.distill.by_role import by_role
from seasoned.learn.distill.each_run import each_run
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.hop import hop
from seasoned.recall.search.provenance import provenance
from seasoned.recall.select import quotas
from seasoned.recall.select.for_role import for_role
from seasoned.recall.select.in_favour import in_favour
from seasoned.recall.select.tag_quotas import tag_quotas
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

RULES = (Kind.INSIGHT,)


def g_memory(
    role: str = "",
    wins: int = 2,
    losses: int = 1,
    rules: int = 10,
    edge: float = 0.5,
    floor: float = 0.2,
    pool: int = 7,
    budget: int = 4000,
    calls: Calls | None = None,
) -> System:
    """Return G-Memory for an agent of `role` (``""``: no roles), with `pool` similar runs before the hop."""
    near = hop(dense(kinds=(Kind.CASE,), limit=pool), share=1.0, least=floor)
    return System(
        name="g_memory",
        citation="G-Memory, arXiv 2506.07398",
        needs_model=calls is not None,
        judge=facts,
        distill=DistillStage.of(each_run) | by_role(llm.extract(calls, "contrast", fallback=contrasts)),
        admit=Linked(Agreeing(Admission(near=NEVER, system="g_memory"), RULES), least=edge),
        trigger=start(),
        search=near | provenance(near, RULES),
        select=in_favour(RULES)
        >> for_role(role)
        >> tag_quotas({"success": wins, "failure": losses})
        >> quotas({Kind.INSIGHT: rules}),
        compose=render(budget=budget),
        evolve=vote_out(RULES) | of_kinds(llm.merge(calls, fallback=merge_duplicates()), RULES),
        withhold=0.0,
    )
