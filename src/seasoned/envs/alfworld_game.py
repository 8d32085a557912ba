"""One running game: Fast Downward moves ALFWorld's domain on, TextWorld words it with ALFWorld's grammar.

TextWorld's own driver (`PddlEnv`) asks the grammar for the wording of every command on offer after every step, and
translates the problem eight times for a game; this one does both once, for the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from seasoned.envs.alfworld_problem import problem
from seasoned.envs.alfworld_scenes import Scene

IGNORED = "Nothing happens."
"""ALFWorld's answer to a command that is not on offer."""

CONDITIONS = {"isclean": "clean", "ishot": "hot", "iscool": "cool", "issliced": "sliced", "istoggled": "on"}
"""Facts about a thing that are part of the situation, with the words that the grammar has for them."""

_LISTED = re.compile(r"\byou see (an? [^.]*)\.")
_PLACE = re.compile(r"\[\{(\w+)\.name \|[^\]]*\]")
"""In a template: every receptacle at the location gone to, of which there is one in our scenes."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What all games of a process share: the compiled grammar and the planner."""

    logic: Any
    planner: Any

    @classmethod
    def load(cls, domain: str, grammar: str) -> Engine:
        """Return the engine for a domain in PDDL and a grammar in TextWorld's format."""
        import fast_downward
        from textworld.envs.pddl.logic import GameLogic

        return cls(GameLogic(domain=domain, grammar=grammar), fast_downward.load_lib())

    def close(self) -> None:
        """Unload the planner."""
        import fast_downward

        fast_downward.close_lib(self.planner)


class Game:
    """A game of a scene. `offered` are the commands that do something now, sorted; `won` says that the goal is met.

    Only the game that was made last may be played, because the planner holds one state.
    """

    def __init__(self, engine: Engine, scene: Scene) -> None:
        from textworld.envs.pddl.logic import PddlState
        from textworld.generator.game import EntityInfo

        self._grammar = engine.logic.grammar
        self._state: Any = PddlState(engine.planner, problem(scene), engine.logic)
        self._infos = {}
        for name in sorted({variable.name for fact in self._state.facts for variable in fact.arguments}):
            info = self._infos[name] = EntityInfo(name, "")
            info.name, info.definite, info.indefinite = name.replace("_", " "), "the", "a"
        self._receptacles = sorted(scene.receptacles, key=_in_order)
        self._at = {
            fact.arguments[1].name: self._shown(fact.arguments[0])
            for fact in self._state.facts
            if fact.name == "receptacleatlocation"
        }
        self._actions: dict[str, Any] = {}
        self._look_around()

    @property
    def offered(self) -> tuple[str, ...]:
        """The commands that do something now, sorted."""
        return tuple(sorted(self._actions))

    @property
    def won(self) -> bool:
        """Whether the goal is met."""
        return bool(self._state.check_goal())

    def intro(self) -> str:
        """Return the room as it is described at the start."""
        return _sorted_lists(self._told("#look.feedback#", {}))

    def do(self, command: str) -> str:
        """Do a command and return what is told then. One that is not on offer changes nothing and is told so."""
        action = self._actions.get(command.strip())
        if action is None:
            return IGNORED
        self._state.apply(action)
        told = _sorted_lists(self._told(action.feedback_rule, action.mapping))
        self._look_around()
        return told

    def situation(self) -> str:
        """Return where the agent is, what it sees there and what it carries: the same text for the same situation."""
        facts = list(self._state.facts)
        here = next(self._at.get(fact.arguments[1].name) for fact in facts if fact.name == "atlocation")
        conditions: dict[str, list[str]] = {}
        for fact in facts:
            if fact.name in CONDITIONS:
                conditions.setdefault(self._shown(fact.arguments[0]), []).append(CONDITIONS[fact.name])

        def listed(names: Iterable[str]) -> str:
            known = (
                f"{name} ({', '.join(sorted(conditions[name]))})" if name in conditions else name for name in names
            )
            return ", ".join(sorted(known, key=_in_order)) or "nothing"

        carried = listed(self._shown(fact.arguments[1]) for fact in facts if fact.name == "holds")
        if here is None:
            return f"in the middle of a room with {', '.join(self._receptacles)}\ncarrying {carried}"
        there = {fact.name for fact in facts if fact.arguments and self._shown(fact.arguments[0]) == here}
        if "openable" in there and "opened" not in there:
            seen = "closed"
        else:
            seen = "with " + listed(
                self._shown(fact.arguments[0])
                for fact in facts
                if fact.name == "inreceptacle" and self._shown(fact.arguments[1]) == here
            )
        return f"at {here}, {'open, ' if 'opened' in there else ''}{seen}\ncarrying {carried}"

    def _look_around(self) -> None:
        self._actions = {}
        for action in self._state.all_applicable_actions():
            names = {parameter.name: self._shown(value) for parameter, value in action.mapping.items()}
            template = _PLACE.sub(r"{\1}", action.command_template)
            self._actions[template.format(**names)] = action

    def _told(self, rule: str, mapping: Any) -> str:
        context = {
            "state": self._state,
            "facts": list(self._state.facts),
            "variables": {parameter.name: self._infos[value.name] for parameter, value in mapping.items()},
            "mapping": mapping,
            "entity_infos": self._infos,
        }
        return str(self._grammar.derive(rule, context)).strip()

    def _shown(self, variable: Any) -> str:
        return str(self._infos[variable.name].name)


def _sorted_lists(text: str) -> str:
    """Return `text` with the things in each list of what is seen in order: the engine walks through sets."""

    def ordered(found: re.Match[str]) -> str:
        things = sorted(re.split(r", (?:and )?", found[1]), key=_in_order)
        last = things.pop()
        return f"you see {', '.join(things)}, and {last}." if things else f"you see {last}."

    return _LISTED.sub(ordered, text)


def _in_order(name: str) -> tuple[str | int, ...]:
    """Return the key that puts ``cabinet 2`` before ``cabinet 10``."""
    return tuple(f"{int(part):06}" if part.isdigit() else part for part in name.split())
