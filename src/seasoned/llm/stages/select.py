"""`select`: a model chooses among the candidates that the selection so far has chosen (ArcMemo, G-Memory)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from seasoned.errors import InputError
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import SELECT
from seasoned.llm.fence import fenced, inert
from seasoned.llm.numbering import wrong_numbers
from seasoned.llm.outputs import Selection
from seasoned.protocols import Scored, Select
from seasoned.recall.marks import only_chosen, refused
from seasoned.recall.select.top_k import top_k
from seasoned.recall.tokens import cut
from seasoned.stage import SelectStage
from seasoned.types import Query


@dataclass(frozen=True, slots=True)
class _Selected:
    calls: Calls
    k: int
    fallback: Select
    among: int

    def __call__(self, query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
        seen = only_chosen(candidates)[: self.among]
        if not seen or self.k == 0:
            return self.fallback(query, candidates, rng, now)

        def check(answer: Selection) -> str:
            wrong = wrong_numbers(answer.items, len(seen))
            if len(answer.items) > self.k:
                wrong.append(f"{len(answer.items)} items are more than {self.k}")
            return "; ".join(wrong)

        shown = material.items([item.experience for item in seen], 150)
        answer = self.calls.attempt(SELECT, fenced(_situation(query), f"at most {self.k} items", shown), check)
        if answer is None:
            return self.fallback(query, candidates, rng, now)
        chosen = [seen[number - 1] for number in answer.items]
        names = {item.candidate.id for item in chosen}
        reason = f"not chosen by {self.calls.model}: {material.short(answer.reason, 200)}"
        return [*chosen, *(refused(item, reason) for item in candidates if item.candidate.id not in names)]


def _situation(query: Query) -> str:
    texts = (
        ("task", query.text),
        ("family", query.family),
        ("sees", query.observation),
        ("error", query.error),
        ("last tool", query.last_tool),
    )
    return "\n".join(f"{name}: {cut(inert(text), 600)}" for name, text in texts if text)


def select(calls: Calls | None, k: int = 3, *, fallback: Select | None = None, among: int = 20) -> SelectStage:
    """Return a selection in which the model takes up to `k` of the first `among` chosen candidates, or none.

    What it leaves out is refused with its reason. `fallback` is ``top_k(k)`` unless another is given, and stands alone
    without `calls`. Put it last:
    ``floors(…) >> llm.select(calls)``. Raises InputError for `k` < 0 or `among` < 1.
    """
    if k < 0 or among < 1:
        raise InputError("select() needs k >= 0 and among >= 1")
    otherwise = top_k(k) if fallback is None else fallback
    if calls is None:
        return SelectStage.of(otherwise)
    return SelectStage(_Selected(calls, k, otherwise, among), f"llm.select({calls.model}, {k})")
