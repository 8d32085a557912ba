"""One file per log format. `FORMATS` names the built-in ones, the most particular first; `find` and `formats` import
them when they are needed, and those that other packages publish under the entry point group ``seasoned.importers``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from seasoned.errors import ImportFormatError
from seasoned.record.sniff import Format, Head

FORMATS = (
    "claude_code",
    "codex_rollout",
    "tau2_bench",
    "tau_bench",
    "inspect_log",
    "swe_agent",
    "mini_swe_agent",
    "intercode",
    "agentbench",
    "reflexion",
    "episodes",
    "openai_chat",
)
GROUP = "seasoned.importers"


@cache
def _built_in(name: str) -> Format:
    return cast(Format, import_module(f"{__name__}.{name}").FORMAT)


@cache
def _published() -> dict[str, Format]:
    """Load what other packages publish. Raises ImportFormatError when an entry point is not a Format."""
    found: dict[str, Format] = {}
    for point in entry_points(group=GROUP):
        loaded = point.load()
        if not isinstance(loaded, Format):
            raise ImportFormatError(f"the entry point {point.name!r} of {GROUP} must be a seasoned.record.Format")
        found[loaded.name] = loaded
    return found


def formats() -> dict[str, Format]:
    """Return every known format by name, in the order in which they are tried."""
    return {name: _built_in(name) for name in FORMATS} | _published()


def find(name: str) -> Format:
    """Return the format of this name. Raises ImportFormatError naming the known ones."""
    if name in FORMATS:
        return _built_in(name)
    found = _published().get(name)
    if found is None:
        known = ", ".join(formats())
        raise ImportFormatError(f"there is no log format {name!r}; the known ones are {known}")
    return found


def recognise(head: Head) -> Format | None:
    """Return the first format that recognises a file's head, None when none does."""
    built_in = (_built_in(name) for name in FORMATS)
    found = next((known for known in built_in if known.sniff(head)), None)
    return found or next((known for known in _published().values() if known.sniff(head)), None)
