"""What an experience is worth: the measure by which a full family chooses."""

from __future__ import annotations

from seasoned.errors import PayloadError
from seasoned.payloads import Case, Guardrail, Transition, read
from seasoned.types import Experience, Kind, Utility


def strength(experience: Experience, utility: Utility) -> float:
    """Return what an experience is worth in [0, 1]: its measured share of successes, shrunk towards what it starts
    with.

    It starts with the score of a case, the failure rate of a guardrail, w/(1+w) of a transition's weight, and else with
    its support (s+1)/(s+c+2) by Laplace's rule. The start counts as two uses (Beta prior of weight two).
    """
    prior = _prior(experience)
    good, bad = utility.alpha, utility.beta
    return (good + 2.0 * prior) / (good + bad + 2.0)


def _prior(experience: Experience) -> float:
    evidence = experience.evidence
    support = (evidence.support_count + 1.0) / (evidence.support_count + evidence.contradict_count + 2.0)
    try:
        if experience.kind is Kind.CASE:
            return read(experience.payload, Case).score
        if experience.kind is Kind.TRANSITION:
            weight = read(experience.payload, Transition).weight
            return weight / (1.0 + weight)
        if experience.kind is Kind.GUARDRAIL:
            guardrail = read(experience.payload, Guardrail)
            return (guardrail.failures + 1.0) / (guardrail.tries + 2.0)
    except PayloadError:
        return support
    return support
