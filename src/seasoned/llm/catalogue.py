"""The nine calls: name, prompt version and what must come back. Each is defined here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

import msgspec

from seasoned.llm import outputs

O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741

RULES = "rules.v1"
"""What holds for every call: the fence, the language, quotes."""


@lru_cache(maxsize=32)
def prompt(name: str) -> str:
    """Return the text of ``prompts/<name>.md``."""
    return (files("seasoned.llm") / "prompts" / f"{name}.md").read_text(encoding="utf-8").strip()


@dataclass(frozen=True, slots=True)
class Call(Generic[O]):
    """One kind of model call. `output` is the struct that must come back."""

    name: str
    version: int
    output: type[O]

    @property
    def instructions(self) -> str:
        """The prompt: what to do, then the rules for all calls. Material is never part of it."""
        return f"{prompt(f'{self.name}.v{self.version}')}\n\n{prompt(RULES)}"

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the output."""
        return schema_of(self.output)


def schema_of(output: type[Any]) -> dict[str, Any]:
    """Return the JSON schema of a struct: the struct itself at the top, the others under ``$defs``."""
    schema = msgspec.json.schema(output)
    definitions: dict[str, Any] = schema.pop("$defs")
    top: dict[str, Any] = definitions.pop(output.__name__)
    return {**top, "$defs": definitions} if definitions else top


JUDGE = Call("judge", 1, outputs.Judgement)
DIAGNOSE = Call("diagnose", 1, outputs.Faults)
EXTRACT = Call("extract", 1, outputs.Lessons)
EDIT_OPS = Call("edit_ops", 1, outputs.Ops)
LABEL = Call("label", 1, outputs.Labels)
VALIDATE = Call("validate", 1, outputs.Checks)
MERGE = Call("merge", 1, outputs.Merged)
SELECT = Call("select", 1, outputs.Selection)
STATE = Call("state", 1, outputs.State)

CALLS: tuple[Call[Any], ...] = (JUDGE, DIAGNOSE, EXTRACT, EDIT_OPS, LABEL, VALIDATE, MERGE, SELECT, STATE)
"""All nine, in the order of the road."""
