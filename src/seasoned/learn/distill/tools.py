"""Tool notes: how often each tool was called and failed, with which arguments and which errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seasoned.learn import describe
from seasoned.learn.actions import error_signature, error_text, value_text
from seasoned.learn.evidence import MOST_SPANS, clip, quote
from seasoned.learn.injected import strip
from seasoned.learn.merge import MOST_MESSAGES
from seasoned.learn.slots import MOST_EXAMPLES, join_types, value_type
from seasoned.payloads import Argument, ToolNote, write
from seasoned.protocols import Attempt, Reader
from seasoned.types import Evidence, Kind, Origin, Proposal, Span, ToolCall, Trajectory, Trust

LONGEST_EXAMPLE = 80


@dataclass(slots=True)
class _Use:
    calls: int = 0
    errors: int = 0
    present: dict[str, int] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    examples: dict[str, dict[str, None]] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    origin: Origin = Origin.OWN

    def add(self, tool: ToolCall, error: str) -> None:
        """Count one call."""
        self.calls += 1
        if error:
            self.errors += 1
            signature = error_signature(error)
            self.messages[signature] = self.messages.get(signature, 0) + 1
        for name, value in tool.arguments.items():
            self.present[name] = self.present.get(name, 0) + 1
            examples = self.examples.setdefault(name, {})
            if len(examples) >= MOST_EXAMPLES and name in self.types:
                continue
            text = clip(value_text(value), LONGEST_EXAMPLE)
            kind = value_type(text)
            known = self.types.get(name)
            self.types[name] = kind if known is None or known == kind else join_types((known, kind))
            examples[text] = None


def tool_notes(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield one note per family and tool. Every call counts, whatever came of the run."""
    uses: dict[tuple[str, str], _Use] = {}
    for attempt in attempts:
        trajectory = strip(attempt.trajectory)
        family = trajectory.task.family
        for position, step in enumerate(trajectory.steps):
            tool = step.tool
            if tool is None or not tool.name or step.actor == "user":
                continue
            use = uses.setdefault((family, tool.name), _Use(origin=trajectory.origin))
            error = error_text(step)
            use.add(tool, error)
            if len(use.spans) < MOST_SPANS:
                use.spans += (_span(trajectory, position, tool),)
    for (family, name), use in uses.items():
        payload = ToolNote(
            tool=name,
            calls=use.calls,
            errors=use.errors,
            arguments=tuple(
                Argument(argument, use.present[argument], use.types[argument], tuple(use.examples[argument]))
                for argument in sorted(use.present)
            ),
            messages=dict(sorted(use.messages.items(), key=lambda item: (-item[1], item[0]))[:MOST_MESSAGES]),
        )
        when, body = describe.tool_note(payload, family)
        yield Proposal(
            kind=Kind.TOOL_NOTE,
            key=name,
            when=when,
            body=body,
            family=family,
            payload=write(payload),
            evidence=Evidence(supports=use.spans, support_count=use.calls),
            origin=use.origin,
            trust=Trust.OBSERVED,
            stage="tool_notes",
            score=use.calls / (use.calls + 1.0),
        )


def _span(trajectory: Trajectory, position: int, tool: ToolCall) -> Span:
    said = tool.error or tool.result or ""
    return Span(
        trajectory_id=trajectory.id,
        start=position,
        end=position + 1,
        quote=quote(said) or tool.name,
    )
