"""BFCL's multi-turn conversations as they run here: its own tools, state and checker."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from seasoned.envs import bfcl
from seasoned.envs.toolset import Call
from seasoned.errors import InputError

pytest.importorskip("bfcl_eval", reason="the wheel of BFCL is not installed; `make test` does it")


def first(category: str = "base") -> bfcl.Conversation:
    return bfcl.conversations(category)[0]


def played(one: bfcl.Conversation, turns: list[tuple[Call, ...]]) -> bool:
    with bfcl.Run(one) as run:
        for calls in turns:
            for call in calls:
                run.call(call)
            run.end_turn()
        return run.succeeded()


@pytest.mark.parametrize("category", bfcl.CATEGORIES)
def test_the_gold_calls_of_every_conversation_are_right(category: str):
    found = bfcl.conversations(category)
    assert len(found) == 200
    assert [one.id for one in found if not played(one, [turn.gold for turn in one.turns])] == []


def test_other_calls_are_not():
    one = first()
    assert not played(one, [() for _ in one.turns])
    assert not played(one, [turn.gold for turn in one.turns[:-1]])
    assert not played(one, list(reversed([turn.gold for turn in one.turns])))


def test_runs_of_one_conversation_know_nothing_of_each_other():
    one = first()
    gold = [call for turn in one.turns for call in turn.gold]
    with bfcl.Run(one) as before:
        for call in gold:
            before.call(call)
        with bfcl.Run(one) as run:
            answers = [run.call(call) for call in gold]
        assert all(answer.error is None for answer in answers)
    state = vars(importlib.import_module("bfcl_eval.eval_checker.multi_turn_eval.multi_turn_utils"))
    assert [name for name in state if name.startswith("seasoned")] == []


def test_what_a_tool_refuses_is_an_error():
    with bfcl.Run(first()) as run:
        answer = run.call(Call("cd", {"folder": "no such folder"}))
    assert answer.error
    assert answer.result is None


def test_a_withheld_tool_comes_on_offer_later():
    one = next(one for one in bfcl.conversations("miss_func") if len({len(turn.tools) for turn in one.turns}) > 1)
    early, late = ({tool.name for tool in turn.tools} for turn in (one.turns[0], one.turns[-1]))
    assert early < late


def test_what_is_no_tool_is_an_error():
    with bfcl.Run(first()) as run:
        assert "no tool" in (run.call(Call("_load_scenario", {})).error or "")


def test_tools_are_documented():
    tools = {tool.name: tool for tool in first().turns[0].tools}
    move = tools["mv"]
    assert [parameter.name for parameter in move.parameters] == ["source", "destination"]
    assert all(parameter.required and parameter.description for parameter in move.parameters)
    assert "Move" in move.description
    assert move.parameter("nothing") is None


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('true')", "sort(open('/etc/passwd'))", "1 + 1", "sort('a'); sort('b')", "sort(", ""],
)
def test_only_single_calls_with_literal_arguments_are_read(text: str):
    with pytest.raises(InputError, match="call"):
        bfcl.read_call(text, {})


def test_arguments_that_are_not_plain_data_never_reach_the_evaluation():
    class Sly(str):
        def __repr__(self) -> str:
            return "__import__('os').getcwd()"

    with bfcl.Run(first()) as run:
        for arguments in ({"folder": Sly("x")}, {"folder=1, x": "y"}, {"folder": open}):
            with pytest.raises(InputError):
                run.call(Call("cd", arguments))
        assert run.call(Call("cd(1) or cd", {})).error


def test_a_call_is_written_as_it_is_read():
    tools = {tool.name: tool for tool in first().turns[0].tools}
    call = bfcl.read_call("mv('a b.txt', destination='c')", tools)
    assert call == Call("mv", {"source": "a b.txt", "destination": "c"})
    assert bfcl.read_call(bfcl.written(call), {}) == call


def test_a_recut_copy_of_the_tasks_is_read_from_a_folder(tmp_path: Path):
    one = first()
    (tmp_path / "possible_answer").mkdir()
    gold = [[bfcl.written(call) for call in turn.gold] for turn in one.turns]
    for path, entry in (
        (tmp_path / "BFCL_v4_multi_turn_mine.json", dict(one.entry)),
        (tmp_path / "possible_answer" / "BFCL_v4_multi_turn_mine.json", {"id": one.id, "ground_truth": gold}),
    ):
        path.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    (read,) = bfcl.conversations("mine", tmp_path)
    assert read.turns == one.turns
    with pytest.raises(InputError, match="not there"):
        bfcl.conversations("other", tmp_path)
