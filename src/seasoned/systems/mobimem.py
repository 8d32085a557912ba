"""MOBIMEM: record a path with its states, and replay it without a model while they agree (arXiv 2512.15784, AgentRR).

Before every step the state is compared with the recorded ones; where none agrees, the agent goes on alone and its new
path takes the place of the old one.

Constants: the released replayer asks for a similarity of .8 of the task's embedding and for a keyword in common; here
.8 is asked of the cosine of the words of both tasks, and every word of its task that the action uses must be in this
one. Deviations: states are compared as text or by their keys, not as images, so that two that read alike count as one;
a path is a list, not a tree, and is joined at the step the run is at or later; a path that failed often is retired
(`prune`), where the paper evicts what was not used lately. Of the other memories only the templates of tasks are kept,
as workflows, by anti-unification in place of the paper's model calls (with `calls` as the model's insights); the
profile of the user and the scheduler are left out.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.evolve import prune
from seasoned.learn.admit import Admission
from seasoned.learn.distill import workflows
from seasoned.learn.distill.replays import replays
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.compose import render
from seasoned.recall.from_here import from_here
from seasoned.recall.search import dense
from seasoned.recall.select import top_k
from seasoned.recall.select.state_checked import state_checked
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System


def mobimem(k: int = 1, alike: float = 0.8, budget: int = 4000, calls: Calls | None = None) -> System:
    """Return MOBIMEM: the replay that goes on from here, else `k` templates; `alike` in [0, 1] is asked of its task."""
    return System(
        name="mobimem",
        citation="MOBIMEM, arXiv 2512.15784",
        needs_model=calls is not None,
        judge=facts,
        distill=DistillStage.of(replays) | llm.extract(calls, "success", fallback=workflows),
        admit=Admission(system="mobimem"),
        trigger=every_step(),
        search=dense(),
        select=state_checked(alike) >> top_k(k),
        compose=from_here(render(budget=budget)),
        evolve=prune(),
        withhold=0.0,
    )
