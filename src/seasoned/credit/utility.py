"""The fold: `Utility` from uses and outcomes.

A use is counted when it is recalled (`recalled`) and credited when its trajectory has an outcome (`credit`); `fold`
does both. What one outcome does to an item:

- the running values (overall and per context key) take one observation of weight ``c·min(1, n·share)`` (`ema`);
- the Beta counts take ``c·share``, so that all items of a trajectory together count one outcome (`beta`);
- the exemplar value takes one observation per injection (`exemplar`);
- `helped` / `hurt` count a confident outcome (c >= .5) by the sign of its reward;
- the arms of the randomised comparison count the trajectory once, if the item was warm and was either given or withheld
  throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from seasoned.credit.beta import counts
from seasoned.credit.ema import ALPHA, observe, weight
from seasoned.credit.exemplar import sums
from seasoned.credit.reward import known, reward
from seasoned.types import Outcome, Utility, Value

OVERALL = ""
"""The context key of the value over all contexts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Knobs of the fold: EMA step, the confidence from which an outcome counts as helped or hurt, and how many context
    keys an item keeps (those with the most visits; the overall one is always kept)."""

    alpha: float = ALPHA
    confident: float = 0.5
    contexts: int = 64


RULE = Rule()


@dataclass(frozen=True, slots=True)
class Use:
    """What one trajectory did with one item.

    `injections` and `withheld` count its recalls by what became of the item. `share` in [0, 1] is its part of the
    trajectory's credit: its shares averaged over the recalls that injected anything. `companions` is the number of
    distinct items injected into the trajectory, itself included. `eligible` says that it was warm and could have been
    withheld. `contexts` are the context keys it was injected under. `at` is the time of the last recall.
    """

    injections: int = 1
    withheld: int = 0
    share: float = 1.0
    companions: int = 1
    eligible: bool = False
    contexts: tuple[str, ...] = ()
    at: float = 0.0


def recalled(utility: Utility, *, injections: int, withheld: int, at: float) -> Utility:
    """Count recalls that chose the item: `injections` that showed it and `withheld` that left it out at random."""
    return replace(
        utility,
        recalled=utility.recalled + injections + withheld,
        injected=utility.injected + injections,
        withheld=utility.withheld + withheld,
        last_used=max(utility.last_used, at) if injections else utility.last_used,
    )


def credit(utility: Utility, use: Use, outcome: Outcome, rule: Rule = RULE) -> Utility:
    """Credit one outcome to an item that took part in its trajectory. An outcome that says nothing changes nothing."""
    if not known(outcome):
        return utility
    gain = reward(outcome)
    if use.injections == 0:
        return replace(utility, withheld_outcomes=observe(utility.withheld_outcomes, gain, 1.0, rule.alpha))
    confidence = min(1.0, outcome.confidence)
    heard = weight(confidence, use.share, use.companions)
    alpha, beta = counts(utility.alpha, utility.beta, gain, confidence * use.share)
    exemplar_sum, exemplar_weight = sums(
        utility.exemplar_sum, utility.exemplar_weight, gain, use.injections, confidence
    )
    counted = confidence >= rule.confident
    arm = utility.injected_outcomes
    return replace(
        utility,
        helped=utility.helped + (counted and gain > 0.0),
        hurt=utility.hurt + (counted and gain < 0.0),
        alpha=alpha,
        beta=beta,
        exemplar_sum=exemplar_sum,
        exemplar_weight=exemplar_weight,
        injected_outcomes=observe(arm, gain, 1.0, rule.alpha) if use.eligible and not use.withheld else arm,
        values=_observed(utility.values, use.contexts, gain, heard, rule),
    )


def fold(utility: Utility, use: Use, outcome: Outcome | None = None, rule: Rule = RULE) -> Utility:
    """Count one trajectory's use of an item and, where its outcome is known, credit it."""
    counted = recalled(utility, injections=use.injections, withheld=use.withheld, at=use.at)
    return counted if outcome is None else credit(counted, use, outcome, rule)


def uncredited(utility: Utility) -> Utility:
    """Return the utility without any credit: the counts of recalls, the votes and the set value stay."""
    return Utility(
        recalled=utility.recalled,
        injected=utility.injected,
        withheld=utility.withheld,
        votes=utility.votes,
        set_value=utility.set_value,
        last_used=utility.last_used,
    )


def _observed(
    values: Mapping[str, Value], contexts: Iterable[str], gain: float, heard: float, rule: Rule
) -> dict[str, Value]:
    after = dict(values)
    for key in sorted({OVERALL, *contexts}):
        after[key] = observe(after.get(key, Value()), gain, heard, rule.alpha)
    while len(after) > rule.contexts + 1:
        del after[min((key for key in after if key != OVERALL), key=lambda key: (after[key].visits, key))]
    return after
