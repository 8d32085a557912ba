"""The expert of a scene: Fast Downward's plan for it, made in a process of its own.

Each search leaks memory that only the end of its process gives back. ``python -m seasoned.envs.alfworld_plan`` reads
a domain and a problem in PDDL from standard input (a JSON list of both) and writes the plan's operators as JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from seasoned.envs.alfworld_problem import problem
from seasoned.envs.alfworld_scenes import LAMPS, TREATMENTS, Scene
from seasoned.errors import EnvironmentCrashedError

WORDINGS: Mapping[str, str] = {
    "gotolocation": "go to {4}",
    "openobject": "open {3}",
    "closeobject": "close {3}",
    "pickupobject": "take {3} from {4}",
    "putobject": "move {3} to {4}",
    "cleanobject": "clean {4} with {3}",
    "heatobject": "heat {4} with {3}",
    "coolobject": "cool {4} with {3}",
    "toggleobject": "use {3}",
}
"""The command of an operator, by the place of its parameters in the domain."""


def plan(scene: Scene, domain: str, *, timeout: float) -> tuple[str, ...]:
    """Return the commands that solve a scene from its start, at the least cost that the domain counts: 5 for cleaning,
    heating, cooling and using something, 1 for anything else.

    Raises EnvironmentCrashedError when the planner fails or takes more than `timeout` seconds.
    """
    asked = msgspec.json.encode([domain, problem(_narrowed(scene))])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "seasoned.envs.alfworld_plan"],
            input=asked,
            capture_output=True,
            timeout=timeout,
            check=True,
            # The translator walks through sets: which of several best plans it finds depends on their order.
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired as late:
        raise EnvironmentCrashedError(f"the planner found nothing within {timeout:g} s: allow it more time") from late
    except subprocess.CalledProcessError as failed:
        said = failed.stderr.decode(errors="replace").strip()[-400:]
        raise EnvironmentCrashedError(f"the planner ended with code {failed.returncode}: {said}") from failed
    return tuple(map(_worded, msgspec.json.decode(done.stdout, type=list[str])))


def _narrowed(scene: Scene) -> Scene:
    """Return the scene with what its task is about and nothing else.

    Nothing is ever in the way of something else in this domain, and one cabinet is as good as another, so that the
    shortest plans stay as short; with everything in the room the search takes up to a minute.
    """
    things = {name: thing for name, thing in scene.things.items() if thing[0] in (scene.target, *LAMPS)}
    kept = {place for _, place in things.values()}
    for wanted in (scene.place, TREATMENTS.get(scene.family, ("", ""))[1]):
        kept.update([name for name, sort in scene.receptacles.items() if sort == wanted][:1])
    receptacles = {name: sort for name, sort in scene.receptacles.items() if name in kept}
    return replace(scene, receptacles=receptacles, things=things)


def _worded(operator: str) -> str:
    return WORDINGS[operator.split()[0]].format(*(part.replace("_", " ") for part in operator.split()))


def main() -> None:
    """Plan once, for the two texts on standard input."""
    import fast_downward

    domain, asked = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, str])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the planner prints
    _, translated = fast_downward.pddl2sas(domain, asked, optimize=True)
    library = fast_downward.load_lib()
    if not library.solve_sas(translated.encode(), False):
        sys.exit("there is no plan")
    operators = (fast_downward.Operator * library.get_last_plan_length())()
    library.get_last_plan(operators)
    answers.write(msgspec.json.encode([operator.name for operator in operators]))
    answers.close()


if __name__ == "__main__":
    main()
