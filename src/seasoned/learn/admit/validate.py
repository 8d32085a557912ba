"""Validation: a proposal must say something, fit its kind, and quote its evidence word for word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seasoned.codec import encode
from seasoned.errors import PayloadError
from seasoned.learn.admit.ledger import Ledger
from seasoned.learn.evidence import LONGEST_QUOTE, is_quoted
from seasoned.learn.injected import echoes
from seasoned.payloads import TYPES, read
from seasoned.types import Proposal

LONGEST_KEY = 1000
LONGEST_WHEN = 4000
LONGEST_BODY = 8000
LARGEST_PAYLOAD = 1_000_000
"""Bytes of canonical JSON."""


def validate(proposal: Proposal, ledger: Ledger) -> str:
    """Return why the proposal cannot be admitted, or ``""``.

    The quotes must stand in the cited steps as they were without injected text, and no line may repeat injected text.
    """
    return _form(proposal) or _payload(proposal) or _evidence(proposal, ledger)


def _form(proposal: Proposal) -> str:
    for name, text, limit in (
        ("key", proposal.key, LONGEST_KEY),
        ("when", proposal.when, LONGEST_WHEN),
        ("body", proposal.body, LONGEST_BODY),
    ):
        if not text.strip():
            return f"{name} is empty"
        if len(text) > limit:
            return f"{name} has {len(text)} characters, more than {limit}"
    if not 0.0 <= proposal.score <= 1.0:
        return f"score {proposal.score} is not in [0, 1]"
    return ""


def _payload(proposal: Proposal) -> str:
    as_type = TYPES.get(proposal.kind)
    if as_type is not None:
        try:
            read(proposal.payload, as_type)
        except PayloadError as problem:
            return str(problem)
    size = len(encode(proposal.payload))
    return f"payload has {size} bytes, more than {LARGEST_PAYLOAD}" if size > LARGEST_PAYLOAD else ""


def _evidence(proposal: Proposal, ledger: Ledger) -> str:
    spans = (*proposal.evidence.supports, *proposal.evidence.contradicts)
    if not spans:
        return "no evidence span"
    cited = dict.fromkeys(span.trajectory_id for span in spans)
    for span in spans:
        trajectory = ledger.trajectory(span.trajectory_id)
        if trajectory is None:
            return f"cites trajectory {span.trajectory_id!r}, which is unknown here"
        if not span.quote.strip():
            return "an evidence span quotes nothing"
        if len(span.quote) > LONGEST_QUOTE:
            return f"a quote has {len(span.quote)} characters, more than {LONGEST_QUOTE}"
        if not is_quoted(trajectory, span):
            return f"the quote is not in steps {span.start}-{span.end} of trajectory {span.trajectory_id!r}"
    if echoes("\n".join(_taken(proposal)), ledger.heard(cited)):
        return "repeats text that memory injected"
    return ""


def _taken(proposal: Proposal) -> Iterator[str]:
    """Yield what a proposal took from the runs: the texts in its payload, which our own words are put around
    (`seasoned.learn.describe`), or all of it where the payload is free."""
    if proposal.kind in TYPES:
        yield from _texts(proposal.payload)
    else:
        yield from (proposal.when, proposal.body)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
