from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seasoned.lift import Situation, contexts, lift, template


def test_an_action_becomes_a_template_with_fillers():
    assert template("put the coin in box") == ("put {0} in {1}", (("the", "coin"), ("box",)))
    assert template("cook chicken wing in toaster") == ("cook {0} in {1}", (("chicken", "wing"), ("toaster",)))
    assert template("inventory") == ("inventory", ())


def test_contexts_are_the_words_before_and_the_heading_above():
    recipe = "Ingredients:\n  salt\n  red apple\nDirections:\n  fry the red apple"
    assert {"under ingredients", "fry _", "under directions"} <= contexts(recipe, ("red", "apple"))
    assert contexts(recipe, ("pear",)) == frozenset()


def test_the_same_role_with_other_objects_gives_the_same_conditions():
    def described(thing: str) -> frozenset[str]:
        situation = Situation("Cook.")
        situation.observe(f"Directions:\n  fry the {thing}", "You are in the kitchen.")
        return lift(situation, f"cook {thing} in stove").conditions

    shared = described("leek") & described("onion")
    assert "seen {0}: fry _" in shared
    assert "seen {0}: fry _ & {1} is stove" in shared


def test_a_part_of_a_filler_that_the_task_names_is_recognised():
    situation = Situation('Click on the "Submit" button.')
    situation.observe("", "button Submit\nbutton Cancel")
    assert "task {0}: named in part" in lift(situation, "click button Submit").conditions
    assert "task {0}: never" in lift(situation, "click button Cancel").conditions


def test_what_was_done_before_is_told_from_what_is_new():
    situation = Situation("t")
    situation.act("open door")
    assert "again" in lift(situation, "open door").conditions
    assert "first" in lift(situation, "open box").conditions
    assert "template again" in lift(situation, "open box").conditions


@given(st.text(max_size=80), st.text(max_size=120), st.text(max_size=120), st.text(max_size=40))
def test_any_text_can_be_lifted_and_gives_the_same_description_twice(task: str, text: str, state: str, action: str):
    situation = Situation(task)
    situation.observe(text, state)
    assert lift(situation, action) == lift(situation, action)
