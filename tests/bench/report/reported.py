"""Results made by hand, and the report's arguments from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from seasoned.bench.header import Header
from seasoned.bench.report.view import View, views
from seasoned.bench.rows import Row, rows
from seasoned.bench.track import Item, Result, Setup, Unit

TOKENS = {"none": 0.0, "expert": 0.0}
VOID = {"meta", "br", "wbr", "input", "link", "img", "hr"}


def result(
    system: str,
    solved: Sequence[float],
    *,
    family: str = "f",
    seed: int = 0,
    order: str = "random",
    arm: str = "",
    track: str = "toy",
    shown: Sequence[str] = (),
) -> Result:
    tokens = TOKENS.get(system, 300.0)
    items = tuple(
        Item(f"{family}-{seed}-{at}", {"success": value, "tokens": tokens}, tuple(shown))
        for at, value in enumerate(solved)
    )
    return Result(Unit(track, family, system, arm, order, seed), items)


def streams(system: str, solved: Sequence[float], seeds: int = 6, **more: Any) -> list[Result]:
    return [result(system, solved, seed=seed, **more) for seed in range(seeds)]


BASIC = [
    *streams("none", [0, 1, 0, 0]),
    *streams("ours", [0, 1, 1, 1]),
    *streams("raw", [0, 0, 1, 0]),
    *streams("exprag", [0, 1, 1, 0]),
    *streams("expert", [1, 1, 1, 1]),
]


def header(tracks: Sequence[str] = ("toy",), **changes: Any) -> Header:
    values: dict[str, Any] = {
        "tracks": tuple(tracks),
        "setup": Setup(seeds=6, systems=("ours",)),
        "command": "seasoned bench toy --system ours",
        "code": "code-1",
        "data": {"questions.jsonl": "ab" * 32},
        "versions": {"seasoned": "0.1.0", "python": "3.12.1"},
        "machine": "Linux, 2 cores",
    }
    return Header(**{**values, **changes})


@dataclass(frozen=True)
class Told:
    """The arguments of `page` and `markdown`."""

    header: Header
    results: list[Result]
    rows: list[Row]
    primary: dict[str, str]
    tested: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def arguments(self) -> tuple[Any, ...]:
        return (self.header, self.results, self.rows, self.primary, self.tested, self.skipped)


def told(results: list[Result], tested: Sequence[str] = ("ours",), skipped: Sequence[str] = (), **changes: Any) -> Told:
    tracks = sorted({one.unit.track for one in results}) or ["toy"]
    primary = dict.fromkeys(tracks, "success")
    made = list(rows(results, primary, tested))
    return Told(header(tracks, **changes), results, made, primary, tuple(tested), tuple(skipped))


def view(results: list[Result], tested: Sequence[str] = ("ours",)) -> View:
    (found,) = views(("toy",), results, rows(results, {"toy": "success"}, tested), {"toy": "success"}, tested)
    return found


class Read(HTMLParser):
    """The tags, references and texts of a page; fails where tags are not nested properly."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "action"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())
