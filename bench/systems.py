"""What each memory system gains and costs on two small jobs: the demo's games, and a real log.

    python bench/systems.py                                            # every system
    python bench/systems.py memrl reme --seeds 5 --tasks 40
    python bench/systems.py --log tau1_airline_gpt4o_4trials.jsonl.gz --json src/seasoned/systems/measured.json

The games are played on held-out tasks, learning from corrections, with upkeep after every tenth task: success and its
paired difference to the same agent without memory (95 % interval, hierarchical bootstrap), tokens injected per task,
what the store holds at the end, and CPU milliseconds per task, the game's own included. On the log each run is recalled
for before it is learned from: the share of runs for which there was something to say, in how many tokens, what the
store holds at the end, and CPU milliseconds per run. No system calls a model here.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

from seasoned import Memory, envs
from seasoned.bench.stored import stored
from seasoned.bench.tracks.logs_runs import load
from seasoned.statistics import Scores, paired
from seasoned.streams import WITHOUT, clock_of, learning_from_corrections, run_stream
from seasoned.systems import names

FAMILIES = ("cookingworld", "mapreader", "twc")
NOTHING = "no_memory"

Played = tuple[dict[str, list[float]], float, float, float, float]
"""Success by stream; tokens and milliseconds per task; experiences and tokens stored at the end of a stream."""


def play(name: str, tasks: int, seeds: int) -> Played:
    """Play the streams with system `name`."""
    success: dict[str, list[float]] = {}
    tokens: list[float] = []
    sizes: list[tuple[int, int]] = []
    began = time.process_time()
    with envs.make("textworld") as world:
        for family in FAMILIES:
            for seed in range(seeds):
                arm = WITHOUT if name == NOTHING else learning_from_corrections(name)
                drawn = world.tasks(family, fold="test", count=tasks, seed=seed)
                size = (0, 0)
                won = success[f"{family} {seed}"] = []
                for number, (run, memory) in enumerate(run_stream(world, drawn, arm, seed=seed), 1):
                    won.append(float(run.success))
                    tokens.append(float(run.tokens))
                    if memory is not None and number == len(drawn):
                        size = stored(memory)
                sizes.append(size)
    spent = 1000.0 * (time.process_time() - began) / len(tokens)
    return success, fmean(tokens), spent, fmean(size[0] for size in sizes), fmean(size[1] for size in sizes)


def read_log(name: str, path: Path, most: int) -> dict[str, float]:
    """Go through a log with system `name`, recalling for each run before learning from it."""
    attempts = load(path)[:most]
    ticks = clock_of()
    said: list[int] = []
    began = time.process_time()
    with Memory(":memory:", system=name, clock=lambda: next(ticks)) as memory:
        for number, attempt in enumerate(attempts, 1):
            task = attempt.trajectory.task
            said.append(memory.recall(task.text, family=task.family).tokens)
            memory.learn([(attempt.trajectory, attempt.outcome)])
            if number % 10 == 0:
                memory.evolve()
        experiences, tokens = stored(memory)
        size = memory.stats().bytes
    spoke = [one for one in said if one]
    return {
        "runs": float(len(attempts)),
        "spoke": len(spoke) / len(said),
        "tokens": fmean(spoke) if spoke else 0.0,
        "experiences": float(experiences),
        "stored_tokens": float(tokens),
        "bytes": float(size),
        "ms": 1000.0 * (time.process_time() - began) / len(attempts),
    }


def measure(
    name: str, tasks: int, seeds: int, log: Path | None, most: int
) -> tuple[str, Played, dict[str, float] | None]:
    """Return both jobs of one system."""
    return name, play(name, tasks, seeds), read_log(name, log, most) if log is not None else None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("systems", nargs="*", help="names, also with knobs; none: all")
    parser.add_argument("--tasks", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--log", type=Path, help="a log file with outcomes")
    parser.add_argument("--runs", type=int, default=100, help="of the log, from its beginning")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    options = parser.parse_args()
    asked = list(dict.fromkeys([NOTHING, *(options.systems or names())]))
    found: dict[str, Any] = {}
    base: Scores = {}
    job = partial(measure, tasks=options.tasks, seeds=options.seeds, log=options.log, most=options.runs)
    print(f"{'system':<20} success  gain over no memory       tokens  stored     ms | log: spoke tokens stored     ms")
    with ProcessPoolExecutor(options.processes) as pool:
        for name, played, read in pool.map(job, asked):
            success, tokens, ms, experiences, stored_tokens = played
            base = base or success
            gain = paired(success, base)
            rate = fmean(one for stream in success.values() for one in stream)
            found[name] = {
                "success": rate,
                "gain": [gain.mean, gain.low, gain.high],
                "tokens": tokens,
                "ms": ms,
                "experiences": experiences,
                "stored_tokens": stored_tokens,
                "log": read,
            }
            print(row(name, found[name]), flush=True)
    if options.json is not None:
        head = {"tasks": options.tasks, "seeds": options.seeds, "families": list(FAMILIES)}
        head |= {"log": options.log.name.partition(".")[0] if options.log else None, "runs": options.runs}
        options.json.write_text(json.dumps({"setup": head, "systems": found}, indent=1) + "\n", encoding="utf-8")


def row(name: str, one: dict[str, Any]) -> str:
    """Return the line of one system."""
    gain, low, high = one["gain"]
    line = f"{name:<20} {one['success']:7.3f}  {gain:+.3f} [{low:+.3f}, {high:+.3f}]  {one['tokens']:6.0f}"
    line += f"  {one['experiences']:6.0f} {one['ms']:6.0f}"
    if one["log"] is None:
        return line
    read = one["log"]
    return f"{line} | {read['spoke']:10.2f} {read['tokens']:6.0f} {read['experiences']:6.0f} {read['ms']:6.0f}"


if __name__ == "__main__":
    main()
