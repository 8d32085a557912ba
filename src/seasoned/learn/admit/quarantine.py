"""Quarantine and standing: the status that an experience deserves by its origin and by how often it was seen."""

from __future__ import annotations

from seasoned.learn.admit.ledger import Ledger
from seasoned.payloads import Guardrail, Pitfall, Transition, Workflow, read
from seasoned.types import Cause, Experience, Kind, Proposal, Status, Trust

LEAST_RUNS = 2
"""Runs that must support a workflow, a pitfall or a guardrail before it is handed out."""

LEAST_FAILURE_RATE = 2.0 / 3.0
LEAST_FATAL_RATE = 0.8
"""Laplace estimate (failures + 1) / (tries + 2) that keeps an action forbidden. That a run ended in failure says
less of its last action than an error does, so it takes more: three of three."""

DISPLACED = "displaced"
CONTRADICTED = "contradicted"


def effective_trust(proposal: Proposal, ledger: Ledger) -> Trust:
    """Return the least trust of the proposal and its parents; an unknown parent has none."""
    trust = proposal.trust
    for parent in proposal.parents:
        found = ledger.experience(parent)
        trust = min(trust, Trust.UNTRUSTED if found is None else found.trust)
    return trust


def must_wait(trust: Trust) -> bool:
    """Return whether this trust means quarantine: the outcome came from the agent itself, a proxy or nobody."""
    return trust <= Trust.UNVERIFIED


def standing(experience: Experience) -> Status:
    """Return the status by support: a draft below `LEAST_RUNS`, retired when contradicted, else active.

    A transition that only failed runs took is a draft.

    What waits in quarantine, is shadowed, superseded or was retired by upkeep keeps its status.
    """
    revivable = {DISPLACED, CONTRADICTED} & set(experience.tags)
    if experience.status not in (Status.ACTIVE, Status.DRAFT) and not (
        experience.status is Status.RETIRED and revivable
    ):
        return experience.status
    match experience.kind:
        case Kind.WORKFLOW:
            return Status.ACTIVE if read(experience.payload, Workflow).successes >= LEAST_RUNS else Status.DRAFT
        case Kind.PITFALL:
            return Status.ACTIVE if read(experience.payload, Pitfall).count >= LEAST_RUNS else Status.DRAFT
        case Kind.TRANSITION:
            return Status.ACTIVE if read(experience.payload, Transition).count else Status.DRAFT
        case Kind.GUARDRAIL:
            guardrail = read(experience.payload, Guardrail)
            needed = LEAST_FATAL_RATE if guardrail.cause is Cause.PREMATURE_FINISH else LEAST_FAILURE_RATE
            if guardrail.failures < guardrail.tries and _failure_rate(guardrail) < needed:
                return Status.RETIRED
            enough = guardrail.failures >= LEAST_RUNS and _failure_rate(guardrail) >= needed
            return Status.ACTIVE if enough else Status.DRAFT
    return Status.ACTIVE


def _failure_rate(guardrail: Guardrail) -> float:
    return (guardrail.failures + 1.0) / (guardrail.tries + 2.0)
