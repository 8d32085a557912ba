"""Actions as every learner reads them: one text, one graph node, one error and one effect per step.

Agents act through tool calls, through one wrapper tool that takes the command as text (``bash``, ``sql``, ``act``) or
through plain text. The functions here fold the three into one view, so that no learner distinguishes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from seasoned.types import Step, ToolCall, Trajectory

# Tools whose only argument is the command itself: the command, not the tool, is the action.
TEXT_WRAPPERS = frozenset({"act", "action", "do", "step", "env_step"})
CODE_WRAPPERS = frozenset(
    {
        "bash",
        "shell",
        "sh",
        "terminal",
        "execute",
        "execute_bash",
        "run",
        "run_command",
        "cmd",
        "sql",
        "python",
        "ipython",
    }
)

# Words that shape an action rather than name what it is applied to.
PARTICLES = frozenset(
    [
        "in",
        "into",
        "on",
        "onto",
        "to",
        "from",
        "with",
        "at",
        "by",
        "up",
        "down",
        "around",
        "off",
        "out",
        "inside",
        "of",
        "for",
        "over",
        "under",
        "through",
        "and",
    ]
)

LONGEST_TEMPLATE = 10
"""Actions of more words are prose or code: only their first word names them."""

_CALL = re.compile(r"^([A-Za-z_][\w.\-]*)\s*[\[(]")
_NUMBER = re.compile(r"(?<![\w.\-])(?=[\w.\-]*\d)[\w.\-]+")
_PATH = re.compile(r"(?:~|\.{1,2})?/[^\s:'\",;)\]]+")
_ARGUMENT = re.compile(r"(?:^|, )([A-Za-z_]\w*)=")
_NAME = re.compile(r"[\w./\-]*\w")
_QUOTED = re.compile(r"'[^'\n]{1,80}'|\"[^\"\n]{1,80}\"|`[^`\n]{1,80}`")
_SPACE = re.compile(r"\s+")
_INVALID = re.compile(
    r"\b(invalid (?:action|command|tool|function|move)|not (?:a )?valid|unknown (?:action|command|tool|function)"
    r"|unrecogni[sz]ed|no such (?:tool|function|action)|command not found|tool .{0,60}not found|not an available)",
    re.IGNORECASE,
)


class Move(NamedTuple):
    """One step of the agent, reduced to what learners compare.

    `position` is its place in `Trajectory.steps`; `action` the whole action as text; `node` its name in the tool graph
    (``""`` for an utterance); `error` what was reported (``""`` when nothing was); `valid` is False when the action was
    not among those listed or was refused as such; `effect` is what the action showed.
    """

    position: int
    action: str
    node: str
    error: str
    valid: bool
    effect: str
    reward: float

    @property
    def failed(self) -> bool:
        """Whether the action was refused or reported an error."""
        return not self.valid or bool(self.error)


def value_text(value: Any) -> str:
    """Return an argument value as text: strings as they are, everything else as compact JSON."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def wrapped(tool: ToolCall) -> str | None:
    """Return the command inside a wrapper tool (see `TEXT_WRAPPERS`), or None for an ordinary tool."""
    if len(tool.arguments) == 1 and (tool.name in TEXT_WRAPPERS or tool.name in CODE_WRAPPERS):
        (value,) = tool.arguments.values()
        if isinstance(value, str):
            return value
    return None


def call_text(name: str, arguments: Mapping[str, Any]) -> str:
    """Return ``name(argument=value, …)``."""
    return f"{name}({', '.join([f'{key}={value_text(value)}' for key, value in arguments.items()])})"


def split_call(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Return the name and the arguments of a text made by `call_text` (also of one cut at its end), or None.

    A value that itself contains ``, word=`` is split there: enough to compare two calls, not to repeat one.
    """
    call = _CALL.match(text)
    if call is None or text[call.end() - 1] != "(":
        return None
    inside = text[call.end() :].removesuffix(")")
    marks = list(_ARGUMENT.finditer(inside))
    if not marks or marks[0].start() != 0:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(inside)]
    return call.group(1), [(mark.group(1), inside[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def action_text(step: Step) -> str:
    """Return what the step did as one text; a tool call goes before a text action."""
    if step.tool is None:
        return step.action
    command = wrapped(step.tool)
    return command if command is not None else call_text(step.tool.name, step.tool.arguments)


@lru_cache(maxsize=65536)
def template(action: str) -> str:
    """Return the action with what it is applied to replaced by ``_``: ``put apple in fridge`` → ``put _ in _``."""
    call = _CALL.match(action)
    if call is not None:
        return call.group(1)
    words = action.split(None, LONGEST_TEMPLATE + 1)
    if not words:
        return ""
    first = words[0].lower()
    if len(words) > LONGEST_TEMPLATE or "\n" in action:
        return first
    out = [first]
    for word in words[1:]:
        lower = word.lower()
        if lower in PARTICLES:
            out.append(lower)
        elif out[-1] != "_":
            out.append("_")
    return " ".join(out)


def node(step: Step, speaks: bool = False) -> str:
    """Return the step's name in the tool graph: the tool, the command's first word, or the action's template.

    `speaks` says that the agent otherwise acts through tools, so that plain text is an utterance and has no name.
    """
    if step.tool is None:
        return "" if speaks or not step.action else template(step.action)
    command = wrapped(step.tool)
    if command is None:
        return step.tool.name
    if step.tool.name in CODE_WRAPPERS:
        first = _NAME.search(command, 0, 200)
        return first.group().lower() if first else step.tool.name
    return template(command)


def error_text(step: Step) -> str:
    """Return the error that the tool or the environment reported in its error field; ``""`` for none."""
    if step.tool is not None and step.tool.error is not None:
        return step.tool.error or "error"
    if not step.metadata:
        return ""
    reported = step.metadata.get("error")
    if isinstance(reported, str):
        return reported
    return "error" if reported is True else ""


def is_valid(step: Step, error: str) -> bool:
    """Return False when the action is not among those listed, or its error field says that there is no such action."""
    if not error and step.metadata and step.metadata.get("valid_action") is False:
        return False
    if error and _INVALID.search(error, 0, 400) is not None:
        return False
    if not step.valid_actions:
        return True
    action = action_text(step)
    if action in step.valid_actions:
        return True
    folded = action.strip().casefold()
    return any(folded == listed.casefold() for listed in step.valid_actions)


@lru_cache(maxsize=16384)
def error_signature(error: str) -> str:
    """Return what stays the same when one error occurs again: no numbers, paths or quoted names, one line, ≤ 160
    characters.

    Of a traceback only the last line counts (ExpeRepair, arXiv 2506.10484, keys repairs by the traceback).
    """
    text = error[-2000:] if "Traceback" in error else error[:600]
    if "Traceback" in text:
        text = text.strip().rsplit("\n", 1)[-1]
    text = _PATH.sub("*", _QUOTED.sub("*", text.lower()))
    return _SPACE.sub(" ", _NUMBER.sub("#", text)).strip()[:160]


def effect(trajectory: Trajectory, position: int) -> str:
    """Return what the action of a step showed: the tool's answer, else the next observation."""
    tool = trajectory.steps[position].tool
    if tool is not None:
        return tool.result or tool.error or ""
    if position + 1 < len(trajectory.steps):
        return trajectory.steps[position + 1].observation
    return trajectory.final_observation


def moves(trajectory: Trajectory) -> list[Move]:
    """Return the agent's steps in order. Steps of a simulated user are left out."""
    steps = trajectory.steps
    uses_tools = any(step.tool is not None for step in steps)
    out: list[Move] = []
    for position, step in enumerate(steps):
        if step.actor == "user":
            continue
        error = error_text(step)
        # Chat without tools, listed actions, rewards or states is talk: nothing in it can be repeated as an action.
        speaks = step.tool is None and (
            uses_tools
            or (
                step.valid_actions is None
                and step.reward is None
                and not step.state_key
                and len(step.action.split(None, LONGEST_TEMPLATE + 1)) > LONGEST_TEMPLATE
            )
        )
        reward = step.reward
        out.append(
            Move(
                position,
                action_text(step),
                node(step, speaks),
                error,
                is_valid(step, error),
                effect(trajectory, position),
                reward if reward is not None and reward == reward else 0.0,
            )
        )
    return out


def step_texts(step: Step) -> Iterator[str]:
    """Yield every raw text of a step that may be quoted."""
    if step.tool is not None:
        tool = step.tool
        yield from (text for text in (tool.error, tool.result, tool.name) if text)
        yield from (value for value in tool.arguments.values() if isinstance(value, str))
        yield call_text(tool.name, tool.arguments)
    for text in (step.action, step.observation, step.thought):
        if text:
            yield text
    for text in step.metadata.values():
        if isinstance(text, str):
            yield text
