"""ArcMemo: typed, parametrised concepts, merged by name and shown in full once they were used twice (arXiv 2509.04439).

Constants of the paper: a concept with fewer than 2 uses is listed by its name only (F23); of one name the first word on
type and description stays, cues and implementation are united. Deviations: without a model concepts are the kinds of
action of a success, their cues are the words that most of their tasks share (the paper unites them), and the model that
chooses from the whole index is replaced by what the words of the task find, as long as it is nearly as good as the
best. With one, it is asked for the lessons of each success, the first tag of a lesson is its name, and it chooses among
the 50 concepts that the words find best. A use is a run, not a task. Structures and output types stay empty: neither
form finds them.
"""

from __future__ import annotations

from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.learn.distill.concepts import concepts
from seasoned.learn.distill.named import named
from seasoned.learn.judge import default as facts
from seasoned.llm.calls import Calls
from seasoned.recall.proven import proven_in_full
from seasoned.recall.search import lexical
from seasoned.recall.select import near_best, top_k
from seasoned.recall.trigger import start
from seasoned.system import System
from seasoned.types import Kind

INDEX = 50
BY_NAME_ALONE = 1.01
"""No overlap of words makes two concepts one: only their name does."""


def arcmemo(
    k: int = 5, threshold: int = 2, nearly: float = 0.5, budget: int = 800, calls: Calls | None = None
) -> System:
    """Return ArcMemo with at most `k` concepts that score at least `nearly` of the best, or that `calls` chooses."""
    return System(
        name="arcmemo",
        citation="ArcMemo, arXiv 2509.04439",
        needs_model=calls is not None,
        judge=facts,
        distill=named(llm.extract(calls, "success", fallback=concepts)),
        admit=Admission(near=BY_NAME_ALONE, system="arcmemo"),
        trigger=start(),
        search=lexical({"when": 1.0}, kinds=(Kind.CONCEPT,), limit=INDEX),
        select=llm.select(calls, k, fallback=near_best(of_kind=nearly) >> top_k(k), among=INDEX),
        compose=proven_in_full(least=threshold, budget=budget),
        withhold=0.0,
    )
