"""Agents under test: a command line, or a Python function."""

from __future__ import annotations

import importlib
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from seasoned.ab.tasks import Agent, Answer, Task
from seasoned.errors import InputError


def command(line: str, timeout: float) -> Agent:
    """Return an agent that runs a command: it gets ``{"id", "text", "family", "hint"}`` as JSON on standard input and
    answers with the last line of its standard output, as JSON (`Answer`). Raises InputError where there is no such
    command."""
    words = shlex.split(line)
    if not words or shutil.which(words[0]) is None:
        raise InputError(f"no command {words[0] if words else line!r} was found")

    def agent(task: Task, hint: str) -> Answer:
        given = json.dumps({**msgspec.to_builtins(task), "hint": hint})
        try:
            done = subprocess.run(words, input=given, capture_output=True, text=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired as problem:
            raise InputError(f"no answer within {timeout:g} s") from problem
        told = [text for text in done.stdout.splitlines() if text.strip()]
        if done.returncode or not told:
            last = (done.stderr.strip().splitlines() or ["nothing on standard error"])[-1]
            raise InputError(f"exit code {done.returncode} and {'an' if told else 'no'} answer: {last}")
        try:
            return msgspec.json.decode(told[-1], type=Answer)
        except msgspec.DecodeError as problem:
            raise InputError(f"the last line is no answer ({problem}): {told[-1][:200]}") from problem

    return agent


def function(name: str) -> Agent:
    """Return an agent that calls ``module:function(task, hint)``: a mapping with `text`, `id` and `family`, and the
    hint's text. It returns a bool or a mapping like `Answer`. Raises InputError where there is no such function."""
    module, _, attribute = name.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        called = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as problem:
        raise InputError(f"{name!r} is not a module:function that can be imported: {problem}") from problem
    finally:
        sys.path.pop(0)

    def agent(task: Task, hint: str) -> Answer:
        value = called(msgspec.to_builtins(task), hint)
        try:
            return Answer(success=value) if isinstance(value, bool) else msgspec.convert(value, Answer)
        except msgspec.ValidationError as problem:
            raise InputError(f"{name} returned no answer ({problem})") from problem

    return agent
