"""`seasoned show`: one experience with its evidence, lineage and utility, or one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seasoned.cli import options
from seasoned.cli.opening import DEFAULT, existing
from seasoned.cli.output import emit, heading, line, plain, say
from seasoned.cli.recall import earned
from seasoned.errors import UnknownIdError

if TYPE_CHECKING:
    from seasoned.memory import Memory
    from seasoned.protocols import Reader
    from seasoned.types import Edit, Experience, Span, Trajectory, Utility


def show(
    id: Annotated[str, typer.Argument(help="Id of an experience or a run (its beginning is enough for experiences).")],
    history: Annotated[bool, typer.Option("--history", help="Also list every edit; reads the whole log.")] = False,
    store: options.Store = options.DEFAULT_STORE,
    tenant: options.Tenant = DEFAULT,
    project: options.Project = DEFAULT,
    json: options.Json = False,
) -> None:
    """Show an experience: what it says, what it rests on and what it has earned. Or a run, step by step."""
    with existing(store, tenant, project) as memory:
        run = memory.store.trajectory(id)
        if run is not None:
            _run(memory, run, json)
            return
        item = _find(memory.store, id)
        utility = memory.store.utilities([item.id])[item.id]
        edits = edits_of(memory, item.id) if history else []
        if json:
            from seasoned.credit.uplift import uplift

            emit({"experience": item, "utility": utility, "uplift": uplift(utility), "edits": edits})
            return
        _experience(memory, item, utility)
        _edits(edits)


def _find(store: Reader, id: str) -> Experience:
    """Return the experience with this id, or the only one whose id begins like it. Raises UnknownIdError."""
    from seasoned.types import Kind

    found = store.experience(id)
    if found is not None:
        return found
    kind = id.partition("-")[0]
    kinds = [Kind(kind)] if kind in {one.value for one in Kind} else None
    alike = [item for item in store.experiences(kinds=kinds, statuses=None) if item.id.startswith(id)] if id else []
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise UnknownIdError(f"{len(alike)} experiences begin with {id!r}, such as {alike[0].id}: give more of the id")
    raise UnknownIdError(
        f"no experience or run {id!r} in this scope; `seasoned list` and `seasoned list --runs` show what there is"
    )


def _experience(memory: Memory, item: Experience, utility: Utility) -> None:
    say(item.id, style="bold")
    family = f" · family {item.family}" if item.family else ""
    say(f"{item.kind.value} · {item.status.value} · version {item.version}{family}")
    heading("When")
    say(plain(item.when))
    heading("What it says")
    say(plain(item.body))
    evidence = item.evidence
    heading(f"Evidence: {evidence.support_count:,} for, {evidence.contradict_count:,} against")
    for sign, spans in (("+", evidence.supports), ("-", evidence.contradicts)):
        for span in spans:
            say(f"{sign} {_place(span)}: “{line(span.quote, 160)}”")
    heading("Utility")
    _utility(utility)
    heading("Lineage")
    made = item.created_by
    by = ", ".join(part for part in (made.system, made.stage, made.model) if part) or "unknown"
    say(f"made by {by}; origin {item.origin.value}, trust {item.trust.name.lower()}")
    if item.parents:
        say(f"parents: {', '.join(item.parents)}")
    for link in item.links:
        say(f"{link.relation.replace('_', ' ')}: {link.target}")
    recent = memory.store.usages(experience=item.id, limit=3)
    if recent:
        say("last shown in " + ", ".join(usage.id for usage in recent))


def _place(span: Span) -> str:
    steps = f"step {span.start}" if span.end == span.start + 1 else f"steps {span.start}-{span.end - 1}"
    return f"{span.trajectory_id} {steps}"


def _utility(utility: Utility) -> None:
    from seasoned.credit.uplift import uplift, wilson

    say(f"recalled {utility.recalled:,}, shown {utility.injected:,}, withheld {utility.withheld:,}: {earned(utility)}")
    trials = utility.alpha + utility.beta
    if trials > 0.0:
        low, high = wilson(utility.alpha / trials, trials)
        say(f"success after it was shown: {utility.alpha / trials:.2f} (95 % interval {low:.2f} to {high:.2f})")
    measured = uplift(utility)
    if measured is not None:
        say(
            f"uplift against runs it was withheld from: {measured.difference:+.2f} "
            f"(95 % interval {measured.low:+.2f} to {measured.high:+.2f}; {measured.injected:.0f} with, "
            f"{measured.withheld:.0f} without)"
        )


def edits_of(memory: Memory, experience_id: str) -> list[Edit]:
    """Return every logged edit of an experience, oldest first. Reads the whole log."""
    from seasoned.types import Edit

    edits = (event.record for event in memory.store.log() if event.kind == "edit")
    return [
        edit
        for edit in edits
        if isinstance(edit, Edit) and (edit.target == experience_id or experience_id in edit.sources)
    ]


def _edits(edits: list[Edit]) -> None:
    if not edits:
        return
    from datetime import UTC, datetime

    heading("Edits")
    for edit in edits:
        version = f"v{edit.experience.version} " if edit.experience is not None else ""
        at = datetime.fromtimestamp(edit.at, UTC).strftime("%Y-%m-%d %H:%M")
        say(f"{at}  {version}{edit.operation.value} by {edit.stage or 'hand'}: {line(edit.reason, 120)}")


def _run(memory: Memory, run: Trajectory, json: bool) -> None:
    from seasoned.learn.actions import action_text

    outcome = memory.store.outcome(run.id)
    diagnoses = memory.store.diagnoses(run.id)
    if json:
        emit({"trajectory": run, "outcome": outcome, "diagnoses": diagnoses})
        return
    say(run.id, style="bold")
    model = f" · {run.agent.model}" if run.agent.model else ""
    say(f"run · family {run.task.family or '(none)'}{model} · {len(run.steps):,} steps")
    heading("Task")
    say(line(run.task.text, 1000))
    heading("Outcome")
    if outcome is None:
        say("not known")
    else:
        verdict = {True: "success", False: "failure", None: "not decided"}[outcome.success]
        score = "" if outcome.score is None else f", score {outcome.score:.2f}"
        say(f"{verdict}{score}, according to {outcome.source.value}")
    for diagnosis in diagnoses:
        say(
            f"{diagnosis.cause.value.replace('_', ' ')} at {_place(diagnosis.evidence).partition(' ')[2]}: "
            f"“{line(diagnosis.evidence.quote, 120)}”"
        )
    heading("Steps")
    for step in run.steps:
        tool = step.tool
        shown = (tool.error or tool.result or "") if tool is not None else ""
        mark = "✗" if tool is not None and tool.error else " "
        say(f"{step.index:>4} {mark} {line(action_text(step), 150)}")
        if shown:
            say(f"       → {line(shown, 120)}", style="dim")
