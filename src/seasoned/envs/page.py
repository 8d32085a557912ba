"""A web page as text: one line per visible element, and what can be done with it.

Works on the element tree of MiniWoB++'s ``core.getDOMInfo``: dicts with tag, ref, id, classes, text, value, children.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TYPED = {
    "textarea",
    "input_text",
    "input_password",
    "input_search",
    "input_number",
    "input_email",
    "input_tel",
    "input_date",
    "input_time",
}
_HEADINGS = {"label", "th", "td", "t"}


@dataclass(frozen=True, slots=True)
class Element:
    """A visible leaf of the page. `label` names it: tag, then id or class, then text; equal ones are numbered."""

    ref: int
    tag: str
    label: str
    condition: str

    @property
    def line(self) -> str:
        """The element as it is shown, with what is typed or ticked in it."""
        return f"{self.label} {self.condition}".rstrip()


@dataclass(frozen=True, slots=True)
class Command:
    """What an action does: click the element `ref`, or put `text` into it."""

    ref: int
    text: str | None = None


def elements(root: Mapping[str, Any]) -> list[Element]:
    """Return the leaves of the page in document order."""
    found: list[Element] = []
    seen: dict[str, int] = {}
    before = ""
    for leaf, caption in _leaves(root, ""):
        tag = leaf["tag"].lower()
        # A nameless input of a table or a form is told apart by the heading before it.
        label = _label(leaf, caption or (before if tag in _TYPED and not _name(leaf) else ""))
        before = leaf.get("text", "") if tag in _HEADINGS else ""
        if label is None:
            continue
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label} #{seen[label]}"
        found.append(Element(leaf["ref"], tag, label, _condition(leaf)))
    return found


def described(found: Sequence[Element]) -> str:
    """Return the page as text, one element per line."""
    return "\n".join(element.line for element in found)


def commands(found: Sequence[Element], values: Sequence[str]) -> dict[str, Command]:
    """Return every action on the page: click each element, type each of `values` into each text field."""
    actions = {f"click {element.label}": Command(element.ref) for element in found if element.tag != "t"}
    for element in found:
        if element.tag in _TYPED:
            actions.update({f"type {value} into {element.label}": Command(element.ref, value) for value in values})
    return dict(sorted(actions.items()))


def _leaves(node: Mapping[str, Any], caption: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield leaves with their caption: the loose text beside an input, which is what a person reads it by."""
    children = node["children"]
    loose = " ".join(child["text"] for child in children if child["tag"] == "t")
    if "text" in node:
        yield node, caption
    elif node["tag"] in ("A", "BUTTON") or (children and all(child["tag"] == "t" for child in children)):
        yield {**node, "text": " ".join(_texts(node))}, caption
    else:
        inputs = sum(child["tag"].startswith("INPUT") for child in children)
        for child in children:
            if child["tag"] != "t" or inputs != 1:
                yield from _leaves(child, loose if inputs == 1 and child["tag"].startswith("INPUT") else "")


def _texts(node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("text"):
        yield node["text"]
    for child in node["children"]:
        yield from _texts(child)


def _name(leaf: Mapping[str, Any]) -> str | None:
    """Return what the page's author calls the element, ``""`` where nothing, None for a mere decoration of jQuery's.

    Its generated ids and its classes, which change with the mouse, name nothing.
    """
    identifier = str(leaf.get("id") or "")
    if identifier and not identifier.startswith("ui-id-"):
        return identifier
    classes = leaf.get("classes", "")  # an object for an SVG element
    all_classes = classes.split() if isinstance(classes, str) else []
    named = [name for name in all_classes if not name.startswith("ui-")]
    return named[0] if named else None if all_classes else ""


def _label(leaf: Mapping[str, Any], caption: str) -> str | None:
    value = leaf.get("value")
    button = leaf["tag"] in ("INPUT_button", "INPUT_submit")
    text = " ".join(str(leaf.get("text") or caption or (value if button else "")).split())
    name = _name(leaf)
    if name is None and not text and leaf["tag"] in ("DIV", "SPAN"):
        return None
    return " ".join(part for part in (leaf["tag"].lower(), name, text) if part)


def _condition(leaf: Mapping[str, Any]) -> str:
    value = leaf.get("value")
    focus = "(focused)" if leaf.get("focused") and leaf["tag"] != "BODY" else ""
    if value is True:
        return f"(ticked) {focus}".strip()
    if isinstance(value, str) and value and leaf["tag"] not in ("INPUT_button", "INPUT_submit"):
        return f'= "{value}" {focus}'.strip()
    return focus
