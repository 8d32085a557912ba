"""A table of cells, written as HTML and as Markdown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from seasoned.bench.report.scale import ABSENT

_SPECIAL = re.compile(r"[\\`*_<>|~]|\](?=\()")


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is data and escaped; `drawn` is markup of ours that the page shows before it.

    `by` is what the column is sorted by instead of the text; a cell with NaN comes last. `css` are classes and `shade`
    in [0, 1] the depth of the background, `note` what a pointer over the cell is told, `tag` a small mark behind the
    text.
    """

    text: str
    by: float | None = None
    drawn: str = ""
    strong: bool = False
    css: str = ""
    shade: float | None = None
    note: str = ""
    tag: str = ""


NOTHING = Cell(ABSENT, math.nan)
"""A cell without a figure."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns. Column `names` holds what the row is about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    names: int = 0


def html(table: Table, label: str, css: str = "") -> str:
    """Return the table in a box named `label` that scrolls sideways. Several rows can be sorted by any column."""
    many = len(table.rows) > 1
    heads = "".join(_head(table, at, many) for at in range(len(table.columns)))
    body = "\n".join(f"<tr>{''.join(_cells(table, row))}</tr>" for row in table.rows)
    classes = f"{css} sortable".strip() if many else css
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}"><table class="{classes}">\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def markdown(table: Table) -> str:
    """Return the table as GitHub-flavoured Markdown."""
    numeric = [any(row[at].by is not None for row in table.rows) for at in range(len(table.columns))]
    rule = ["---:" if found else "---" for found in numeric]
    heads = [plain_text(column) for column in table.columns]
    body = [[_marked(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *body))


def plain_text(text: str) -> str:
    """Return data as Markdown that shows it as it is, on one line."""
    return _SPECIAL.sub(lambda found: "\\" + found.group(0), " ".join(text.split()).replace("&", "&amp;"))


def _head(table: Table, at: int, sortable: bool) -> str:
    name = escape(table.columns[at]).replace("/", "/<wbr>")
    css = ' class="name"' if at == table.names else ""
    return f'<th scope="col"{css}>{f"<button type=button>{name}</button>" if sortable else name}</th>'


def _cells(table: Table, row: tuple[Cell, ...]) -> Iterator[str]:
    for at, cell in enumerate(row):
        name = at == table.names
        classes = " ".join(filter(None, ("name" if name else "", cell.css, "strong" if cell.strong else "")))
        said = {
            "class": classes,
            "data-by": "" if cell.by is None else f"{cell.by:.6g}",
            "style": "" if cell.shade is None else f"--shade: {100.0 * cell.shade:.0f}%",
            "title": cell.note,
        }
        kept = "".join(f' {key}="{escape(value)}"' for key, value in said.items() if value)
        tag = f' <span class="tag">{escape(cell.tag)}</span>' if cell.tag else ""
        element = 'th scope="row"' if name else "td"
        yield f"<{element}{kept}>{cell.drawn}{escape(cell.text)}{tag}</{element[:2]}>"


def _marked(cell: Cell) -> str:
    text = plain_text(cell.text)
    text = f"**{text}**" if cell.strong and text else text
    return f"{text} ({plain_text(cell.tag)})" if cell.tag else text
