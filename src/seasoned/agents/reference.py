"""The reference agent: fixed, published and without a model, so that differences in score are the memory's.

One loop: recall when actions of a new template come on offer; obey guardrails; act by rules and cases together, else
by cases, else by workflows, else by transitions; when memory abstains or has nothing fitting, explore: seeded, never
the same action twice in one state, and what changed nothing earlier in the run comes last. **Its control is the same
agent with an empty memory.**
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random

from seasoned.agents import policy
from seasoned.episode import Episode
from seasoned.lift import Situation, template
from seasoned.memory import Memory
from seasoned.protocols import Environment, EnvTask, Observation
from seasoned.types import Experience, Origin

TEMPLATES = 10
"""Action templates asked about in one recall: what a hint has room for."""


@dataclass(frozen=True, slots=True)
class Run:
    """How one attempt went. `advised` counts the steps that memory decided, `tokens` what it put into the context,
    `shown` are the ids of the experiences in it, and `instruction` is what the task asked for."""

    task: str
    success: bool
    score: float
    steps: int
    advised: int = 0
    shown: tuple[str, ...] = ()
    tokens: int = 0
    last: str = ""
    truncated: bool = False
    instruction: str = ""


Told = Callable[[bool, float], tuple[bool, float]]
"""What memory is told of a run's success and score: the truth, unless an experiment wants otherwise."""


def the_truth(success: bool, score: float) -> tuple[bool, float]:
    """Tell success and score as they are."""
    return success, score


@dataclass(slots=True)
class ReferenceAgent:
    """Acts in an environment with the help of a memory, or without one (`memory` None: the control)."""

    memory: Memory | None
    rng: Random
    uniform: bool = False
    """Act at random among the valid actions, without even the control's bookkeeping: the random policy."""

    told: Told = the_truth

    def run(self, environment: Environment, task: EnvTask) -> Run:
        """Attempt `task` once; with a memory, record it and learn from it."""
        seen = environment.reset(task)
        if self.memory is None:
            return self._play(environment, task, seen, None)
        with self.memory.episode(
            seen.task, family=task.family, task_id=task.id, environment=environment.name
        ) as episode:
            run = self._play(environment, task, seen, episode)
            episode.note(truncated=run.truncated)
            success, score = self.told(run.success, run.score)
            episode.finish(success=success, score=score, observation=run.last)
        return run

    def _play(self, environment: Environment, task: EnvTask, seen: Observation, episode: Episode | None) -> Run:
        situation = Situation(seen.task)
        view = _View(episode)
        tried: defaultdict[str, set[str]] = defaultdict(set)
        idle: set[str] = set()
        advised = steps = idle_for = 0
        while not seen.done and seen.valid_actions:
            situation.observe(seen.text, seen.state)
            fresh = [action for action in seen.valid_actions if action not in tried[seen.state]]
            actions = fresh or list(seen.valid_actions)
            action = None if self.uniform else view.advise(situation, seen, actions, idle_for, self.rng)
            advised += action is not None
            if action is None:
                lively = [a for a in actions if a not in idle] or actions
                action = self.rng.choice(list(seen.valid_actions) if self.uniform else lively)
            tried[seen.state].add(action)
            view.trace.append((action, frozenset(seen.valid_actions)))
            situation.act(action)
            answer = environment.step(action)
            steps += 1
            idle_for = 0 if answer.reward > 0.0 or answer.state not in tried else idle_for + 1
            if answer.state == seen.state and not answer.reward:
                idle.add(action)
            if episode is not None:
                note(episode, seen, action, answer)
            seen = answer
        return Run(
            task=task.id,
            success=seen.success,
            score=seen.score,
            steps=steps,
            advised=advised,
            shown=tuple(view.items),
            tokens=view.tokens,
            last=seen.text,
            truncated=seen.truncated,
            instruction=seen.task,
        )


@dataclass(slots=True)
class _View:
    """What memory has said in this run so far. It is asked again when actions of a new template come on offer."""

    episode: Episode | None
    items: dict[str, Experience] = field(default_factory=dict)
    tokens: int = 0
    trace: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _advice: policy.Advice = field(default_factory=lambda: policy.read_advice(()))

    def advise(
        self, situation: Situation, seen: Observation, actions: Sequence[str], idle: int, rng: Random
    ) -> str | None:
        if self.episode is None:
            return None
        offered = {template(action)[0] for action in seen.valid_actions}
        if offered - self._known:
            new = [a for a in seen.valid_actions if template(a)[0] not in self._known]
            self._known |= offered
            for part in _parts(new):
                hint = self.episode.recall(
                    observation=seen.text, valid_actions=part, last_tool=_last(situation), repeat=False
                )
                self.tokens += hint.tokens
                self.items |= {item.id: item for item in hint.items}
            self._advice = policy.read_advice(list(self.items.values()))
        advice = self._advice
        actions = policy.allowed(advice, actions)
        return (
            policy.by_rules(advice, situation, self.trace, actions, idle, rng)
            or policy.by_cases(advice, situation, self.trace, actions)
            or policy.by_workflows(advice, situation, actions)
            or policy.by_transitions(advice, situation, actions)
        )


def _parts(actions: Sequence[str]) -> list[list[str]]:
    """Return the actions in parts of at most `TEMPLATES` templates each: a hint has room for so many rules."""
    by_template: defaultdict[str, list[str]] = defaultdict(list)
    for action in actions:
        by_template[template(action)[0]].append(action)
    groups = list(by_template.values())
    return [[*chain.from_iterable(groups[at : at + TEMPLATES])] for at in range(0, len(groups), TEMPLATES)]


def _last(situation: Situation) -> str:
    return situation.lifted[-1][0] if situation.lifted else ""


def note(episode: Episode, seen: Observation, action: str, answer: Observation) -> None:
    """Record one step of an environment."""
    episode.step(
        observation=seen.text,
        state=seen.state,
        action=action,
        reward=answer.reward,
        valid_actions=seen.valid_actions,
    )


def expert_run(environment: Environment, task: EnvTask) -> Run | None:
    """Return how the expert does on `task`, or None when the environment has no expert for it."""
    path = environment.expert(task)
    if path is None:
        return None
    seen = environment.reset(task)
    steps = 0
    for action in path:
        seen = environment.step(action)
        steps += 1
        if seen.done:
            break
    return Run(task.id, seen.success, seen.score, steps, truncated=seen.truncated)


def demonstrate(
    environment: Environment,
    task: EnvTask,
    memory: Memory,
    *,
    origin: Origin = Origin.DEMONSTRATION,
    told: Told = the_truth,
) -> bool:
    """Show `memory` the expert's path for `task`. Returns False when the environment has no expert for it."""
    path = environment.expert(task)
    if path is None:
        return False
    seen = environment.reset(task)
    with memory.episode(
        seen.task,
        family=task.family,
        task_id=task.id,
        environment=environment.name,
        origin=origin,
    ) as episode:
        for action in path:
            answer = environment.step(action)
            note(episode, seen, action, answer)
            seen = answer
            if seen.done:
                break
        success, score = told(seen.success, seen.score)
        episode.finish(success=success, score=score, observation=seen.text)
    return True
