"""The tool agent in a small world of its own: what it takes from experience, and from where it has its arguments."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from seasoned.agents.arguments import Example, fill
from seasoned.agents.plans import documentation_fit
from seasoned.agents.talk import Talk
from seasoned.agents.tools import Answer, ToolAgent, show, without_values
from seasoned.envs.toolset import Call, Parameter, Tool
from seasoned.memory import Memory
from seasoned.types import ToolCall

SEND = Tool(
    "send_money",
    "Send money to a person.",
    (Parameter("receiver", "string", "Who gets it."), Parameter("amount", "number", "How much.")),
)
BOOK = Tool("book_table", "Book a table in a restaurant.", (Parameter("guests", "integer", "How many."),))
CANCEL = Tool("cancel_booking", "Cancel a booking.", (Parameter("booking_id", "string", "Which."),))
TOOLS = (SEND, BOOK, CANCEL)


def world(call: Call) -> ToolCall:
    answers = {"book_table": {"booking_id": "B17"}, "send_money": {"sent": True}, "cancel_booking": {"cancelled": True}}
    return ToolCall(name=call.name, arguments=call.arguments, result=json.dumps(answers[call.name]))


def answered(agent: ToolAgent, *said: str, tools: Sequence[Tool] = TOOLS) -> list[Answer]:
    agent.begin()
    return [agent.turn(text, tools, world, task_id=f"new/{n}") for n, text in enumerate(said)]


def calls(answer: Answer) -> list[tuple[str, dict]]:
    return [(one.name, dict(one.arguments)) for one in answer.calls]


@pytest.fixture
def taught() -> ToolAgent:
    memory = Memory(":memory:", clock=lambda: 0.0)
    turns = [
        ("Please send 20 dollars to 'Ann'.", [SEND, {"receiver": "Ann", "amount": 20}]),
        ("Book a table for 4 guests.", [BOOK, {"guests": 4}]),
        ("I have to cancel that booking.", [CANCEL, {"booking_id": "B3"}]),
    ]
    told = [(text, [world(Call(tool.name, arguments))]) for text, (tool, arguments) in turns]
    show(memory, told, family="bank", environment="bank", task_id="old")
    return ToolAgent(memory, family="bank", environment="bank")


def test_without_memory_nothing_is_called():
    assert answered(ToolAgent(None), "Please send 20 dollars to 'Ann'.") == [Answer()]


def test_an_empty_memory_calls_nothing():
    agent = ToolAgent(Memory(":memory:", clock=lambda: 0.0), family="bank")
    assert answered(agent, "Please send 20 dollars to 'Ann'.") == [Answer()]


def test_what_was_shown_is_done_again_with_the_values_of_the_new_request(taught: ToolAgent):
    (answer,) = answered(taught, "Could you send 75.5 dollars to 'Bob'?")
    assert calls(answer) == [("send_money", {"receiver": "Bob", "amount": 75.5})]
    assert answer.shown
    assert answer.tokens > 0


def test_a_value_that_an_answer_gave_is_handed_on(taught: ToolAgent):
    _, second = answered(taught, "Book a table for 2 guests, please.", "Oh, I have to cancel that booking.")
    assert calls(second) == [("cancel_booking", {"booking_id": "B17"})]


def test_a_tool_that_is_not_on_offer_is_not_called(taught: ToolAgent):
    (answer,) = answered(taught, "Please send 20 dollars to 'Ann'.", tools=(BOOK, CANCEL))
    assert "send_money" not in [name for name, _ in calls(answer)]


def test_values_are_left_out_of_what_is_asked():
    assert without_values("Send 20 dollars to 'Ann' on 2024-05-03.") == "Send _ dollars to _ on _."
    assert without_values("17") == "17"


def test_documentation_alone_says_what_sets_a_tool_apart():
    fits = documentation_fit("cancel my booking", TOOLS)
    assert max(fits, key=fits.__getitem__) == "cancel_booking"
    assert documentation_fit("good morning", TOOLS) == dict.fromkeys(fits, 0.0)


def test_a_documented_option_is_named_by_the_text():
    door = Tool("lock", "Lock doors.", (Parameter("which", "string", "[Enum]: ['front', 'rear']"),))
    earlier = Example("Lock the front doors", Call("lock", {"which": "front"}))
    assert fill(door, [earlier], "Lock the rear ones now", Talk()).arguments == {"which": "rear"}


def test_a_constant_stays():
    tool = Tool("list", "List files.", (Parameter("all", "boolean", "Hidden ones too."),))
    earlier = Example("show every file", Call("list", {"all": True}))
    assert fill(tool, [earlier], "show me all files here", Talk()).arguments == {"all": True}
