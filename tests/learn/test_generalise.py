"""Anti-unification: what is shared stays, what varies becomes a slot."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from seasoned.learn.antiunify import generalise, tokens
from seasoned.learn.plan import Plan, generalise_plans
from seasoned.learn.slots import Binder, join_sources, value_type


def both(left: str, right: str) -> tuple[str, Binder]:
    binder = Binder({}, {}, {}, {})
    return generalise(left, right, binder), binder


def test_what_differs_becomes_a_slot_with_both_values():
    text, binder = both("put apple in fridge", "put milk in fridge")
    assert text == "put {item} in fridge"
    assert binder.slots["item"].examples == ("apple", "milk")


def test_a_phrase_is_one_slot():
    assert both("take red apple from desk", "take milk from desk")[0] == "take {item} from desk"
    assert both("take red apple from desk", "take apple from desk")[0] == "take {item} from desk"


def test_arguments_of_calls_are_generalised_one_by_one_and_give_their_names():
    text, binder = both("pay(order=W12, card=visa)", "pay(order=W345, card=visa)")
    assert text == "pay(order={order}, card=visa)"
    assert binder.slots["order"].type == "id"


def test_texts_with_little_in_common_keep_their_first_word():
    assert both("find / -name a.txt -delete", "find . -type f | sort")[0].startswith("find {")


def test_the_same_difference_is_the_same_slot_in_every_step():
    plan = generalise_plans(Plan(("take apple", "cook apple")), Plan(("take leek", "cook leek")))
    assert plan.steps == ("take {item}", "cook {item}")
    other = generalise_plans(Plan(("take apple in pan", "cook apple now")), Plan(("take leek in pan", "cook egg now")))
    assert other.steps == ("take {item} in pan", "cook {item2} now")


def test_a_third_example_widens_the_slot():
    two = generalise_plans(Plan(("take apple", "cook apple")), Plan(("take leek", "cook leek")))
    three = generalise_plans(two, Plan(("take egg", "cook egg")))
    assert three.steps == ("take {item}", "cook {item}")
    assert three.slots[0].examples == ("apple", "leek", "egg")


def test_slots_remember_where_their_values_were_first_seen():
    sources = {"apple": "task", "fridge": "observation:1", "leek": "task", "cupboard": "observation:2"}
    plan = generalise_plans(
        Plan(("take apple", "open fridge door"), sources=sources),
        Plan(("take leek", "open cupboard door"), sources=sources),
    )
    assert [(slot.name, slot.source) for slot in plan.slots] == [("item", "task"), ("item2", "observation:2")]


def test_different_procedures_do_not_generalise():
    assert generalise_plans(Plan(("take a", "cook a")), Plan(("open b", "close b", "wait"))) is None


def test_sources_join_to_the_weaker_statement():
    assert join_sources("task", "task") == "task"
    assert join_sources("task", "observation:3") == "observation:3"
    assert join_sources("observation:1", "observation:12") == "observation:12"
    assert join_sources("task", "free") == "free"


def test_values_have_types():
    values = {
        "12.5": "number",
        "2024-05-20": "date",
        "a@b.org": "email",
        "/tmp/x": "path",
        "W123": "id",
        "apple": "word",
        "red apple": "text",
    }
    assert {value: value_type(value) for value in values} == values


phrases = st.lists(st.sampled_from(["take", "apple", "red", "in", "7", "x=", "(", "é"]), min_size=1, max_size=7).map(
    " ".join
)


def filled(text: str, binder: Binder, side: int) -> set[str]:
    """Every text that the generalisation gives when its slots get that side's values."""
    by_slot: dict[str, list[str]] = {}
    for (left, right), name in binder.pairs.items():
        by_slot.setdefault(name, []).append((left, right)[side])
    return {re.sub(r"\{(\w+)\}", lambda found: by_slot[found.group(1)][0], text)}


@given(phrases, phrases)
def test_both_texts_are_instances_of_their_generalisation(left: str, right: str):
    text, binder = both(left, right)
    # Where white space stood between signs and words is not kept.
    squeezed = ["".join("".join(tokens(one)).split()) for one in (left, right)]
    for side in (0, 1):
        assert {"".join(one.split()) for one in filled(text, binder, side)} == {squeezed[side]}


@given(phrases)
def test_a_text_generalised_with_itself_stays_itself(text: str):
    assert both(text, text)[0] == text
