"""CASCADE: cases as the arms of a contextual bandit, the most promising one shown (arXiv 2605.06702).

Constants: 32 recalled by similarity, k = 1, λ = ν = 0.1 (the released defaults; ν was tuned in [0.1, 1] per task), a
case for each success and none for a failure. Deviations: φ(query, case) is a hashed sketch of the word pairs
(`seasoned.recall.pairing`) instead of a fine-tuned cross-encoder; θ is the ridge logistic fit to the outcomes of the
latest 2000 recalls instead of one gradient step per outcome with a retraining every 32, so that it is a function of the
log in any order, and A is inverted at once, which gives what Sherman-Morrison updates give. The optional discovery
budget is left out, since it spends further calls of the agent.
"""

from __future__ import annotations

from seasoned.learn.admit.append_only import append_only
from seasoned.learn.distill.each_run import each_run
from seasoned.learn.distill.successes import successes
from seasoned.learn.judge import default as facts
from seasoned.recall.compose import render
from seasoned.recall.search import dense
from seasoned.recall.search.lin_log_ucb import lin_log_ucb
from seasoned.recall.select import top_k
from seasoned.recall.select.by_channel import by_channel
from seasoned.recall.trigger import start
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind


def cascade(k: int = 1, pool: int = 32, nu: float = 0.1, ridge: float = 0.1, budget: int = 4000) -> System:
    """Return CASCADE with optimism ν = `nu` >= 0 and prior λ = `ridge` > 0 over the `pool` most similar cases."""
    return System(
        name="cascade",
        citation="CASCADE, arXiv 2605.06702",
        judge=facts,
        distill=successes(DistillStage.of(each_run)),
        admit=append_only("cascade"),
        trigger=start(),
        search=lin_log_ucb(dense(kinds=(Kind.CASE,), limit=pool), nu=nu, ridge=ridge),
        select=by_channel(("lin_log_ucb", "dense")) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
