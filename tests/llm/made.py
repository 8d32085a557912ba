"""Answers, lessons and stored items that the tests of the stages share."""

from __future__ import annotations

from typing import Any

from llm.runs import answering, attempt, refund
from seasoned import llm
from seasoned.learn.admit import Admission
from seasoned.protocols import Attempt, Store
from seasoned.store import open_store
from seasoned.types import Proposal

WIN, LOSS = refund("win"), refund("loss", failed=True)


def cite(quote: str, step: int = 1, run: int = 1) -> dict[str, Any]:
    return {"run": run, "first_step": step, "last_step": step, "quote": quote}


def lesson(quote: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "kind": "insight",
        "when": "an order is to be refunded by its number",
        "body": "Write the order number with a leading #.",
        "tags": ["orders"],
        "confidence": 0.8,
        "cites": [cite(quote)],
    }
    return {**plain, **changes}


def lessons(*found: dict[str, Any]) -> dict[str, Any]:
    return {"lessons": list(found)}


def taught(store: Store, *attempts: Attempt) -> None:
    for one in attempts:
        assert one.outcome is not None
        store.append(one.trajectory, one.outcome, *one.diagnoses, at=1.0)


def admitted(store: Store, *proposals: Proposal) -> list[str]:
    decisions = Admission()(proposals, store, 2.0)
    store.append(*(decision.edit for decision in decisions if decision.edit is not None), at=2.0)
    return [decision.experience_id for decision in decisions]


def proposal(body: str, quote: str = "refunded 20 EUR", when: str = "an order is to be refunded") -> Proposal:
    model, _ = answering(lessons(lesson(quote, body=body, when=when)))
    with open_store(":memory:") as empty:
        (made,) = llm.extract(llm.Calls(model))((attempt(WIN, True),), empty)
    return made
