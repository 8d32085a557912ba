"""What a model is shown: runs and items as numbered text, within a token budget, cut with marks, fenced as data.

Steps are numbered by their place in the run, from 0, which is what citations refer to. Texts stand as they were said,
apart from what `seasoned.llm.fence` makes inert, so that a quote can be checked word for word.
"""

from __future__ import annotations

from collections.abc import Sequence

from seasoned.errors import InputError
from seasoned.learn.actions import action_text, error_text
from seasoned.learn.evidence import clip
from seasoned.llm.fence import inert
from seasoned.protocols import Attempt
from seasoned.recall.tokens import cut, tokens_in
from seasoned.types import Experience, Outcome, Proposal, Step, Trajectory

BUDGET = 6000
"""Tokens of all runs together in one call."""

_FIELDS = (1000, 400, 200, 100, 50, 25)
"""Tokens of one text of a step, tried in turn until the run fits; then steps are left out of its middle."""


def run(trajectory: Trajectory, number: int, budget: int, outcome: Outcome | None = None) -> str:
    """Return one run as text of at most about `budget` tokens (its heading not counted). Raises InputError below 100.

    Long texts are cut first, each with a mark; then steps in the middle are left out, and their number is said.
    """
    if budget < 100:
        raise InputError(f"a run needs at least 100 tokens of material, not {budget}")
    head = [f"## run {number}", f"task: {cut(inert(trajectory.task.text), 1000)}"]
    if trajectory.task.family:
        head.append(f"family: {inert(trajectory.task.family)}")
    if outcome is not None:
        head.append(f"outcome: {_ending(outcome)}")
    end = trajectory.final_observation
    for limit in _FIELDS:
        steps = [_step(place, step, limit) for place, step in enumerate(trajectory.steps)]
        last = [f"[end] saw: {cut(inert(end), limit)}"] if end else []
        if sum(map(tokens_in, (*steps, *last))) <= budget:
            return "\n".join([*head, *steps, *last])
    return "\n".join([*head, *_without_middle(steps, budget - sum(map(tokens_in, last))), *last])


def runs(attempts: Sequence[Attempt], budget: int = BUDGET) -> str:
    """Return several runs with how they ended, numbered from 1, sharing the budget equally."""
    share = max(100, budget // max(1, len(attempts)))
    return "\n\n".join(run(one.trajectory, at, share, one.outcome) for at, one in enumerate(attempts, 1))


def items(experiences: Sequence[Experience], limit: int = 200, *, ids: bool = False) -> str:
    """Return experiences on numbered blocks, each text cut to `limit` tokens; `ids` shows their ids in brackets."""
    return "\n".join(
        f"{at}. {f'({inert(one.id)}) ' if ids else ''}[{one.kind.value}] when: {cut(inert(one.when), limit)}\n"
        f"   {cut(inert(one.body), limit)}"
        for at, one in enumerate(experiences, 1)
    )


def proposals(proposed: Sequence[Proposal], limit: int = 300) -> str:
    """Return proposals with the words they rest on, numbered from 1."""
    blocks = []
    for at, one in enumerate(proposed, 1):
        quotes = [f"   quoted: {cut(inert(span.quote), 100)}" for span in one.evidence.supports[:3]]
        body = f"   {cut(inert(one.body), limit)}"
        blocks.append("\n".join([f"{at}. [{one.kind.value}] when: {cut(inert(one.when), limit)}", body, *quotes]))
    return "\n".join(blocks)


def _ending(outcome: Outcome) -> str:
    word = {True: "success", False: "failure", None: "unknown"}[outcome.success]
    score = "" if outcome.score is None else f", score {outcome.score:.2f}"
    return f"{word}{score} (said by {outcome.source.value})"


def _step(place: int, step: Step, limit: int) -> str:
    result = (step.tool.result or "") if step.tool is not None else ""
    texts = (
        ("saw", step.observation),
        ("thought", step.thought),
        ("did", action_text(step)),
        ("result", result),
        ("error", error_text(step)),
    )
    shown = [f"{name}: {cut(inert(text), limit)}" for name, text in texts if text.strip()]
    return f"[{place}] " + "\n    ".join(shown or ["(nothing)"])


def _without_middle(steps: Sequence[str], room: int) -> list[str]:
    head: list[str] = []
    tail: list[str] = []
    room -= tokens_in("… (000000 steps left out)")
    first, last = 0, len(steps) - 1
    while first <= last:
        take_tail = len(tail) < len(head)
        step = steps[last if take_tail else first]
        room -= tokens_in(step)
        if room < 0:
            break
        if take_tail:
            tail.insert(0, step)
            last -= 1
        else:
            head.append(step)
            first += 1
    return [*head, f"… ({last - first + 1} steps left out)", *tail]


def short(text: str, limit: int = 400) -> str:
    """Return a text of the model's in one line of at most `limit` characters, to stand in a reason."""
    return clip(" ".join(inert(text).split()), limit)
