"""Conditional logit: weights that make the chosen action stand out among those that were on offer.

P(action | alternatives) ∝ exp Σ w[template, condition] over the action's conditions (McFadden, "Conditional logit
analysis of qualitative choice behavior", 1974), fitted by damped AdaGrad (after Duchi, Hazan, Singer, JMLR 2011) on
small batches of new decisions mixed with replayed old ones, so that it can be continued from what a store holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from seasoned.lift import Lifted

RATE = 0.5
DAMPING = 0.25
"""Exponent of the sum of squared gradients by which steps shrink. AdaGrad's ½ gives conditions that are rare the
largest steps; of a handful of demonstrations most that is rare is an accident, so this stands between it and plain
gradient descent (0)."""

SHRINKAGE = 0.002
INITIAL_CURVATURE = 0.01
DISCOUNT = 0.25
NAMING = " is "
"""What conditions have in common that say what a thing is called."""

NAMELESS = 0.5
"""Share of decisions learned without those, so that the other conditions learn to do without them where names are new
(as unknown words are learned by dropping known ones; Iyyer et al., ACL 2015, word dropout)."""

_ROUNDING = 5

Weight = tuple[str, str]
"""A template and a condition; the condition ``""`` is the template itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision: the alternatives, lifted, and how much of the choice each deserves (sums to 1).

    `quality` in (0, 1] scales what is learned from it.
    """

    alternatives: tuple[Lifted, ...]
    target: tuple[float, ...]
    quality: float = 1.0


def targets(alternatives: Sequence[str], path: Sequence[str]) -> tuple[float, ...]:
    """Return the target of each alternative: the action taken next gets 1, one taken k decisions later `DISCOUNT`^k,
    one never taken 0, normalised. Good actions that merely come later are thus not learned as bad ones."""
    delay: dict[str, int] = {}
    for later, action in enumerate(path):
        delay.setdefault(action, later)
    raw = [DISCOUNT ** delay[action] if action in delay else 0.0 for action in alternatives]
    total = sum(raw)
    return tuple(value / total for value in raw) if total else tuple(raw)


class Preference:
    """Weights under revision. Build it from stored ones, `fit`, and read `weights` and `curvature` back."""

    def __init__(self, weights: dict[Weight, float], curvature: dict[Weight, float]) -> None:
        self._index: dict[Weight, int] = {weight: place for place, weight in enumerate(weights)}
        self._weights = np.array(list(weights.values()), dtype=np.float64)
        self._curvature = np.array([curvature.get(w, INITIAL_CURVATURE) for w in weights], dtype=np.float64)

    def fit(self, new: Sequence[Choice], old: Sequence[Choice], *, rounds: int, replay: int, rng: Random) -> None:
        """Go `rounds` times over `new` together with `replay` choices drawn from `old`, in random order."""
        encoded: dict[tuple[int, bool], _Encoded] = {}

        def either(place: int) -> _Encoded:
            named = rng.random() >= NAMELESS
            if (place, named) not in encoded:
                choice = new[place] if place < len(new) else old[place - len(new)]
                encoded[place, named] = self._encode(choice, named)
            return encoded[place, named]

        for _ in range(rounds):
            places = [*range(len(new)), *(len(new) + rng.randrange(len(old)) for _ in range(replay if old else 0))]
            rng.shuffle(places)
            for place in places:
                self._step(either(place))

    def items(self) -> Iterable[tuple[Weight, float, float]]:
        """Yield every weight with its value and its curvature, rounded so that machines agree."""
        for weight, place in self._index.items():
            yield (
                weight,
                round(float(self._weights[place]), _ROUNDING),
                round(float(self._curvature[place]), _ROUNDING),
            )

    def _encode(self, choice: Choice, named: bool) -> _Encoded:
        places, sizes = [], []  # type: list[int], list[int]
        for lifted in choice.alternatives:
            conditions = sorted(c for c in lifted.conditions if named or NAMING not in c)
            keys = [(lifted.template, "")] + [(lifted.template, condition) for condition in conditions]
            places += [self._index.setdefault(key, len(self._index)) for key in keys]
            sizes.append(len(keys))
        missing = len(self._index) - len(self._weights)
        if missing > 0:
            self._weights = np.concatenate([self._weights, np.zeros(missing + 4096)])
            self._curvature = np.concatenate([self._curvature, np.full(missing + 4096, INITIAL_CURVATURE)])
        lengths = np.array(sizes)
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        return _Encoded(np.array(places), offsets, lengths, np.array(choice.target), choice.quality)

    def _step(self, choice: _Encoded) -> None:
        scores = np.add.reduceat(self._weights[choice.places], choice.offsets)
        odds = np.exp(scores - scores.max())
        gradient = np.repeat((odds / odds.sum() - choice.target) * choice.quality, choice.lengths)
        self._curvature[choice.places] += gradient * gradient
        slope = gradient + SHRINKAGE * self._weights[choice.places]
        # An action's score is a sum over its conditions: the more there are, the smaller each one's share of the step.
        scale = RATE / np.sqrt(choice.lengths.mean())
        np.add.at(self._weights, choice.places, -scale * slope / self._curvature[choice.places] ** DAMPING)


@dataclass(frozen=True, slots=True)
class _Encoded:
    places: np.ndarray[tuple[int], np.dtype[np.int64]]
    offsets: np.ndarray[tuple[int], np.dtype[np.int64]]
    lengths: np.ndarray[tuple[int], np.dtype[np.int64]]
    target: np.ndarray[tuple[int], np.dtype[np.float64]]
    quality: float
