"""Every command on a store that holds something."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from running import SEASONED, Seasoned, run_process

from seasoned.memory import Memory

TASK = "Please refund my order W77, it was late"


def test_recall_shows_items_with_what_is_known_of_them(learned: Seasoned):
    text = learned("recall", TASK, "--family", "shop").stdout
    assert re.search(r"1\. \w+ · shop", text)
    assert "find_order" in text
    assert "untried" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_recall_as_json_holds_the_text_to_inject_and_the_items(learned: Seasoned):
    found = learned.json("recall", TASK, "--family", "shop", "--k", 1)
    assert len([item for item in found["items"] if item["kind"] != "rule"]) == 1
    assert found["text"].startswith("<experience>")
    assert found["items"][0]["utility"]["injected"] == 1
    assert found["usage"].startswith("use-")
    assert found["nearest"] is None


def test_recall_has_nothing_to_say_about_what_it_does_not_know(learned: Seasoned):
    result = learned("recall", "組織の予算", "--family", "poetry")
    assert "Nothing worth saying" in result.stdout
    assert learned.json("recall", "組織の予算", "--family", "poetry")["items"] == []


def test_silence_names_the_nearest_item_and_the_floor_it_missed(learned: Seasoned):
    arguments = ("recall", "when will my parcel arrive, please", "--family", "poetry", "--system", "default(fit=1.0)")
    text = " ".join(learned(*arguments).stdout.split())
    assert "Nothing worth saying. The nearest is" in text
    assert re.search(r"fit 0\.\d\d is below 1\.00", text)
    nearest = learned.json(*arguments)["nearest"]
    assert nearest["fate"] == "refused"
    assert "below 1.00" in nearest["reason"]


def test_a_person_who_asks_is_never_part_of_the_withholding_experiment(learned: Seasoned):
    ids = {item["id"] for _ in range(40) for item in learned.json("recall", TASK, "--family", "shop")["items"]}
    for name in ids:
        assert learned.json("show", name)["utility"]["withheld"] == 0


def test_explain_tells_the_fate_of_every_candidate_of_the_last_recall(learned: Seasoned):
    learned("recall", "something else entirely", "--family", "shop")
    usage = learned.json("recall", TASK, "--family", "shop")["usage"]
    found = learned.json("explain")
    assert found["usage"]["id"] == usage
    assert {one["fate"] for one in found["candidates"]} >= {"shown"}
    assert found == learned.json("explain", usage)
    text = learned("explain").stdout
    assert usage in text
    assert "shown" in text
    assert "lexical" in text


def test_show_gives_evidence_with_quotes_lineage_and_utility(learned: Seasoned):
    pair = learned.json("list", "--kind", "pair")[0]
    text = learned("show", pair["id"]).stdout
    assert "Evidence: 1 for, 0 against" in text
    assert pair["evidence"]["supports"][0]["trajectory_id"] in text
    assert "made by default, pairs" in text
    assert "recalled 0, shown 0" in text


def test_show_gives_the_interval_of_what_was_earned(learned: Seasoned):
    with Memory(learned.store) as memory:
        for number in range(3):
            with memory.episode(TASK, family="shop", task_id=f"t{number}") as episode:
                hint = episode.recall()
                episode.step(action="wait")
                episode.finish(success=number > 0)
        item, utility = memory.experience(hint.items[0].id)
    assert utility.helped > 0
    text = learned("show", item.id).stdout
    assert f"helped {utility.helped} of {utility.helped + utility.hurt}" in text
    assert re.search(r"success after it was shown: [01]\.\d\d \(95 % interval [01]\.\d\d to [01]\.\d\d\)", text)


def test_the_beginning_of_an_id_is_enough(learned: Seasoned):
    whole = learned.json("list", "--kind", "pair")[0]["id"]
    assert learned.json("show", whole[:12])["experience"]["id"] == whole
    assert "experiences begin with 'pair-'" in learned.error("show", "pair-")


def test_history_lists_every_edit(learned: Seasoned):
    note = next(one for one in learned.json("list", "--kind", "tool_note") if one["key"] == "find_order")
    found = learned.json("show", note["id"], "--history")
    assert found["edits"][0]["operation"] == "add"
    assert found["edits"][-1]["experience"]["version"] == note["version"]
    assert re.search(r"v1 add by tool_notes", learned("show", note["id"], "--history").stdout)


def test_show_of_a_run_tells_its_steps_and_how_it_ended(learned: Seasoned):
    runs = learned.json("list", "--runs")
    failed = next(run for run in runs if not run["outcome"]["success"])
    text = learned("show", failed["id"]).stdout
    assert "failure, score 0.00" in text
    assert "find_order(order=#W" in text
    assert "no such order" in text
    assert learned.json("show", failed["id"])["trajectory"]["id"] == failed["id"]


def test_list_filters_by_kind_status_family_and_number(learned: Seasoned):
    assert {item["kind"] for item in learned.json("list", "--kind", "case")} == {"case"}
    assert {item["status"] for item in learned.json("list", "--status", "draft")} <= {"draft"}
    assert len(learned.json("list", "--status", "all", "--limit", 3)) == 3
    assert learned.json("list", "--family", "nobody") == []
    assert len(learned.json("list", "--runs", "--limit", 100)) == 12
    assert "No experience is like that" in learned("list", "--family", "nobody").stdout


def test_stats_counts_what_the_store_holds(learned: Seasoned):
    learned("recall", TASK)
    found = learned.json("stats")
    assert found["trajectories"] == 12
    assert found["usages"] == 1
    assert found["experiences"] == sum(found["kinds"].values()) > 0
    assert "experiences" in learned("stats").stdout


def test_systems_are_listed_with_their_papers_and_stages(seasoned: Seasoned):
    found = {system["name"]: system for system in seasoned.json("systems", store=False)}
    assert found["memrl"]["citation"].startswith("MemRL")
    assert "z_blend" in found["memrl"]["stages"]["select"]
    assert found["default"]["needs_model"] is False
    assert "exprag" in seasoned("systems", store=False).stdout


def test_evolve_shows_first_and_writes_only_when_told(learned: Seasoned):
    with Memory(learned.store) as memory:
        for number in range(40):
            with memory.episode(TASK, family="shop", task_id=f"t{number}") as episode:
                episode.recall()
                episode.finish(success=False)
    before = learned.json("stats")
    shown = learned.json("evolve", "--system", "reme")
    assert shown["applied"] is False
    assert shown["edits"]
    assert learned.json("stats") == before
    assert "would be written" in learned("evolve", "--system", "reme").stdout
    done = learned.json("evolve", "--apply", "--system", "reme")
    assert [edit["target"] for edit in done["edits"]] == [edit["target"] for edit in shown["edits"]]
    assert learned.json("stats")["edits"] == before["edits"] + len(done["edits"])


def test_tenants_and_projects_do_not_see_one_another(learned: Seasoned, log: Path):
    learned("learn", log, "--tenant", "acme")
    assert learned.json("stats", "--tenant", "acme")["trajectories"] == 12
    assert learned.json("recall", TASK, "--tenant", "acme", "--project", "other")["items"] == []
    mine = {item["id"] for item in learned.json("list", "--limit", 500)}
    theirs = {item["id"] for item in learned.json("list", "--limit", 500, "--tenant", "acme")}
    assert mine
    assert not mine & theirs


def test_preflight_says_how_alike_tasks_are_and_that_it_is_no_promise(seasoned: Seasoned, log: Path):
    found = seasoned.json("preflight", log, store=False)
    assert found["verdict"] == "likely"
    assert found["preflight"]["tasks"] == 12
    text = " ".join(seasoned("preflight", log, store=False).stdout.split())
    assert "it does not promise" in text
    assert "shop" in text


def test_the_version_is_that_of_the_package():
    assert run_process("--version").stdout == f"seasoned {version('seasoned')}\n"


def test_seasoned_alone_says_what_to_do_next(learned: Seasoned, tmp_path: Path):
    nothing = run_process(cwd=tmp_path)
    assert nothing.returncode == 0
    assert "There is no store" in nothing.stdout
    assert "seasoned learn" in nothing.stdout
    learned.store.rename(tmp_path / "seasoned.db")
    assert "from 12 runs" in run_process(cwd=tmp_path).stdout
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["seasoned.db"]


def test_the_store_can_be_named_by_the_environment(learned: Seasoned, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SEASONED_STORE", str(learned.store))
    assert learned.json("stats", store=False)["trajectories"] == 12


def test_help_names_every_command_and_loads_nothing_heavy():
    text = run_process("--help").stdout
    for command in ("learn", "recall", "list", "show", "explain", "stats", "evolve", "systems", "preflight", "doctor"):
        assert re.search(rf"\b{command}\b", text)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    code = (
        "import sys; from typer.testing import CliRunner; from seasoned.cli.app import app;"
        "shown = CliRunner().invoke(app, ['--help']).stdout; assert 'recall' in shown;"
        "print({'numpy', 'msgspec', 'seasoned.memory', 'seasoned.demo'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded == "set()\n"


def test_a_reader_that_stops_early_is_no_error(learned: Seasoned):
    command = " ".join(f"'{part}'" for part in [*SEASONED, "list", "--json", "--status", "all", "--limit", "500"])
    done = subprocess.run(
        f"{command} --store '{learned.store}' | head -c 10", shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert json.dumps("[")[1] == done.stdout[0]
