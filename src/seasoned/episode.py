"""One run, recorded while it happens: recall, steps, and how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from seasoned.codec import content_id
from seasoned.errors import EpisodeError, InputError
from seasoned.learning import Learned
from seasoned.record.limits import clip_step
from seasoned.types import (
    Agent,
    Hint,
    Origin,
    Outcome,
    OutcomeSource,
    Query,
    Site,
    Step,
    Task,
    ToolCall,
    Trajectory,
)

if TYPE_CHECKING:
    from seasoned.memory import Memory


class Episode:
    """A run in progress. Made by `Memory.episode`; use it as a context manager.

    Leaving the block without `finish` records the run without an outcome (with the exception's name in its metadata
    when one ended it): nothing is lost, and nothing is claimed.
    """

    def __init__(
        self,
        memory: Memory,
        task: Task,
        *,
        agent: Agent = Agent(),
        origin: Origin = Origin.OWN,
        group: str = "",
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.task = task
        self.started_at = memory.clock()
        self.id = content_id("run", memory.scope, task.id, task.text, self.started_at, memory.next_number())
        self.learned: Learned | None = None
        self._memory = memory
        self._agent = agent
        self._origin = origin
        self._group = group
        self._metadata = dict(metadata or {})
        self._steps: list[Step] = []
        self._usages: list[str] = []
        self._injected: list[str] = []
        self._said: dict[str, None] = {}
        self._best = 0.0
        self._idle = 0
        # One stream of draws per run: an item is then given or withheld for the whole of it.
        self._seed = int.from_bytes(self.id.encode()[-6:], "big") ^ memory.seed

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps recorded so far."""
        return tuple(self._steps)

    def recall(
        self,
        text: str = "",
        *,
        observation: str = "",
        error: str = "",
        state_key: str = "",
        last_tool: str = "",
        valid_actions: Sequence[str] = (),
        site: Site | str | None = None,
        repeat: bool = True,
    ) -> Hint:
        """Return what memory has to say about the situation; an empty hint when it has nothing worth saying.

        Without arguments it asks for the task. `text` asks for something else in the agent's own words. Put `hint.text`
        at the end of the prompt. With ``repeat=False`` what this run was told before is not told again: for an agent
        whose context keeps every hint.
        """
        self._check_open("recall")
        query = Query(
            text=text or self.task.text,
            family=self.task.family,
            environment=self.task.environment,
            observation=observation,
            error=error or self._last_error(),
            state_key=state_key,
            last_tool=last_tool or self._last_tool(),
            valid_actions=tuple(valid_actions),
            site=Site(site) if site else (Site.STEP if self._steps else Site.START),
            step=len(self._steps),
            steps_since_progress=self._idle,
            asked=bool(text),
            trajectory_id=self.id,
            task_id=self.task.id,
            said=() if repeat else tuple(self._said),
        )
        hint = self._memory.hint(query, Random(self._seed), self._seed, len(self._usages))
        if hint.usage_id:
            self._usages.append(hint.usage_id)
        if hint.text:
            self._injected.append(hint.text)
            self._said.update(dict.fromkeys(item.id for item in hint.items))
        return hint

    def step(
        self,
        *,
        observation: str = "",
        action: str = "",
        tool: ToolCall | str | None = None,
        arguments: Mapping[str, Any] | None = None,
        result: str | None = None,
        error: str | None = None,
        thought: str = "",
        reward: float | None = None,
        state: str = "",
        state_key: str = "",
        valid_actions: Sequence[str] | None = None,
        actor: str = "agent",
        tokens: int | None = None,
        cost: float | None = None,
        seconds: float | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Step:
        """Record one decision: `observation` is what was seen before it, `action` or `tool` what was done.

        `tool` is a `ToolCall` or a tool's name with its `arguments`, `result` and `error`. `state` describes the
        situation where it is more than the observation. Long texts are cut with a mark.
        """
        self._check_open("step")
        extra = dict(metadata or {})
        if isinstance(tool, str):
            tool = ToolCall(name=tool, arguments=dict(arguments or {}), result=result, error=error)
        elif tool is None and error:
            extra["error"] = error
        if state:
            extra["state"] = state
        step = clip_step(
            Step(
                index=len(self._steps),
                observation=observation,
                thought=thought,
                action=action or _spoken(tool),
                tool=tool,
                reward=_number(reward, "reward"),
                valid_actions=None if valid_actions is None else tuple(valid_actions),
                state_key=state_key or (content_id("state", state) if state else ""),
                tokens=tokens,
                cost=cost,
                seconds=seconds,
                actor=actor,
                injected=tuple(self._injected),
                metadata=extra,
            )
        )
        self._injected = []
        self._idle = 0 if (step.reward or 0.0) > 0.0 else self._idle + 1
        self._steps.append(step)
        return step

    def note(self, **metadata: Any) -> None:
        """Add to the run's metadata. ``truncated=True`` says that a limit ended the run, not the task."""
        self._check_open("note")
        self._metadata |= metadata

    def finish(
        self,
        success: bool | None = None,
        *,
        score: float | None = None,
        source: OutcomeSource | str = OutcomeSource.ENVIRONMENT,
        observation: str = "",
        metrics: Mapping[str, float] | None = None,
        verifier: str = "",
        confidence: float = 1.0,
    ) -> Learned:
        """End the run, say how it went, and learn from it.

        `score` and `confidence` lie in [0, 1]. `source` says who knows (`OutcomeSource`); an agent's own opinion is
        ``self`` and stays on probation. With neither `success` nor `score` the system's judge is asked.
        """
        self._check_open("finish")
        for name, value in (("score", score), ("confidence", confidence)):
            if value is not None and not 0.0 <= value <= 1.0:
                raise InputError(f"{name} must lie in [0, 1], not {value}")
        outcome = None
        if success is not None or score is not None:
            outcome = Outcome(
                trajectory_id=self.id,
                success=success,
                score=score,
                metrics=dict(metrics or {}),
                source=_source(source),
                verifier=verifier,
                principal=self._memory.scope.principal,
                confidence=confidence,
                observed_at=self._memory.clock(),
            )
        return self._close(outcome, observation)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.learned is None:
            if problem is not None:
                self._metadata["exception"] = f"{type(problem).__name__}: {problem}"
            self._close(None, "")

    def _close(self, outcome: Outcome | None, observation: str) -> Learned:
        trajectory = Trajectory(
            id=self.id,
            task=self.task,
            steps=tuple(self._steps),
            final_observation=observation,
            scope=self._memory.scope,
            agent=self._agent,
            origin=self._origin,
            group=self._group,
            arm="with" if self._usages else "without",
            recalls=tuple(self._usages),
            started_at=self.started_at,
            metadata=self._metadata,
        )
        self.learned = self._memory.learn([(trajectory, outcome)])
        return self.learned

    def _check_open(self, verb: str) -> None:
        if self.learned is not None:
            raise EpisodeError(f"this episode has ended: {verb}() comes before finish(); start a new episode")

    def _last_error(self) -> str:
        if not self._steps:
            return ""
        last = self._steps[-1]
        return (last.tool.error if last.tool else None) or str(last.metadata.get("error", ""))

    def _last_tool(self) -> str:
        last = next((step for step in reversed(self._steps) if step.actor == "agent"), None)
        return last.tool.name if last is not None and last.tool else ""


def _spoken(tool: ToolCall | None) -> str:
    if tool is None:
        return ""
    return f"{tool.name}({json.dumps(tool.arguments, ensure_ascii=False, sort_keys=True, default=str)})"


def _number(value: float | None, name: str) -> float | None:
    if value is not None and not abs(value) < float("inf"):
        raise InputError(f"{name} must be a finite number, not {value}")
    return value


def _source(source: OutcomeSource | str) -> OutcomeSource:
    try:
        return OutcomeSource(source)
    except ValueError as problem:
        known = ", ".join(OutcomeSource)
        raise InputError(f"unknown outcome source {source!r}: use one of {known}") from problem
