"""The law by which two payloads of one kind and key become one. Every law is associative up to capped example lists.

Counts are sums, so that a stream of single trajectories gives what one bulk batch gives. A case keeps its better
half; a workflow generalises further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from seasoned.learn import describe
from seasoned.learn.evidence import clip, unite
from seasoned.learn.merge_documents import merge_documents
from seasoned.learn.merge_plans import merge_plans
from seasoned.learn.plan import Plan, generalise_plans
from seasoned.learn.slots import MOST_EXAMPLES, join_types
from seasoned.payloads import (
    Argument,
    Case,
    Concept,
    Document,
    Guardrail,
    Pair,
    Pitfall,
    Replay,
    Rule,
    Slot,
    TaskPlan,
    ToolNote,
    Transition,
    Workflow,
    read,
    write,
)
from seasoned.types import Experience, Kind, Proposal

MOST_MESSAGES = 10

MOST_CUES, MOST_LINES, MOST_USES = 60, 12, 200
"""Words, lines and tasks that a concept keeps."""

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Payload of an `insight` from a success and a failure of one task: what followed `after` in each."""

    after: str
    right: str
    wrong: str
    task: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class WorkflowData:
    """Payload of a `workflow`: the fields of `payloads.Workflow`, an example task, and where its constant words were
    first seen, without which a later merge could not bind the slots that they turn into."""

    steps: tuple[str, ...]
    slots: tuple[Slot, ...] = ()
    successes: int = 0
    task: str = ""
    sources: Mapping[str, str] | None = None


def contrast_text(payload: Contrast) -> describe.Text:
    """Return (when, body) of a contrast."""
    times = f" (seen {payload.count} times)" if payload.count > 1 else ""
    when = clip(payload.task, describe.LONGEST_TASK)
    return (
        f"{when}\nafter {payload.after}" if when else f"after {payload.after}",
        f"After {payload.after}: the run that succeeded did {clip(payload.right, 300)}; "
        f"the run that failed did {clip(payload.wrong, 300)}.{times}",
    )


def workflow_text(payload: WorkflowData, family: str) -> describe.Text:
    """Return (when, body) of a workflow."""
    return describe.workflow(Workflow(payload.steps, payload.slots, payload.successes), family, payload.task)


def better_case(first: Case, second: Case) -> Case:
    """Return the case worth keeping: success, then score, then fewer steps; ties by text."""

    def rank(case: Case) -> tuple[int, float, int, str]:
        known = 2 if case.success else 0 if case.success is False else 1
        return (-known, -case.score, len(case.steps), "\n".join(step.action for step in case.steps))

    return min(first, second, key=rank)


def merge_transitions(first: Transition, second: Transition) -> Transition:
    """Return N, Σ 1/n and the failures of both summed."""
    return replace(
        first,
        count=first.count + second.count,
        inverse_length=first.inverse_length + second.inverse_length,
        failures=first.failures + second.failures,
    )


def _arguments(first: tuple[Argument, ...], second: tuple[Argument, ...]) -> tuple[Argument, ...]:
    by_name = {argument.name: argument for argument in first}
    for argument in second:
        known = by_name.get(argument.name)
        by_name[argument.name] = (
            argument
            if known is None
            else Argument(
                name=known.name,
                present=known.present + argument.present,
                type=known.type if known.type == argument.type else join_types((known.type, argument.type)),
                examples=tuple(dict.fromkeys((*known.examples, *argument.examples)))[:MOST_EXAMPLES],
            )
        )
    return tuple(by_name[name] for name in sorted(by_name))


def merge_tool_notes(first: ToolNote, second: ToolNote) -> ToolNote:
    """Return counts summed, arguments joined by name, and the most frequent messages of both."""
    messages: dict[str, int] = dict(first.messages)
    for message, count in second.messages.items():
        messages[message] = messages.get(message, 0) + count
    kept = sorted(messages.items(), key=lambda item: (-item[1], item[0]))[:MOST_MESSAGES]
    return ToolNote(
        tool=first.tool,
        calls=first.calls + second.calls,
        errors=first.errors + second.errors,
        arguments=_arguments(first.arguments, second.arguments),
        messages=dict(kept),
    )


def merge_concepts(first: Concept, second: Concept) -> Concept:
    """Return two concepts of one name as one (ArcMemo, arXiv 2509.04439): the first word on form, output and
    description stays, parameters are joined by name, implementation and uses are united in order.

    Cues are counted once per task: what a known task says again changes nothing.
    """
    cues = dict(first.cues)
    if not set(second.used_in) <= set(first.used_in):
        for word, count in second.cues.items():
            cues[word] = cues.get(word, 0) + count
    kept = sorted(cues.items(), key=lambda item: (-item[1], item[0]))[:MOST_CUES]
    return Concept(
        name=first.name or second.name,
        form=first.form or second.form,
        output=first.output or second.output,
        description=first.description or second.description,
        parameters=_arguments(first.parameters, second.parameters),
        cues=dict(kept),
        implementation=tuple(dict.fromkeys((*first.implementation, *second.implementation)))[:MOST_LINES],
        used_in=tuple(dict.fromkeys((*first.used_in, *second.used_in)))[:MOST_USES],
    )


def merge_workflows(first: WorkflowData, second: WorkflowData) -> WorkflowData:
    """Return the least general workflow of both; the first, unchanged, when they are not one procedure."""
    plan = generalise_plans(
        Plan(first.steps, first.slots, first.sources or {}),
        Plan(second.steps, second.slots, second.sources or {}),
    )
    if plan is None:
        return first
    return WorkflowData(
        steps=plan.steps,
        slots=plan.slots,
        successes=first.successes + second.successes,
        task=first.task or second.task,
        sources=plan.sources,
    )


def _case(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    case = better_case(read(first, Case), read(second, Case))
    return write(case), describe.case(case)


def _pair(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    one, two = read(first, Pair), read(second, Pair)
    pair = replace(one, count=one.count + two.count)
    return write(pair), describe.pair(pair)


def _contrast(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    one, two = read(first, Contrast), read(second, Contrast)
    contrast = replace(one, count=one.count + two.count)
    return write(contrast), contrast_text(contrast)


def _workflow(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    workflow = merge_workflows(read(first, WorkflowData), read(second, WorkflowData))
    return write(workflow), workflow_text(workflow, family)


def _transition(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    edge = merge_transitions(read(first, Transition), read(second, Transition))
    return write(edge), describe.transition(edge, family)


def _pitfall(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    one, two = read(first, Pitfall), read(second, Pitfall)
    pitfall = replace(one, count=one.count + two.count)
    return write(pitfall), describe.pitfall(pitfall, family)


def _guardrail(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    one, two = read(first, Guardrail), read(second, Guardrail)
    # A delta that only counts tries knows neither cause nor trigger.
    named = one if one.failures else two
    guardrail = replace(named, failures=one.failures + two.failures, tries=one.tries + two.tries)
    return write(guardrail), describe.guardrail(guardrail, family)


def _rule(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    # A revised rule was fitted from the stored one and holds all of it.
    rule = read(second, Rule)
    return second, describe.rule(rule, family)


def _tool_note(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    note = merge_tool_notes(read(first, ToolNote), read(second, ToolNote))
    return write(note), describe.tool_note(note, family)


def _plan(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    plan = merge_plans(read(first, TaskPlan), read(second, TaskPlan))
    return write(plan), describe.plan(plan)


def _document(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    document = merge_documents(read(first, Document), read(second, Document))
    return write(document), describe.document(document, family)


def _replay(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    # The world may have changed since the first was recorded; the later path is known to lead there now.
    path = read(second, Replay)
    return write(path), describe.replay(path)


def _concept(first: Data, second: Data, family: str) -> tuple[Data, describe.Text]:
    concept = merge_concepts(read(first, Concept), read(second, Concept))
    return write(concept), describe.concept(concept)


LAWS: Mapping[Kind, Callable[[Data, Data, str], tuple[Data, describe.Text]]] = {
    Kind.CASE: _case,
    Kind.PAIR: _pair,
    Kind.WORKFLOW: _workflow,
    Kind.TRANSITION: _transition,
    Kind.PITFALL: _pitfall,
    Kind.GUARDRAIL: _guardrail,
    Kind.TOOL_NOTE: _tool_note,
    Kind.RULE: _rule,
    Kind.PLAN: _plan,
    Kind.DOCUMENT: _document,
    Kind.REPLAY: _replay,
    Kind.CONCEPT: _concept,
}


def _is_contrast(payload: Data) -> bool:
    return "right" in payload and "wrong" in payload


def merge(resident: Experience, proposal: Proposal) -> Experience:
    """Return the next version of `resident` with what `proposal` adds; raises PayloadError when a payload does not fit.

    Kinds without a law keep the resident's text and payload and gain the evidence. Trust is the least of both.
    """
    when, body = resident.when, resident.body
    payload: Data = resident.payload
    law = LAWS.get(resident.kind)
    if resident.kind is Kind.INSIGHT and _is_contrast(resident.payload) and _is_contrast(proposal.payload):
        law = _contrast
    if law is not None and proposal.payload:
        payload, (when, body) = law(resident.payload, proposal.payload, resident.family)
    return replace(
        resident,
        version=resident.version + 1,
        when=when,
        body=body,
        payload=payload,
        evidence=unite(resident.evidence, proposal.evidence),
        trust=min(resident.trust, proposal.trust),
        parents=tuple(dict.fromkeys((*resident.parents, *proposal.parents))),
        tags=tuple(dict.fromkeys((*resident.tags, *proposal.tags))),
    )
