from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seasoned.envs import page


def node(tag: str, *children: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"tag": tag, "ref": 0, "children": list(children), "id": "", "classes": "", **attributes}


def numbered(root: dict[str, Any]) -> dict[str, Any]:
    """Return the tree with a different ref for each element."""
    refs = iter(range(1, 1000))

    def walk(part: dict[str, Any]) -> dict[str, Any]:
        return {**part, "ref": next(refs), "children": [walk(child) for child in part["children"]]}

    return walk(root)


leaves = st.builds(
    lambda tag, name, text: node(tag, id=name, text=text),
    st.sampled_from(["DIV", "SPAN", "BUTTON", "INPUT_text", "t"]),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "one", "two"]),
)
trees = st.recursive(
    leaves, lambda parts: st.builds(lambda children: node("DIV", *children), st.lists(parts, max_size=4)), max_leaves=15
)


@given(trees)
def test_no_two_elements_share_a_label(tree: dict[str, Any]) -> None:
    found = page.elements(numbered(tree))
    assert len({element.label for element in found}) == len(found)
    assert len({element.ref for element in found}) == len(found)


@given(trees, st.lists(st.sampled_from(["x", "y z"]), unique=True))
def test_actions_are_sorted_and_reach_every_element_but_loose_text(tree: dict[str, Any], values: list[str]) -> None:
    found = page.elements(numbered(tree))
    actions = page.commands(found, values)
    assert list(actions) == sorted(actions)
    clicked = {command.ref for command in actions.values() if command.text is None}
    assert clicked == {element.ref for element in found if element.tag != "t"}
    typed = [command for command in actions.values() if command.text is not None]
    assert len(typed) == len(values) * sum(element.tag == "input_text" for element in found)


def test_an_input_is_named_by_the_loose_text_beside_it() -> None:
    label = node("LABEL", node("INPUT_checkbox", id="ch0", text="", value=True), node("t", text="Tea"))
    assert page.described(page.elements(label)) == "input_checkbox ch0 Tea (ticked)"


def test_a_nameless_field_is_named_by_the_heading_before_it() -> None:
    row = node("TR", node("TH", text="Year"), node("TD", node("INPUT_text", text="", value="")))
    assert [element.label for element in page.elements(row)] == ["th Year", "input_text Year"]


def test_decorations_and_generated_names_of_widgets_are_left_out() -> None:
    dialog = node(
        "DIV",
        node("SPAN", text="", classes="ui-icon ui-icon-close"),
        node("SPAN", text="Title", id="ui-id-7"),
        node("BUTTON", node("SPAN", text=""), node("t", text="Close"), classes="ui-button"),
    )
    assert [element.label for element in page.elements(dialog)] == ["span Title", "button Close"]
