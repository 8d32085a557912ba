"""Lifting: an action in its situation, described so that it can be recognised with other objects in other places.

``take yellow potato`` after reading *Ingredients: yellow potato* becomes the template ``take {0}`` with the filler
``yellow potato`` and conditions such as ``seen {0} under ingredients`` or ``{0} ends in potato``. Learning counts
which conditions hold for the actions that worked and for those that were passed over
(`seasoned.learn.distill.rules`); an agent asks which hold now. Both use this one description, so what is learned in
one place is understood in the other.

Everything is a pure function of the steps seen so far. No vocabulary of any environment is built in: the only language
knowledge is a short list of function words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

Tokens = tuple[str, ...]

# A heading is a line that ends in a colon; newlines are tokens because they end a context.
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|:|\n")
_SENTENCE = re.compile(r"[.!?\n]+")
_DETERMINERS = frozenset({"a", "an", "the", "some", "your", "its"})
_PREPOSITIONS = frozenset(
    {"in", "on", "at", "to", "from", "with", "into", "onto", "and", "for", "under", "by", "using"}
)
_SKIPPED = _DETERMINERS | {"of", "in", "on", "at", "to", "from", "with", "into", "is", "are", "that", "it", "and"}
_SKIPPED = _SKIPPED | {"you", "see", "there", "also", "has", "have", "this"}
_LEFT = 2
_RECENT_TEXTS = 8
_LONGEST_ENTITY = 3


@lru_cache(maxsize=16_384)
def tokens(text: str) -> Tokens:
    """Return lower-case words, colons and line ends."""
    return tuple(_TOKEN.findall(text.lower()))


@lru_cache(maxsize=65_536)
def template(action: str) -> tuple[str, tuple[Tokens, ...]]:
    """Split an action into its template and fillers: ``put coin in box`` → ``put {0} in {1}``, (coin), (box).

    The first word and the prepositions between arguments stay; every run of other words is an argument.
    """
    words = [word for word in tokens(action) if word not in ("\n", ":")]
    if not words:
        return action.strip(), ()
    parts, fillers, current = [words[0]], [], []  # type: list[str], list[Tokens], list[str]

    def close() -> None:
        if current:
            parts.append(f"{{{len(fillers)}}}")
            fillers.append(tuple(current))
            current.clear()

    for word in words[1:]:
        if word in _PREPOSITIONS:
            close()
            parts.append(word)
        else:
            current.append(word)
    close()
    return " ".join(parts), tuple(fillers)


def occurrences(words: Tokens, phrase: Tokens) -> Iterator[int]:
    """Yield every index at which `phrase` stands in `words`."""
    length, start = len(phrase), 0
    while length:
        try:
            start = words.index(phrase[0], start)
        except ValueError:
            return
        if words[start : start + length] == phrase:
            yield start
        start += 1


def mentions(text: str, phrase: Tokens) -> bool:
    """Return whether `phrase` stands in `text`."""
    return next(occurrences(tokens(text), phrase), None) is not None


def place(state: str) -> str:
    """Return the first sentence of a state, which says where one is."""
    return _SENTENCE.split(state, maxsplit=1)[0]


@lru_cache(maxsize=262_144)
def contexts(text: str, phrase: Tokens) -> frozenset[str]:
    """Return how `phrase` is mentioned in `text`: the words before it (``fry _``) and the heading above it (``under
    ingredients``). Empty when it is not mentioned."""
    words = tokens(text)
    found: set[str] = set()
    for start in occurrences(words, phrase):
        left: list[str] = []
        for word in reversed(words[:start]):
            if word == "\n" and left:
                break
            if word not in _SKIPPED:
                left.append("|" if word == "\n" else word)
            if len(left) == _LEFT or word == "\n":
                break
        found.add(f"{' '.join(reversed(left))} _")
        for index in range(start, 0, -1):
            if words[index] == "\n" and words[index - 1] == ":" and index > 1:
                found.add(f"under {words[index - 2]}")
                break
    return frozenset(found)


@lru_cache(maxsize=16_384)
def _sentences(text: str) -> tuple[Tokens, ...]:
    return tuple(tokens(part) for part in _SENTENCE.split(text) if part.strip())


@lru_cache(maxsize=4_096)
def entities(text: str) -> tuple[tuple[Tokens, str], ...]:
    """Return what a text names with ``the`` or ``a`` (up to three words) and the two words before each."""
    words, found = tokens(text), []
    for start, word in enumerate(words):
        if word not in ("the", "a", "an"):
            continue
        left = [w for w in words[max(0, start - 3) : start] if w not in _SKIPPED and w != "\n"][-_LEFT:]
        name: list[str] = []
        for following in words[start + 1 : start + 1 + _LONGEST_ENTITY]:
            if following in _SKIPPED or following in _PREPOSITIONS or following in (":", "\n"):
                break
            name.append(following)
            found.append((tuple(name), " ".join(left)))
    return tuple(found)


@dataclass(slots=True)
class Situation:
    """What has been seen and done in one run so far. `observe` and `act` move it forward."""

    task: str
    state: str = ""
    texts: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    lifted: list[tuple[str, tuple[Tokens, ...]]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def observe(self, text: str, state: str) -> None:
        """Take in what the environment shows now. `state` may be empty where there is none beside the text."""
        self.state = state or text
        if text and text != state and text not in self.texts and text not in state:
            self.texts.append(text)
        here = place(self.state)
        if here not in self.places:
            self.places.append(here)

    def act(self, action: str) -> None:
        """Take in what was done."""
        self.actions.append(action)
        self.lifted.append(template(action))

    def seen(self) -> str:
        """Return the last answers of the environment, joined."""
        return "\n".join(self.texts[-_RECENT_TEXTS:])

    def listed(self) -> str:
        """Return the answers that had headings (recipes, forms, tables of contents), joined."""
        return "\n".join(text for text in self.texts[-_RECENT_TEXTS:] if ":\n" in text)


@dataclass(frozen=True, slots=True)
class Lifted:
    """An action's template, its fillers and the conditions that hold for it in a situation."""

    template: str
    fillers: tuple[Tokens, ...]
    conditions: frozenset[str]


def lift(situation: Situation, action: str) -> Lifted:
    """Describe `action` in `situation`. O(length of the texts), mostly cached between the actions of one step."""
    name, fillers = template(action)
    novelty = "again" if action in situation.actions else "first"
    before = f"after {situation.lifted[-1][0]}" if situation.lifted else "at the start"
    plain = {novelty, before, f"is {action}"}
    plain.add("template again" if any(name == other for other, _ in situation.lifted) else "template first")
    phase = _phase(situation)
    paired: set[str] = set()
    seen = situation.seen()
    verb = name.split(" ", 1)[0]
    for slot, filler in enumerate(fillers):
        about = set(_about(situation, seen, slot, filler, verb))
        paired |= {f"{novelty} & {condition}" for condition in about}
        paired |= {f"{phase} & {condition}" for condition in about}
        related = {
            condition for condition in about if condition.startswith(("seen", "list", "link", f"{{{slot}}} starts"))
        }
        if situation.lifted and filler in situation.lifted[-1][1]:
            plain.add(f"{{{slot}}} as just before")
            related.add(f"{{{slot}}} as just before")
        elif situation.lifted and any(_in_one_sentence(situation.state, filler, o) for o in situation.lifted[-1][1]):
            plain.add(f"{{{slot}}} beside what came just before")
            related.add(f"{{{slot}}} beside what came just before")
        paired |= {f"{before} & {condition}" for condition in related}
        if slot == 0 and len(fillers) > 1:
            second = f"{{1}} is {' '.join(fillers[1])}"
            keys = (c for c in about if c.startswith(("seen {0}", "list {0}", "task {0}", "{0} ")))
            paired |= {f"{condition} & {second}" for condition in keys}
        plain |= about
        if all(filler not in others for _, others in situation.lifted):
            plain.add(f"{{{slot}}} untouched")
    plain |= {f"later than {other}" for other, _ in situation.lifted}
    if fillers:
        plain |= {f"{{0}} went through {o}" for o, f in situation.lifted if f and f[0] == fillers[0]}
    paired.add(f"{before} & is {action}")
    return Lifted(name, fillers, frozenset(plain | paired))


@lru_cache(maxsize=65_536)
def _in_one_sentence(text: str, one: Tokens, other: Tokens) -> bool:
    """Return whether a sentence of `text` mentions `one` and `other`, or the longest part of that which ends it and is
    mentioned at all."""
    sentences = _sentences(text)
    for start in range(len(other)):
        holding = [sentence for sentence in sentences if next(occurrences(sentence, other[start:]), None) is not None]
        if holding:
            return any(next(occurrences(sentence, one), None) is not None for sentence in holding)
    return False


def _phase(situation: Situation) -> str:
    """Return which template was taken up last: moving about between the same old actions leaves it as it was."""
    known: dict[str, None] = dict.fromkeys(name for name, _ in situation.lifted)
    return f"since {next(reversed(known))}" if known else "at the start"


def _about(situation: Situation, seen: str, slot: int, filler: Tokens, verb: str) -> Iterator[str]:
    """Yield the conditions on one filler: what it is, how it is mentioned, what it leads to."""
    mark = f"{{{slot}}}"
    yield f"{mark} is {' '.join(filler)}"
    if len(filler) > 1:
        yield f"{mark} starts with {filler[0]}"
        yield f"{mark} ends in {filler[-1]}"
    for source, text in (("task", situation.task), ("seen", seen)):
        found, part = _mentioned(text, filler)
        if not found:
            yield f"{source} {mark}: never"
            continue
        yield f"{source} {mark}: named{part}"
        yield from (f"{source} {mark}: {context}{part}" for context in found)
        asked = any(context.endswith(f"{verb} _") for context in found)
        yield f"{source} {mark}: {'with' if asked else 'without'} this verb{part}"
    if listed := situation.listed():
        found = contexts(listed, filler)
        yield f"list {mark}: {' + '.join(sorted(found)) or 'not on it'}"
    found = contexts(situation.state, filler)
    yield from (f"state {mark}: {context}" for context in found)
    if not any(context.startswith("under") for context in found):
        yield f"state {mark}: under nothing"
    yield from _links(situation, seen, mark, filler)


def _mentioned(text: str, filler: Tokens) -> tuple[frozenset[str], str]:
    """Return how a text mentions the filler, or else the longest part of it that ends it: *button Submit* by *Submit*.
    The second value is `` in part`` then."""
    for start in range(len(filler)):
        found = contexts(text, filler[start:])
        if found:
            return found, " in part" if start else ""
    return frozenset(), ""


def _links(situation: Situation, seen: str, mark: str, filler: Tokens) -> Iterator[str]:
    """Yield conditions on what stands after the filler in its sentence (*To the north you see the study*): whether it
    was visited, how the task names it, and whether a sentence seen before joins it to something the task names."""
    for linked in _linked(situation.state, filler):
        visited = any(mentions(here, linked) for here in situation.places)
        yield f"link {mark}: {'visited' if visited else 'not visited'}"
        named = contexts(situation.task, linked)
        yield from (f"link {mark}: task {context}" for context in named)
        if not named:
            yield f"link {mark}: not in the task"
            yield from (f"link {mark}: beside task {left} _" for left in _beside(linked, situation.task, seen))


@lru_cache(maxsize=65_536)
def _linked(state: str, filler: Tokens) -> tuple[Tokens, ...]:
    """Return what stands after the filler, to the end of each sentence that has it; up to three words, else nothing."""
    found = []
    for sentence in _sentences(state):
        start = next(occurrences(sentence, filler), None)
        if start is not None:
            linked = tuple(word for word in sentence[start + len(filler) :] if word not in _SKIPPED)
            if 0 < len(linked) <= _LONGEST_ENTITY:
                found.append(linked)
    return tuple(found)


@lru_cache(maxsize=65_536)
def _beside(linked: Tokens, task: str, seen: str) -> frozenset[str]:
    """Return how the task names the things that some sentence seen mentions together with `linked`."""
    sentences = [sentence for sentence in _SENTENCE.split(seen) if mentions(sentence, linked)]
    return frozenset(left for sentence in sentences for name, left in entities(task) if mentions(sentence, name))
