"""What is learned from a log is made once and kept until the log says something new."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from seasoned.protocols import Reader

T = TypeVar("T")

KEPT = 16
"""Folds kept per store: as many as its searches have settings."""

_KEPT: WeakKeyDictionary[Reader, dict[Hashable, tuple[int, Any]]] = WeakKeyDictionary()


def folded(store: Reader, key: Hashable, make: Callable[[Reader], T]) -> T:
    """Return ``make(store)``, which must depend on nothing but `key` and the runs, outcomes and edits in the store.

    Made again when anything but a recall was logged: a recall teaches nothing before its run has ended. The cache saves
    time and changes no result.
    """
    stats = store.stats()
    version = stats.events - stats.usages
    kept = _KEPT.setdefault(store, {})
    if key not in kept or kept[key][0] != version:
        if len(kept) >= KEPT:
            kept.clear()
        kept[key] = version, make(store)
    made: T = kept[key][1]
    return made
