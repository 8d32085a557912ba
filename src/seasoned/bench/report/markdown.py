"""The page's twin in Markdown: its tables without the curves, to be read beside the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from seasoned.bench.header import Header
from seasoned.bench.report import grid, wording
from seasoned.bench.report.declared import declared
from seasoned.bench.report.further import further
from seasoned.bench.report.grid import Table, plain_text
from seasoned.bench.report.headline import verdicts
from seasoned.bench.report.heatmap import heatmap
from seasoned.bench.report.leaderboard import leaderboard, uneven
from seasoned.bench.report.matrix import matrices
from seasoned.bench.report.orders import orders
from seasoned.bench.report.view import View, views
from seasoned.bench.report.worse import EXPLAINED, count, table, worse
from seasoned.bench.rows import Row
from seasoned.bench.track import Result
from seasoned.bench.validity import Validity, in_words, validity

_CASES = 10
"""Lost tasks told of each family; the page has all."""


def markdown(
    header: Header,
    results: Sequence[Result],
    rows: Sequence[Row],
    primary: Mapping[str, str],
    tested: Sequence[str],
    skipped: Sequence[str],
) -> str:
    """Return the report as GitHub-flavoured Markdown. The arguments are those of `page`."""
    tracks = views(header.tracks, results, rows, primary, tested)
    checked = {one.track: one for one in validity(results, rows, primary, tested)}
    blocks = [
        f"# {wording.TITLE}",
        plain_text(wording.setting(header, tested)),
        _command(header.command),
        *(block for view in tracks for block in _track(view, checked.get(view.track))),
        "## What got worse",
        EXPLAINED,
        *(block for view in tracks for block in _worse(view)),
        "## What did not run",
        _list(skipped) or wording.ALL_RAN,
        "## What the figures depend on",
        "\n".join(_provenance(header)),
    ]
    return "\n\n".join(blocks) + "\n"


def _track(view: View, checked: Validity | None) -> Iterator[str]:
    yield f"## {plain_text(view.track)}"
    if checked is not None:
        first, *rest = in_words(checked)
        yield f"**{plain_text(first)}**"
        yield _list(rest)
    if not view.families:
        yield wording.NOTHING_RAN
        return
    yield _list([one.text for one in verdicts(view)]) or wording.NOTHING_TESTED
    yield f"### Leaderboard: {plain_text(wording.family_name(view.family))}"
    yield grid.markdown(leaderboard(view, view.family))
    yield plain_text(wording.leaderboard_note(view))
    if uneven(view):
        yield wording.UNEVEN
    for family in view.families[1:]:
        yield from _folded(family, leaderboard(view, family))
    if (primary := declared(view)) is not None:
        yield "### Declared comparisons"
        yield grid.markdown(primary)
        yield plain_text(wording.declared_note(view))
    if (heat := heatmap(view)) is not None:
        yield "### Difference to no memory by family"
        yield grid.markdown(heat)
        unit = " in points" if view.scale.share else ""
        yield f"Paired differences{unit}, in bold where the 95% interval excludes 0."
    for entrant, matrix in matrices(view):
        yield f"### Transfer between families: {plain_text(entrant.label)}"
        yield grid.markdown(matrix)
        yield plain_text(
            wording.TRANSFER.format(primary=view.primary, unit=f", in{view.scale.points}" if view.scale.points else "")
        )
    found = orders(view)
    if found:
        yield "### Order of the tasks"
    for one in found:
        yield f"#### {plain_text(wording.family_name(one.family))}"
        yield grid.markdown(one.table)
        yield plain_text(wording.orders_note(view, one))
    if more := further(view):
        yield "### Further figures"
    for title, figures in more:
        yield from _folded(title, figures)
        if note := wording.SUBJECTS.get(title):
            yield plain_text(note)


def _worse(view: View) -> Iterator[str]:
    yield f"### {plain_text(view.track)}"
    found = worse(view)
    if not found:
        yield wording.NOTHING_TESTED
    for one in found:
        yield f"#### {plain_text(one.entrant.label)}"
        for title, said in (("Worse than no memory", one.to_none), ("Beaten by", one.to_others)):
            yield f"{title}:\n\n{_list(said.lost)}" if said.lost else said.otherwise
        yield plain_text(one.summary)
        for losses in one.tasks:
            rest = len(losses.lost) - _CASES
            more = f"; the first {_CASES} of them" if rest > 0 else ""
            yield from _folded(count(losses) + more, table(losses, _CASES))


def _provenance(header: Header) -> Iterator[str]:
    for name, lines in wording.provenance(header):
        if name != "command":
            yield f"- {name}: {', '.join(map(plain_text, lines))}"


def _command(text: str) -> str:
    # An indented block: nothing in it can end it, as long as it is one line.
    return f"    {' '.join(text.split())}"


def _folded(title: str, rows: Table) -> Iterator[str]:
    yield f"<details><summary>{escape(' '.join(title.split()))}</summary>"
    yield grid.markdown(rows)
    yield "</details>"


def _list(lines: Sequence[str]) -> str:
    return "\n".join(f"- {plain_text(line)}" for line in lines)
