from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall.items import chosen, experience, reason, run, scored, used
from recall.stores import NOW, filled, give
from seasoned import llm
from seasoned.credit.votes import standing
from seasoned.errors import InputError
from seasoned.evolve import merge_duplicates
from seasoned.evolve.vote_out import vote_out
from seasoned.learn.admit import Admission
from seasoned.learn.admit.amend import amended, brought
from seasoned.learn.admit.linked import MOST_LINKS, Linked, linked_to, with_link
from seasoned.memory import Memory
from seasoned.protocols import Reader, Search
from seasoned.recall.search import all_of, dense
from seasoned.recall.search.hop import hop
from seasoned.recall.search.provenance import provenance
from seasoned.recall.select import top_k
from seasoned.recall.select.at_least import at_least
from seasoned.recall.select.for_role import for_role
from seasoned.recall.select.in_favour import in_favour
from seasoned.recall.select.tag_quotas import tag_quotas
from seasoned.system import System, no_evolution
from seasoned.systems.g_memory import g_memory
from seasoned.types import (
    Candidate,
    Decision,
    Edit,
    Evidence,
    Experience,
    Kind,
    Link,
    Operation,
    Proposal,
    Query,
    Span,
    Status,
    Verdict,
)
from systems.played import ask, memory, play

JAR = "Open the jar of pickles"


def taught_wrongly(system: System) -> Memory:
    """A memory with one wrong rule, learned where hitting happened to work."""
    m = memory(system)
    play(m, JAR, ["take jar", "turn lid"], False)
    play(m, JAR, ["take jar", "hit jar"], True)
    return m


def follow_the_rule(system: System) -> list[bool]:
    """Obey rules that are shown; in this world hitting the jar fails, and turning the lid works."""
    m = taught_wrongly(system)
    endings = []
    for _ in range(4):
        with m.episode(JAR, family="world") as episode:
            misled = any(
                item.kind is Kind.INSIGHT and "succeeded did hit jar" in item.body for item in episode.recall().items
            )
            episode.step(action="take jar")
            episode.step(action="hit jar" if misled else "turn lid")
            episode.finish(success=not misled)
        m.evolve()
        endings.append(not misled)
    return endings


def test_votes_retire_a_wrong_rule_after_one_failure_and_without_them_it_fails_for_ever() -> None:
    assert follow_the_rule(g_memory()) == [False, True, True, True]
    assert follow_the_rule(g_memory().but(select=top_k(20), evolve=no_evolution)) == [False] * 4


def rules_for_spoon(system: System) -> list[str]:
    m = memory(system)
    kettle = "Wash the copper kettle in the yard"
    play(m, kettle, ["take kettle", "use soap"], False)
    play(m, kettle, ["take kettle", "use sand"], True)
    play(m, "Wash the copper kettle, polish the silver spoon", ["take both", "rub both"], True)
    return [item.body for item in ask(m, "Polish the silver spoon") if item.kind is Kind.INSIGHT]


def test_one_hop_along_the_task_graph_reaches_a_rule_that_similarity_alone_does_not() -> None:
    (rule,) = rules_for_spoon(g_memory())
    assert "use sand" in rule
    alone = hop(dense(kinds=(Kind.CASE,), limit=7), least=0.2, limit=0)
    assert rules_for_spoon(g_memory().but(search=alone | provenance(alone))) == []


def shown_to(role: str) -> set[str]:
    m = memory(g_memory())
    for last, success in (("cook", False), ("serve", True)):
        play(m, "Make the soup", ["plan soup", last], success, actors=("planner", "doer"))
    with Memory(m.store, system=g_memory(role=role), clock=m.clock) as other:
        return {item.kind.value for item in ask(other, "Make the soup")}


def test_upkeep_merges_rules_that_read_alike_and_leaves_runs_apart() -> None:
    twins = ("one", "two")
    store = filled(
        *(experience(f"rule {n}", "open the jar", "turn the lid of the jar to the left") for n in twins),
        *(experience(f"run {n}", "open the jar", "turn the lid of the jar", kind=Kind.CASE) for n in twins),
    )
    assert {edit.target for edit in g_memory().evolve(store, NOW)} == {"rule one", "rule two"}
    assert len(merge_duplicates()(store, NOW)) == 4


def test_each_role_sees_what_its_own_steps_taught() -> None:
    assert shown_to("doer") == {"case", "insight"}
    assert shown_to("planner") == {"case"}
    # Without a role the planner is shown the doer's rule too.
    assert shown_to("") == {"case", "insight"}


def test_a_new_rule_stands_at_two_and_a_failure_takes_two_and_an_independent_run_that_agrees_adds_one() -> None:
    m = memory(g_memory())

    def state() -> tuple[float, int, float]:
        (rule,) = m.store.experiences(kinds=(Kind.INSIGHT,))
        utility = m.store.utilities([rule.id])[rule.id]
        return utility.votes, utility.hurt, standing(utility)

    play(m, JAR, ["take jar", "hit jar"], False)
    play(m, JAR, ["take jar", "turn lid"], True)
    assert state() == (0.0, 0, 2.0)
    # The rule is shown and the run fails: what it repeats of the rule is an echo, no vote.
    play(m, JAR, ["take jar", "hit jar"], False)
    assert state() == (0.0, 1, 0.0)
    # Now it is not shown, and a success by itself says the same.
    play(m, JAR, ["take jar", "turn lid"], True)
    assert state() == (1.0, 1, 1.0)


def test_vote_out_retires_at_zero_and_not_at_one() -> None:
    store = filled(experience("even", "a"), experience("ahead", "b"), experience("case", "c", kind=Kind.CASE))
    give(store, "even", hurt=1)
    give(store, "ahead", helped=1, hurt=1)
    give(store, "case", hurt=1)
    edits = vote_out([Kind.INSIGHT])(store, NOW)
    assert [(edit.target, edit.before, edit.reason) for edit in edits] == [("even", 0.0, "voted out: standing 0")]
    store.append(*edits, at=NOW)
    found = store.experience("even")
    assert found is not None
    assert found.status is Status.RETIRED
    items = [scored("out", 1.0, used(0, 1)), scored("in", 0.5, used(1, 1))]
    marked = run(in_favour(), items)
    assert chosen(marked) == ["in"]
    assert reason(marked, "out") == "voted out: standing 0"
    assert chosen(run(in_favour([Kind.CASE]), items)) == ["out", "in"]


def linked(name: str, *targets: str, runs: tuple[str, ...] = (), kind: Kind = Kind.CASE) -> Experience:
    spans = tuple(Span(trajectory_id=one, start=0, end=1, quote="x") for one in runs)
    links = tuple(Link("related", target) for target in targets)
    return experience(name, name, kind=kind, links=links, evidence=Evidence(supports=spans))


def only(name: str) -> Search:
    def found(query: Query, store: Reader) -> list[Candidate]:
        return [Candidate(name, {"dense": 0.8})]

    return found


def test_hop_adds_neighbours_once_at_a_share_of_the_score_and_goes_no_further() -> None:
    retired = experience("gone", "gone", status=Status.RETIRED)
    store = filled(linked("a", "b", "gone", "a"), linked("b", "c"), linked("c"), retired)
    found = hop(only("a"), share=0.5)(Query(text="q"), store)
    assert {one.id: dict(one.scores) for one in found} == {"a": {"dense": 0.8}, "b": {"hop": 0.4}}
    assert [one.id for one in hop(only("a"), kinds=[Kind.INSIGHT])(Query(text="q"), store)] == ["a"]
    with pytest.raises(InputError, match="share"):
        hop(only("a"), share=0.0)(Query(text="q"), store)


def test_provenance_counts_the_related_items_that_share_a_run_with_the_rule() -> None:
    store = filled(
        linked("a", runs=("r1", "r2")),
        linked("b", runs=("r3",)),
        linked("both", runs=("r2", "r3"), kind=Kind.INSIGHT),
        linked("one", runs=("r3",), kind=Kind.INSIGHT),
        linked("none", runs=("r4",), kind=Kind.INSIGHT),
    )
    found = provenance(all_of([Kind.CASE]))(Query(text="q"), store)
    assert [(one.id, one.scores["provenance"]) for one in found] == [("both", 2.0), ("one", 1.0)]


def test_links_stand_at_both_ends_and_only_from_the_threshold_on() -> None:
    m = memory(System(name="linked", judge=g_memory().judge, distill=g_memory().distill, admit=linking(0.5)))
    for text in ("Wash the red cup", "Wash the red cup now", "Repair a bicycle"):
        play(m, text, ["begin"], True)
    links = {item.when: linked_to(item) for item in m.store.experiences(kinds=(Kind.CASE,))}
    ids = {item.when: item.id for item in m.store.experiences(kinds=(Kind.CASE,))}
    one, two = "Wash the red cup", "Wash the red cup now"
    assert links == {one: (ids[two],), two: (ids[one],), "Repair a bicycle": ()}


def linking(least: float) -> Linked:
    return Linked(Admission(), least=least)


def test_an_item_keeps_its_latest_links_and_none_to_itself_or_twice() -> None:
    item = experience("a", "a")
    assert with_link(item, "a") is item
    for n in range(MOST_LINKS + 5):
        item = with_link(item, f"t{n}")
    assert with_link(item, "t10") is item
    assert linked_to(item) == tuple(f"t{n}" for n in range(5, MOST_LINKS + 5))
    with pytest.raises(InputError, match="least"):
        linking(1.5)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), st.sets(st.sampled_from("abcd"), min_size=1))
def test_whatever_a_batch_brings_each_changed_item_ends_as_it_was_changed(targets: list[str], names: set[str]) -> None:
    decisions = [decision(name, version) for version, name in enumerate(targets, 1)]
    changes = {name: experience(name, "changed", version=9) for name in sorted(names)}
    after = brought(amended(decisions, changes, reason="r", stage="s", now=NOW))
    assert {name: after[name].when for name in names} == dict.fromkeys(names, "changed")
    untouched = set(targets) - names
    assert {name: after[name] for name in untouched} == {name: brought(decisions)[name] for name in untouched}
    assert {name: after[name].version for name in names - set(targets)} == dict.fromkeys(names - set(targets), 10)


def decision(name: str, version: int) -> Decision:
    item = experience(name, "as it was", version=version)
    edit = Edit(operation=Operation.MERGE, target=name, experience=item, at=NOW)
    made = Proposal(kind=Kind.INSIGHT, key=name, when="w", body="b")
    return Decision(proposal=made, verdict=Verdict.MERGED, reason="r", experience_id=name, edit=edit)


def test_floors_quotas_and_roles_say_why_they_refuse() -> None:
    items = [
        scored("far", {"dense": 0.1, "hop": 0.2}),
        scored("near", {"dense": 0.1, "hop": 0.6}, tags=("success",)),
        scored("rule", {"provenance": 1.0}, tags=("role:planner",)),
        scored("next", {"dense": 0.9}, tags=("success", "role:doer")),
    ]
    marked = run(at_least({"dense": 0.5, "hop": 0.5}), items)
    assert chosen(marked) == ["near", "rule", "next"]
    assert reason(marked, "far") == "dense 0.10 is below 0.50; hop 0.20 is below 0.50"
    marked = run(tag_quotas({"success": 1}), items)
    assert (chosen(marked), reason(marked, "next")) == (["far", "near", "rule"], "1 tagged success already chosen")
    marked = run(for_role("doer"), items)
    assert (chosen(marked), reason(marked, "rule")) == (["far", "near", "next"], "concerns planner")


def test_with_a_model_the_rule_is_the_models_and_the_rest_is_the_same() -> None:
    from llm.made import cite, lesson, lessons
    from llm.runs import answering

    model, asked = answering(lessons(lesson("turn lid", body="Turn the lid.", cites=[cite("turn lid", 1)])))
    system = g_memory(calls=llm.Calls(model))
    assert system.needs_model
    assert system.slots()["select"] == g_memory().slots()["select"]
    m = memory(system)
    play(m, JAR, ["take jar", "hit jar"], False)
    play(m, JAR, ["take jar", "turn lid"], True)
    assert len(asked) == 1
    (rule,) = m.store.experiences(kinds=(Kind.INSIGHT,))
    assert rule.body == "Turn the lid."
    assert rule.id in [item.id for item in ask(m, JAR)]
