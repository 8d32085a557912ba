"""AriGraph: a graph of what is where, corrected by what is seen later, and the episodes it was seen in (2407.04363).

At each step the graph is searched breadth first from the things at hand, and the past observations are shown that
share most with the facts found. A triplet that contradicts an earlier one takes its place.

Constants of the paper: 6 triplets per node and hop, 2 episodes, ranked by norm(n/N · ln N) + norm(cos). Deterministic
stand-ins for model calls: triplets are read by rules, the items to search from are the things that the situation
names, and a triplet is outdated by a later one of the same subject and relation, all places of a thing being one
relation; ways between places never contradict each other. Deviations: nodes match by their words in place of a cosine
of .75, every item has the same depth (2), and the agent's planning and path finding are not part of a memory. A run is
learned when it ends: the graph holds earlier runs, while the paper's also grows within the run at hand (whose last five
observations it leaves out). The rules read plain statements and lists of things, and little of other prose.
"""

from __future__ import annotations

from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.distill.episodes import episodes
from seasoned.learn.distill.triplets import triplets
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.llm.stages.triplets import triplets as told_by_model
from seasoned.recall.compose import render
from seasoned.recall.search.overlap import overlap
from seasoned.recall.search.reach import reach
from seasoned.recall.select import quotas
from seasoned.recall.trigger import every_step
from seasoned.system import System
from seasoned.types import Kind

MOST = 100_000
ALIKE = 1.01
"""No overlap of words makes two facts, or two observations, one."""


def arigraph(
    depth: int = 2, width: int = 6, triplets_shown: int = 20, k: int = 2, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return AriGraph with a search of `depth` hops of `width` triplets, and `k` episodes."""
    return System(
        name="arigraph",
        citation="AriGraph, arXiv 2407.04363",
        needs_model=calls is not None,
        judge=facts,
        distill=told_by_model(calls, fallback=triplets) | episodes(most=1),
        admit=LatestWins(Admission(caps={Kind.FACT: MOST, Kind.CASE: MOST}, near=ALIKE, system="arigraph")),
        trigger=every_step(),
        search=overlap(reach(depth, width)),
        select=quotas({Kind.FACT: triplets_shown, Kind.CASE: k}),
        compose=render(budget=budget),
        withhold=0.0,
    )
