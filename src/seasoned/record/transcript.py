"""Turn a conversation, told message by message, into steps.

What the agent sees (user messages, output of the environment) waits until the agent acts and becomes the observation of
that step. The result of a tool call goes to the call. Assistant text directly before a tool call is the thought of that
call; assistant text that someone reads is an action of its own. Tool calls of a simulated user are steps of the actor
``user``.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from seasoned.record import limits
from seasoned.types import Step, ToolCall

_OPEN_CALLS = 256
"""Calls whose result is still waited for; of more than that the oldest are given up."""


class Told(NamedTuple):
    """The finished steps. `truncated` says what was left out, ``""`` when nothing was."""

    steps: tuple[Step, ...]
    final_observation: str
    truncated: str


@dataclass(slots=True)
class _Draft:
    observation: str = ""
    thought: str = ""
    action: str = ""
    tool: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    call_id: str = ""
    result: str | None = None
    error: str | None = None
    failed: bool = False
    reward: float | None = None
    tokens: int | None = None
    cost: float | None = None
    seconds: float | None = None
    actor: str = "agent"
    injected: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)

    def join(self, said: _Draft) -> None:
        """Add what is known of a message that belongs to this step."""
        self.tokens = _sum(self.tokens, said.tokens)
        self.cost = _sum(self.cost, said.cost)
        if said.metadata:
            self.metadata = {**said.metadata, **self.metadata}


_N = TypeVar("_N", int, float)


def _sum(one: _N | None, other: _N | None) -> _N | None:
    return one if other is None else other if one is None else one + other


_NOTHING = _Draft()


class Transcript:
    """Collects one conversation. Holds at most `limits.STEPS` steps and `limits.TRAJECTORY` characters.

    A tool result that begins with one of `error_prefixes` is an error: the convention of formats without an error flag.
    """

    def __init__(self, error_prefixes: tuple[str, ...] = ()) -> None:
        self.first_user = ""
        self.prompt_hash = ""
        self._error_prefixes = error_prefixes
        self._drafts: list[_Draft] = []
        self._open: deque[_Draft] = deque(maxlen=_OPEN_CALLS)
        self._seen: list[str] = []
        self._seen_size = 0
        self._thoughts: list[str] = []
        self._said: _Draft | None = None
        self._spent = _NOTHING
        self._characters = 0
        self._dropped = 0
        self._score = 0.0

    @property
    def full(self) -> bool:
        """Whether a limit is reached: from now on steps are only counted."""
        return self._dropped > 0

    def drop(self, steps: int) -> None:
        """Count steps of a full transcript."""
        self._dropped += steps

    def system(self, text: str) -> None:
        """The agent's instructions: only their hash is kept, as its fingerprint."""
        digest = hashlib.blake2b(f"{self.prompt_hash}{text}".encode(), digest_size=10)
        self.prompt_hash = digest.hexdigest()

    def user(self, text: str) -> None:
        """Something said to the agent. The first one is the task."""
        if not self.first_user:
            self.first_user = text
        self.observe(text)

    def observe(self, text: str) -> None:
        """Something the environment shows."""
        self._release()
        if text and not self._dropped:
            if self._seen_size <= limits.OBSERVATION:
                self._seen.append(text[: limits.OBSERVATION + 1])
            self._seen_size += len(text) + 1

    def think(self, text: str) -> None:
        """Reasoning: the thought of whatever the agent does next."""
        if text and not self._dropped:
            self._thoughts.append(text[: limits.THOUGHT + 1])

    def spend(self, tokens: int | None, cost: float | None) -> None:
        """What a message cost that held nothing but reasoning: it counts towards the next step."""
        self._spent = _Draft(tokens=_sum(self._spent.tokens, tokens), cost=_sum(self._spent.cost, cost))

    def say(self, text: str, **extra: Any) -> None:
        """Assistant text: a thought if a call follows directly, else an action. `extra` as for `call`."""
        self._release()
        if text:
            self._said = _Draft(action=text, **extra)

    def call(
        self, name: str, arguments: Mapping[str, Any], call_id: str = "", *, actor: str = "agent", **extra: Any
    ) -> None:
        """A tool call. `extra` sets other fields of the step: tokens, cost, seconds, metadata."""
        draft = _Draft(tool=name, arguments=arguments, call_id=call_id, actor=actor, **extra)
        if actor == "agent":
            if self._said is not None:
                self.think(self._said.action)
                draft.join(self._said)
                self._said = None
        else:
            self._release()
        if self._add(draft):
            self._open.append(draft)

    def act(self, action: str, **extra: Any) -> None:
        """A text action on an environment; what comes of it is the next observation. `extra` as for `call`."""
        if self._said is not None:
            self.think(self._said.action)
            self._said = None
        self._add(_Draft(action=action, **extra))

    def result(
        self,
        text: str,
        call_id: str = "",
        name: str = "",
        *,
        error: bool = False,
        actor: str = "agent",
        reward: float | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """What a call returned. It goes to the open call of that id, else of that name, else to the oldest.

        A result of a user's call that was not logged becomes a call without arguments; a result of no known call is an
        observation.
        """
        draft = self._find(call_id, name, actor)
        if draft is None and actor == "user":
            self.call(name or "unknown", {}, call_id, actor="user")
            draft = self._find(call_id, name, actor)
        if draft is None:
            self.observe(text)
            self.earned(reward, metadata)
            return
        self._open.remove(draft)
        kept = limits.clip(text, limits.RESULT)
        self._characters += len(kept)
        if error or draft.failed or text.startswith(self._error_prefixes):
            draft.error = kept or "error"
        else:
            draft.result = kept
        if reward is not None:
            draft.reward = reward
        if metadata:
            draft.metadata.update(metadata)

    def earned(self, reward: float | None, metadata: Mapping[str, Any] | None = None) -> None:
        """What the last step earned, if it was a text action."""
        self._release()
        if self._drafts and self._drafts[-1].tool is None and not self._dropped:
            if reward is not None:
                self._drafts[-1].reward = reward
            self._drafts[-1].metadata.update(metadata or {})

    def gain(self, score: float | None) -> float | None:
        """Return by how much a running score has grown since it was last told (it starts at 0)."""
        if score is None:
            return None
        self._score, before = score, self._score
        return round(score - before, 12)

    def exited(self, call_id: str, code: int, seconds: float | None = None) -> None:
        """The exit code of a call, which some logs tell apart from its output: not 0 makes the output an error."""
        calls = [draft for draft in self._drafts[-_OPEN_CALLS:] if draft.tool is not None]
        draft = next((draft for draft in reversed(calls) if draft.call_id == call_id and call_id), None)
        draft = draft or (calls[-1] if calls and not call_id else None)
        if draft is None or self._dropped:
            return
        draft.metadata["exit_code"] = code
        draft.seconds = seconds if draft.seconds is None else draft.seconds
        draft.failed = code != 0
        if draft.failed and draft.result is not None:
            draft.error, draft.result = draft.result or "error", None

    def close(self, injected: tuple[str, ...] = ()) -> Told:
        """Return the steps.

        The first observation is left empty where it only repeats the task. `injected` are texts that a memory had put
        into the context before the first step.
        """
        self._release()
        if self._drafts:
            first = self._drafts[0]
            if first.observation == limits.clip(self.first_user, limits.OBSERVATION):
                first.observation = ""
            first.injected = injected
        steps = tuple(_step(index, draft) for index, draft in enumerate(self._drafts))
        kept = len(steps)
        mark = f"{kept:,} of {kept + self._dropped:,} steps kept" if self._dropped else ""
        return Told(steps, self._take(), mark)

    def _release(self) -> None:
        """Held text was not followed by a call, so somebody read it: it was an action."""
        if self._said is not None:
            said, self._said = self._said, None
            self._add(said)

    def _take(self) -> str:
        text = limits.clip("\n".join(self._seen), limits.OBSERVATION, self._seen_size - 1)
        self._seen, self._seen_size = [], 0
        return text

    def _add(self, draft: _Draft) -> bool:
        if draft.actor == "agent":
            draft.observation = self._take()
            draft.join(self._spent)
            self._spent = _NOTHING
        draft.thought = limits.clip("\n".join(self._thoughts), limits.THOUGHT)
        self._thoughts = []
        draft.action = limits.clip(draft.action, limits.ACTION)
        self._characters += len(draft.observation) + len(draft.thought) + len(draft.action)
        if self._dropped or len(self._drafts) >= limits.STEPS or self._characters > limits.TRAJECTORY:
            self._dropped += 1
            return False
        self._drafts.append(draft)
        return True

    def _find(self, call_id: str, name: str, actor: str) -> _Draft | None:
        same = [draft for draft in self._open if draft.actor == actor]
        for draft in same:
            if call_id and draft.call_id == call_id:
                return draft
        for draft in same:
            if name and draft.tool == name and not (call_id and draft.call_id):
                return draft
        return same[0] if same and not call_id and not name else None


def _step(index: int, draft: _Draft) -> Step:
    tool = None
    if draft.tool is not None:
        tool = ToolCall(
            name=draft.tool,
            arguments=draft.arguments,
            result=draft.result,
            error=draft.error,
            id=limits.clip(draft.call_id, 200),
        )
    step = Step(
        index=index,
        observation=draft.observation,
        thought=draft.thought,
        action=draft.action,
        tool=tool,
        reward=draft.reward,
        tokens=draft.tokens,
        cost=draft.cost,
        seconds=draft.seconds,
        actor=draft.actor,
        injected=draft.injected,
        metadata=draft.metadata,
    )
    return limits.clip_step(step)
