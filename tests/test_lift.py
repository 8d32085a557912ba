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


def test_what_was_never_touched_is_told_from_what_was():
    situation = Situation("Move the cup.")
    situation.observe("", "A table. On it a cup and a pot.")
    assert "{0} untouched" in lift(situation, "move cup to box").conditions
    situation.act("take cup")
    assert "{0} untouched" not in lift(situation, "move cup to box").conditions
    assert "{1} untouched" in lift(situation, "move cup to box").conditions


def test_a_phase_begins_with_a_template_that_is_new_and_outlasts_moving_about():
    situation = Situation("Fetch it.")
    for action in ("go to hall", "take cup", "go to yard", "go to shed"):
        situation.observe("", "You are somewhere.")
        situation.act(action)
    assert any(one.startswith("since take {0} & ") for one in lift(situation, "go to hall").conditions)


def test_what_stands_in_one_sentence_with_what_was_acted_on_is_recognised():
    situation = Situation("Fetch the tree.")
    situation.observe("", "Pot 3 contains a cherry tree. Pot 4 contains a peach tree.")
    situation.act("focus on adult cherry tree")
    beside = "{0} beside what came just before"
    assert beside in lift(situation, "lift pot 3").conditions
    assert beside not in lift(situation, "lift pot 4").conditions


@given(st.text(max_size=80), st.text(max_size=120), st.text(max_size=120), st.text(max_size=40))
def test_any_text_can_be_lifted_and_gives_the_same_description_twice(task: str, text: str, state: str, action: str):
    situation = Situation(task)
    situation.observe(text, state)
    assert lift(situation, action) == lift(situation, action)
