"""What recurs most in a store: the part of what was learned that a person who runs an agent wants to read first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from seasoned.learn.actions import error_signature
from seasoned.payloads import Guardrail, Pair, Pitfall, ToolNote, Workflow, read
from seasoned.protocols import Reader
from seasoned.types import Experience, Kind


@dataclass(frozen=True, slots=True)
class Trouble:
    """A pitfall, counted over the families where it occurs. `id` is its commonest experience."""

    cause: str
    subject: str
    trigger: str
    runs: int
    families: tuple[str, ...]
    id: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What worked after one kind of error: `wrong` and `right` are an example of `count` such pairs."""

    tool: str
    error: str
    count: int
    wrong: str
    right: str
    id: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """An action that keeps failing, over the families where it does: in `failures` of `tries`."""

    action: str
    families: tuple[str, ...]
    failures: int
    tries: int
    why: str
    id: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool over all families: `errors` of `calls`, and its commonest error."""

    name: str
    calls: int
    errors: int
    worst: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """A workflow that several successes share."""

    family: str
    successes: int
    steps: tuple[str, ...]
    id: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """The most frequent of each, most frequent first."""

    troubles: tuple[Trouble, ...]
    fixes: tuple[Fix, ...]
    forbidden: tuple[Forbidden, ...]
    tools: tuple[Tool, ...]
    recipes: tuple[Recipe, ...]


def recurring(store: Reader, most: int = 5) -> Recurring:
    """Return the `most` frequent active pitfalls, wrong → right pairs, guardrails, failing tools and workflows."""
    return Recurring(
        troubles=_troubles(store.experiences(kinds=(Kind.PITFALL,)), most),
        fixes=_fixes(store.experiences(kinds=(Kind.PAIR,)), most),
        forbidden=_forbidden(store.experiences(kinds=(Kind.GUARDRAIL,)), most),
        tools=_tools(store.experiences(kinds=(Kind.TOOL_NOTE,)), most),
        recipes=_recipes(store.experiences(kinds=(Kind.WORKFLOW,)), most),
    )


def _troubles(items: Iterable[Experience], most: int) -> tuple[Trouble, ...]:
    groups: dict[tuple[str, str, str], list[tuple[int, Experience]]] = {}
    for item in items:
        pitfall = read(item.payload, Pitfall)
        place = (pitfall.cause.value, pitfall.subject, pitfall.trigger)
        groups.setdefault(place, []).append((pitfall.count, item))
    found = [
        Trouble(*place, runs=sum(n for n, _ in members), families=_families(members), id=_commonest(members).id)
        for place, members in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.runs, one.trigger, one.subject))[:most])


def _fixes(items: Iterable[Experience], most: int) -> tuple[Fix, ...]:
    groups: dict[tuple[str, str], list[tuple[int, Experience]]] = {}
    for item in items:
        pair = read(item.payload, Pair)
        if pair.error:
            groups.setdefault((pair.tool, error_signature(pair.error)), []).append((pair.count, item))
    found = []
    for (tool, error), members in groups.items():
        example = _commonest(members)
        pair = read(example.payload, Pair)
        found.append(Fix(tool, error, sum(n for n, _ in members), pair.wrong, pair.right, example.id))
    return tuple(sorted(found, key=lambda one: (-one.count, one.tool, one.error))[:most])


def _forbidden(items: Iterable[Experience], most: int) -> tuple[Forbidden, ...]:
    groups: dict[str, list[tuple[int, Experience]]] = {}
    for item in items:
        guardrail = read(item.payload, Guardrail)
        groups.setdefault(guardrail.forbid, []).append((guardrail.failures, item))
    found = []
    for action, members in groups.items():
        commonest = _commonest(members)
        tries = sum(read(item.payload, Guardrail).tries for _, item in members)
        why = read(commonest.payload, Guardrail).trigger
        found.append(Forbidden(action, _families(members), sum(n for n, _ in members), tries, why, commonest.id))
    return tuple(sorted(found, key=lambda one: (-one.failures, one.tries, one.action))[:most])


@dataclass(slots=True)
class _Calls:
    calls: int = 0
    errors: int = 0
    messages: Counter[str] = field(default_factory=Counter)


def _tools(items: Iterable[Experience], most: int) -> tuple[Tool, ...]:
    tools: dict[str, _Calls] = {}
    for item in items:
        note = read(item.payload, ToolNote)
        tool = tools.setdefault(note.tool, _Calls())
        tool.calls += note.calls
        tool.errors += note.errors
        tool.messages.update(note.messages)
    found = [
        Tool(name, tool.calls, tool.errors, next((text for text, _ in tool.messages.most_common(1)), ""))
        for name, tool in tools.items()
        if tool.errors
    ]
    return tuple(sorted(found, key=lambda one: (-one.errors, -one.calls, one.name))[:most])


def _recipes(items: Iterable[Experience], most: int) -> tuple[Recipe, ...]:
    found = []
    for item in items:
        workflow = read(item.payload, Workflow)
        found.append(Recipe(item.family, workflow.successes, workflow.steps, item.id))
    return tuple(sorted(found, key=lambda one: (-one.successes, one.family, one.id))[:most])


def _commonest(members: Sequence[tuple[int, Experience]]) -> Experience:
    return min(members, key=lambda member: (-member[0], member[1].id))[1]


def _families(members: Sequence[tuple[int, Experience]]) -> tuple[str, ...]:
    """Return the families, those with most runs first."""
    ranked = sorted(members, key=lambda member: (-member[0], member[1].family))
    return tuple(dict.fromkeys(item.family for _, item in ranked))
