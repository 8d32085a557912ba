"""The tracks by name. Each is a module with a `TRACK`, loaded when it is asked for."""

from __future__ import annotations

import importlib

from seasoned.bench.track import Track
from seasoned.errors import InputError

_MODULES = {
    "stream-world": "seasoned.bench.tracks.stream_world",
    "stream-tool": "seasoned.bench.tracks.stream_tool",
    "evolve": "seasoned.bench.tracks.evolve",
    "overwrite": "seasoned.bench.tracks.overwrite",
    "logs": "seasoned.bench.tracks.logs",
    "utility": "seasoned.bench.tracks.utility",
    "recall": "seasoned.bench.tracks.recall",
}

NAMES = tuple(_MODULES)
"""The tracks that `get` knows."""


def get(name: str) -> Track:
    """Return a track by its name. Raises InputError for an unknown one."""
    if name not in _MODULES:
        raise InputError(f"no track is called {name!r}; there are: {', '.join(NAMES)}")
    track: Track = importlib.import_module(_MODULES[name]).TRACK
    return track
