"""The learning curve while it grows: drawn in place in a terminal, one line per finished stream anywhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from seasoned.demo.canvas import draw
from seasoned.demo.plan import ARMS, Plan
from seasoned.demo.results import Attempted, window_of, windows
from seasoned.demo.wording import LABELS, percent

STYLES = {"without": "bright_black", "self": "yellow", "corrections": "bold cyan"}
_HEIGHT = 10


class CurveView:
    """The three curves and a progress bar."""

    def __init__(self, plan: Plan, console: Console) -> None:
        self._plan = plan
        self._console = console
        self._attempted: list[Attempted] = []
        self._progress = Progress(
            TextColumn("tasks"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("left"),
            TimeRemainingColumn(), console=console,
        )  # fmt: skip
        self._bar = self._progress.add_task("tasks", total=len(plan.streams) * plan.tasks)

    def add(self, one: Attempted) -> None:
        """Take in one more task."""
        self._attempted.append(one)
        self._progress.advance(self._bar)

    def drawing(self) -> RenderableType:
        """Return the curves as they stand."""
        return Group(*picture(self._plan, tuple(self._attempted), self._console.width), self._progress)


def picture(plan: Plan, attempted: tuple[Attempted, ...], width: int) -> Iterator[Text]:
    """Yield the lines of the curves and their legend for a terminal `width` cells wide."""
    inner = max(20, min(width - 8, 100))
    counts = {arm.name: windows(attempted, arm.name, plan.tasks) for arm in ARMS}
    rates = {name: [solved / tried if tried else 0.0 for solved, tried in pairs] for name, pairs in counts.items()}
    lines = draw([(rates[arm.name], STYLES[arm.name]) for arm in ARMS], plan.tasks, inner, _HEIGHT)
    yield Text(f"tasks solved, of the last {window_of(plan.tasks)} in each stream", style="dim")
    for row, line in enumerate(lines):
        tick = {0: "100%", _HEIGHT // 2: " 50%", _HEIGHT - 1: "  0%"}.get(row, "    ")
        yield Text.assemble((f"{tick} ", "dim"), ("│", "dim"), line)
    yield Text(f"     └{'─' * inner}", style="dim")
    last = f"task {plan.tasks}"
    yield Text(f"      task 1{last:>{inner - 6}}", style="dim")
    for arm in ARMS:
        solved = sum(one.runs[arm.name].success for one in attempted)
        share = percent(solved / len(attempted)) if attempted else "–"
        yield Text.assemble(("  ━━ ", STYLES[arm.name]), f"{LABELS[arm.name]:<27}{share:>5} so far")


class LineView:
    """Prints one plain line for each stream that is complete."""

    def __init__(self, plan: Plan, console: Console) -> None:
        self._plan = plan
        self._console = console
        self._done: Counter[str] = Counter()
        self._solved: Counter[tuple[str, str]] = Counter()
        self._finished = 0

    def add(self, one: Attempted) -> None:
        """Take in one more task, and print when it was its stream's last."""
        name = one.stream.name
        self._done[name] += 1
        for arm, run in one.runs.items():
            self._solved[name, arm] += run.success
        if self._done[name] == self._plan.tasks:
            self._finished += 1
            parts = ", ".join(f"{LABELS[arm.name]} {self._solved[name, arm.name]}" for arm in ARMS)
            self._console.print(
                f"[{self._finished}/{len(self._plan.streams)}] {one.stream.family}, seed {one.stream.seed}: "
                f"solved of {self._plan.tasks}: {parts}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )


@contextmanager
def view(plan: Plan, console: Console) -> Iterator[CurveView | LineView]:
    """Show the learning curve while the block runs, in the way that `console` can show it."""
    if console.is_terminal:
        curves = CurveView(plan, console)
        with Live(console=console, get_renderable=curves.drawing, refresh_per_second=4):
            yield curves
    else:
        yield LineView(plan, console)
