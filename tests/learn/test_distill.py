"""What each distiller makes of small worlds."""

from __future__ import annotations

from learn.worlds import acts, call, calls, ended, held, keep, run, taught, teach
from seasoned.learn import distill
from seasoned.learn.distill.contrast import divergence
from seasoned.learn.evidence import is_quoted
from seasoned.learn.merge import Contrast, WorkflowData
from seasoned.payloads import Case, Guardrail, Pair, Pitfall, ToolNote, Transition, read
from seasoned.protocols import Attempt
from seasoned.store import open_store
from seasoned.types import Cause, Kind, OutcomeSource, Proposal, Status, Trust

EMPTY = open_store(":memory:")


def proposals(stage, *attempts: Attempt) -> list[Proposal]:
    found = list(stage(attempts, EMPTY))
    for proposal in found:
        assert proposal.evidence.supports or proposal.evidence.contradicts
        for span in (*proposal.evidence.supports, *proposal.evidence.contradicts):
            trajectory = next(a.trajectory for a in attempts if a.trajectory.id == span.trajectory_id)
            assert is_quoted(trajectory, span)
    return found


def cooked(name: str, thing: str, place: str, task_id: str = "") -> Attempt:
    steps = acts(
        (f"hall {name}", "go kitchen", "a hall"),
        (f"kitchen {name}", f"take {thing}", f"a kitchen with {thing} and a {place}"),
        (f"kitchen+ {name}", f"put {thing} in {place}", f"you have the {thing}"),
    )
    return ended(run(name, steps, f"put the {thing} away", task_id=task_id or name), True)


class TestCases:
    def test_a_success_gives_its_cleaned_steps(self):
        steps = acts(("hall", "go east"), ("den", "go west"), ("hall", "go north"), ("attic", "take apple"))
        (proposal,) = proposals(distill.cases, ended(run("r", steps), True))
        case = read(proposal.payload, Case)
        assert [step.action for step in case.steps] == ["go north", "take apple"]
        assert (case.success, case.score, proposal.trust) == (True, 1.0, Trust.VERIFIED)
        assert "1. go north\n2. take apple" in proposal.body

    def test_a_failure_gives_its_best_prefix_and_only_when_that_earned_something(self):
        steps = acts(("a", "take apple"), ("b", "drop apple"), ("c", "wait"), rewards={0: 0.5})
        (proposal,) = proposals(distill.cases, ended(run("r", steps), False, 0.5))
        assert [step.action for step in read(proposal.payload, Case).steps] == ["take apple"]
        assert proposals(distill.cases, ended(run("r", steps), False, 0.0)) == []

    def test_an_unjudged_run_is_unverified(self):
        (proposal,) = proposals(distill.cases, Attempt(run("r", acts(("a", "look"))), None))
        assert proposal.trust is Trust.UNVERIFIED

    def test_of_two_attempts_at_a_task_the_better_stays(self):
        long = acts(("a", "wait"), ("b", "look"), ("c", "take apple"))
        short = acts(("a", "take apple"))
        partial = acts(("a", "open fridge"), rewards={0: 0.9})
        for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
            attempts = [ended(run("l", long), True), ended(run("s", short), True), ended(run("p", partial), False, 0.9)]
            (case,) = held(taught([attempts[at] for at in order], distill.cases), Kind.CASE).values()
            assert [step["action"] for step in case.payload["steps"]] == ["take apple"]
            assert case.evidence.support_count == 3


class TestPairs:
    def test_a_failed_call_and_its_repair_are_a_pair_keyed_by_the_error(self):
        wrong = call("find_user", error="Error: no user jo smith", name="jo smith", zip="12345")
        (proposal,) = proposals(
            distill.pairs, Attempt(run("r", calls(wrong, call("find_user", name="joe smith", zip="12345"))), None)
        )
        pair = read(proposal.payload, Pair)
        assert (pair.tool, pair.error) == ("find_user", "Error: no user jo smith")
        assert "no user jo smith" in proposal.when
        assert "zip" not in proposal.body, "arguments that did not change explain nothing"

    def test_a_refused_action_and_the_similar_one_that_worked_are_a_pair(self):
        steps = acts(("a", "take the apple"), ("a", "take apple"), valid_actions=("take apple", "wait"))
        (proposal,) = proposals(distill.pairs, Attempt(run("r", steps), None))
        assert (proposal.payload["wrong"], proposal.payload["right"]) == ("take the apple", "take apple")

    def test_an_unrelated_later_action_repairs_nothing(self):
        steps = calls(call("find", error="Error: none", name="jo"), call("transfer", amount=3))
        assert proposals(distill.pairs, Attempt(run("r", steps), None)) == []

    def test_a_pair_seen_twice_counts_two(self):
        wrong, right = call("find", error="Error: none", name="jo b"), call("find", name="joe b")
        store = taught([Attempt(run(name, calls(wrong, right)), None) for name in "ab"], distill.pairs)
        (pair,) = held(store, Kind.PAIR).values()
        assert pair.payload["count"] == 2


class TestContrasts:
    WIN = acts(("a", "open fridge"), ("b", "take milk"))
    LOSS = acts(("a", "open fridge"), ("b", "eat milk"))

    def test_a_success_and_a_failure_part_at_the_first_different_step(self):
        (proposal,) = proposals(distill.contrasts, ended(run("w", self.WIN), True), ended(run("l", self.LOSS), False))
        contrast = read(proposal.payload, Contrast)
        assert (contrast.after, contrast.right, contrast.wrong) == ("open _", "take milk", "eat milk")
        assert {span.trajectory_id for span in proposal.evidence.supports} == {"w", "l"}

    def test_the_other_side_may_be_in_the_store(self):
        store = open_store(":memory:")
        keep(store, [ended(run("l", self.LOSS), False)])
        win = ended(run("w", self.WIN), True)
        keep(store, [win])
        assert len(list(distill.contrasts([win], store))) == 1

    def test_two_successes_or_other_tasks_contrast_nothing(self):
        assert proposals(distill.contrasts, ended(run("a", self.WIN), True), ended(run("b", self.LOSS), True)) == []
        other = ended(run("l", self.LOSS, "another task"), False)
        assert proposals(distill.contrasts, ended(run("w", self.WIN), True), other) == []

    def test_runs_that_begin_differently_say_nothing(self):
        loss = ended(run("l", acts(("a", "eat fridge"), ("b", "take milk"))), False)
        assert proposals(distill.contrasts, ended(run("w", self.WIN), True), loss) == []

    def test_equal_runs_do_not_part(self):
        assert divergence([], []) is None


class TestWorkflows:
    def test_what_varies_between_successes_becomes_a_slot_bound_to_its_source(self):
        store = taught([cooked("1", "apple", "fridge"), cooked("2", "soap", "cupboard")], distill.workflows)
        (workflow,) = held(store, Kind.WORKFLOW, Status.ACTIVE).values()
        payload = read(workflow.payload, WorkflowData)
        assert payload.steps == ("go kitchen", "take {item}", "put {item} in {item2}")
        assert [slot.source for slot in payload.slots] == ["task", "observation:1"]
        assert payload.slots[0].examples == ("apple", "soap")
        assert payload.successes == 2

    def test_one_success_is_a_draft_until_a_second_supports_it(self):
        store = taught([cooked("1", "apple", "fridge")], distill.workflows)
        assert not held(store, Kind.WORKFLOW, Status.ACTIVE)
        decisions = teach(store, [cooked("2", "soap", "cupboard")], distill.workflows)
        assert decisions[0].reason.endswith("now active")
        assert len(held(store, Kind.WORKFLOW, Status.ACTIVE)) == 1

    def test_failures_and_unverified_successes_make_no_workflow(self):
        success = cooked("1", "apple", "fridge").trajectory
        assert proposals(distill.workflows, ended(success, False)) == []
        assert proposals(distill.workflows, ended(success, True, source=OutcomeSource.SELF)) == []


class TestTransitions:
    def test_weights_are_counts_plus_inverse_lengths_of_successes(self):
        long = ended(run("l", calls(call("a"), call("b"), call("a"), call("b"))), True)
        short = ended(run("s", calls(call("a"), call("b"))), True)
        lost = ended(run("x", calls(call("a"), call("c"))), False)
        edges = {p.key: read(p.payload, Transition) for p in proposals(distill.transitions, long, short, lost)}
        assert edges["a → b"].weight == 3 + (1 / 4 + 1 / 2)
        assert edges["START → a"].weight == 2 + (1 / 4 + 1 / 2)
        assert edges["b → END"].count == 2
        assert "a → c" not in edges

    def test_long_transitions_look_back_two_tools(self):
        (one, two) = proposals(distill.long_transitions, ended(run("s", calls(call("a"), call("b"))), True))
        assert (one.key, two.key) == ("START → a → b", "a → b → END")

    def test_edges_of_failed_runs_only_are_drafts_without_weight(self):
        store = taught([ended(run("x", calls(call("a"), call("c"))), False)], distill.failed_transitions)
        assert not held(store, Kind.TRANSITION, Status.ACTIVE)
        edge = read(held(store, Kind.TRANSITION)["a → c"].payload, Transition)
        assert (edge.weight, edge.failures) == (0.0, 1)

    def test_actions_of_text_worlds_are_nodes_by_template(self):
        keys = {p.key for p in proposals(distill.transitions, cooked("1", "apple", "fridge"))}
        assert "take _ → put _ in _" in keys


class TestPitfalls:
    def lost(self, name: str, number: int) -> Attempt:
        return ended(run(name, calls(call("pay", error=f"Error: card {number} declined"))), False)

    def test_what_two_runs_meet_is_a_pitfall_and_what_one_meets_a_draft(self):
        store = taught([self.lost("a", 12)], distill.pitfalls)
        assert not held(store, Kind.PITFALL, Status.ACTIVE)
        teach(store, [self.lost("b", 99)], distill.pitfalls)
        (pitfall,) = held(store, Kind.PITFALL, Status.ACTIVE).values()
        payload = read(pitfall.payload, Pitfall)
        assert (payload.trigger, payload.cause, payload.count) == ("error: card # declined", Cause.TOOL_ERROR, 2)

    def test_one_run_that_meets_it_often_counts_once(self):
        steps = calls(*(call("pay", error=f"Error: card {at} declined") for at in range(5)))
        (proposal,) = proposals(distill.pitfalls, ended(run("a", steps), False))
        assert proposal.payload["count"] == 1

    def test_an_unknown_cause_teaches_nothing(self):
        assert proposals(distill.pitfalls, ended(run("a", acts(("a", "look"))), False)) == []


class TestGuardrails:
    def refused(self, name: str) -> Attempt:
        return ended(run(name, acts(("a", "eat stone"), ("b", "look"), valid_actions=("look",))), False)

    def test_an_action_that_failed_in_two_runs_is_forbidden(self):
        store = taught([self.refused("a"), self.refused("b")], distill.guardrails)
        (guardrail,) = held(store, Kind.GUARDRAIL, Status.ACTIVE).values()
        payload = read(guardrail.payload, Guardrail)
        assert (payload.forbid, payload.failures, payload.tries) == ("eat stone", 2, 2)

    def test_an_action_that_works_elsewhere_loses_its_guardrail(self):
        store = taught([self.refused("a"), self.refused("b")], distill.guardrails)
        for name in "cde":
            teach(store, [ended(run(name, acts(("a", "eat stone"), ("b", "look"))), True)], distill.guardrails)
        (guardrail,) = [g for g in held(store, Kind.GUARDRAIL).values() if g.payload["forbid"] == "eat stone"]
        assert guardrail.status is Status.RETIRED
        assert (guardrail.payload["failures"], guardrail.payload["tries"]) == (2, 5)

    def test_the_usual_last_action_is_not_forbidden_because_many_runs_fail(self):
        def bought(name: str, success: bool) -> Attempt:
            return ended(run(name, acts((f"{name}1", "search"), (f"{name}2", "buy now"))), success)

        attempts = [bought(f"r{at}", success=at % 3 == 0) for at in range(9)]
        assert not held(taught(attempts, distill.guardrails), Kind.GUARDRAIL, Status.ACTIVE)

    def test_an_action_that_always_ends_runs_in_failure_is_forbidden(self):
        def pressed(name: str, task_id: str) -> Attempt:
            return ended(run(name, acts((name, "look"), (f"{name}2", "press red")), task_id=task_id), False)

        again = taught([pressed(name, "same") for name in "abc"], distill.guardrails)
        assert not held(again, Kind.GUARDRAIL, Status.ACTIVE)
        store = taught([pressed(name, name) for name in "abc"], distill.guardrails)
        assert [g.payload["forbid"] for g in held(store, Kind.GUARDRAIL, Status.ACTIVE).values()] == ["press red"]


class TestToolNotes:
    def test_calls_errors_arguments_and_messages_are_counted(self):
        steps = calls(call("get", id="W12", full=True), call("get", error="Error: order 9 not found", id="W9"))
        (proposal,) = proposals(distill.tool_notes, Attempt(run("r", steps), None))
        note = read(proposal.payload, ToolNote)
        assert (note.calls, note.errors) == (2, 1)
        assert {argument.name: (argument.present, argument.type) for argument in note.arguments} == {
            "full": (1, "word"),
            "id": (2, "id"),
        }
        assert note.messages == {"error: order # not found": 1}
        assert "50% errors" in proposal.body
