"""What the demo says at the end, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from seasoned.demo.results import Results, Useful
from seasoned.demo.wording import COLUMNS, evidence, groups, headline, next_steps, setting, utility

_BODY_LINES = 8


def tell(results: Results, console: Console, seconds: float, program: str) -> None:
    """Print the figures, the most useful experiences and what to do next."""
    console.print()
    console.print(Text(headline(results), style="bold"))
    console.print(Text(f"{setting(results)} {seconds:.0f} s.", style="dim"))
    console.print(_table(results))
    console.print(
        Text("Differences are paired by task, with 95% intervals; worse is negative transfer.\n", style="dim")
    )
    if results.useful:
        console.print(Text("What helped most", style="bold"))
        for one in results.useful:
            console.print(Padding(Text("\n").join(_lines(one)), (0, 0, 1, 2)))
    else:
        console.print("No experience has earned more than the control yet: play more tasks (--tasks).\n")
    console.print(Text("What to do next", style="bold"))
    console.print(f"  Open {results.plan.out / 'report.html'} in a browser, or:", highlight=False, soft_wrap=True)
    for command, why in next_steps(results, program):
        console.print(Text.assemble("  ", (command, "cyan"), (f"   # {why}", "dim")), soft_wrap=True)


def _table(results: Results) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    for name, rows in groups(results):
        table.add_row(Text(name, style="bold"))
        for at, (_, cells) in enumerate(rows, 1):
            table.add_row(f"  {cells[0]}", *cells[1:], end_section=at == len(rows))
    return table


def _lines(one: Useful) -> Iterator[Text]:
    yield Text.assemble((one.kind, "bold"), " ", (one.id, "cyan"), f"  {one.stream.family}, seed {one.stream.seed}")
    body = one.body.splitlines()
    left_out = ["…"] if len(body) > _BODY_LINES else []
    yield from (Text(f"  {line}") for line in (*body[:_BODY_LINES], *left_out))
    yield Text(f"  utility: {utility(one)}", style="dim")
    yield Text(f"  evidence: {evidence(one)}", style="dim")
