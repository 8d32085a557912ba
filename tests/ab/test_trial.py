from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

from seasoned.ab import WITH, WITHOUT, Answer, Task, Trial, by_repeat, command, function, run, tasks_of
from seasoned.errors import InputError
from seasoned.memory import Memory
from seasoned.statistics import paired

DOORS = tuple(Task(text=f"Open the {colour} door", id=colour, family="doors") for colour in ("red", "blue", "green"))
KNOCK = {"action": "knock twice", "observation": "You stand before a door."}


def knows_when_told(task: Task, hint: str) -> Answer:
    """Opens the red door by itself, every other one only after reading how."""
    if task.id == "red" or "knock twice" in hint:
        return Answer(success=True, tokens=100, steps=(KNOCK,))
    return Answer(success=False, tokens=200, steps=({"action": "push", "observation": "You stand before a door."},))


def trial(**changes: object) -> Trial:
    ticks = itertools.count(1)
    return Trial(**{"tasks": DOORS, "repeats": 4, "clock": lambda: float(next(ticks)), **changes})  # type: ignore[arg-type]


def test_every_task_is_attempted_once_with_and_once_without_memory_in_each_repeat():
    made = list(run(trial(), knows_when_told))
    assert len({(one.repeat, one.task, one.arm) for one in made}) == len(made) == 4 * 3 * 2
    assert {one.hint for one in made if one.arm == WITHOUT} == {""}
    firsts = [one.arm for one in made[::2]]
    assert {WITH, WITHOUT} == set(firsts)
    orders = {tuple(one.task for one in made[at : at + 6 : 2]) for at in range(0, 24, 6)}
    assert len(orders) > 1


def test_an_agent_that_reads_its_hints_gets_better_and_the_difference_says_so():
    made = list(run(trial(repeats=8), knows_when_told))
    gain = paired(by_repeat(made, WITH, lambda one: one.success), by_repeat(made, WITHOUT, lambda one: one.success))
    assert gain.mean > 0.2
    assert gain.lost == 0.0
    told = [one for one in made if one.hint]
    assert told
    assert all(one.shown and one.tokens > 100 for one in told)


def test_experience_to_start_from_is_used_and_left_as_it_was(tmp_path: Path):
    path = tmp_path / "doors.db"
    with Memory(path, clock=lambda: 1.0) as memory, memory.episode("Open the red door", family="doors") as episode:
        episode.step(**KNOCK)
        episode.finish(success=True)
    before = path.read_bytes()
    made = list(run(trial(store=path, repeats=1), knows_when_told))
    assert all(one.success for one in made if one.arm == WITH)
    assert path.read_bytes() == before


def test_the_same_seed_gives_the_same_trial():
    def seen() -> list[tuple[object, ...]]:
        return [(one.repeat, one.task, one.arm, one.success, one.hint) for one in run(trial(), knows_when_told)]

    assert seen() == seen()


def test_an_answer_that_cannot_be_used_is_a_failure_with_its_reason():
    agent = command(f"{sys.executable} -c \"print('thinking'); print('no json')\"", 20)
    made = list(run(trial(tasks=DOORS[:1], repeats=1), agent))
    assert [one.success for one in made] == [False, False]
    assert all("no json" in one.problem for one in made)


def test_a_command_gets_the_task_and_answers_in_its_last_line():
    script = (
        "import json, sys; task = json.load(sys.stdin); print('log'); "
        "print(json.dumps({'success': task['id'] == 'red', 'cost': .5}))"
    )
    agent = command(f'{sys.executable} -c "{script}"', 20)
    assert agent(DOORS[0], "") == Answer(success=True, cost=0.5)
    assert agent(DOORS[1], "").success is False


def test_a_command_that_fails_or_takes_too_long_says_so():
    with pytest.raises(InputError, match="exit code 3 and no answer: out of luck"):
        command(f"{sys.executable} -c \"import sys; print('out of luck', file=sys.stderr); sys.exit(3)\"", 20)(
            DOORS[0], ""
        )
    with pytest.raises(InputError, match="no answer within"):
        command(f'{sys.executable} -c "import time; time.sleep(9)"', 0.2)(DOORS[0], "")
    with pytest.raises(InputError, match="no command"):
        command("no-such-command-anywhere", 1)


def test_a_function_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "my_door_agent.py").write_text(
        "def act(task, hint):\n    return task['id'] == 'red'\ndef odd(task, hint):\n    return {'success': 'maybe'}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert function("my_door_agent:act")(DOORS[0], "") == Answer(success=True)
    with pytest.raises(InputError, match="returned no answer"):
        function("my_door_agent:odd")(DOORS[0], "")
    for name in ("my_door_agent:absent", "no_such_module:f", "nothing"):
        with pytest.raises(InputError, match="is not a module:function"):
            function(name)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no task in it"),
        ('{"text": "a"}\nnot json\n', "line 2"),
        ('{"id": "a"}\n', "line 1.*text"),
        ('{"text": "a"}\n{"text": "a"}\n', "there twice"),
    ],
)
def test_a_bad_tasks_file_is_refused_with_its_line(tmp_path: Path, text: str, problem: str):
    path = tmp_path / "tasks.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=problem):
        tasks_of(path)
    with pytest.raises(InputError, match="can't be read"):
        tasks_of(tmp_path / "absent.jsonl")
