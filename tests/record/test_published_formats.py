"""Another package adds a format by an entry point, and it is tried like the built-in ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_MODULE = """
from seasoned.record import Format, Imported
from seasoned.record.assemble import task, trajectory
from seasoned.record.transcript import Transcript
from seasoned.types import Agent

def read(source):
    transcript = Transcript()
    for line in source.lines():
        transcript.act(line.raw.decode())
    about = task("by hand")
    yield Imported(trajectory(transcript.close(), about, scope=source.scope, agent=Agent(), metadata={}), None)

FORMAT = Format("plain", "one action a line", lambda head: head.start.startswith(b"#!actions"), read)
"""
_USE = """
import sys
from seasoned.record import detect, formats, read
(found,) = read(sys.argv[1], now=0.0)
print(detect(sys.argv[1]), "plain" in formats(), [step.action for step in found.trajectory.steps])
"""


def test_a_published_format_is_found_and_read(tmp_path: Path):
    (tmp_path / "plain_format.py").write_text(_MODULE)
    info = tmp_path / "plain_format-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plain-format\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[seasoned.importers]\nplain = plain_format:FORMAT\n")
    log = tmp_path / "log.jsonl"
    log.write_text("#!actions\ngo north\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", _USE, str(log)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "plain True ['#!actions', 'go north']"
