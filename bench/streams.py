"""Does experience help? The reference agent over task streams of real environments, against every control.

    python bench/streams.py textworld --fold test --tasks 40 --seeds 5
    python bench/streams.py miniwob --families click-link enter-text --tasks 40 --arms without,self
    python bench/streams.py scienceworld --families find-plant boil --tasks 12 --seeds 2

Each arm sees the same tasks in the same order. Printed per family, and for all of them together:
success, score and steps of each arm, and the paired difference of the system to each control with its 95 % interval
(hierarchical bootstrap: streams, then tasks).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product

from seasoned import envs
from seasoned.statistics import Difference, paired
from seasoned.streams import RANDOM_POLICY, WITHOUT, Arm, run_stream

ARMS = {
    "without": WITHOUT,
    "random-policy": RANDOM_POLICY,
    "self": Arm("self", "default"),
    "self-exprag": Arm("self-exprag", "exprag"),
    "self-random": Arm("self-random", "random_memory"),
    "corrections": Arm("corrections", "default", corrections=True),
    "corrections-exprag": Arm("corrections-exprag", "exprag", corrections=True),
    "corrections-random": Arm("corrections-random", "random_memory", corrections=True),
    "corrections-memrl": Arm("corrections-memrl", "memrl", corrections=True),
    "corrections-reme": Arm("corrections-reme", "reme", corrections=True),
}
COMPARED = {
    "self": ("without", "self-exprag", "self-random"),
    "corrections": ("without", "corrections-exprag", "corrections-random"),
}
Cell = tuple[str, str, int]
Found = dict[Cell, list[tuple[bool, float, int, int]]]


def stream(job: tuple[str, dict[str, object], Cell, str, int]) -> tuple[Cell, list[tuple[bool, float, int, int]]]:
    """Run one arm over one stream: (success, score, steps, injected tokens) of each task."""
    environment, options, cell, fold, count = job
    family, arm, seed = cell
    with envs.make(environment, **options) as env:
        tasks = env.tasks(family, fold=fold, count=count, seed=seed)
        return cell, [(r.success, r.score, r.steps, r.tokens) for r, _ in run_stream(env, tasks, ARMS[arm], seed=seed)]


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def compare(found: Found, families: Sequence[str], one: str, other: str, at: int) -> Difference:
    """Return the paired difference of two arms over the streams of `families`; `at` 0 compares success, 1 the score."""
    sides = [
        {
            f"{family} {seed}": [float(run[at]) for run in runs]
            for (family, arm, seed), runs in found.items()
            if family in families and arm == name
        }
        for name in (one, other)
    ]
    return paired(sides[0], sides[1])


def compared(found: Found, families: Sequence[str], arms: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield and print the differences of the systems to their controls over the streams of `families`."""
    for one, others in COMPARED.items():
        for other, (at, measure) in product(others, enumerate(("success", "score"))):
            if one in arms and other in arms:
                d = compare(found, families, one, other, at)
                mark = "*" if d.significant else " "
                print(
                    f"  {one} - {other}: {measure} {d.mean:+.3f} [{d.low:+.3f}, {d.high:+.3f}]{mark} "
                    f"worse {d.lost:.1%} better {d.gained:.1%}"
                )
                yield {
                    "family": families[0] if len(families) == 1 else "all",
                    "arm": one,
                    "against": other,
                    "measure": measure,
                    "difference": d.mean,
                    "low": d.low,
                    "high": d.high,
                    "worse": d.lost,
                    "better": d.gained,
                }


def main() -> int:
    """Run the streams and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environment", choices=envs.NAMES)
    parser.add_argument("--families", nargs="+", default=["cookingworld", "mapreader", "twc", "coin"])
    parser.add_argument("--fold", default="train")
    parser.add_argument("--tasks", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument(
        "--arms", default="without,random-policy,self,corrections,corrections-exprag,corrections-random"
    )
    parser.add_argument("--options", default="{}", help="JSON: arguments of the environment, such as difficulty")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", help="write every figure to this file")
    asked = parser.parse_args()
    reason = envs.available(asked.environment)
    if reason:
        print(reason, file=sys.stderr)
        return 2
    arms = asked.arms.split(",")
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    options = json.loads(asked.options)
    jobs = [
        (asked.environment, options, cell, asked.fold, asked.tasks) for cell in product(asked.families, arms, seeds)
    ]
    found: Found = {}
    with ProcessPoolExecutor(asked.processes) as pool:
        for done, (cell, runs) in enumerate(pool.map(stream, jobs), 1):
            found[cell] = runs
            print(f"\r{done}/{len(jobs)} streams", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    rows: list[dict[str, object]] = []
    for family in asked.families:
        print(f"\n{family}  ({asked.fold}, {asked.tasks} tasks x {asked.seeds} seeds)")
        by_arm: dict[str, list[tuple[bool, float, int, int]]] = defaultdict(list)
        for (f, arm, _), runs in found.items():
            if f == family:
                by_arm[arm] += runs
        for arm in arms:
            runs = by_arm[arm]
            row = {
                "family": family,
                "arm": arm,
                "success": mean([r[0] for r in runs]),
                "score": mean([r[1] for r in runs]),
                "steps": mean([r[2] for r in runs]),
                "tokens": mean([r[3] for r in runs]),
                "n": len(runs),
            }
            rows.append(row)
            print(
                "  {arm:20} success {success:.3f}  score {score:.3f}  steps {steps:5.1f}  tokens {tokens:5.0f}".format(
                    **row
                )
            )
        rows += compared(found, [family], arms)
    if len(asked.families) > 1:
        print("\nall families")
        rows += compared(found, asked.families, arms)
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump({"asked": vars(asked), "rows": rows}, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
