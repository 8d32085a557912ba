"""Episodes: a run cut where the topic shifts or something surprising is said, each piece kept word for word.

The dual channel of HiMem (arXiv 2601.06377), by rules: a topic shifts where a step shares few words with the piece so
far (TextTiling, Hearst, Computational Linguistics 1997), and a step surprises where most of its words are new to the
run. With pieces of one step they are AriGraph's episodic vertices (arXiv 2407.04363).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seasoned.codec import content_id
from seasoned.errors import InputError
from seasoned.knobs import distill_stage
from seasoned.learn.actions import action_text
from seasoned.learn.evidence import clip, quote, support
from seasoned.learn.injected import strip_attempt
from seasoned.payloads import Case, CaseStep, write
from seasoned.protocols import Attempt, Reader
from seasoned.recall.words import distinct_words
from seasoned.types import Kind, Proposal, Span, Step, Trajectory

EPISODE = "episode"
"""Tag of an episode."""

LONGEST_TASK = 500
LONGEST_SEEN = 2000
LONGEST_BODY = 8000
"""Characters that are kept."""

LEAST_WORDS = 8
"""Content words below which a step, or what came before it, is too short to tell a topic."""


@distill_stage
def episodes(
    attempts: Sequence[Attempt], store: Reader, most: int = 8, shift: float = 0.1, surprise: float = 0.9
) -> Iterator[Proposal]:
    """Yield the episodes of each run as cases of at most `most` steps, tagged ``episode``.

    `when` is the task with what was seen first, `body` everything seen and done, word for word. A step begins a new one
    when less than `shift` of its words stand in the episode so far, or more than `surprise` of them are new to the run;
    steps of a few words (`LEAST_WORDS`) go with the one before.
    Both in [0, 1], `most` >= 1, else InputError. What happened is observed, whatever the outcome.
    """
    if most < 1 or not (0.0 <= shift <= 1.0 and 0.0 <= surprise <= 1.0):
        raise InputError("episodes() needs most >= 1, and shift and surprise in [0, 1]")
    for attempt in attempts:
        run = strip_attempt(attempt).trajectory
        for start, end in cuts([_words(run, place) for place in range(len(run.steps))], most, shift, surprise):
            proposal = _episode(run, start, end)
            if proposal is not None:
                yield proposal


def cuts(words: Sequence[frozenset[str]], most: int, shift: float, surprise: float) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of steps that the episodes are, given the content words of each step."""
    start = 0
    topic: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    for place, mine in enumerate(words):
        if place > start and (place - start >= most or _parts(mine, topic, known, shift, surprise)):
            yield start, place
            start, topic = place, frozenset()
        topic |= mine
        known |= mine
    if words:
        yield start, len(words)


def _parts(mine: frozenset[str], topic: frozenset[str], known: frozenset[str], shift: float, surprise: float) -> bool:
    if len(mine) < LEAST_WORDS or len(topic) < LEAST_WORDS:
        return False
    return len(mine & topic) / len(mine) < shift or len(mine - known) / len(mine) > surprise


def _words(run: Trajectory, place: int) -> frozenset[str]:
    return distinct_words("\n".join(text for text in _texts(run, place) if text))


def _texts(run: Trajectory, place: int) -> tuple[str, str, str]:
    """Return what a step saw, did and was answered; the last one also has the final observation."""
    step: Step = run.steps[place]
    answered = (step.tool.result or step.tool.error or "") if step.tool is not None else ""
    if place == len(run.steps) - 1 and run.final_observation:
        answered = f"{answered}\n{run.final_observation}".strip()
    return step.observation, action_text(step), answered


def _episode(run: Trajectory, start: int, end: int) -> Proposal | None:
    parts = [
        (mark, text.strip())
        for place in range(start, end)
        for mark, text in zip(("", "> ", ""), _texts(run, place), strict=True)
        if text.strip()
    ]
    if not parts:
        return None
    (_, first), *_ = parts
    steps = tuple(
        CaseStep(clip(step.observation, LONGEST_SEEN), clip(action_text(step), LONGEST_SEEN), step.reward or 0.0)
        for step in run.steps[start:end]
    )
    task = clip(run.task.text, LONGEST_TASK)
    return Proposal(
        kind=Kind.CASE,
        key=content_id("episode", run.id, start),
        when=clip(f"{task}\n{first}".strip(), LONGEST_SEEN),
        body=clip("\n".join(mark + clip(text, LONGEST_SEEN) for mark, text in parts), LONGEST_BODY),
        family=run.task.family,
        payload=write(Case(task=task, steps=steps)),
        evidence=support(Span(trajectory_id=run.id, start=start, end=end, quote=quote(first))),
        origin=run.origin,
        tags=(EPISODE,),
        stage="episodes",
    )
