"""What memory said is never learned as if the agent had found it out."""

from __future__ import annotations

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from learn.worlds import NOW, acts, ended, keep, run, teach
from seasoned.learn.admit import Admission
from seasoned.learn.distill import cases, pairs
from seasoned.learn.evidence import support
from seasoned.learn.injected import Heard, echoes, injected_texts, shingles, strip
from seasoned.store import open_store
from seasoned.types import Kind, Proposal, Span, Step, Verdict

HINT = "When the fridge is closed open it before you put anything into it because closed doors refuse everything."
SAID = run(
    "r",
    (
        Step(index=0, observation=f"a kitchen\n{HINT}", thought=f"so: {HINT}", action="open fridge", injected=(HINT,)),
        Step(index=1, observation="an open fridge", action="put apple in fridge"),
    ),
)


def judged(proposal: Proposal) -> tuple[Verdict, str]:
    store = open_store(":memory:")
    keep(store, [ended(SAID, True)])
    (decision,) = Admission()((proposal,), store, NOW)
    return decision.verdict, decision.reason


def fact(body: str, quote: str) -> Proposal:
    span = Span(trajectory_id="r", start=0, end=1, quote=quote)
    return Proposal(kind=Kind.FACT, key="k", when="fridges", body=body, evidence=support(span))


def test_injected_text_is_stripped_from_everything_the_agent_saw_or_thought():
    clean = strip(SAID)
    assert HINT not in repr(clean.steps[0].observation + clean.steps[0].thought)
    assert clean.steps[0].observation.startswith("a kitchen")
    assert strip(run("plain", acts(("a", "look")))).steps == acts(("a", "look"))


def test_a_quote_of_injected_text_is_no_evidence():
    verdict, reason = judged(fact("fridges have doors", HINT[:60]))
    assert verdict is Verdict.REJECTED
    assert "the quote is not in steps" in reason


def test_a_body_that_repeats_injected_text_is_rejected():
    verdict, reason = judged(fact(f"Remember: {HINT}", "a kitchen"))
    assert verdict is Verdict.REJECTED
    assert reason == "repeats text that memory injected"
    assert (
        judged(fact("The apple belongs into the fridge and nowhere else in this house", "a kitchen"))[0]
        is Verdict.STORED
    )


def test_following_advice_is_the_agents_own_deed():
    advice = "put apple in fridge and close the fridge door"
    followed = run("r", (Step(index=0, observation="a kitchen", action=advice, injected=(f"Do: {advice}",)),))
    (decision,) = teach(open_store(":memory:"), [ended(followed, True)], cases)
    assert decision.verdict is Verdict.STORED
    assert advice in decision.edit.experience.body


def test_our_own_words_around_an_experience_are_no_echo_of_an_earlier_one():
    hint = "This reached a score of 0.20, not the goal:\n1. open the old cutlery drawer\n2. take the sharp knife"
    steps = (Step(index=0, action="go home", reward=0.2, injected=(hint,)), Step(index=1, action="sleep"))
    (decision,) = teach(open_store(":memory:"), [ended(run("r", steps), False, score=0.2)], cases)
    assert decision.verdict is Verdict.STORED
    assert decision.edit.experience.body.startswith("This reached a score of 0.20, not the goal:")


def test_a_workflow_that_was_followed_is_no_echo_of_itself():
    line = "take {object} out of the {place} and put it into {target}"
    heard = Heard.of(
        run(
            "r",
            (
                Step(index=0, action="take pan out of the oven and put it into sink", injected=(f"1. {line}",)),
                Step(index=1, action="wait"),
            ),
        )
    )
    assert not echoes(line, [heard])
    assert echoes("take {object} out of the {place} and put it under {target}", [heard])


def test_an_error_that_was_only_injected_makes_no_pair():
    message = "Error: this card was declined because it has expired long ago"
    steps = (
        Step(index=0, action="pay card one", metadata={"error": message}, injected=(message,)),
        Step(index=1, action="pay card two"),
    )
    assert not list(pairs([ended(run("r", steps), True)], open_store(":memory:")))


@given(st.lists(st.text(min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=3), st.text(max_size=30))
def test_no_observation_keeps_an_injected_text(parts: list[str], before: str):
    step = Step(index=0, observation=before + "".join(parts), action="go", injected=tuple(parts))
    trajectory = run("r", (step,))
    longest = injected_texts(trajectory)[0]
    assert longest not in strip(trajectory).steps[0].observation or longest in before + "".join(parts[1:])


def test_shingles_are_the_same_on_every_machine():
    assert shingles("One, two: THREE!", 3) == {crc32(b"one two three")}
    assert len(shingles("one two three four", 3)) == 2
