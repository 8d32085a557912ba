"""The demo's page: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template

from seasoned.demo.charts import NARROW, WIDE, Counts, learning_curve, style
from seasoned.demo.plan import ARMS
from seasoned.demo.results import Results, Useful, success, window_of, windows
from seasoned.demo.wording import (
    COLUMNS,
    LABELS,
    difference_in_points,
    evidence,
    groups,
    headline,
    next_steps,
    percent,
    setting,
    utility,
)
from seasoned.svg import Frame

_FAMILY = Frame(280.0, 190.0, left=30.0, right=48.0)


def write(results: Results, program: str = "seasoned") -> Path:
    """Write ``report.html`` into the demo's folder and return its path. `program` is how to call `seasoned` here."""
    path = results.plan.out / "report.html"
    path.write_text(page(results, program), encoding="utf-8")
    return path


def page(results: Results, program: str = "seasoned") -> str:
    """Return the whole page."""
    plan = results.plan
    curves = _counts(results, None)
    described = f"Learning curves: {headline(results)}"
    return Template(files("seasoned.demo").joinpath("page.html").read_text(encoding="utf-8")).substitute(
        curve_style=style(),
        headline=escape(headline(results)),
        setting=escape(setting(results)),
        tiles="\n".join(_tiles(results)),
        legend="\n".join(f'<li class="arm-{arm.name}">{LABELS[arm.name]}</li>' for arm in ARMS),
        curve_wide=learning_curve(curves, WIDE, described),
        curve_narrow=learning_curve(curves, NARROW, described),
        window=window_of(plan.tasks),
        families="\n".join(_family(results, family) for family in plan.families),
        columns="".join(f"<th>{column}</th>" for column in COLUMNS),
        rows="\n".join(_rows(results)),
        useful="\n".join(map(_card, results.useful)) or "<p>No experience has earned more than the control yet.</p>",
        next="\n".join(
            f"<dt><code>{escape(command)}</code></dt><dd>{escape(why)}</dd>"
            for command, why in next_steps(results, program)
        ),
    )


def _counts(results: Results, family: str | None) -> dict[str, Counts]:
    return {arm.name: windows(results.attempted, arm.name, results.plan.tasks, family) for arm in ARMS}


def _tiles(results: Results) -> Iterator[str]:
    for arm in ARMS:
        against = "the control"
        if arm is not ARMS[0]:
            against = f"{difference_in_points(results.difference(arm.name, success))} points"
        yield (
            f'<div class="tile arm-{arm.name}">{LABELS[arm.name]}<b>{percent(results.mean(arm.name, success))}</b>'
            f'<span class="small soft">{against}</span></div>'
        )


def _family(results: Results, family: str) -> str:
    rates = ", ".join(f"{LABELS[arm.name]} {percent(results.mean(arm.name, success, family))}" for arm in ARMS)
    curve = learning_curve(_counts(results, family), _FAMILY, f"{family}: {rates}")
    return f'<figure class="card"><h3>{escape(family)}</h3>{curve}</figure>'


def _rows(results: Results) -> Iterator[str]:
    for name, rows in groups(results):
        yield f'<tr class="group"><th colspan="{len(COLUMNS)}" scope="colgroup">{escape(name)}</th></tr>'
        for arm, cells in rows:
            values = "".join(f"<td>{cell}</td>" for cell in cells[1:])
            yield f'<tr class="arm-{arm}"><th scope="row">{cells[0]}</th>{values}</tr>'


def _card(one: Useful) -> str:
    return (
        '<article class="card">'
        f'<p><span class="tag">{escape(one.kind)}</span><span class="tag">{escape(one.stream.family)}, seed '
        f'{one.stream.seed}</span> <code class="small soft">{escape(one.id)}</code></p>'
        f"<h3>{escape(one.when)}</h3><pre>{escape(one.body)}</pre>"
        f'<p class="small"><b>Utility.</b> {escape(utility(one))}</p>'
        f'<p class="small"><b>Evidence.</b> {escape(evidence(one))}</p>'
        "</article>"
    )
