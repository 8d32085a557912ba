"""Every track of the benchmark is whole."""

from __future__ import annotations

import pytest

from seasoned.bench import tracks
from seasoned.bench.track import Track


@pytest.mark.parametrize("name", tracks.NAMES)
def test_every_track_has_all_that_the_command_asks_of_it(name: str) -> None:
    track = tracks.get(name)
    assert isinstance(track, Track)
    assert track.name == name
    assert track.title
    assert isinstance(track.own, tuple)
