"""ArcMemo: concepts of one name become one, so that what was learned in several tasks can be put together anew."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.made import cite, lesson, lessons
from llm.runs import answering
from seasoned import Memory, llm
from seasoned.errors import InputError
from seasoned.learn.actions import moves
from seasoned.learn.distill.concepts import concepts, signature
from seasoned.learn.merge import merge_concepts
from seasoned.payloads import Argument, Concept, read
from seasoned.protocols import Attempt, Reader
from seasoned.recall.compose import render
from seasoned.recall.proven import proven_in_full
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.systems.arcmemo import arcmemo
from seasoned.types import Evidence, Experience, Kind, Proposal, Query, Step, Task, ToolCall, Trajectory

ROUTINES = {"mirrored": "flip {0}", "cropped": "cut {0}", "painted": "fill {0}", "enlarged": "grow {0}"}
SEEN = (("mirrored", "cropped"), ("mirrored", "enlarged"), ("cropped", "painted"), ("painted", "enlarged"))
NEW = (("mirrored", "painted"), ("cropped", "enlarged"))
THINGS = ("vase", "lamp", "boat", "door", "bell", "drum")


def memory(system: System) -> Memory:
    ticks = itertools.count(1)
    return Memory(":memory:", system=system, clock=lambda: float(next(ticks)))


def solved(m: Memory, wanted: Sequence[str], thing: str, *, alone: bool = False) -> bool:
    """The agent does what the hint shows in full, to the thing that the task names."""
    needed = {ROUTINES[word].replace("{0}", thing) for word in wanted}
    with m.episode(f"The {thing} is {wanted[0]} and then {wanted[1]}", family="grid") as episode:
        hint = episode.recall()
        lines = hint.text.splitlines()
        told = [one for one, after in itertools.pairwise(lines) if after.startswith("routine, used in")]
        done = sorted(needed) if alone else [line.replace("{0}", thing) for line in told]
        for action in done:
            episode.step(observation="a grid", action=action)
        episode.finish(success=set(done) == needed)
    return set(done) == needed


def exam(m: Memory) -> float:
    """Share of new combinations solved, after each routine was used in two other combinations."""
    for wanted, thing in zip(SEEN, THINGS, strict=False):
        solved(m, wanted, thing, alone=True)
    return sum(solved(m, wanted, thing) for wanted, thing in zip(NEW, THINGS[4:], strict=True)) / len(NEW)


def not_merged(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """The same concepts, each named after its task as well."""
    for one in concepts(attempts, store):
        yield replace(one, key=f"{one.key} in {one.payload['used_in']}")


def test_concepts_merged_by_name_solve_combinations_that_were_never_seen() -> None:
    system = arcmemo()
    assert exam(memory(system)) == 1.0
    # Unmerged, a routine is tied to the task it was seen in, whose other routine it brings along; so it is even if
    # what was used once is shown in full.
    unmerged = system.but(distill=DistillStage.of(not_merged))
    assert exam(memory(unmerged)) == 0.0
    assert exam(memory(unmerged.but(compose=render(budget=800)))) == 0.0


def test_a_merged_concept_has_the_cues_that_its_tasks_share_and_the_examples_of_all() -> None:
    m = memory(arcmemo())
    exam(m)
    flip = next(item for item in m.store.experiences() if item.body.startswith("flip"))
    payload = read(flip.payload, Concept)
    assert flip.when == "mirrored"
    assert payload.cues["mirrored"] == len(payload.used_in) == 3
    assert payload.parameters == (Argument("{0}", 3, "word", ("vase", "lamp", "bell")),)
    assert payload.implementation == ("flip vase", "flip lamp", "flip bell")


def test_a_concept_goes_on_merging_after_it_was_shown() -> None:
    m = memory(arcmemo())
    exam(m)
    with m.episode("The bell is mirrored and then painted", family="grid") as episode:
        assert episode.recall()
        for action in ("flip bell", "fill bell"):
            episode.step(observation="a grid", action=action)
        learned = episode.finish(success=True)
    assert set(learned.verdicts) == {"merged"}


def concept(task: str, **changes: object) -> Concept:
    plain = {"name": "flip", "cues": {"mirror": 1}, "implementation": (task,), "used_in": (task,)}
    return Concept(**{**plain, **changes})  # type: ignore[arg-type]


def test_the_first_word_on_type_and_description_stays_and_the_rest_is_united() -> None:
    first = concept("a", output="", description="turns it", parameters=(Argument("axis", 1, "word", ("x",)),))
    second = concept("b", output="grid", description="no", cues={"mirror": 1, "turn": 1})
    second = replace(second, parameters=(Argument("axis", 1, "number", ("1",)), Argument("by", 1, "number", ("2",))))
    merged = merge_concepts(first, second)
    assert (merged.output, merged.description) == ("grid", "turns it")
    assert merged.parameters == (Argument("axis", 2, "text", ("x", "1")), Argument("by", 1, "number", ("2",)))
    assert merged.cues == {"mirror": 2, "turn": 1}
    assert (merged.implementation, merged.used_in) == (("a", "b"), ("a", "b"))


tasks = st.lists(st.sampled_from("abcdef"), min_size=3, max_size=3, unique=True)


@given(tasks, st.lists(st.dictionaries(st.sampled_from("uvw"), st.just(1)), min_size=3, max_size=3))
def test_merging_concepts_is_associative_and_a_known_task_adds_nothing(
    names: list[str], cues: list[dict[str, int]]
) -> None:
    one, two, three = (concept(name, cues=said) for name, said in zip(names, cues, strict=True))
    assert merge_concepts(merge_concepts(one, two), three) == merge_concepts(one, merge_concepts(two, three))
    both = merge_concepts(one, two)
    assert merge_concepts(both, two).cues == both.cues


def named_in(*steps: Step) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [signature(move) for move in moves(Trajectory(id="r", task=Task(id="t", text="x"), steps=steps))]


def test_a_routine_is_named_without_what_it_is_applied_to() -> None:
    put = Step(index=0, action="put blue vase in box")
    assert named_in(put) == [("put {0} in {1}", (("{0}", "blue vase"), ("{1}", "box")))]
    call = Step(index=0, tool=ToolCall(name="refund", arguments={"order": "#W1", "amount": 20}, result="ok"))
    assert named_in(call) == [("refund", (("order", "#W1"), ("amount", "20")))]
    script = Step(index=0, tool=ToolCall(name="bash", arguments={"command": "git log\nls"}, result="ok"))
    assert named_in(script) == [("git", ())]


def test_what_was_used_once_is_shown_by_its_name_only() -> None:
    def item(name: str, uses: int) -> Experience:
        evidence = Evidence(support_count=uses)
        return Experience(id=name, kind=Kind.CONCEPT, key=name, when="", body=f"{name} it\nhow", evidence=evidence)

    chosen = [item("flip", 2), item("cut", 1)]
    hint = proven_in_full(least=2)(Query(text="q"), chosen)
    assert "flip it\nhow" in hint.text
    assert "cut it" in hint.text
    assert hint.text.count("how") == 1
    assert list(hint.items) == chosen
    with pytest.raises(InputError, match="least >= 0"):
        proven_in_full(least=-1)(Query(text="q"), chosen)


def test_lessons_of_a_model_become_concepts_that_merge_by_their_name_and_the_model_chooses() -> None:
    def said(body: str) -> dict[str, object]:
        return lesson("turn", when="a grid is mirrored", body=body, tags=["Flip"], cites=[cite("turn", 0)])

    choice = {"items": [1], "reason": "it is mirrored"}
    model, asked = answering(lessons(said("Swap left and right.")), choice, lessons(said("Then check the edge.")))
    m = memory(arcmemo(calls=llm.Calls(model)))
    assert m.system.needs_model
    for number in range(2):
        with m.episode(f"The grid number {number} is mirrored", family="grid") as episode:
            episode.recall()
            episode.step(observation="a grid", action="turn it")
            episode.finish(success=True)
    (stored,) = m.store.experiences()
    assert (stored.kind, stored.created_by.stage) == (Kind.CONCEPT, "llm.extract.success@scripted")
    assert read(stored.payload, Concept).implementation == ("Swap left and right.", "Then check the edge.")
    assert len(asked) == 3
