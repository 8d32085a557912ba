"""A small world in pure Python: the note says which box holds what is asked for, and there is little time."""

from __future__ import annotations

from random import Random

from seasoned.protocols import EnvTask, Observation

THINGS = ("apple", "lamp", "rope", "clock", "violin", "kettle")
BOXES = ("red box", "blue box", "green box", "black box", "white box", "gold box")


class Pantry:
    """Fetch a thing in four steps: read the note, open the box it names, take the thing."""

    name = "pantry"

    def families(self) -> tuple[str, ...]:
        return ("fetch",)

    def tasks(self, family: str, *, fold: str, count: int, seed: int) -> list[EnvTask]:
        first = {"train": 0, "dev": 10_000, "test": 20_000}[fold] + 1000 * seed
        return [EnvTask(f"fetch/{first + n}", family, fold, first + n, {}) for n in range(count)]

    def reset(self, task: EnvTask) -> Observation:
        rng = Random(task.seed)
        self.thing, self.box = rng.choice(THINGS), rng.choice(BOXES)
        self.open: str | None = None
        self.steps = 0
        return self._seen("You are in the pantry.", 0.0)

    def step(self, action: str) -> Observation:
        self.steps += 1
        if action == "read note":
            return self._seen(f"The note reads: The {self.thing} is in the {self.box}.", 0.0)
        if action.startswith("open "):
            self.open = action.removeprefix("open ")
            return self._seen(f"You open the {self.open}.", 0.0)
        if action == f"take {self.thing}":
            return self._seen("You have it.", 1.0)
        return self._seen("Nothing happens.", 0.0)

    def expert(self, task: EnvTask) -> tuple[str, ...] | None:
        rng = Random(task.seed)
        thing, box = rng.choice(THINGS), rng.choice(BOXES)
        return ("read note", f"open {box}", f"take {thing}")

    def close(self) -> None:
        return None

    def _seen(self, text: str, reward: float) -> Observation:
        actions = ["read note", "sing", "wait", *(f"open {box}" for box in BOXES)]
        if self.open == self.box:
            actions.append(f"take {self.thing}")
        return Observation(
            text=text,
            state=f"You are in the pantry. The {self.open or 'room'} is open.",
            task=f"Bring me the {self.thing}.",
            valid_actions=tuple(sorted(actions)),
            reward=reward,
            score=reward,
            done=reward > 0 or self.steps >= 4,
            success=reward > 0,
            truncated=reward == 0 and self.steps >= 4,
        )
