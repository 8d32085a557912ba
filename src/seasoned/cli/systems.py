"""`seasoned systems`: the memory systems there are."""

from __future__ import annotations

import re

from seasoned.cli import options
from seasoned.cli.output import emit, entries, heading, line

LONGEST = 280
"""Characters of a stage that are printed; --json has all of them."""

_ENUM = re.compile(r"<\w+\.\w+: '(\w+)'>")


def systems(json: options.Json = False) -> None:
    """List the memory systems, the papers they come from and their stages."""
    from seasoned.systems import load, names

    found = [load(name) for name in names()]
    if json:
        emit(
            [
                {
                    "name": system.name,
                    "citation": system.citation,
                    "needs_model": system.needs_model,
                    "stages": system.slots(),
                }
                for system in found
            ]
        )
        return
    for system in found:
        needs = ", needs a model" if system.needs_model else ""
        heading(f"{system.name}  ({system.citation}{needs})" if system.citation else f"{system.name}{needs}")
        entries((f"  {slot}", line(_ENUM.sub(r"\1", words), LONGEST)) for slot, words in system.slots().items())
