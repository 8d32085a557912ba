"""A memory of conversations, composed of stages: every exchange is kept as it was said, nothing is summarised.

An exchange is found by what was said, by what was answered, by what stands around it, and by when it was. Where whole
runs are asked for, the exchanges of a run speak for it together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import exp, fsum, log
from random import Random

from seasoned.bench.tracks.spoken_time import day_of, distance, spans
from seasoned.codec import content_id
from seasoned.knobs import select_stage
from seasoned.learn.actions import action_text
from seasoned.learn.admit import Admission
from seasoned.learn.evidence import clip, quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.protocols import Attempt, Reader, Scored
from seasoned.recall.compose import render
from seasoned.recall.marks import best_first, refused, rescored
from seasoned.recall.search import dense, lexical
from seasoned.recall.select import fuse, top_k
from seasoned.recall.trigger import every_step
from seasoned.stage import DistillStage
from seasoned.system import System
from seasoned.types import Kind, Proposal, Query, Span, Trajectory

AROUND = 2
"""Exchanges before and after one whose words stand for it too."""

TALK = {"when": 1.0, "body": 1.0, "context": 0.5}
"""Both sides of an exchange count alike, what stands around it half."""

LONGEST_SAID = 4000
LONGEST_ANSWER = 8000
"""Characters that are kept."""

ALIKE = 1.01
"""No overlap of words makes two exchanges one: each is a place of its own."""

MOST = 100_000
POOL = 200
"""Candidates per channel: enough that a run which is mentioned in passing takes part with all that it said."""

SPEAK = 3
NEXT = 0.5
"""A run's score is ``Σ NEXT^i · s_i`` over the scores of its `SPEAK` best exchanges."""

TIME = 2.0
"""By how much more an exchange counts that alone is of the time which the question names."""


def exchanges(attempts: Sequence[Attempt], store: Reader) -> Iterator[Proposal]:
    """Yield each exchange of each run as a fact: what was said (`when`), and what was answered (`body`), or the day
    where one of both is missing.

    That something was said does not rest on how the run ended, so it is observed, whatever the outcome.
    """
    for attempt in attempts:
        trajectory = strip_attempt(attempt).trajectory
        told = [_told(trajectory, index) for index in range(len(trajectory.steps))]
        for index, (said, answered) in enumerate(told):
            if not said and not answered:
                continue
            around = [*told[max(0, index - AROUND) : index], *told[index + 1 : index + 1 + AROUND]]
            yield Proposal(
                kind=Kind.FACT,
                key=content_id("exchange", trajectory.id, index),
                when=clip(said or answered, LONGEST_SAID),
                body=clip(answered, LONGEST_ANSWER) if said and answered else _day(trajectory.started_at),
                family=trajectory.task.family,
                payload={"context": "\n".join(clip(one or other, LONGEST_SAID) for one, other in around)},
                evidence=support(_span(trajectory.id, index, said or answered)),
                origin=trajectory.origin,
                stage="exchanges",
            )


def _told(trajectory: Trajectory, index: int) -> tuple[str, str]:
    step = trajectory.steps[index]
    return step.observation.strip(), action_text(step).strip()


def _day(at: float) -> str:
    return f"said on {day_of(at)}" if at else "said on an unknown day"


def _span(run: str, index: int, words: str) -> Span:
    return Span(trajectory_id=run, start=index, end=index + 1, quote=quote(words))


@select_stage
def in_time(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Raise what was learned at a time that the question names: ``s · (1 + TIME · rarity · e^-d)``.

    `d` is the distance to the nearest span named (`spoken_time.distance`); `rarity` in [0, 1] is
    ``-ln(mean e^-d) / ln(n + 1)``: like a word that all have, a span that all lie in says nothing.
    """
    told = spans(query.text, now)
    if not told or not candidates:
        return list(candidates)
    near = [exp(-min(distance(item.experience.valid_from, span) for span in told)) for item in candidates]
    mean = max(fsum(near) / len(near), 1e-9)
    rarity = min(1.0, -log(mean) / log(len(near) + 1))
    return best_first(
        rescored(item, item.score * (1.0 + TIME * rarity * here)) for item, here in zip(candidates, near, strict=True)
    )


@select_stage
def by_run(query: Query, candidates: Sequence[Scored], rng: Random, now: float) -> list[Scored]:
    """Rank runs, by `SPEAK` and `NEXT`; the best item of each stands for it, the others are refused."""
    runs: dict[str, list[Scored]] = defaultdict(list)
    for item in best_first(candidates):
        runs[source(item)].append(item)
    ranked = []
    for first, *others in runs.values():
        ranked.append(rescored(first, fsum(item.score * NEXT**n for n, item in enumerate((first, *others)[:SPEAK]))))
        ranked += [refused(item, f"said in the same run as {first.candidate.id}") for item in others]
    return best_first(ranked)


def source(item: Scored) -> str:
    """Return the run that an item quotes first; the item itself where it quotes none."""
    spans = item.experience.evidence.supports
    return spans[0].trajectory_id if spans else item.candidate.id


def conversations(
    *,
    whole_runs: bool,
    weights: Mapping[str, float] | None = TALK,
    near: float = 0.0,
    k: int = 10,
    budget: int = 4000,
) -> System:
    """Return a memory that recalls `k` exchanges, or runs, by their words; with `near` > 0 also by their vectors.

    `weights` are those of the lexical fields; None takes the store's own, which put what was said before the answer.
    """
    words = lexical(weights, limit=POOL)
    select = fuse({"lexical": 1.0, "dense": near}) >> in_time()
    return System(
        name="lexical+dense" if near else "lexical",
        citation="Seasoned",
        distill=DistillStage.of(exchanges),
        admit=Admission(caps={Kind.FACT: MOST}, near=ALIKE, system="conversations"),
        trigger=every_step(),
        search=words | dense(limit=POOL) if near else words,
        select=(select >> by_run() if whole_runs else select) >> top_k(k),
        compose=render(budget=budget),
        withhold=0.0,
    )
