"""Items of OpenAI's Responses API: messages, reasoning, function calls and their outputs.

Codex session logs hold the same items, so both importers tell them here.
"""

from __future__ import annotations

import json
from typing import Any

from seasoned.record.chat import read_arguments, tell, text_of
from seasoned.record.transcript import Transcript

CALLS = frozenset({"function_call", "custom_tool_call", "local_shell_call", "mcp_call"})
OUTPUTS = frozenset({"function_call_output", "custom_tool_call_output", "local_shell_call_output"})


def tell_item(transcript: Transcript, item: Any) -> str:
    """Tell one item; return what was odd about it, ``""`` when nothing was."""
    if not isinstance(item, dict):
        return "an item must be an object"
    kind = str(item.get("type") or "message")
    if kind == "message":
        return tell(transcript, item)
    if kind == "reasoning":
        transcript.think(text_of(item.get("summary")) or text_of(item.get("content")))
        return ""
    if kind in CALLS:
        body = item.get("action") if kind == "local_shell_call" else item.get("arguments", item.get("input"))
        name = item.get("name") or ("shell" if kind == "local_shell_call" else "")
        if not isinstance(name, str) or not name:
            return "a tool call without a name was left out"
        transcript.call(name, read_arguments(body), _call_id(item))
        return ""
    if kind in OUTPUTS:
        text, exit_code = read_output(item.get("output"))
        note = {} if exit_code is None else {"exit_code": exit_code}
        transcript.result(text, _call_id(item), error=bool(exit_code), metadata=note)
        return ""
    return f"unknown item type {kind!r:.40}; it was left out"


def read_output(output: Any) -> tuple[str, int | None]:
    """Return text and, where it is stated as data, the exit code of a call's output.

    Codex states it as JSON: ``{"output": "...", "metadata": {"exit_code": 0}}``.
    """
    found = output
    if isinstance(output, str) and output.startswith("{"):
        try:
            found = json.loads(output)
        except (ValueError, RecursionError):
            return output, None
    if isinstance(found, dict) and "output" in found:
        metadata = found.get("metadata")
        code = metadata.get("exit_code") if isinstance(metadata, dict) else None
        return text_of(found["output"]), code if isinstance(code, int) else None
    if isinstance(found, dict) and "content" in found:
        return text_of(found["content"]), None
    return text_of(output), None


def _call_id(item: dict[str, Any]) -> str:
    found = item.get("call_id") or item.get("id")
    return found if isinstance(found, str) else ""
