"""`seasoned systems`: the memory systems there are."""

from __future__ import annotations

import json as to_json
import re
from functools import cache
from importlib import resources
from typing import Annotated, Any

import typer

from seasoned.cli import options
from seasoned.cli.output import emit, entries, heading, line

LONGEST = 280
"""Characters of a stage that are printed; --json has all of them."""

_ENUM = re.compile(r"<\w+\.\w+: '(\w+)'>")


def systems(
    names: Annotated[list[str] | None, typer.Argument(help="Only these, also with knobs: 'memrl(lambda=0.3)'.")] = None,
    json: options.Json = False,
) -> None:
    """List the memory systems, the papers they come from, their stages and what was last measured of them."""
    from seasoned import systems as known

    found = [known.load(name) for name in names or known.names()]
    if json:
        emit(
            [
                {
                    "name": system.name,
                    "citation": system.citation,
                    "needs_model": system.needs_model,
                    "stages": system.slots(),
                    "measured": _figures()["systems"].get(system.name),
                }
                for system in found
            ]
        )
        return
    for system in found:
        needs = ", needs a model" if system.needs_model else ""
        heading(f"{system.name}  ({system.citation}{needs})" if system.citation else f"{system.name}{needs}")
        entries((f"  {slot}", line(plainly(words), LONGEST)) for slot, words in system.slots().items())
        entries((f"  {about}", said) for about, said in (measured(system.name) or {}).items())


def plainly(words: str) -> str:
    """Return how a stage is written, with the names of enumerations alone."""
    return _ENUM.sub(r"\1", words)


def measured(name: str) -> dict[str, str] | None:
    """Return what ``bench/systems.py`` last measured of a built-in system, in words; None where nothing was."""
    one = _figures()["systems"].get(name)
    if one is None:
        return None
    gain, low, high = one["gain"]
    said = {
        "games": f"{one['success']:.0%} solved, {100 * gain:+.0f} points [{100 * low:+.0f}, {100 * high:+.0f}] over no "
        f"memory, {one['tokens']:.0f} tokens a task, {one['experiences']:.0f} experiences stored, {one['ms']:.0f} ms"
    }
    if one["log"] is not None:
        read = one["log"]
        said["log"] = (
            f"spoke for {read['spoke']:.0%} of {read['runs']:.0f} runs, in {read['tokens']:.0f} tokens, "
            f"{read['experiences']:.0f} experiences stored, {read['ms']:.0f} ms a run"
        )
    return said


@cache
def _figures() -> dict[str, Any]:
    text = resources.files("seasoned.systems").joinpath("measured.json").read_text(encoding="utf-8")
    figures: dict[str, Any] = to_json.loads(text)
    return figures
