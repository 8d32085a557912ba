"""CEL: what the world does and how to win in it are learned apart, and both are always at hand (arXiv 2509.25052).

After every run the rules of the environment are induced anew and the playbook is revised; there is no retrieval. Rules
say what an action does where (dynamics), the playbook which action to choose over the others (policy).

The card names no constants; `rules` and `plays` shown are ours. Stand-ins for model calls: the rule inducer is
induction over logged transitions, the playbook a conditional logit over decisions, and the look ahead by one step
(prediction and value) is left to the agent, which has both texts; with `calls` the playbook also takes a model's
lessons from lost runs. Deviations: a document is the set of its entries, so a rewrite is an edit of entries; every rule
is checked against the log, which the paper does not do; no weights are trained.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.distill.dynamics import dynamics
from seasoned.learn.distill.rules import RuleInduction
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.search import all_of, on_offer
from seasoned.recall.select import quotas
from seasoned.recall.select.upheld import upheld
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.types import Kind

APART = 1.01
"""No overlap of words makes two rules one: they may differ in a single word."""

DOCUMENTS = (Kind.FACT, Kind.INSIGHT)


def cel(rules: int = 40, plays: int = 20, pool: int = 120, budget: int = 2000, calls: Calls | None = None) -> System:
    """Return CEL: at most `rules` rules of the world, checked against `pool` runs, and `plays` of the playbook."""
    return System(
        name="cel",
        citation="CEL, arXiv 2509.25052",
        needs_model=calls is not None,
        judge=facts,
        distill=dynamics(pool=pool) | RuleInduction() | llm.extract(calls, "failure"),
        admit=Admission(near=APART, system="cel"),
        trigger=every_step(),
        search=all_of(DOCUMENTS, same_family=True) | on_offer(),
        select=upheld(kinds=(Kind.FACT,)) >> quotas({Kind.FACT: rules, Kind.RULE: plays, Kind.INSIGHT: plays}),
        compose=render(budget=budget),
        withhold=0.0,
    )
