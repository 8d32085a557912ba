"""Chat messages of every common shape, told to a `Transcript`.

Read are: OpenAI chat (``tool_calls`` with a ``function`` object and JSON text as arguments), the flat form of the
project's own episodes (``{id, name, arguments}``), Inspect (``function`` is the name), Anthropic content blocks
(``text``, ``thinking``, ``tool_use``, ``tool_result``), and the simulated users of tau2-bench (``requestor: user``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from seasoned.record import limits
from seasoned.record.rows import finite
from seasoned.record.transcript import Transcript

_AGENT = frozenset({"assistant", "agent", "ai", "model"})
_USER = frozenset({"user", "human"})
_TOOL = frozenset({"tool", "function", "ipython"})
_SYSTEM = frozenset({"system", "developer"})
# What is mapped to fields of a step, and copies of it (`raw_data`: the provider's whole answer once more).
_KNOWN = frozenset(
    {
        "annotations",
        "audio",
        "content",
        "cost",
        "error",
        "errors",
        "function",
        "function_call",
        "id",
        "name",
        "raw_data",
        "reasoning",
        "reasoning_content",
        "refusal",
        "requestor",
        "role",
        "score",
        "source",
        "step_reward",
        "thought",
        "timestamp",
        "tool_call_id",
        "tool_calls",
        "turn_idx",
        "type",
        "usage",
    }
)


def tell(transcript: Transcript, message: Any) -> str:
    """Tell one message; return what was odd about it, ``""`` when nothing was."""
    if not isinstance(message, dict):
        return "a message must be an object"
    found = message.get("role")
    role = found if isinstance(found, str) else repr(found)
    if transcript.full:
        transcript.drop(max(1, sum(1 for _ in _calls(message))) if role in _AGENT else 0)
        return ""
    if role in _AGENT:
        return _agent(transcript, message)
    if role in _TOOL:
        _tool(transcript, message)
        return ""
    if role in _USER:
        return _user(transcript, message)
    if role in _SYSTEM:
        transcript.system(text_of(message.get("content")))
        return ""
    transcript.observe(text_of(message.get("content")))
    return f"unknown role {role!r:.40}; its text was read as an observation"


def text_of(content: Any) -> str:
    """Return the text of a message: itself, or the text parts of a list; other parts by their type in brackets."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(part for part in map(_part, content) if part)
    if isinstance(content, dict):
        return _part(content)
    return str(content)


def _part(part: Any) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict):
        return ""
    for name in ("text", "refusal"):
        if isinstance(part.get(name), str):
            return str(part[name])
    kind = part.get("type")
    if kind in ("thinking", "reasoning", "redacted_thinking", "tool_use", "tool_result"):
        return ""
    if kind is None:
        return json.dumps(part, ensure_ascii=False)
    return f"[{kind}]"


def _agent(transcript: Transcript, message: dict[str, Any]) -> str:
    for name in ("reasoning", "reasoning_content"):
        if isinstance(message.get(name), str):
            transcript.think(message[name])
    content = message.get("content")
    for block in blocks(content, "thinking", "reasoning"):
        transcript.think(_thought(block))
    text = text_of(content)
    extra: dict[str, Any] = {"metadata": _rest(message)}
    tokens = tokens_of(message.get("usage"))
    if tokens is not None:
        extra["tokens"] = tokens
    cost = finite(message.get("cost"))
    if cost is not None:
        extra["cost"] = cost
    odd = ""
    calls = list(_calls(message))
    if not calls and not text:
        transcript.spend(tokens, cost)
        return odd
    if not calls:
        transcript.say(text, **extra)
        return odd
    transcript.think(text)
    for call in calls:
        name, arguments, call_id = read_call(call)
        if not name:
            odd = "a tool call without a name was left out"
            continue
        if name == "act" and arguments.keys() == {"action"} and isinstance(arguments["action"], str):
            # An environment that takes text actions, logged as its only tool.
            transcript.act(arguments["action"], **extra)
        else:
            transcript.call(name, arguments, call_id, **extra)
        extra = {}
    return odd


def _user(transcript: Transcript, message: dict[str, Any]) -> str:
    content = message.get("content")
    for block in blocks(content, "tool_result"):
        result_block(transcript, block)
    calls = list(_calls(message))
    text = text_of(content)
    if not calls:
        transcript.user(text)
        return ""
    for call in calls:
        name, arguments, call_id = read_call(call)
        if not name:
            return "a tool call without a name was left out"
        note = {"said": limits.clip(text, limits.METADATA)} if text else {}
        transcript.call(name, arguments, call_id, actor="user", metadata=note)
        text = ""
    return ""


def _tool(transcript: Transcript, message: dict[str, Any]) -> None:
    text = text_of(message.get("content"))
    flag = message.get("error")
    if isinstance(flag, dict):  # Inspect: {type, message}
        text = str(flag.get("message") or "") or text or str(flag.get("type") or "")
    elif isinstance(flag, str) and flag:
        text = text or flag
    name = message.get("name") or message.get("function")
    call_id = message.get("tool_call_id") or message.get("id")
    if not call_id and isinstance(message.get("tool_call_ids"), list):
        call_id = next(iter(message["tool_call_ids"]), None)
    transcript.result(
        text,
        call_id if isinstance(call_id, str) else "",
        name if isinstance(name, str) else "",
        error=bool(flag),
        actor="user" if message.get("requestor") == "user" else "agent",
        reward=transcript.gain(finite(message["score"])) if "score" in message else finite(message.get("step_reward")),
        metadata=_rest(message),
    )


def blocks(content: Any, *kinds: str) -> Iterator[dict[str, Any]]:
    """Yield the content blocks of these types."""
    if isinstance(content, list):
        yield from (block for block in content if isinstance(block, dict) and block.get("type") in kinds)


def result_block(transcript: Transcript, block: Mapping[str, Any]) -> None:
    """Tell an Anthropic ``tool_result`` block."""
    call_id = block.get("tool_use_id")
    transcript.result(
        text_of(block.get("content")), call_id if isinstance(call_id, str) else "", error=block.get("is_error") is True
    )


def _thought(block: Mapping[str, Any]) -> str:
    found = block.get("thinking") or block.get("reasoning") or block.get("text")
    return found if isinstance(found, str) else ""


def _calls(message: Mapping[str, Any]) -> Iterator[Any]:
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        yield from calls
    if isinstance(message.get("function_call"), dict):
        yield message["function_call"]
    yield from blocks(message.get("content"), "tool_use")


def read_call(call: Any) -> tuple[str, dict[str, Any], str]:
    """Return name, arguments and id of a tool call; the name is ``""`` where there is none."""
    if not isinstance(call, dict):
        return "", {}, ""
    inner = call.get("function")
    body = inner if isinstance(inner, dict) else call
    name = inner if isinstance(inner, str) else body.get("name")
    arguments = body.get("arguments", body.get("input"))
    call_id = call.get("id") or call.get("call_id")
    return (
        name if isinstance(name, str) else "",
        read_arguments(arguments),
        call_id if isinstance(call_id, str) else "",
    )


def read_arguments(arguments: Any) -> dict[str, Any]:
    """Return arguments as an object: decoded where they are JSON text, under ``input`` where they are no object."""
    if isinstance(arguments, dict):
        return arguments
    if arguments is None or arguments == "":
        return {}
    if isinstance(arguments, str):
        try:
            decoded = json.loads(arguments)
        except (ValueError, RecursionError):
            return {"input": arguments}
        return decoded if isinstance(decoded, dict) else {"input": arguments}
    return {"input": arguments}


def tokens_of(usage: Any) -> int | None:
    """Return prompt and completion tokens together, by OpenAI's or Anthropic's names."""
    if not isinstance(usage, dict):
        return None
    names = ("prompt_tokens", "completion_tokens", "input_tokens", "output_tokens")
    found = [usage[name] for name in names if isinstance(usage.get(name), int)]
    return sum(found) if found else None


def _rest(message: dict[str, Any]) -> dict[str, Any]:
    unknown = message.keys() - _KNOWN
    if not unknown:
        return {}
    return {name: message[name] for name in sorted(unknown) if message[name] not in (None, "", [], {})}
