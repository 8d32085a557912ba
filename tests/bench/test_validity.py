"""When a track says of itself that its figures mean nothing."""

from __future__ import annotations

from bench.made import result
from seasoned.bench.rows import rows
from seasoned.bench.track import Result
from seasoned.bench.validity import Validity, Verdict, in_words, validity

PRIMARY = {"toy": "success"}


def made(**systems: list[float]) -> list[Result]:
    return [result(name.replace("_", " "), solved, seed=seed) for name, solved in systems.items() for seed in range(6)]


SOUND = {
    "none": [0, 0, 1, 0],
    "random_policy": [0, 1, 0, 0],
    "ours": [0, 1, 1, 1],
    "canary": [0, 0, 1, 0],
    "expert": [1, 1, 1, 1],
}


def checked(**systems: list[float]) -> Validity:
    results = made(**systems)
    (found,) = validity(results, rows(results, PRIMARY, ["ours"]), PRIMARY, ["ours"])
    return found


def test_a_track_on_which_all_checks_pass_is_valid():
    found = checked(**SOUND)
    assert found.verdict is Verdict.VALID
    assert [check.passed for check in found.checks] == [True, True, True]
    assert next(in_words(found)) == "valid: 3 of 3 checks passed, 0 could not be made"


def test_a_trivial_policy_that_does_as_well_makes_a_track_invalid():
    for trivial in ("random_policy", "recent"):
        found = checked(**{**SOUND, trivial: [0, 1, 1, 1]})
        assert found.verdict is Verdict.INVALID
        name = trivial.replace("_", " ")
        assert f"{name} is not told apart from ours · self" in list(in_words(found))[1]


def test_a_trivial_policy_that_does_better_is_said_to():
    found = checked(**{**SOUND, "random_policy": [1, 1, 1, 1]})
    assert "random policy is better than ours · self" in found.checks[0].reason


def test_a_gain_from_false_experience_makes_a_track_invalid():
    found = checked(**{**SOUND, "canary": [0, 1, 1, 0]})
    assert found.verdict is Verdict.INVALID
    assert [check.passed for check in found.checks] == [True, False, True]


def test_an_upper_reference_that_is_beaten_makes_a_track_invalid():
    found = checked(**{**SOUND, "expert": [0, 1, 0, 1]})
    assert found.verdict is Verdict.INVALID
    assert "ours · self is better than expert by +0.250" in found.checks[2].reason


def test_what_could_not_be_checked_is_said_and_does_not_pass():
    found = checked(none=[0, 1], ours=[1, 1])
    assert found.verdict is Verdict.UNCHECKED
    assert [check.passed for check in found.checks] == [None, None, None]
    partly = checked(none=SOUND["none"], ours=SOUND["ours"], expert=SOUND["expert"])
    assert partly.verdict is Verdict.VALID
    assert next(in_words(partly)) == "valid: 1 of 1 checks passed, 2 could not be made"
    assert sum(line.startswith("not checked: ") for line in in_words(partly)) == 2
