"""What commands print: JSON, or text that reads well at 80 columns, in colour only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROW = 80
WIDEST = 120


def out() -> Console:
    """Return the console of standard output."""
    from rich.console import Console

    def console(width: int | None) -> Console:
        # Stored text is never read as markup.
        return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, width=width)

    # A pipe has no width: lines are then as on a narrow terminal.
    found = console(None if sys.stdout.isatty() else NARROW)
    return found if found.width <= WIDEST else console(WIDEST)


def emit(value: Any) -> None:
    """Print a value as indented JSON on standard output. NaN and infinities become null."""
    import msgspec

    from seasoned.codec import encode

    sys.stdout.write(msgspec.json.format(encode(value), indent=2).decode() + "\n")


def say(text: str = "", style: str = "") -> None:
    """Print a paragraph, wrapped at words."""
    out().print(text, style=style or None)


def heading(text: str) -> None:
    """Print a heading with a blank line before it."""
    out().print(f"\n{text}", style="bold")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """Print rows under their column names. Columns in `right` hold numbers; they and the column ``id`` never wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        number = column in right
        whole = number or column == "id"
        grid.add_column(column, justify="right" if number else "left", no_wrap=whole, overflow="fold")
    for row in rows:
        grid.add_row(*(plain(str(cell)) for cell in row))
    out().print(grid)


def entries(rows: Iterable[tuple[str, str]], style: str = "") -> None:
    """Print rows of a short mark and a text that wraps beside it, not under it."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold", style=style or None)
    for mark, text in rows:
        grid.add_row(mark, plain(text))
    out().print(grid)


def panel(body: RenderableType, title: str, subtitle: str = "") -> None:
    """Print something in a frame."""
    from rich.box import ROUNDED
    from rich.panel import Panel
    from rich.text import Text

    out().print(
        Panel(
            body,
            title=Text(plain(title)),
            subtitle=Text(plain(subtitle)) if subtitle else None,
            title_align="left",
            subtitle_align="left",
            box=ROUNDED,
        )
    )


def plain(text: str) -> str:
    """Return stored text without control characters: a log must not be able to steer the terminal that shows it."""
    from seasoned.recall.fence import harmless

    return harmless(text)


def line(text: str, limit: int = 200) -> str:
    """Return stored text on one line, cut to `limit` characters with a mark."""
    flat = " ".join(plain(text[: 4 * limit]).split())
    return flat if len(flat) <= limit and len(text) <= 4 * limit else flat[: limit - 1].rstrip() + "…"


def size(count: float) -> str:
    """Return a number of bytes as people write it."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def share(part: float, whole: float) -> str:
    """Return a share as a percentage, or a dash where there is nothing to divide by."""
    return f"{part / whole:.0%}" if whole else "–"


def plural(count: int, noun: str) -> str:
    """Return ``1 run``, ``2 runs``, ``1,234 runs``; words in -y and -ss get their own endings."""
    if count != 1:
        ending = "es" if noun.endswith("ss") else "s"
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}{ending}"
    return f"{count:,} {noun}"
