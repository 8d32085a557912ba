"""stream-tool: does the fixed tool agent find the right calls more often as it goes along?

The conversations of BFCL's multi-turn tasks (`seasoned.envs.bfcl`), whose calls are executed and whose final state is
checked by BFCL's own code. Learning is prequential: a conversation is answered first; then the agent is told which
turns went right, and shown the right calls of all. Before it has learned anything the agent calls nothing, so a stream
of its own runs alone would never start.

The four categories are variants of the same 200 conversations: they are streams of their own, never one after another.
Re-cut copies of the tasks are read from ``BFCL_v4_multi_turn_<name>.json`` beside a folder ``possible_answer``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import fmean
from typing import TypeVar

from seasoned.agents.tools import ToolAgent, show
from seasoned.bench import controls
from seasoned.bench.predicted import likeness
from seasoned.bench.track import NONE, Item, Result, Setup, Unit
from seasoned.codec import content_id
from seasoned.envs import bfcl
from seasoned.envs.toolset import Call
from seasoned.errors import InputError, MissingExtraError
from seasoned.memory import Memory
from seasoned.streams import clock_of
from seasoned.system import System
from seasoned.systems.exprag import exprag
from seasoned.types import ToolCall

WORLD = "bfcl"
PATTERN = "BFCL_v4_multi_turn_*.json"
MAJORITY, NEAREST, EXPERT = "majority", "nearest", "expert"
SHUFFLED, NOISY, FROZEN = "shuffled", "noisy", "frozen"
ALTERED = (SHUFFLED, NOISY, FROZEN)
"""The default that is shown the calls of another turn: always, or for a share `NOISE`; or that stops learning."""

NOISE = 0.1
LEARNED_FROM = 0.5
ARM = "corrections"

C = TypeVar("C")

Shown = tuple[str, tuple[Call, ...]]
"""What the user said in a turn, and the right calls."""


@dataclass(frozen=True, slots=True)
class StreamTool:
    """The track."""

    name: str = "stream-tool"
    title: str = "tool sequences that a fixed agent without a model gets right, turn by turn"
    primary: str = "sequence"
    own: tuple[str, ...] = ()

    def missing(self, setup: Setup) -> list[str]:
        """Return what the wheel of tasks lacks."""
        try:
            bfcl.check()
        except MissingExtraError as problem:
            return [f"{WORLD}: {problem}"]
        return []

    def files(self, setup: Setup) -> list[Path]:
        """Return the re-cut copies of the tasks."""
        return sorted(setup.data.glob(PATTERN)) if setup.data else []

    def units(self, setup: Setup) -> list[Unit]:
        """Return a stream for each family, control or system, and seed."""
        if self.missing(setup):
            return []
        learners = (*controls.CONTROLS, NEAREST, *ALTERED, *setup.systems)
        arms = [(NONE, ""), (MAJORITY, ""), (EXPERT, ""), *((one, ARM) for one in learners)]
        return [
            Unit(self.name, family, system, arm, seed=seed)
            for family in self._families(setup)
            for seed in range(setup.seeds)
            for system, arm in arms
        ]

    def run(self, unit: Unit, setup: Setup) -> Result:
        """Go through the conversations of one family once, in the order of the seed."""
        family = unit.family.partition("/")[2]
        recut = [path for path in self.files(setup) if _name(path) == family]
        found = bfcl.conversations(family, recut[0].parent if recut else None)
        order = Random(content_id(WORLD, family, unit.seed)).sample(range(len(found)), len(found))
        chosen = [found[place] for place in order[: setup.tasks or len(found)]]
        said = likeness(turn.text for one in chosen for turn in one.turns) if unit.system == NONE else {}
        return Result(unit, tuple(play(chosen, unit)), said)

    def _families(self, setup: Setup) -> list[str]:
        known = [f"{WORLD}/{name}" for name in (*bfcl.CATEGORIES, *map(_name, self.files(setup)))]
        asked = [name for one in setup.families for name in (known if one == WORLD else [one])]
        if unknown := set(asked) - set(known):
            raise InputError(f"no family is called {sorted(unknown)[0]!r} here; there are: {', '.join(known)}")
        return list(dict.fromkeys(asked or known))


TRACK = StreamTool()


def play(conversations: Sequence[bfcl.Conversation], unit: Unit) -> Iterator[Item]:
    """Yield how each conversation went: per turn the share of right tool `sequence`s, of right `calls` with every
    argument, and `partial` agreement (2 · longest common subsequence / both lengths); `success` by state; `steps` and
    `tokens` in all."""
    if unit.system == EXPERT:
        yield from (_expertly(one) for one in conversations)
        return
    policy = _Majority() if unit.system == MAJORITY else _Learner(unit, len(conversations))
    try:
        for number, one in enumerate(conversations):
            yield policy.attempt(one, number)
    finally:
        policy.close()


@dataclass(slots=True)
class _Learner:
    """The tool agent with the memory that a unit asks for."""

    unit: Unit
    count: int
    _before: list[tuple[Call, ...]] = field(default_factory=list)
    _agent: ToolAgent = field(init=False)
    _rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(content_id("tools", self.unit.family, self.unit.seed))
        memory = None
        if self.unit.system != NONE:
            ticks = clock_of()
            system = _system(self.unit.system)
            memory = Memory(":memory:", system=system, clock=lambda: next(ticks), seed=self.unit.seed)
        self._agent = ToolAgent(memory, family=WORLD, environment=WORLD)

    def attempt(self, one: bfcl.Conversation, number: int) -> Item:
        agent, memory = self._agent, self._agent.memory
        agent.begin()
        made: list[tuple[ToolCall, ...]] = []
        shown: dict[str, None] = {}
        tokens = 0
        with bfcl.Run(one) as run:
            for place, turn in enumerate(one.turns):
                answer = agent.turn(turn.text, turn.tools, run.call, task_id=f"{one.id}/{place}")
                run.end_turn()
                made.append(answer.calls)
                shown |= dict.fromkeys(answer.shown)
                tokens += answer.tokens
            item = _item(one, made, success=run.succeeded(), tokens=tokens, shown=tuple(shown))
        learns = self.unit.system != FROZEN or number < round(LEARNED_FROM * self.count)
        if memory is not None and learns:
            agent.finish([(_exact(calls, turn.gold), _partial(calls, turn.gold)) for calls, turn in _both(made, one)])
            self._teach(memory, one)
        return item

    def _teach(self, memory: Memory, one: bfcl.Conversation) -> None:
        """Show the right calls of every turn; those of another turn where the control wants it so."""
        share = {SHUFFLED: 1.0, NOISY: NOISE}.get(self.unit.system, 0.0)
        turns: list[Shown] = []
        for turn in one.turns:
            gold = turn.gold
            self._before.append(gold)
            if share and self._rng.random() < share:
                gold = self._rng.choice(self._before)
            turns.append((turn.text, gold))
        with bfcl.Run(one) as run:
            told = [(text, [run.call(call) for call in gold]) for text, gold in _ending_turns(run, turns)]
        show(memory, told, family=WORLD, environment=WORLD, task_id=one.id)

    def close(self) -> None:
        if self._agent.memory is not None:
            self._agent.memory.close()


@dataclass(slots=True)
class _Majority:
    """The trivial policy: of the sequences seen so far whose tools are all on offer the most frequent one, called as it
    was the last time."""

    _times: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _latest: dict[tuple[str, ...], tuple[Call, ...]] = field(default_factory=dict)

    def attempt(self, one: bfcl.Conversation, number: int) -> Item:
        made: list[tuple[ToolCall, ...]] = []
        with bfcl.Run(one) as run:
            for turn in one.turns:
                offered = {tool.name for tool in turn.tools}
                known = [names for names in self._times if offered.issuperset(names)]
                best = max(known, key=lambda names: (self._times[names], names), default=())
                made.append(tuple(run.call(call) for call in self._latest.get(best, ())))
                run.end_turn()
            item = _item(one, made, success=run.succeeded())
        for turn in one.turns:
            self._times[_names(turn.gold)] += 1
            self._latest[_names(turn.gold)] = turn.gold
        return item

    def close(self) -> None:
        pass


def _expertly(one: bfcl.Conversation) -> Item:
    with bfcl.Run(one) as run:
        turns = [(turn.text, turn.gold) for turn in one.turns]
        made = [tuple(run.call(call) for call in gold) for _, gold in _ending_turns(run, turns)]
        return _item(one, made, success=run.succeeded())


def _ending_turns(run: bfcl.Run, turns: Sequence[Shown]) -> Iterator[Shown]:
    for turn in turns:
        yield turn
        run.end_turn()


def _system(name: str) -> System:
    if name == NEAREST:
        return exprag(k=1).but(name=NEAREST)
    return controls.system("default" if name in ALTERED else name)


def _item(
    one: bfcl.Conversation,
    made: Sequence[Sequence[ToolCall]],
    *,
    success: bool,
    tokens: int = 0,
    shown: tuple[str, ...] = (),
) -> Item:
    both = _both(made, one)
    values = {
        "sequence": fmean(float(_names(calls) == _names(turn.gold)) for calls, turn in both),
        "calls": fmean(float(_exact(calls, turn.gold)) for calls, turn in both),
        "partial": fmean(_partial(calls, turn.gold) for calls, turn in both),
        "success": float(success),
        "steps": float(sum(map(len, made))),
        "tokens": float(tokens),
    }
    return Item(one.id, values, shown)


def _both(made: Sequence[C], one: bfcl.Conversation) -> list[tuple[C, bfcl.Turn]]:
    return list(zip(made, one.turns, strict=True))


def _names(calls: Sequence[Call | ToolCall]) -> tuple[str, ...]:
    return tuple(call.name for call in calls)


def _exact(made: Sequence[ToolCall], gold: Sequence[Call]) -> bool:
    return [(call.name, dict(call.arguments)) for call in made] == [(call.name, dict(call.arguments)) for call in gold]


def _partial(made: Sequence[ToolCall], gold: Sequence[Call]) -> float:
    one, two = _names(made), _names(gold)
    row = [0] * (len(two) + 1)
    for name in one:
        before = row[:]
        for at, other in enumerate(two):
            row[at + 1] = before[at] + 1 if name == other else max(before[at + 1], row[at])
    return 2.0 * row[-1] / (len(one) + len(two)) if one or two else 1.0


def _name(path: Path) -> str:
    return path.stem.removeprefix("BFCL_v4_multi_turn_")
