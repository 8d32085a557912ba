"""`merge`: rules find items that say the same, a model writes what they say together, or says that they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from seasoned.evolve.duplicates import merge_duplicates
from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import MERGE
from seasoned.llm.fence import fenced
from seasoned.llm.stages.revised import by_model
from seasoned.payloads import TYPES
from seasoned.protocols import Evolve, Reader
from seasoned.recall.fence import harmless
from seasoned.stage import EvolveStage
from seasoned.types import Edit, Experience, Operation


@dataclass(frozen=True, slots=True)
class _Merged:
    calls: Calls
    propose: Evolve
    fallback: Evolve

    @property
    def stage(self) -> str:
        return f"llm.merge@{self.calls.model}"

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        edits: list[Edit] = []
        settled: set[str] = set()
        passed_over: set[str] = set()
        for edit in self.propose(store, now):
            if edit.target in passed_over:
                continue
            if edit.operation is not Operation.MERGE:
                edits.append(edit)
                continue
            found = self._members(edit, store)
            answer = self.calls.attempt(MERGE, fenced(material.items(found, 1000))) if found else None
            if answer is not None and answer.same:
                edits.append(self._rewritten(edit, answer.when, answer.body, material.short(answer.reason)))
            else:
                passed_over.update(edit.sources)
            if answer is not None:
                settled.update((edit.target, *edit.sources))
        rest = self.fallback(store, now)
        return [*edits, *(edit for edit in rest if not settled & {edit.target, *edit.sources})]

    def _members(self, edit: Edit, store: Reader) -> list[Experience]:
        """The items of a merge whose text is free. What has a payload type reads as its payload says: the model is not
        asked about it, and the fallback decides."""
        kept = store.experience(edit.target)
        return [] if kept is None or kept.kind in TYPES else [kept, *self._others(edit, store)]

    def _others(self, edit: Edit, store: Reader) -> Iterator[Experience]:
        for name in edit.sources:
            other = store.experience(name)
            if other is not None:
                yield other

    def _rewritten(self, edit: Edit, when: str, body: str, reason: str) -> Edit:
        assert edit.experience is not None
        made = replace(edit.experience, when=harmless(when).strip(), body=harmless(body).strip(), payload={})
        return by_model(replace(edit, experience=made, reason=reason), self.calls.model, self.stage)


def merge(calls: Calls | None, *, propose: Evolve | None = None, fallback: Evolve | None = None) -> EvolveStage:
    """Return upkeep in which `propose` (default `evolve.merge_duplicates` at loose thresholds) finds items that may say
    the same, and the model writes their common text or keeps them apart.

    Where it gives no answer the stricter `fallback` (default `evolve.merge_duplicates`) decides, and so it does without
    `calls`. Trust never rises.
    """
    loose = merge_duplicates(cosine=0.75, pairs=0.15) if propose is None else propose
    strict = merge_duplicates() if fallback is None else fallback
    if calls is None:
        return EvolveStage.of(strict)
    return EvolveStage(_Merged(calls, loose, strict), f"llm.merge({calls.model})")
