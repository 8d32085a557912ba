"""The nine typed model calls: an optional upgrade of stages that all work without a model.

    calls = Calls("openai:…", budget=Budget(requests=200), transcript="calls.jsonl")
    system = default().but(judge=rules | llm.judge(calls), needs_model=True)

Needs the extra ``llm`` once a request is made; importing this and replaying a transcript need nothing.
"""

from seasoned.llm.budget import Budget, Prices, Spent
from seasoned.llm.calls import Calls
from seasoned.llm.catalogue import CALLS, Call
from seasoned.llm.errors import (
    BudgetError,
    CallError,
    CallsCancelledError,
    ModelUnreachableError,
    NotRecordedError,
    TranscriptError,
    UnusableAnswerError,
)
from seasoned.llm.notes import By, Note
from seasoned.llm.stages.diagnose import diagnose
from seasoned.llm.stages.edit_ops import edit_ops
from seasoned.llm.stages.extract import extract
from seasoned.llm.stages.judge import judge
from seasoned.llm.stages.label import label
from seasoned.llm.stages.merge import merge
from seasoned.llm.stages.select import select
from seasoned.llm.stages.state import state
from seasoned.llm.stages.validate import validate
from seasoned.llm.transcript import Entry, Transcript

__all__ = [
    "CALLS",
    "Budget",
    "BudgetError",
    "By",
    "Call",
    "CallError",
    "Calls",
    "CallsCancelledError",
    "Entry",
    "ModelUnreachableError",
    "NotRecordedError",
    "Note",
    "Prices",
    "Spent",
    "Transcript",
    "TranscriptError",
    "UnusableAnswerError",
    "diagnose",
    "edit_ops",
    "extract",
    "judge",
    "label",
    "merge",
    "select",
    "state",
    "validate",
]
