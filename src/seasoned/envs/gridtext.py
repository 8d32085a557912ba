"""MiniGrid's egocentric view in words, and the expert that BabyAI brings.

Chevalier-Boisvert et al., "BabyAI: A Platform to Study the Sample Efficiency of Grounded Language Learning", ICLR 2019;
the wording follows the idea of Carta et al., "Grounding Large Language Models in Interactive Environments", ICML 2023.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ACTIONS = ("turn left", "turn right", "move forward", "pick up", "drop", "toggle", "done")
"""Names of the seven actions, in the order of their numbers."""

_UNSEEN, _EMPTY, _WALL, _FLOOR, _AGENT = 0, 1, 2, 3, 10
_DOOR = 4
_DOOR_STATES = ("open", "closed", "locked")
_COMPASS = ("east", "south", "west", "north")


def described(seen: Mapping[str, Any]) -> str:
    """Return what the agent sees, nearest first: objects, the walls straight beside it, and what it carries.

    `seen` holds `image`, an integer array of shape (width, width, 3) of object, colour and state codes with the agent
    in the middle of the bottom edge looking up, and `direction` in 0..3.
    """
    from minigrid.core.constants import IDX_TO_COLOR, IDX_TO_OBJECT

    image = seen["image"]
    width, depth = image.shape[0], image.shape[1]
    middle, bottom = width // 2, depth - 1
    things: list[tuple[int, str]] = []
    walls: dict[str, int] = {}
    for i in range(width):
        for j in range(depth):
            kind, colour, state = (int(code) for code in image[i, j])
            right, forward = i - middle, bottom - j
            if kind == _WALL and (right == 0) != (forward == 0):
                way = "forward" if forward else "right" if right > 0 else "left"
                walls[way] = min(walls.get(way, width), forward or abs(right))
            if kind in (_UNSEEN, _EMPTY, _WALL, _FLOOR, _AGENT) or (right, forward) == (0, 0):
                continue
            words = [_DOOR_STATES[state]] if kind == _DOOR else []
            words += [IDX_TO_COLOR[colour], IDX_TO_OBJECT[kind]]
            things.append((abs(right) + forward, f"a {' '.join(words)} {_where(right, forward)}"))
    carried = int(image[middle, bottom, 0])
    lines = [f"You face {_COMPASS[int(seen['direction'])]}."]
    lines += [f"You see {text}." for _, text in sorted(things)]
    lines += [f"There is a wall {_steps(far)} {way}." for way, far in sorted(walls.items())]
    if carried not in (_UNSEEN, _EMPTY, _AGENT):
        colour = IDX_TO_COLOR[int(image[middle, bottom, 1])]
        lines.append(f"You carry a {colour} {IDX_TO_OBJECT[carried]}.")
    return "\n".join(lines)


def solve(environment: Any) -> tuple[str, ...] | None:
    """Return the actions of BabyAI's bot on an `environment` just reset, or None where it has no plan or fails.

    The bot plans for BabyAI's levels only and gives up, by an assertion of its own, on a few of them. Plays the
    environment to its end.
    """
    from minigrid.envs.babyai.core.roomgrid_level import RoomGridLevel
    from minigrid.utils.baby_ai_bot import BabyAIBot

    if not isinstance(environment.unwrapped, RoomGridLevel):
        return None
    actions: list[str] = []
    try:
        bot = BabyAIBot(environment)
        number = bot.replan()
        while True:
            actions.append(ACTIONS[int(number)])
            _, reward, ended, cut, _ = environment.step(number)
            if ended or cut:
                return tuple(actions) if reward > 0 else None
            number = bot.replan(number)
    except AssertionError:
        return None


def _where(right: int, forward: int) -> str:
    parts = [f"{_steps(forward)} forward"] if forward else []
    if right:
        parts.append(f"{_steps(abs(right))} {'right' if right > 0 else 'left'}")
    return " and ".join(parts)


def _steps(count: int) -> str:
    return f"{count} step" if count == 1 else f"{count} steps"
