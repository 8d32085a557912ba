"""Ctrl-C as a request: the work in hand is finished and kept. A second one stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def asked_to_stop(told: Callable[[], None] = lambda: None) -> Iterator[Callable[[], bool]]:
    """Lend a function that says whether Ctrl-C was pressed; `told` is called when it is.

    The second Ctrl-C raises KeyboardInterrupt as usual. Outside the main thread signals cannot be caught, and the
    function always answers False.
    """
    asked = False
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)
        told()

    signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
