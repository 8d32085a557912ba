"""The benchmark's page: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template

from seasoned.bench.header import Header
from seasoned.bench.report import grid, wording
from seasoned.bench.report.curve_chart import curves
from seasoned.bench.report.declared import declared
from seasoned.bench.report.further import further
from seasoned.bench.report.headline import verdicts
from seasoned.bench.report.heatmap import heatmap
from seasoned.bench.report.leaderboard import leaderboard, uneven
from seasoned.bench.report.matrix import matrices
from seasoned.bench.report.orders import orders
from seasoned.bench.report.palette import switches
from seasoned.bench.report.scatter import scatter
from seasoned.bench.report.view import View, views
from seasoned.bench.report.worse import EXPLAINED, Worse, count, table, worse
from seasoned.bench.rows import Row
from seasoned.bench.track import Result
from seasoned.bench.validity import Validity, Verdict, in_words, validity


def page(
    header: Header,
    results: Sequence[Result],
    rows: Sequence[Row],
    primary: Mapping[str, str],
    tested: Sequence[str],
    skipped: Sequence[str],
) -> str:
    """Return the whole page.

    `primary` is the metric of each track by which systems are compared, `tested` are the systems under test, and
    `skipped` says what could not run, and why. Everything in the page that comes from data is escaped.
    """
    tracks = views(header.tracks, results, rows, primary, tested)
    checked = {one.track: one for one in validity(results, rows, primary, tested)}
    return Template(_file("page.html")).substitute(
        style=_file("page.css"),
        switches=switches(max((len(view.coloured) for view in tracks), default=0)),
        script=_file("sort.js"),
        title=wording.TITLE,
        setting=escape(wording.setting(header, tested)),
        contents="\n".join(
            f'<li><a href="#{_anchor(at)}">{escape(view.track)}</a></li>' for at, view in enumerate(tracks)
        ),
        headlines="\n".join(_headline(view, at, checked.get(view.track)) for at, view in enumerate(tracks))
        or f"<p>{wording.NOTHING_RAN}</p>",
        tracks="\n".join(_section(view, at, checked.get(view.track)) for at, view in enumerate(tracks)),
        explained=EXPLAINED,
        worse="\n".join(_worse(view) for view in tracks) or f"<p>{wording.NOTHING_RAN}</p>",
        skipped=_list(skipped) or f"<p>{wording.ALL_RAN}</p>",
        provenance="\n".join(
            f"<dt>{escape(name)}</dt><dd>{'<br>'.join(f'<code>{escape(line)}</code>' for line in lines)}</dd>"
            for name, lines in wording.provenance(header)
        ),
    )


def _file(name: str) -> str:
    return files("seasoned.bench.report").joinpath(name).read_text(encoding="utf-8")


def _anchor(at: int) -> str:
    return f"track-{at + 1}"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _headline(view: View, at: int, checked: Validity | None) -> str:
    said = verdicts(view) if view.families else []
    sentences = "".join(f'<p class="verdict {one.tone}">{escape(one.text)}</p>' for one in said)
    none = wording.NOTHING_TESTED if view.families else wording.NOTHING_RAN
    return (
        f'<article class="card"><h3><a href="#{_anchor(at)}">{escape(view.track)}</a>{_mark(checked)}</h3>'
        f"{sentences or f'<p>{none}</p>'}</article>"
    )


def _mark(checked: Validity | None) -> str:
    return "" if checked is None else f' <span class="mark {checked.verdict.lower()}">{checked.verdict}</span>'


def _section(view: View, at: int, checked: Validity | None) -> str:
    parts = "\n".join(_parts(view)) if view.families else f"<p>{wording.NOTHING_RAN}</p>"
    return f'<section id="{_anchor(at)}">\n<h2>{escape(view.track)}</h2>\n{_checks(checked)}{parts}\n</section>'


def _checks(checked: Validity | None) -> str:
    """Return what the checks said: open where one failed."""
    if checked is None:
        return ""
    first, *rest = in_words(checked)
    opened = " open" if checked.verdict is Verdict.INVALID else ""
    return (
        f'<details class="validity {checked.verdict.lower()}"{opened}><summary>{escape(first)}</summary>'
        f"{_list(rest)}</details>\n"
    )


def _parts(view: View) -> Iterator[str]:
    yield f"<h3>Leaderboard{escape(f': {wording.family_name(view.family)}')}</h3>"
    yield grid.html(leaderboard(view, view.family), f"{view.track}: leaderboard", "board")
    yield _note(wording.leaderboard_note(view))
    if uneven(view):
        yield _note(wording.UNEVEN)
    if len(view.families) > 1:
        yield "<h4>Of each family</h4>"
        yield from (_family(view, family) for family in view.families[1:])
    if (primary := declared(view)) is not None:
        yield "<h3>Declared comparisons</h3>"
        yield grid.html(primary, f"{view.track}: declared comparisons", "declared")
        yield _note(wording.declared_note(view))
    if drawn := curves(view):
        yield f"<h3>Learning curves</h3>\n{_note(wording.CURVES)}\n{drawn}"
    if (heat := heatmap(view)) is not None:
        yield "<h3>Difference to no memory by family</h3>"
        yield grid.html(heat, f"{view.track}: difference to no memory by family", "heat")
        yield _note(wording.HEATMAP.format(unit=" in points" if view.scale.share else ""))
    found = matrices(view)
    if found:
        yield "<h3>Transfer between families</h3>"
        for entrant, one in found:
            yield f"<h4>{escape(entrant.label)}</h4>"
            yield grid.html(one, f"{view.track}, {entrant.label}: transfer between families", "heat")
        yield _note(
            wording.TRANSFER.format(primary=view.primary, unit=f", in{view.scale.points}" if view.scale.points else "")
        )
    yield from _orders(view)
    if drawn := scatter(view):
        yield f'<h3>Cost against success</h3><figure class="card">{drawn}</figure>'
        yield _note(wording.SCATTER.format(primary=view.primary, unit=", %" if view.scale.share else ""))
    if more := further(view):
        yield "<h3>Further figures</h3>"
    for title, figures in more:
        shown = grid.html(figures, f"{view.track}: {title}")
        yield f"<details><summary>{escape(title)}</summary>{shown}{_note(wording.SUBJECTS.get(title, ''))}</details>"


def _family(view: View, family: str) -> str:
    return (
        f"<details><summary>{escape(family)}</summary>"
        f"{grid.html(leaderboard(view, family), f'{view.track}, {family}: leaderboard', 'board')}</details>"
    )


def _orders(view: View) -> Iterator[str]:
    found = orders(view)
    if found:
        yield "<h3>Order of the tasks</h3>"
    for one in found:
        yield f"<h4>{escape(wording.family_name(one.family))}</h4>"
        yield grid.html(one.table, f"{view.track}, {one.family}: by order")
        yield _note(wording.orders_note(view, one))


def _worse(view: View) -> str:
    found = worse(view)
    said = "\n".join(map(_worse_of, found)) or f"<p>{wording.NOTHING_TESTED}</p>"
    return f"<h3>{escape(view.track)}</h3>\n{said}"


def _worse_of(one: Worse) -> str:
    label = escape(one.entrant.label)
    against_none, others = (_list(said.lost) or f"<p>{said.otherwise}</p>" for said in (one.to_none, one.to_others))
    tasks = "\n".join(
        f"<details><summary>{escape(count(losses))}</summary>"
        f"{grid.html(table(losses), f'{one.entrant.label}, {losses.family}: lost tasks', 'text')}</details>"
        for losses in one.tasks
    )
    return (
        f'<article class="card worse"><h4>{label}</h4><h5>Worse than no memory</h5>{against_none}'
        f"<h5>Beaten by</h5>{others}<h5>Tasks lost</h5><p>{escape(one.summary)}</p>{tasks}</article>"
    )


def _note(text: str) -> str:
    return text and f'<p class="small soft">{escape(text)}</p>'
