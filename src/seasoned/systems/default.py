"""The system Seasoned recommends without a model.

Each choice has beaten its opposite in a published ablation or in `docs/benchmarks`: recall keyed on the situation,
normalised scores fused, a floor under which it says nothing, three short items, admission only of what is evidenced,
and every item's effect measured by leaving one out at random.
"""

from __future__ import annotations

from seasoned.evolve import demote, merge_duplicates, promote
from seasoned.learn.admit import Admission
from seasoned.learn.diagnose import rules
from seasoned.learn.distill import (
    cases,
    contrasts,
    guardrails,
    pairs,
    pitfalls,
    tool_notes,
    transitions,
    workflows,
)
from seasoned.learn.distill.rules import RuleInduction
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import dense, guarding, lexical, on_offer, out_edges, state_key
from seasoned.recall.select import (
    agreement,
    credibility,
    floors,
    followable,
    fuse,
    near_best,
    quotas,
    said_first,
    top_k,
)
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind

ADVICE = (Kind.CASE, Kind.PAIR, Kind.INSIGHT, Kind.PITFALL, Kind.WORKFLOW, Kind.TOOL_NOTE)
"""Kinds found by their words. Transitions are found by the last tool, rules and guardrails by the actions on offer."""

WEIGHTS = {"lexical": 1.0, "dense": 0.5, "state_key": 1.0, "out_edges": 0.5, "guarding": 0.5, "on_offer": 1.0}

POOL = 12
"""Candidates per channel: some times what is shown, so that they can vote, and worthless ones can be left out."""

QUOTAS = {
    Kind.CASE: 3,
    Kind.PAIR: 2,
    Kind.INSIGHT: 1,
    Kind.PITFALL: 1,
    Kind.WORKFLOW: 1,
    Kind.TOOL_NOTE: 1,
    Kind.GUARDRAIL: 5,
}
"""No kind of advice fills the hint alone, except cases: they often help as they are."""

SETS = (Kind.RULE, Kind.GUARDRAIL)
"""Kinds that act as a set: they stand beside the `k` items, within their quotas."""


def default(k: int = 3, rules_shown: int = 20, fit: float = 0.4, withhold: float = 0.1) -> System:
    """Return the default system: `k` items beside at most `rules_shown` decision rules, a floor `fit` in [0, 1]."""
    learned = DistillStage.of(RuleInduction(), cases, pairs, contrasts, workflows, transitions, pitfalls, guardrails)
    return System(
        name="default",
        citation="Seasoned",
        judge=facts,
        diagnose=rules,
        distill=learned | tool_notes,
        admit=Admission(system="default"),
        trigger=every_step(),
        search=lexical(kinds=ADVICE, limit=POOL)
        | dense(kinds=ADVICE, limit=POOL)
        | state_key()
        | out_edges()
        | guarding()
        | on_offer(),
        select=fuse(WEIGHTS)
        >> followable()
        >> floors(fit=fit, value=0.0)
        >> credibility()
        >> agreement()
        >> said_first()
        >> quotas({**QUOTAS, Kind.RULE: rules_shown})
        >> near_best(beside=SETS)
        >> top_k(k, beside=SETS),
        compose=render(),
        evolve=demote() | promote() | merge_duplicates(),
        withhold=withhold,
    )
