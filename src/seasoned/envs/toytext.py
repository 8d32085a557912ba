"""Gymnasium's toy text games in words: FrozenLake, Taxi and CliffWalking, with the shortest path as their expert."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

MOVES: Mapping[str, tuple[str, ...]] = {
    "FrozenLake": ("left", "down", "right", "up"),
    "CliffWalking": ("up", "right", "down", "left"),
    "Taxi": ("south", "north", "east", "west", "pick up passenger", "drop off passenger"),
}
"""Names of the actions of each game, in the order of their numbers."""

TASKS: Mapping[str, str] = {
    "FrozenLake": "Walk over the frozen lake to the goal. Do not fall into a hole.",
    "CliffWalking": "Walk to the goal. Stepping off the cliff costs much and takes you back to the start.",
    "Taxi": "Pick up the passenger, drive to the destination and drop the passenger off there.",
}

_STOPS = ("Red", "Green", "Yellow", "Blue")
_GROUND = {"S": "ice", "F": "ice", "H": "a hole", "G": "the goal"}


def described(game: str, environment: Any) -> str:
    """Return the state of `game` in words; rows and columns count from 1."""
    return _DESCRIPTIONS[game](environment.unwrapped)


def taxi_start(number: int) -> tuple[int, int, int, int]:
    """Return the start of Taxi with this number (0..299): row, column, passenger's stop, destination's stop."""
    place, trip = divmod(number, 12)
    passenger, other = divmod(trip, 3)
    return place // 5, place % 5, passenger, other if other < passenger else other + 1


def solve(game: str, environment: Any) -> tuple[str, ...] | None:
    """Return the shortest way to success through the game's own transition table, or None where there is none."""
    table, start = environment.unwrapped.P, int(environment.unwrapped.s)
    paths: dict[int, tuple[str, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for number, name in enumerate(MOVES[game]):
            _, after, reward, ended = table[state][number][0]
            if ended and succeeded(game, float(reward)):
                return (*paths[state], name)
            if not ended and after not in paths:
                paths[after] = (*paths[state], name)
                queue.append(after)
    return None


def succeeded(game: str, reward: float) -> bool:
    """Return whether an episode that ended with this last reward was won."""
    return reward > 0 if game != "CliffWalking" else reward > -100


def _frozen_lake(game: Any) -> str:
    rows = [b"".join(row).decode() for row in game.desc]
    row, column = divmod(int(game.s), game.ncol)

    def ground(r: int, c: int) -> str:
        inside = 0 <= r < len(rows) and 0 <= c < len(rows[0])
        return _GROUND[rows[r][c]] if inside else "the edge"

    around = {
        "left": ground(row, column - 1),
        "down": ground(row + 1, column),
        "right": ground(row, column + 1),
        "up": ground(row - 1, column),
    }
    return "\n".join(
        [
            f"You stand on row {row + 1}, column {column + 1}, on {ground(row, column)}.",
            *(f"{way}: {what}" for way, what in around.items()),
            "The lake (S start, F ice, H hole, G goal):",
            *rows,
        ]
    )


def _cliff_walking(game: Any) -> str:
    row, column = divmod(int(game.s), 12)
    below = "the edge" if row == 3 else "the cliff" if row == 2 and 0 < column < 11 else "ground"
    return (
        f"You stand on row {row + 1} of 4, column {column + 1} of 12.\nBelow you is {below}.\n"
        "The cliff is row 4 from column 2 to column 11. The goal is row 4, column 12."
    )


def _taxi(game: Any) -> str:
    row, column, passenger, destination = (int(part) for part in game.decode(int(game.s)))
    stops = [f"{name} (row {r + 1}, column {c + 1})" for name, (r, c) in zip(_STOPS, game.locs, strict=True)]
    rider = "sits in the taxi" if passenger == 4 else f"waits at {stops[passenger]}"
    # The map's odd columns hold the borders between cells: ':' can be passed, '|' cannot.
    west, east = game.desc[row + 1, 2 * column], game.desc[row + 1, 2 * column + 2]
    walls = [way for way, border in (("west", west), ("east", east)) if border == b"|"]
    return (
        f"The taxi is on row {row + 1} of 5, column {column + 1} of 5.\nThe passenger {rider}.\n"
        f"The destination is {stops[destination]}.\nWalls beside the taxi: {', '.join(walls) or 'none'}."
    )


_DESCRIPTIONS: Mapping[str, Callable[[Any], str]] = {
    "FrozenLake": _frozen_lake,
    "CliffWalking": _cliff_walking,
    "Taxi": _taxi,
}
