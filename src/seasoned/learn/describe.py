"""How an experience reads: its `when` (the situation, what it is found by) and its `body`, from its payload.

Distillers and merging use the same functions, so a merged experience reads like one that was distilled at once.
"""

from __future__ import annotations

from seasoned.learn.actions import split_call
from seasoned.learn.evidence import clip
from seasoned.payloads import (
    Case,
    Concept,
    Document,
    Guardrail,
    Pair,
    Pitfall,
    Replay,
    Rule,
    TaskPlan,
    ToolNote,
    Transition,
    Workflow,
)

LONGEST_TASK = 1000
LONGEST_ACTION = 300
LONGEST_BODY = 2000
SHOWN_LINES = 3
"""Lines that show how a concept is done; more are kept than shown."""

Text = tuple[str, str]
"""(when, body)"""


def _numbered(actions: list[str], limit: int = LONGEST_BODY) -> str:
    """Number the actions on a line each; of too many the middle is left out, and said to be."""
    lines = [f"{at}. {clip(' '.join(action.split()), LONGEST_ACTION)}" for at, action in enumerate(actions, 1)]
    if sum(len(line) + 1 for line in lines) <= limit:
        return "\n".join(lines)
    head: list[str] = []
    tail: list[str] = []
    room = limit - 40
    first, last = 0, len(lines) - 1
    while first <= last and room > 0:
        take_tail = len(tail) <= len(head)
        line = lines[last] if take_tail else lines[first]
        room -= len(line) + 1
        if room <= 0:
            break
        if take_tail:
            tail.insert(0, line)
            last -= 1
        else:
            head.append(line)
            first += 1
    return "\n".join([*head, f"… ({last - first + 1} steps left out)", *tail])


def case(payload: Case) -> Text:
    """The task, and what was done."""
    actions = [step.action for step in payload.steps]
    if payload.success:
        title = "This worked:"
    elif payload.success is None:
        title = "This was done (how it ended is not known):"
    else:
        title = f"This reached a score of {payload.score:.2f}, not the goal:"
    done = _numbered(actions)
    done = f" {done.removeprefix('1. ')}" if len(actions) == 1 else f"\n{done}"
    return clip(payload.task, LONGEST_TASK), f"{title}{done}"


def pair(payload: Pair) -> Text:
    """The error, and what worked in its place."""
    subject = f"{payload.tool}: " if payload.tool else ""
    when = (
        f"{subject}{clip(payload.error, 300)}" if payload.error else f"{subject}{clip(payload.wrong, 300)} was refused"
    )
    wrong, right = _differing(payload.wrong, payload.right)
    body = f"Instead of: {clip(wrong, 400)}\nthis worked: {clip(right, 400)}"
    return when, body if payload.count < 2 else f"{body}\n(seen {payload.count} times)"


def _differing(wrong: str, right: str) -> Text:
    """Of two calls of one tool only the arguments that differ; other texts as they are."""
    one, two = split_call(wrong), split_call(right)
    if one is None or two is None or one[0] != two[0]:
        return wrong, right
    same = set(one[1]) & set(two[1])
    if not same:
        return wrong, right

    def rest(call: tuple[str, list[tuple[str, str]]]) -> str:
        shown = [f"{name}={clip(value, 200)}" for name, value in call[1] if (name, value) not in same]
        return f"{call[0]}({', '.join([*shown, '…'])})"

    return rest(one), rest(two)


def workflow(payload: Workflow, family: str, example: str) -> Text:
    """The task it was found on, and its slotted steps."""
    when = clip(example, LONGEST_TASK) or f"a task of {family}"
    slots = []
    for slot in payload.slots:
        examples = ", ".join(clip(text, 40) for text in slot.examples[:3])
        slots.append(f"{{{slot.name}}}: {slot.type} from {slot.source}, such as {examples}")
    title = f"Steps shared by {payload.successes} successes:" if payload.successes > 1 else "Steps of one success:"
    return when, clip("\n".join([title, _numbered(list(payload.steps)), *slots]), LONGEST_BODY + 500)


def transition(payload: Transition, family: str) -> Text:
    """What was done, and what came next."""
    place = f" in {family}" if family else ""
    lost = f", {payload.failures} times in failed ones" if payload.failures else ""
    return (
        f"after {payload.source}{place}",
        f"{payload.target} followed {payload.source} {payload.count} times in successful runs{lost}",
    )


def pitfall(payload: Pitfall, family: str) -> Text:
    """What triggers it, and how often it happened."""
    place = f" in {family}" if family else ""
    subject = f" with {payload.subject}" if payload.subject else ""
    times = f"in {payload.count} runs" if payload.count > 1 else "in one run"
    return (
        f"{payload.subject}: {payload.trigger}" if payload.subject else f"{payload.trigger}{place}",
        f"{payload.cause.value.replace('_', ' ')}{subject}{place}, {times}: {payload.trigger}",
    )


def guardrail(payload: Guardrail, family: str) -> Text:
    """The action to avoid, and how it went."""
    place = f" in {family}" if family else ""
    return (
        f"about to do: {clip(payload.forbid, LONGEST_ACTION)}{place}",
        f"Do not: {clip(payload.forbid, LONGEST_ACTION)}\n"
        f"It went wrong in {payload.failures} of {payload.tries} tries ({payload.trigger}).",
    )


def tool_note(payload: ToolNote, family: str) -> Text:
    """The tool, its arguments, its error rate and its errors."""
    place = f" in {family}" if family else ""
    rate = payload.errors / payload.calls if payload.calls else 0.0
    lines = [f"{payload.tool}: {payload.calls} calls, {rate:.0%} errors"]
    for argument in payload.arguments:
        share = argument.present / payload.calls if payload.calls else 0.0
        examples = ", ".join(clip(text, 60) for text in argument.examples[:3])
        lines.append(f"- {argument.name} ({argument.type}, given in {share:.0%}): {examples}")
    worst = sorted(payload.messages.items(), key=lambda item: (-item[1], item[0]))[:5]
    lines.extend(f"- error {count}x: {clip(message, 160)}" for message, count in worst)
    return f"calling {payload.tool}{place}", clip("\n".join(lines), LONGEST_BODY)


def rule(payload: Rule, family: str) -> Text:
    """Return (when, body) of a decision rule: its strongest condition for and against, in one short line."""
    when = f"choosing {payload.template}" + (f" in {family}" if family else "")
    if not payload.chosen:
        return when, f"{payload.template}: never the right choice so far"
    weighed = [(weight, condition) for condition, weight in payload.weights.items() if condition]
    best = max(weighed, key=lambda one: (one[0], one[1]), default=(0.0, ""))
    worst = min(weighed, default=(0.0, ""))
    favour = f"best when {best[1]}" if best[0] > 0.0 else "on its own merit"
    return when, f"{payload.template}: {favour}" + (f"; not when {worst[1]}" if worst[0] < 0.0 else "")


def plan(payload: TaskPlan) -> Text:
    """The goal, and the steps with what to mind; a plan that a model wrote is shown as it is written."""
    when = clip(payload.goal, LONGEST_TASK)
    if payload.text:
        return when, clip(payload.text, LONGEST_BODY)
    lines = []
    if payload.steps:
        lines = ["Steps that worked:" if payload.success else "Steps so far:", _numbered(list(payload.steps))]
    for name, notes in payload.sections.items():
        if notes:
            lines.append(f"{name.capitalize()}:")
            # On lines of their own: a sentence around them would read like an echo of what was shown before.
            lines += [line for key, text in notes.items() for line in (f"- {key}", text) if line]
    return when, clip("\n".join(lines), LONGEST_BODY + 1000)


def document(payload: Document, family: str) -> Text:
    """All entries, the most needed first."""
    ranked = sorted(payload.entries, key=lambda entry: -entry.count)
    blocks = [
        "\n".join(line for line in (f"# {entry.about}", f"(used {entry.count} times)", entry.text) if line.strip("# "))
        for entry in ranked
    ]
    return f"any task of {family}" if family else "any task", "\n\n".join(blocks)


def replay(payload: Replay) -> Text:
    """The task, and the path that solved it."""
    actions = [step.action for step in payload.steps]
    return clip(payload.task, LONGEST_TASK), f"This path led there, state by state:\n{_numbered(actions)}"


def concept(payload: Concept) -> Text:
    """What most of its uses had in common, and its name, its uses, its parameters and how it is done, a line each.

    The lines stand by themselves, so that an action is recognised as the agent's own when the concept comes again.
    """
    uses = max(1, len(payload.used_in))
    enough = min(2 * uses, 3 * max(payload.cues.values(), default=0)) / 3
    when = " ".join(word for word, count in sorted(payload.cues.items()) if count >= enough)
    typed = [f"{one.name}: {one.type}" for one in payload.parameters]
    gives = [f"gives: {payload.output}"] if payload.output else []
    head = [payload.name, f"{payload.form}, used in {uses} task{'s' if uses > 1 else ''}", payload.description]
    shown = [clip(line, LONGEST_ACTION) for line in payload.implementation if line != payload.name][:SHOWN_LINES]
    return when or payload.name, clip("\n".join(line for line in (*head, *typed, *gives, *shown) if line), LONGEST_BODY)
