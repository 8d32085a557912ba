"""One family of errors. Each message says what is wrong and what to do."""

from __future__ import annotations


class SeasonedError(Exception):
    """Base of every error that Seasoned raises on purpose."""


class ScopeError(SeasonedError):
    """A record or a call does not belong to the scope the store was opened for."""


class StoreError(SeasonedError):
    """The store cannot be opened, read or written."""


class StoreVersionError(StoreError):
    """The file was written by a newer version of Seasoned."""


class StoreReadOnlyError(StoreError):
    """The file or its folder cannot be written."""


class StoreFullError(StoreError):
    """The disk is full; nothing of the failed write was kept."""


class StoreCorruptError(StoreError):
    """The file is damaged or is not a Seasoned store."""


class UnknownIdError(SeasonedError):
    """No record with this id exists in this scope."""


class PayloadError(SeasonedError):
    """A payload does not have the form that its kind needs."""


class InputError(SeasonedError):
    """A value given by the caller is out of range or of the wrong form."""


class ImportFormatError(InputError):
    """A file is in no known format, or not in the one that was named."""


class EpisodeError(SeasonedError):
    """An episode was used in the wrong order: a step after its end, a second finish …"""


class UnknownSystemError(SeasonedError):
    """No memory system has this name."""


class MissingExtraError(SeasonedError):
    """An optional dependency is not installed. The message names the extra to install."""

    def __init__(self, extra: str, missing: str) -> None:
        super().__init__(f"{missing} is not installed; install it with: pip install 'seasoned[{extra}]'")
        self.extra = extra


class EnvironmentUnavailableError(SeasonedError):
    """An environment cannot run on this machine (no Java, no browser …). The message says what is missing."""


class EnvironmentCrashedError(SeasonedError):
    """An environment's process died or went over its memory ceiling."""
