"""Distillers: proposals from attempts, without a model.

Each is a callable ``(attempts, store) -> proposals``. Proposals are *deltas* with a stable key: admission merges
them into what is stored under the same kind, family and key, so that a stream of single attempts gives nearly what
one batch gives.
"""

from seasoned.learn.distill.case import cases, whole_runs
from seasoned.learn.distill.contrast import contrasts
from seasoned.learn.distill.facts import facts, unread
from seasoned.learn.distill.guardrails import guardrails
from seasoned.learn.distill.pair import pairs
from seasoned.learn.distill.pitfalls import pitfalls
from seasoned.learn.distill.tools import tool_notes
from seasoned.learn.distill.transitions import failed_transitions, long_transitions, transitions
from seasoned.learn.distill.workflow import workflows

__all__ = [
    "cases",
    "contrasts",
    "facts",
    "failed_transitions",
    "guardrails",
    "long_transitions",
    "pairs",
    "pitfalls",
    "tool_notes",
    "transitions",
    "unread",
    "whole_runs",
    "workflows",
]
