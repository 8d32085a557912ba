"""`seasoned recall`: what memory has to say about a situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing, nothing_yet
from seasoned.cli.output import emit, line, panel, plain, say

if TYPE_CHECKING:
    from seasoned.memory import Memory
    from seasoned.recall.explain import Explanation
    from seasoned.types import Experience, Hint, Utility


def recall(
    text: Annotated[str, typer.Argument(help="The task, in the words of whoever asks for it.", show_default=False)],
    family: Annotated[str, typer.Option(help="The kind of task: see `seasoned list`.", show_default=False)] = "",
    error: Annotated[str, typer.Option(help="The error that was just seen.", show_default=False)] = "",
    k: Annotated[int | None, typer.Option("--k", min=0, help="At most so many items.", show_default=False)] = None,
    system: options.SystemName = DEFAULT,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Ask what earlier runs say about a task; nothing when nothing is worth saying."""
    import time

    from seasoned.errors import InputError

    if not text.strip():
        raise InputError("there is nothing to look for: describe the task in a few words")
    with existing(store, tenant, project, with_k(system, k)) as memory:
        # Leaving items out to measure them belongs to runs with an outcome, not to a person who looks.
        memory.system = memory.system.but(withhold=0.0)
        started = time.perf_counter()
        hint = memory.recall(text, family=family, error=error)
        milliseconds = (time.perf_counter() - started) * 1000
        utilities = memory.store.utilities([item.id for item in hint.items])
        best = _best_refused(memory, hint)
        if json:
            emit(_as_data(hint, utilities, best, milliseconds))
            return
        if not hint.items:
            say(_silence(memory, best))
            return
        for number, item in enumerate(hint.items, 1):
            _item(number, item, utilities[item.id])
        say(
            f"{len(hint.items)} of {memory.stats().experiences:,} in {milliseconds:.0f} ms. Why these: seasoned explain"
        )


def with_k(system: str, k: int | None) -> str:
    """Return the name of a system with the knob `k` turned, if it is given."""
    if k is None:
        return system
    name, bracket, knobs = system.strip().rstrip(")").partition("(")
    return f"{name}({knobs}, k={k})" if bracket and knobs.strip() else f"{name}(k={k})"


def _best_refused(memory: Memory, hint: Hint) -> Explanation | None:
    if hint.items or not hint.usage_id:
        return None
    return next(iter(memory.explain(hint.usage_id)), None)


def _silence(memory: Memory, best: Explanation | None) -> str:
    if empty := nothing_yet(memory):
        return empty
    if best is None:
        return "Nothing worth saying: no experience has a word in common with this."
    about = line(best.experience.when, 160) if best.experience else best.id
    return f"Nothing worth saying. The nearest is {best.id} ({about}), but its {_reason(best.reason)}."


def _reason(reason: str) -> str:
    return plain(reason) or "turn did not come"


def _item(number: int, item: Experience, utility: Utility) -> None:
    from rich.text import Text

    body = Text()
    body.append(f"When: {line(item.when, 300)}\n", style="dim")
    body.append(plain(item.body))
    title = f"{number}. {item.kind.value}" + (f" · {item.family}" if item.family else "")
    panel(body, title, f"{item.id} · {earned(utility)} · seen {item.evidence.support_count}x")


def earned(utility: Utility) -> str:
    """Return in a few words what the use of an item did to outcomes; ``untried`` while there is none."""
    from seasoned.credit.beta import laplace

    if not utility.helped + utility.hurt:
        return "untried"
    return f"helped {utility.helped} of {utility.helped + utility.hurt} (rate {laplace(utility):.2f})"


def _as_data(
    hint: Hint, utilities: dict[str, Utility], best: Explanation | None, milliseconds: float
) -> dict[str, Any]:
    from seasoned.credit.beta import laplace

    return {
        "usage": hint.usage_id,
        "text": hint.text,
        "tokens": hint.tokens,
        "milliseconds": round(milliseconds, 2),
        "items": [
            {
                "id": item.id,
                "kind": item.kind,
                "family": item.family,
                "when": item.when,
                "body": item.body,
                "rate": laplace(utilities[item.id]),
                "utility": utilities[item.id],
                "evidence": item.evidence.support_count,
            }
            for item in hint.items
        ],
        "nearest": None if best is None else replace(best, experience=None),
    }
