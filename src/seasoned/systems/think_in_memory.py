"""Think-in-Memory: conclusions, not conversations, in buckets of like situations (arXiv 2311.08719).

A recall hashes the situation, h(x) = argmax([xR; -xR]) with a random R, and compares the thoughts of that bucket only
(section 3.3); new thoughts are inserted, contradicted ones forgotten, like ones merged (section 3.4).

Constants: the paper names neither the number of buckets nor how many thoughts are shown; 8 and 3 here. Deviations: the
3 best buckets are looked into, since one misses nearly half of the neighbours (`seasoned.recall.buckets` has the
figures; `probes=1` is the paper). Thinking after the answer is a model call of the paper; its deterministic stand-in is
the cleaned case, beside the statements that a grammar reads as subject, relation and value. Forgetting is `LatestWins`:
a later value of the same subject and relation takes the place of the earlier one. Merging compares all thoughts of a
family, which includes those of a bucket.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission, LatestWins
from seasoned.learn.admit.append_only import NEVER
from seasoned.learn.distill import cases
from seasoned.learn.distill import facts as statements
from seasoned.learn.distill.bucketed import bucketed
from seasoned.learn.judge import default as facts
from seasoned.llm import Calls
from seasoned.recall.buckets import BUCKETS, PROBES
from seasoned.recall.compose import render
from seasoned.recall.search.in_bucket import in_bucket
from seasoned.recall.select import top_k
from seasoned.recall.trigger import start
from seasoned.system import System


def think_in_memory(
    k: int = 3, buckets: int = BUCKETS, probes: int = PROBES, budget: int = 4000, calls: Calls | None = None
) -> System:
    """Return Think-in-Memory with `k` thoughts out of the `probes` best of `buckets` buckets."""
    return System(
        name="think_in_memory",
        citation="Think-in-Memory, arXiv 2311.08719",
        needs_model=calls is not None,
        judge=facts,
        distill=bucketed(llm.extract(calls, "success", fallback=cases) | statements, buckets),
        admit=LatestWins(Admission(near=NEVER, system="think_in_memory")),
        trigger=start(),
        search=in_bucket(buckets, probes),
        select=top_k(k),
        compose=render(budget=budget),
        evolve=llm.merge(calls),
        withhold=0.0,
    )
