"""What can go wrong with a model call. A `CallError` hands over to the stage's fallback, the others stop the work."""

from __future__ import annotations

from seasoned.errors import SeasonedError


class CallError(SeasonedError):
    """The model gave no usable answer. Stages catch this one and let their fallback answer."""


class ModelUnreachableError(CallError):
    """The model's server refused, failed or stayed silent after every retry."""


class UnusableAnswerError(CallError):
    """The model answered, but not in the form asked for, however often it was told what is wrong."""


class BudgetError(CallError):
    """The next request could exceed the budget, so it was not sent. Raise the budget to go on."""


class CallsCancelledError(SeasonedError):
    """`Calls.cancel()` was called: no further request is sent."""


class NotRecordedError(SeasonedError):
    """A replay met a call that the transcript does not hold: the material, the prompt or the model has changed."""


class TranscriptError(SeasonedError):
    """The transcript cannot be read or written."""
