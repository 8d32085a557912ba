from __future__ import annotations

import ast
import itertools
import pickle
from pathlib import Path

import pytest

from seasoned import Memory, systems
from seasoned.errors import InputError, UnknownSystemError
from seasoned.types import Kind

TWINS = ("Book a flight to Rome for Ada", "Book a flight to Rome for Bob")


def memory(system: str) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def attempt(m: Memory, text: str, success: bool, action: str) -> list[str]:
    with m.episode(text, family="travel") as episode:
        hint = episode.recall()
        episode.step(observation="asked for a seat", action="take seat")
        episode.step(observation="at the desk", action=action)
        episode.finish(success=success, score=float(success) or 0.4)
    return [item.id for item in hint.items]


@pytest.mark.parametrize("name", systems.names())
def test_every_system_learns_and_recalls_without_a_change_to_the_core(name: str):
    m = memory(name)
    shown = []
    for text in (*TWINS, TWINS[0]):
        for success, action in ((False, "book oslo"), (True, "book rome")):
            shown += attempt(m, text, success, action)
        m.evolve()
    # A memory of facts has nothing to say about how a thing is done.
    assert bool(shown) == (name not in ("no_memory", "facts"))
    assert m.stats().trajectories == 6
    assert m.store.verify() is None


@pytest.mark.parametrize("name", systems.BUILT_IN)
def test_every_system_is_one_short_file_that_says_where_it_comes_from(name: str):
    source = Path(systems.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    module = ast.parse(source)
    docstring = ast.get_docstring(module, clean=False) or ""
    lines = [line for line in source.replace(docstring, "").splitlines() if line.strip() not in ("", '""""""')]
    # The default's settings are measured one by one and explained beside themselves.
    assert len(lines) <= (90 if name == "default" else 60)
    (function,) = [node for node in module.body if isinstance(node, ast.FunctionDef)]
    assert function.name == name
    assert systems.load(name).name == name
    assert docstring.strip()


@pytest.mark.parametrize("name", systems.BUILT_IN)
def test_every_system_prints_itself_alike_in_every_process_and_can_be_sent_to_one(name: str):
    system = systems.load(name)
    assert pickle.loads(pickle.dumps(system)).slots() == system.slots()
    words = " ".join(system.slots().values())
    assert " at 0x" not in words, words


def test_facts_answers_with_the_latest_of_what_it_was_told():
    m = memory("facts")
    for city in ("Rome", "Oslo"):
        with m.episode("Take a note", family="travel") as episode:
            episode.step(observation=f"The office of Ada is in {city}.", action="note it")
            episode.finish(success=True)
    (item,) = m.recall("Where is the office of Ada?", family="travel").items
    assert "Oslo" in item.body
    assert not m.recall("Where is the office of Bob?", family="travel").items


def test_knobs_are_written_in_the_name():
    assert "weight=0.3" in repr(systems.load("memrl(lambda=0.3)").select)
    with pytest.raises(InputError, match="unexpected keyword"):
        systems.load("memrl(flavour=1)")
    with pytest.raises(InputError, match="name=value"):
        systems.load("memrl(__import__('os'))")


def test_an_unknown_system_is_told_which_there_are():
    with pytest.raises(UnknownSystemError, match="exprag"):
        systems.load("oracle")


def test_recent_shows_the_last_runs_and_exprag_the_similar_ones():
    for name, expected in (("recent(k=1)", "Repair"), ("exprag(k=1)", "flight")):
        m = memory(name)
        attempt(m, TWINS[0], True, "book rome")
        attempt(m, "Repair a bicycle tyre quickly", True, "patch tyre")
        hint = m.episode("Book a flight to Rome for Cem", family="travel").recall()
        assert expected in hint.items[0].when


def test_memrl_prefers_the_useful_twin_of_equal_similarity_and_similarity_alone_cannot():
    def first(system: str, useful: str) -> str:
        m = memory(system)
        for text in TWINS:
            attempt(m, text, True, f"book rome as {text[-3:]}")
        items = {e.when[-3:]: e.id for e in m.store.experiences(kinds=(Kind.CASE,))}
        for round in range(8):
            with m.episode("Book a flight to Rome", family=f"used{round}") as episode:
                shown = [item.id for item in episode.recall().items]
                episode.finish(success=bool(shown) and shown[0] == items[useful])
        hint = m.episode("Book a flight to Rome", family="asked").recall()
        return "Ada" if hint.items[0].id == items["Ada"] else "Bob"

    assert [first("memrl(k2=1)", useful) for useful in ("Ada", "Bob")] == ["Ada", "Bob"]
    blind = {first("memrl(lambda=0.0, k2=1)", useful) for useful in ("Ada", "Bob")}
    assert len(blind) == 1


def test_reme_drops_what_was_recalled_often_and_helped_seldom():
    m = memory("reme")
    attempt(m, TWINS[0], True, "book rome")
    for n in range(6):
        with m.episode(f"Book a flight to Rome for {n}", family="travel") as episode:
            episode.recall()
            episode.finish(success=False, score=0.0)
    assert not m.episode("Book a flight to Rome for Eve", family="travel").recall()
    assert any(edit.operation == "retire" for edit in m.evolve())
