"""The demo's result in words and table cells, the same for the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from seasoned.demo.plan import ARMS, DEFAULT_FAMILIES
from seasoned.demo.results import Results, Useful, score, steps, success
from seasoned.statistics import Difference

LABELS = {"without": "without memory", "self": "learning from itself", "corrections": "learning from corrections"}
SHORT = {"without": "without", "self": "itself", "corrections": "corrections"}
COLUMNS = ("", "solved", "score", "steps", "− without, points", "worse", "better")
Row = tuple[str, tuple[str, ...]]
"""An arm's name and its cells."""

_QUOTE = 160
_ENOUGH = 5
"""From how many withheld runs on a measured uplift is worth telling."""


def percent(share: float) -> str:
    """Return a share as ``78%``."""
    return f"{share:.0%}"


def signed(value: float, digits: int = 0) -> str:
    """Return a number with its sign, zero without one."""
    text = f"{abs(value):.{digits}f}"
    return text if not float(text) else f"{'+' if value > 0.0 else '−'}{text}"


def difference_in_points(difference: Difference) -> str:
    """Return a difference of shares with its interval: ``+28 [+18, +40]``."""
    mean, low, high = (signed(100.0 * value) for value in (difference.mean, difference.low, difference.high))
    return f"{mean} [{low}, {high}]"


def headline(results: Results) -> str:
    """Return the result in one sentence."""
    with_corrections, without = results.mean("corrections", success), results.mean("without", success)
    difference = results.difference("corrections", success)
    mean, low, high = (signed(100.0 * value) for value in (difference.mean, difference.low, difference.high))
    return (
        f"Learning from corrections the agent solved {percent(with_corrections)} of the tasks, without memory "
        f"{percent(without)}: {mean} points (95% interval {low} to {high})."
    )


def setting(results: Results) -> str:
    """Return what was played."""
    plan = results.plan
    seeds = f"seeds {plan.seed} to {plan.seed + plan.seeds - 1}" if plan.seeds > 1 else f"seed {plan.seed}"
    return (
        f"{len(results.attempted)} tasks of TextWorldExpress ({', '.join(plan.families)}): {plan.tasks} per family "
        f"and seed, {seeds}, {plan.difficulty}, {plan.fold} fold."
    )


def groups(results: Results) -> Iterator[tuple[str, list[Row]]]:
    """Yield the table's groups, all tasks first: a heading and a row of `COLUMNS` for each arm."""
    families: tuple[str | None, ...] = results.plan.families
    for family in (None, *families) if len(families) > 1 else families:
        rows: list[Row] = []
        for arm in ARMS:
            compared = ("", "", "")
            if arm is not ARMS[0]:
                difference = results.difference(arm.name, success, family)
                compared = (difference_in_points(difference), percent(difference.lost), percent(difference.gained))
            cells = (
                SHORT[arm.name],
                percent(results.mean(arm.name, success, family)),
                f"{results.mean(arm.name, score, family):.2f}",
                f"{results.mean(arm.name, steps, family):.1f}",
                *compared,
            )
            rows.append((arm.name, cells))
        yield family or "all families", rows


def utility(one: Useful) -> str:
    """Return in one sentence what an experience earned."""
    text = (
        f"{one.solved} of the {one.shown} runs it was shown in succeeded (posterior {one.rate:.2f}); "
        f"the control solved {percent(one.control)} of this stream"
    )
    up = one.uplift
    if up is None or min(up.injected, up.withheld) < _ENOUGH:
        return f"{text}."
    measured = f"{signed(up.difference, 2)} [{signed(up.low, 2)}, {signed(up.high, 2)}]"
    return f"{text}. Against {up.withheld:.0f} runs it was withheld from at random: {measured}."


def evidence(one: Useful) -> str:
    """Return where an experience comes from, with the words it rests on."""
    seen = f"seen {one.support} times, first" if one.support > 1 else "seen"
    quote = " ".join(one.quote.split())
    shown = quote if len(quote) <= _QUOTE else f"{quote[: _QUOTE - 1]}…"
    return f"{seen} in {one.run}, step {one.start}: “{shown}”"


def next_steps(results: Results, program: str) -> Iterator[tuple[str, str]]:
    """Yield commands that go on from here, and what each does. `program` is how to call `seasoned` here."""
    plan = results.plan
    store = plan.store(plan.streams[0], ARMS[-1])
    if results.useful:
        one = results.useful[0]
        store = Path(one.store)
        yield f"{program} show {one.id} --store {store}", "its evidence, lineage and utility"
    yield f"{program} list --store {store}", "everything that this memory holds"
    yield f"{program} learn YOUR-LOGS --store agent.db", "learn from the logs of your own agent"
    if "coin" not in plan.families:
        families = ",".join((*DEFAULT_FAMILIES, "coin"))
        yield f"{program} demo --families {families}", "the same with a search game, which needs no memory"
