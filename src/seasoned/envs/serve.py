"""The worker's side: ``python -m seasoned.envs.serve MODULE:CLASS OPTIONS LIFELINE FOLDER`` answers calls until its
input ends. OPTIONS is JSON, LIFELINE a file descriptor, FOLDER holds temporary files and is removed at the end.

One call per line on standard input, ``["method", argument, …]``; one answer per line on standard output: ``=`` and the
JSON of the result, or ``!`` and ``["error class", "message"]`` for an error of ours. Any other error ends the worker,
and its traceback on standard error becomes the message of the EnvironmentCrashedError that the caller gets.
"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
import threading
from typing import Any, BinaryIO

import msgspec

from seasoned.envs import processes
from seasoned.errors import SeasonedError
from seasoned.protocols import Environment, EnvTask


def main(arguments: list[str]) -> None:
    """Build the environment that `arguments` name and answer calls until standard input is closed."""
    target, options, lifeline, folder = arguments
    threading.Thread(target=_die_with_parent, args=(int(lifeline), folder), daemon=True).start()
    # Libraries print: what they print goes to standard error, and the answers keep the real standard output.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    module, _, name = target.partition(":")
    try:
        environment: Environment = getattr(importlib.import_module(module), name)(**msgspec.json.decode(options))
    except SeasonedError as problem:
        answers.write(_failure(problem))
        return
    answers.write(b"=null\n")
    try:
        _answer_calls(environment, sys.stdin.buffer, answers)
    finally:
        environment.close()
        shutil.rmtree(folder, ignore_errors=True)


def _answer_calls(environment: Environment, calls: BinaryIO, answers: Any) -> None:
    encode = msgspec.json.Encoder().encode
    decode = msgspec.json.Decoder(list[Any]).decode
    for line in iter(calls.readline, b""):
        method, *arguments = decode(line)
        try:
            result = _call(environment, method, arguments)
        except SeasonedError as problem:
            answers.write(_failure(problem))
        else:
            answers.write(b"=" + encode(result) + b"\n")


def _call(environment: Environment, method: str, arguments: list[Any]) -> Any:
    if method == "step":
        return environment.step(arguments[0])
    if method == "reset":
        return environment.reset(msgspec.convert(arguments[0], EnvTask))
    if method == "expert":
        return environment.expert(msgspec.convert(arguments[0], EnvTask))
    if method == "tasks":
        family, fold, count, seed = arguments
        return environment.tasks(family, fold=fold, count=count, seed=seed)
    return environment.families()


def _failure(problem: SeasonedError) -> bytes:
    return b"!" + msgspec.json.encode((type(problem).__name__, str(problem))) + b"\n"


def _die_with_parent(lifeline: int, folder: str) -> None:
    """Kill this whole group when the other end of `lifeline` closes, which a dead parent cannot avoid doing.

    Standard input ends then too, but the main thread may be inside a call that never returns. The grace period lets
    an orderly close, which drops both, finish first.
    """
    os.read(lifeline, 1)
    threading.Event().wait(10.0)
    processes.end(os.getpid())
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
