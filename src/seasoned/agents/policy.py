"""What the reference agent makes of recalled experience: one small function per kind, tried in order.

Each returns the action to take or None when its experience does not say. The agent has no model and learns nothing
itself, so whatever it gains, it gains from what it was handed.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from seasoned.learn.preference import INITIAL_CURVATURE, NAMING
from seasoned.learn.slots import fits
from seasoned.lift import Situation, lift, template, tokens
from seasoned.payloads import Case, CaseStep, Guardrail, Replay, Rule, TaskPlan, Transition, Workflow, read
from seasoned.types import Experience, Kind

TEMPERATURE = 0.15
"""Of the choice among rule-scored actions: where the rules are unsure, the choice is spread, which is exploration."""

UNKNOWN = -1.0
"""Log-odds of an action for which no rule is at hand, where there are rules for others."""

SHORTLIST = 6
"""Best-scored actions among which the choice is made; one more for each idle step."""

PATIENCE = 6.0
"""Steps without reward and without a new state after which the temperature has doubled."""

OPTIMISM = 0.75
"""Weight of doubt: an action whose conditions were never weighed may be better than its rule knows (LinUCB's bonus
with the diagonal of the curvature, Li et al., WWW 2010). Not where actions of its template have lost runs."""


CASE_WEIGHT = 3.0
"""What full support of the cases adds to an action's log-odds."""

AHEAD = 2
"""Steps of a case that may be skipped in following it."""

MOST_STEPS = 8
"""Stored steps that speak: those most like the situation."""

LIKENESS = 0.3
"""Least similarity of a case's step to the situation for the case to be followed."""


Trace = Sequence[tuple[str, frozenset[str]]]
"""The actions taken so far, each with what was on offer."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Recalled experience, read once."""

    rules: Mapping[str, Rule]
    cases: tuple[Case, ...]
    workflows: tuple[Workflow, ...]
    forbidden: frozenset[str]
    transitions: tuple[Transition, ...]


def read_advice(items: Sequence[Experience]) -> Advice:
    """Return what the items say, by kind. A recorded path is followed like a case and the plan of a success like a
    workflow; what a plan says to avoid is forbidden. What only a reader of prose can use is left aside."""
    plans = [read(item.payload, TaskPlan) for item in items if item.kind is Kind.PLAN and item.payload]
    paths = [read(item.payload, Replay) for item in items if item.kind is Kind.REPLAY]
    guardrails = [read(item.payload, Guardrail) for item in items if item.kind is Kind.GUARDRAIL]
    rules = [read(item.payload, Rule) for item in items if item.kind is Kind.RULE]
    return Advice(
        rules={rule.template: rule for rule in rules},
        cases=(
            *(read(item.payload, Case) for item in items if item.kind is Kind.CASE),
            *(Case(path.task, tuple(CaseStep(one.seen, one.action) for one in path.steps), True) for path in paths),
        ),
        workflows=(
            *(read(item.payload, Workflow) for item in items if item.kind is Kind.WORKFLOW),
            *(Workflow(plan.steps) for plan in plans if plan.success),
        ),
        forbidden=frozenset(guardrail.forbid for guardrail in guardrails).union(
            *(plan.sections.get("avoid", ()) for plan in plans)
        ),
        transitions=tuple(read(item.payload, Transition) for item in items if item.kind is Kind.TRANSITION),
    )


def allowed(advice: Advice, actions: Sequence[str]) -> list[str]:
    """Return the actions that no guardrail forbids, or all of them when it forbids every one."""
    kept = [action for action in actions if action not in advice.forbidden]
    return kept or list(actions)


def by_rules(
    advice: Advice, situation: Situation, trace: Trace, actions: Sequence[str], idle: int, rng: Random
) -> str | None:
    """Draw an action in proportion to exp(weight / temperature); None when no rule knows any of them.

    The temperature grows with `idle`, the steps since something was earned or a new state was reached: advice that
    leads nowhere loses its say.
    """
    if not any(template(action)[0] in advice.rules for action in actions):
        return None
    cases = case_support(advice, situation, trace, actions)
    drawn = rng.sample(actions, len(actions))  # ties must not be broken by the alphabet
    scored = [(_preference(advice, situation, a) + CASE_WEIGHT * cases.get(a, 0.0), a) for a in drawn]
    # Hundreds of poor actions together must not outweigh the few good ones.
    scored = sorted(scored, key=lambda one: -one[0])[: SHORTLIST + idle]
    temperature = TEMPERATURE * (1.0 + idle / PATIENCE)
    return rng.choices([a for _, a in scored], [math.exp((score - scored[0][0]) / temperature) for score, _ in scored])[
        0
    ]


def _preference(advice: Advice, situation: Situation, action: str) -> float:
    lifted = lift(situation, action)
    rule = advice.rules.get(lifted.template)
    if rule is None:
        return UNKNOWN
    # fsum: sets have no order, and the draw must not depend on it.
    known = math.fsum(rule.weights.get(condition, 0.0) for condition in lifted.conditions)
    score = rule.weights.get("", 0.0) + known
    if rule.lost:
        return score
    # What a thing is called is new all the time and no reason to try it.
    general = [condition for condition in lifted.conditions if NAMING not in condition]
    doubt = math.fsum(INITIAL_CURVATURE / rule.curvature.get(c, INITIAL_CURVATURE) for c in general)
    return score + OPTIMISM * math.sqrt(doubt / max(1, len(general)))


def by_cases(advice: Advice, situation: Situation, trace: Trace, actions: Sequence[str]) -> str | None:
    """Return the action that the cases support most, if at least by `LIKENESS`."""
    support = case_support(advice, situation, trace, actions)
    best = max(support, key=lambda action: (support[action], action), default=None)
    return best if best is not None and support[best] >= LIKENESS else None


def case_support(advice: Advice, situation: Situation, trace: Trace, actions: Sequence[str]) -> dict[str, float]:
    """Return how much the cases speak for each action, in [0, 1]; actions they say nothing about are absent.

    A stored step speaks by its likeness to the situation, ½ · overlap of what was seen + ½ · whether it is the next one
    of a case followed so far: for its own action in full (words replaced as `follow` bound them), and for one of the
    same template by half the words they share.
    """
    seen = frozenset(tokens(f"{situation.texts[-1] if situation.texts else ''}\n{situation.state}"))
    steps: list[tuple[float, str]] = []
    for case in advice.cases:
        place, swaps = follow(case, situation.task, trace)
        for index, step in enumerate(case.steps):
            order = 1.0 if index == place else 0.5 if place < index <= place + AHEAD else 0.0
            alike = 0.5 * _jaccard(seen, frozenset(tokens(step.observation))) + 0.5 * order
            steps.append((alike, substitute(step.action, swaps)))
    best: dict[str, float] = {}
    for likeness, action in sorted(steps, reverse=True)[:MOST_STEPS]:
        for offered in actions:
            support = likeness * _alike(action, offered)
            if support > best.get(offered, 0.0):
                best[offered] = support
    return best


def follow(case: Case, task: str, trace: Trace) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Return how far a case was followed and what its words stand for here.

    Each action taken is matched with one of the next steps of the case. Where the step itself was not on offer and
    another action of its template was taken, the words in which the two differ are bound to each other from then on:
    *focus on the cherry tree* answered by *focus on the peach tree* turns later cherries into peaches.
    """
    swaps = substitutions(case.task, task)
    place = 0
    for action, offered in trace:
        for index in range(place, min(place + 1 + AHEAD, len(case.steps))):
            wanted = substitute(case.steps[index].action, swaps)
            if wanted == action:
                place = index + 1
                break
            if wanted not in offered and template(wanted)[0] == template(action)[0]:
                swaps = (*swaps, *substitutions(wanted, action))
                place = index + 1
                break
    return place, swaps


def _alike(one: str, other: str) -> float:
    """Return 1 for the same action, half the overlap of words for two of one template, else 0."""
    if one == other:
        return 1.0
    if template(one)[0] != template(other)[0]:
        return 0.0
    return 0.5 * _jaccard(frozenset(tokens(one)), frozenset(tokens(other)))


def by_workflows(advice: Advice, situation: Situation, actions: Sequence[str]) -> str | None:
    """Return an action that fits the next step of a workflow whose earlier steps were taken; a slot fits any words."""
    for workflow in advice.workflows:
        place = 0
        for action in situation.actions:
            if place < len(workflow.steps) and fits(workflow.steps[place], action):
                place += 1
        if place < len(workflow.steps):
            fitting = [action for action in actions if fits(workflow.steps[place], action)]
            if fitting:
                return max(fitting, key=lambda action: (_mentioned(action, situation.task), action))
    return None


def by_transitions(advice: Advice, situation: Situation, actions: Sequence[str]) -> str | None:
    """Return an action of the template that most often came next (weight N + Σ 1/n_k) after the last one."""
    last = situation.lifted[-1][0].split(" {", 1)[0] if situation.lifted else ""
    edges = [edge for edge in advice.transitions if edge.source.split(" {", 1)[0] == last and last]
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.target)):
        target = edge.target.split(" {", 1)[0]
        fitting = [action for action in actions if action == target or action.startswith(f"{target} ")]
        if fitting:
            return max(fitting, key=lambda action: (_mentioned(action, situation.task), action))
    return None


def _mentioned(action: str, task: str) -> int:
    return len(frozenset(tokens(action)) & frozenset(tokens(task)))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


@lru_cache(maxsize=4_096)
def substitutions(before: str, now: str) -> tuple[tuple[str, str], ...]:
    """Return what the two task texts have in each other's place, as pairs of phrases, longest first."""
    old, new = tokens(before), tokens(now)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    pairs = {
        (" ".join(old[i1:i2]), " ".join(new[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag == "replace"
    }
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def substitute(action: str, swaps: Sequence[tuple[str, str]]) -> str:
    """Return `action` with whole-word phrases exchanged."""
    padded = f" {action} "
    for old, new in swaps:
        padded = padded.replace(f" {old} ", f" {new} ")
    return padded.strip()
