"""What the page and its Markdown twin say around the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.bench.header import Header
from seasoned.bench.report.orders import Orders
from seasoned.bench.report.view import View
from seasoned.bench.rows import ALL, STEP

TITLE = "Does memory help?"
NOTHING_RAN = "There is no result."
NOTHING_TESTED = "No system under test has a result here."
ALL_RAN = "Everything that was asked for could run."
UNEVEN = (
    "Not every system was run on the same tasks: where the numbers of tasks differ, the averages of this table don't "
    "compare. The tables of the families do, and so does every difference."
)
CURVES = (
    "The mean over streams of each stream's moving average, whose window is a quarter of the stream: a curve ends at "
    "the figure of the last quarter. Bands are 95% intervals from a bootstrap over streams. The curves that are on at "
    "first are those of no memory (dashed grey), of the systems under test and of the strongest control."
)
HEATMAP = (
    "Paired differences{unit}, in bold where the 95% interval excludes 0; a pointer over a cell shows the interval. "
    "The deeper the colour, the larger the difference: blue is better than no memory, orange worse."
)
TRANSFER = (
    "Rows are the families that a memory learned on, columns those it was then tried on, without learning there: the "
    "paired difference to no memory in {primary}{unit}, in bold where the 95% interval excludes 0. On the diagonal the "
    "tasks of one family are others than those learned from."
)
SCATTER = (
    "Upwards {primary}{unit} with its 95% interval, to the right the tokens that memory put into the context of a task "
    "on an axis that is logarithmic from about 100 on: up and to the left is better."
)

SUBJECTS = {
    "Learning and forgetting": (
        "Gains are differences to no memory. The first fifth of each stream is met again at its end: replay gain is "
        "what its success rose by, recovery the share of failures mended, regression that of successes lost. Noise "
        "robustness is the score with a tenth of the outcomes told wrong, over the score without."
    ),
    "Savings": (
        "A stream breaks even at the task from which on all that was spent stays below what no memory spent; the mean "
        "is over the streams that do. Savings are over tasks that both solve. Where steps and tokens are added up, a "
        f"step counts as {STEP:.0f} tokens."
    ),
    "The store": (
        "At the end of a stream, without what was superseded or retired. Compactness is success per 1,000 stored "
        "tokens; growth is the exponent of the size over the number of tasks met: 1 grows with every task, 0 not at "
        "all."
    ),
    "Worth of what was shown": (
        "Brier score and calibration error of the success rate that each shown item had earned before, against what "
        "came; the base rate is that of the runs, known only afterwards. An item is precise where leaving it out "
        "lowers the score of a task played again, and harmful where that raises it. Changed by chance is how often the "
        "score changes with nothing left out and only other draws: half of it is luck in either rate. In the mean "
        "score lost without an item luck cancels out."
    ),
}


def setting(header: Header, tested: Sequence[str]) -> str:
    """Return what was run, in one sentence."""
    seeds = header.setup.seeds
    each = f", {header.setup.tasks} tasks a stream" if header.setup.tasks else ""
    version = header.versions.get("seasoned")
    return (
        f"{', '.join(header.tracks) or 'No track'}; under test: {', '.join(tested) or 'nothing'}; "
        f"{f'seeds 0 to {seeds - 1}' if seeds > 1 else 'seed 0'}{each}{f'; Seasoned {version}' if version else ''}."
    )


def family_name(family: str) -> str:
    """Return the name of a family or of all together."""
    return "all families" if family == ALL else family


def leaderboard_note(view: View) -> str:
    """Return what the leaderboard's columns are."""
    order = view.orders[view.family][0]
    return (
        "In brackets 95% intervals from a bootstrap over streams and the tasks in them. Differences are paired task by "
        "task, in bold where the interval excludes 0. Negative transfer is the share of the tasks solved without "
        f"memory that were lost with it, with its Wilson interval. The order of the tasks is {order}."
    )


def declared_note(view: View) -> str:
    """Return what the declared comparisons are."""
    return (
        f"Declared in advance: every system under test with no memory and with each control, {view.primary} on "
        f"{family_name(view.family)}. p is from sign flips of whole streams, two-sided; the last is adjusted for the "
        "number of these comparisons (Holm 1979). All other comparisons of this page are for exploring."
    )


def orders_note(view: View, one: Orders) -> str:
    """Return how the robustness to order is computed."""
    best = (
        "the system's own best order"
        if one.best is None
        else f"{view.scale.number(one.best)}{view.scale.unit}, which the upper reference reached"
    )
    return f"Robustness is 1 − (highest − lowest) / best, where best is {best}."


def provenance(header: Header) -> Iterator[tuple[str, list[str]]]:
    """Yield what the figures depend on: a name and lines."""
    yield "command", [header.command]
    yield "seeds", [f"{header.setup.seeds}, from 0 on"]
    yield "systems", [", ".join(header.setup.systems)]
    yield "families", [", ".join(header.setup.families) or "all of each track"]
    yield "tasks in a stream", [str(header.setup.tasks) if header.setup.tasks else "each track's own number"]
    yield "versions", [", ".join(f"{name} {version}" for name, version in sorted(header.versions.items()))]
    yield "code", [header.code]
    yield "data", [f"{name} sha256:{digest}" for name, digest in sorted(header.data.items())] or ["none read"]
    yield "machine", [header.machine]
    yield "fingerprint", [header.fingerprint]
