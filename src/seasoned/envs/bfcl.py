"""The multi-turn tasks of BFCL: conversations whose every turn asks for tool calls, run and checked by its own code.

Source: PyPI ``bfcl-eval`` 2026.3.23 (Apache-2.0; Patil et al., "The Berkeley Function Calling Leaderboard", ICML 2025).
The wheel holds everything: 4 categories of 200 conversations, the documentation of 129 tools, the classes that execute
them and the checker. It is installed without its dependencies; only modules that need none are imported.

The four categories are variants of the *same* 200 conversations, so conversations of equal `number` must not be taken
for different tasks. Everything runs in process: the classes are plain Python. Their state is kept in globals of the
wheel by model name, so each `Run` has a name of its own and removes what it left.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from seasoned.envs.toolset import Call, Parameter, Tool
from seasoned.errors import InputError, MissingExtraError, SeasonedError
from seasoned.types import ToolCall

CATEGORIES = ("base", "miss_func", "miss_param", "long_context")
"""``miss_func`` withholds a needed tool for a turn, ``miss_param`` an argument; ``long_context`` pads the answers."""

WHEEL = "bfcl-eval==2026.3.23"

_EVAL = "bfcl_eval.eval_checker.multi_turn_eval"
_TYPES = {"dict": "object", "float": "number", "tuple": "array", "list": "array", "any": "string"}
_names = count()


class WheelMissingError(MissingExtraError):
    """The extra ``bfcl`` is incomplete: its wheel has to be installed without what it depends on."""

    def __init__(self, missing: str) -> None:
        SeasonedError.__init__(
            self,
            f"{missing} is not installed; install both parts of the extra with: "
            f"pip install --no-deps {WHEEL} && pip install 'seasoned[bfcl]'",
        )
        self.extra = "bfcl"


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user says, the calls that answer it (none: the agent must ask or wait), and the tools on offer."""

    text: str
    gold: tuple[Call, ...]
    tools: tuple[Tool, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One task. `classes` name its tool sets; `entry` is the wheel's own record of it, with the state it starts in."""

    id: str
    category: str
    number: int
    classes: tuple[str, ...]
    turns: tuple[Turn, ...]
    entry: Mapping[str, Any]


def check() -> None:
    """Raise MissingExtraError unless the wheel and ``mpmath``, which its calculator needs, are installed."""
    for module, package in (("bfcl_eval", "bfcl-eval"), ("mpmath", "mpmath")):
        if find_spec(module) is None:
            raise WheelMissingError(package)


def conversations(category: str, folder: Path | None = None) -> tuple[Conversation, ...]:
    """Return the conversations of a category in the wheel's order.

    `folder` (default: the wheel's data) holds ``BFCL_v4_multi_turn_<category>.json`` and, under ``possible_answer``, a
    file of the same name, so that a re-cut copy of the tasks can be read too. Raises MissingExtraError, and InputError
    where the files are not there.
    """
    check()
    return _conversations(category, folder or _wheel() / "data")


@lru_cache(maxsize=8)
def _conversations(category: str, folder: Path) -> tuple[Conversation, ...]:
    file = f"BFCL_v4_multi_turn_{category}.json"
    entries, answers = _lines(folder / file), _lines(folder / "possible_answer" / file)
    gold = {answer["id"]: answer["ground_truth"] for answer in answers}
    return tuple(_conversation(category, entry, gold[entry["id"]]) for entry in entries)


def _conversation(category: str, entry: Mapping[str, Any], gold: Sequence[Sequence[str]]) -> Conversation:
    tools = {tool.name: tool for name in entry["involved_classes"] for tool in _tools(name)}
    withheld = {name: int(turn) for turn, names in entry.get("missed_function", {}).items() for name in names}
    # The wheel's own words for a turn that only hands over the tools withheld so far.
    prompts = importlib.import_module("bfcl_eval.constants.default_prompts")
    turns = tuple(
        Turn(
            text="\n".join(message["content"] for message in said)
            or str(prompts.DEFAULT_USER_PROMPT_FOR_ADDITIONAL_FUNCTION_FC),
            gold=tuple(read_call(call, tools) for call in calls),
            tools=tuple(tool for tool in tools.values() if withheld.get(tool.name, 0) <= place),
        )
        for place, (said, calls) in enumerate(zip(entry["question"], gold, strict=True))
    )
    number = int(str(entry["id"]).rsplit("_", 1)[1])
    return Conversation(entry["id"], category, number, tuple(entry["involved_classes"]), turns, entry)


@lru_cache(maxsize=16)
def _tools(class_name: str) -> tuple[Tool, ...]:
    config = importlib.import_module("bfcl_eval.constants.executable_backend_config")
    folder = _wheel() / "data" / "multi_turn_func_doc"
    return tuple(_tool(entry) for entry in _lines(folder / config.MULTI_TURN_FUNC_DOC_FILE_MAPPING[class_name]))


def _tool(entry: Mapping[str, Any]) -> Tool:
    schema = entry["parameters"]
    required = frozenset(schema.get("required", ()))
    parameters = tuple(
        Parameter(name, _TYPES.get(one["type"], one["type"]), one.get("description", ""), name in required)
        for name, one in schema["properties"].items()
    )
    # What comes before is about the whole tool set and the same for each of its tools.
    return Tool(entry["name"], entry["description"].rpartition("Tool description:")[2].strip(), parameters)


def read_call(text: str, tools: Mapping[str, Tool]) -> Call:
    """Return the call that a text such as ``sort('a.txt')`` makes, positional arguments named after the tool's
    parameters. Raises InputError for anything but one call with literal arguments."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            raise InputError(f"{text!r} is not one call")
        parameters = tools[node.func.id].parameters if node.func.id in tools else ()
        if len(node.args) > len(parameters):
            raise InputError(f"{text!r} is a call with more arguments than parameters are known")
        arguments = {
            parameter.name: ast.literal_eval(value) for parameter, value in zip(parameters, node.args, strict=False)
        }
        arguments |= {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in node.keywords}
    except (SyntaxError, ValueError) as problem:
        raise InputError(f"{text!r} is not a call with literal arguments") from problem
    return Call(node.func.id, arguments)


def written(call: Call) -> str:
    """Return the call as the wheel evaluates it. Raises InputError for a name that is none."""
    for name in (call.name, *call.arguments):
        if not re.fullmatch(r"[A-Za-z]\w*", name):
            raise InputError(f"{name!r} is not the name of a tool or of a parameter")
    return f"{call.name}({', '.join(f'{name}={value!r}' for name, value in call.arguments.items())})"


class Run:
    """One attempt at a conversation: calls are executed as they are made, the verdict is the wheel's.

    Use it as a context manager: leaving it removes its state from the wheel's globals.
    """

    def __init__(self, conversation: Conversation) -> None:
        check()
        self.conversation = conversation
        self._name = f"seasoned{next(_names)}x"
        self._calls: list[list[str]] = [[]]

    def call(self, call: Call) -> ToolCall:
        """Execute one call and return it with its result or its error. A tool that no turn offers is an error; like the
        wheel, this does not mind when a tool is withheld: what is offered is the agent's affair.

        Raises InputError for arguments that are not plain data.
        """
        if all(call.name != tool.name for turn in self.conversation.turns for tool in turn.tools):
            return ToolCall(name=call.name, arguments=call.arguments, error=f"there is no tool {call.name}")
        text = written(call)
        if read_call(text, {}) != call:
            raise InputError(f"the arguments of {text} are not plain data")
        self._calls[-1].append(text)
        (answer,), _ = importlib.import_module(f"{_EVAL}.multi_turn_utils").execute_multi_turn_func_call(
            [text],
            self.conversation.entry["initial_config"],
            self.conversation.entry["involved_classes"],
            self._name,
            self.conversation.id,
            long_context="long_context" in self.conversation.id,
        )
        if _is_error(answer):
            return ToolCall(name=call.name, arguments=call.arguments, error=answer)
        return ToolCall(name=call.name, arguments=call.arguments, result=answer)

    def end_turn(self) -> None:
        """Let the user go on."""
        self._calls.append([])

    def succeeded(self) -> bool:
        """Return the verdict of the wheel's checker over the whole conversation: after every turn with gold calls the
        state is that of the gold calls, and their answers are among the answers so far."""
        turns = self.conversation.turns
        made = [[calls] if calls else [] for calls in (*self._calls, *([] for _ in turns))][: len(turns)]
        gold = [[written(call) for call in turn.gold] for turn in turns]
        checker = importlib.import_module(f"{_EVAL}.multi_turn_checker")
        category = self.conversation.id.rsplit("_", 1)[0]
        verdict = checker.multi_turn_checker(made, gold, self.conversation.entry, category, self._name)
        return bool(verdict["valid"])

    def close(self) -> None:
        """Remove the state of this run. Idempotent."""
        state = vars(importlib.import_module(f"{_EVAL}.multi_turn_utils"))
        for name in [name for name in state if name.startswith(f"{self._name}_")]:
            del state[name]

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def _is_error(answer: str) -> bool:
    if answer.startswith("Error during execution:"):
        return True
    try:
        said = json.loads(answer)
    except ValueError:
        return False
    return isinstance(said, dict) and "error" in said


def _wheel() -> Path:
    spec = find_spec("bfcl_eval")
    if spec is None or not spec.submodule_search_locations:
        raise WheelMissingError("bfcl-eval")
    return Path(next(iter(spec.submodule_search_locations)))


def _lines(path: Path) -> list[Any]:
    if not path.is_file():
        raise InputError(f"{path} is not there")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
