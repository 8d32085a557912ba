"""A/B: does memory help *this* agent on *these* tasks? Each is attempted with and without it, in random order.

The agent is a command or a Python function, given a task and a hint (empty without memory). Tasks come in a new order
in each repeat, and each repeat has a memory of its own, so repeats are independent streams whose differences can be
bootstrapped (`seasoned.statistics.paired`). Only runs with memory are learned from.
"""

from seasoned.ab.agents import command, function
from seasoned.ab.tasks import Agent, Answer, Task, tasks_of
from seasoned.ab.trial import WITH, WITHOUT, Attempt, Trial, by_repeat, run

__all__ = [
    "WITH",
    "WITHOUT",
    "Agent",
    "Answer",
    "Attempt",
    "Task",
    "Trial",
    "by_repeat",
    "command",
    "function",
    "run",
    "tasks_of",
]
