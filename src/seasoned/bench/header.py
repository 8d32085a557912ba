"""What a benchmark's figures depend on: what was asked for, the code, the data, the versions and the machine."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import seasoned
from seasoned.bench.track import Setup
from seasoned.codec import content_id
from seasoned.errors import InputError

PACKAGES = (
    "numpy",
    "msgspec",
    "textworld-express",
    "scienceworld",
    "miniwob",
    "gymnasium",
    "bfcl-eval",
    "alfworld",
    "textworld",
    "fast-downward-textworld",
)


@dataclass(frozen=True, slots=True)
class Header:
    """`data` maps each file that was read to its SHA-256, `code` is the hash of the package's sources.

    `setup` is without its folder of data: where the files lay changes nothing.
    """

    tracks: tuple[str, ...]
    setup: Setup
    command: str
    code: str
    data: Mapping[str, str]
    versions: Mapping[str, str]
    machine: str

    @property
    def fingerprint(self) -> str:
        """What a unit's result depends on beside the unit: equal fingerprints, equal results."""
        return content_id("bench", self.code, self.data, self.versions, self.setup.tasks, self.setup.leave_one_out)


def header(tracks: Sequence[str], setup: Setup, command: str, files: Sequence[Path]) -> Header:
    """Return the header of a run on this machine that reads `files`."""
    return Header(
        tracks=tuple(tracks),
        setup=replace(setup, data=None),
        command=command,
        code=_code(),
        data={path.name: _sha256(path) for path in sorted(files)},
        versions={"seasoned": seasoned.__version__, "python": platform.python_version(), **_installed()},
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    )


def _installed() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _code() -> str:
    root = Path(seasoned.__file__).parent
    sources = sorted(root.rglob("*.py"))
    return content_id("code", [(path.relative_to(root).as_posix(), _sha256(path)) for path in sources])


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise InputError(f"{path} can't be read: {problem.strerror}") from problem
