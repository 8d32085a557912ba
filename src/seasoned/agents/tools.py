"""The tool agent: fixed, published and without a model; it turns recalled experience into tool calls.

One turn of a conversation: recall by what the user says, with the values in it left out; take the sequence of tools
that experience and documentation support most; fill in the arguments and call. A turn that stays without an answer is
kept in mind and read together with what comes next. **It calls no tool that memory does not speak of, so its control,
the same agent without memory, calls nothing.**
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from seasoned.agents.arguments import fill
from seasoned.agents.mentions import CODE, DATE, EMAIL, FILE, NUMBER, QUOTED, TAG, mentions
from seasoned.agents.plans import examples, plan, read_advice
from seasoned.agents.talk import Talk
from seasoned.envs.toolset import Call, Tool
from seasoned.episode import Episode
from seasoned.memory import Memory
from seasoned.recall.words import distinct_words
from seasoned.types import Origin, OutcomeSource, ToolCall

BLANK = "_"
_VALUES = frozenset({QUOTED, EMAIL, DATE, FILE, NUMBER, TAG, CODE})

Caller = Callable[[Call], ToolCall]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent did in one turn. `shown` are the ids of the experiences it was handed, in `tokens` tokens."""

    calls: tuple[ToolCall, ...] = ()
    shown: tuple[str, ...] = ()
    tokens: int = 0


@dataclass(slots=True)
class ToolAgent:
    """Acts in one conversation at a time with the help of a memory, or without one (`memory` None: the control).

    `begin` starts a conversation, `turn` answers, `finish` tells memory how the turns went.
    """

    memory: Memory | None
    family: str = ""
    environment: str = ""
    talk: Talk = field(default_factory=Talk)
    _open: str = ""
    _episodes: list[Episode] = field(default_factory=list)

    def begin(self) -> None:
        """Start a new conversation."""
        self.talk = Talk()
        self._open = ""
        self._episodes = []

    def turn(self, said: str, tools: Sequence[Tool], call: Caller, *, task_id: str = "") -> Answer:
        """Answer what the user says with calls of the tools on offer."""
        text = f"{self._open}\n{said}" if self._open else said
        self.talk.said.append(said)
        self.talk.turn = len(self.talk.done)
        if self.memory is None:
            return Answer()
        episode = self.memory.episode(
            text, family=self.family, environment=self.environment, task_id=task_id, group=_conversation(task_id)
        )
        self._episodes.append(episode)
        hint = episode.recall(without_values(text), valid_actions=[tool.name for tool in tools])
        advice = read_advice(hint.items, text)
        names = plan(advice, text, tools)
        by_name = {tool.name: tool for tool in tools}
        for place, name in enumerate(names):
            tool = by_name[name]
            made = fill(tool, examples(advice, tool, names[:place].count(name), names), text, self.talk)
            answer = call(made)
            self.talk.done.append(answer)
            episode.step(tool=answer)
        calls = tuple(self.talk.done[self.talk.turn :])
        self._open = "" if calls else text
        return Answer(calls, tuple(item.id for item in hint.items), hint.tokens)

    def finish(self, outcomes: Sequence[tuple[bool, float]]) -> None:
        """End the conversation and tell memory success and score of each turn."""
        for episode, (success, score) in zip(self._episodes, outcomes, strict=True):
            episode.finish(success=success, score=score, source=OutcomeSource.TEST)


def show(
    memory: Memory, turns: Sequence[tuple[str, Sequence[ToolCall]]], *, family: str, environment: str, task_id: str
) -> None:
    """Show memory the right calls of each turn of a conversation, as the agent would have met it."""
    left_open = ""
    for place, (said, calls) in enumerate(turns):
        text = f"{left_open}\n{said}" if left_open else said
        left_open = "" if calls else text
        if not calls:
            continue
        with memory.episode(
            text,
            family=family,
            environment=environment,
            task_id=f"{task_id}/{place}",
            group=task_id,
            origin=Origin.DEMONSTRATION,
        ) as episode:
            for call in calls:
                episode.step(tool=call)
            episode.finish(success=True, source=OutcomeSource.TEST)


def without_values(text: str) -> str:
    """Return `text` with `BLANK` for every quoted string, number, date, file, code and tag: what is asked for, not with
    what."""
    parts: list[str] = []
    end = 0
    for one in mentions(text):
        if one.kind in _VALUES and one.start >= end:
            parts += [text[end : one.start], BLANK]
            end = one.end
    blanked = "".join([*parts, text[end:]])
    return blanked if distinct_words(blanked) - {BLANK} else text


def _conversation(task_id: str) -> str:
    return task_id.partition("/")[0]
