"""`label`: what each item is about, as tags, freely or from a closed list (MNL, AlphaOPT, MemoTime)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seasoned.llm import material
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import LABEL
from seasoned.llm.fence import fenced
from seasoned.llm.numbering import wrong_numbers
from seasoned.llm.outputs import Labels
from seasoned.llm.stages.revised import revised
from seasoned.protocols import Evolve, Reader
from seasoned.stage import EvolveStage
from seasoned.system import no_evolution
from seasoned.types import Edit, Experience, Operation

MARK = "about:"
"""What a label is prefixed with among an item's tags, so that it is known which items have one."""


@dataclass(frozen=True, slots=True)
class _Labelled:
    calls: Calls
    allowed: tuple[str, ...]
    fallback: Evolve
    together: int

    def __call__(self, store: Reader, now: float) -> list[Edit]:
        bare = [
            one
            for one in store.experiences()
            if one.scope == store.scope and not any(tag.startswith(MARK) for tag in one.tags)
        ]
        edits: list[Edit] = []
        for start in range(0, len(bare), self.together):
            group = bare[start : start + self.together]
            labels = self._ask(group)
            if labels is None:
                # The fallback looks at the whole store, so it answers once, for what no model labelled.
                taken = {edit.target for edit in edits}
                return [*edits, *(edit for edit in self.fallback(store, now) if edit.target not in taken)]
            said = sorted(labels.items, key=lambda one: one.item)
            edits += [self._tagged(group[one.item - 1], one.labels, now) for one in said]
        return edits

    def _ask(self, group: Sequence[Experience]) -> Labels | None:
        def check(answer: Labels) -> str:
            wrong = wrong_numbers([one.item for one in answer.items], len(group), every=True)
            if self.allowed:
                said = dict.fromkeys(label for one in answer.items for label in one.labels)
                wrong += [f"the label {label!r} is not allowed" for label in said if label not in self.allowed]
            return "; ".join(wrong)

        head = f"allowed labels: {', '.join(self.allowed) or 'any'}"
        return self.calls.attempt(LABEL, fenced(head, material.items(group, 100)), check)

    def _tagged(self, item: Experience, labels: Sequence[str], now: float) -> Edit:
        tags = (f"{MARK}{material.short(label, 60)}" for label in labels)
        return revised(
            item,
            Operation.EDIT,
            self.calls.model,
            reason=f"about {', '.join(material.short(label, 60) for label in labels)}",
            stage=f"llm.label@{self.calls.model}",
            now=now,
            tags=tuple(dict.fromkeys((*item.tags, *tags))),
        )


def label(
    calls: Calls | None, allowed: Sequence[str] = (), *, fallback: Evolve = no_evolution, together: int = 20
) -> EvolveStage:
    """Return upkeep that tags each active item without a label with ``about:<label>``, the broadest first.

    With `allowed` no other label is accepted. `together` items are asked about in one call. Without
    `calls` it is the fallback.
    """
    if calls is None:
        return EvolveStage.of(fallback)
    return EvolveStage(_Labelled(calls, tuple(allowed), fallback, together), f"llm.label({calls.model})")
