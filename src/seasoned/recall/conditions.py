"""Where an experience applies, as words: what the task must say and what it must not.

A condition is the retrieval condition of AlphaOPT (arXiv 2510.18428) in a form that upkeep can learn
(`seasoned.evolve.refine`). It is kept as links of the experience, whose targets are stemmed words, so that neither its
text nor its vector changes with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from seasoned.types import Experience, Link

NEEDS = "needs_word"
AVOIDS = "avoids_word"
"""Relations of the links that hold a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """The stemmed words (`seasoned.recall.words`) that a task must have, and those that it must not have."""

    needs: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()

    def holds(self, words: frozenset[str]) -> bool:
        """Return whether a task of these words meets the condition."""
        return self.needs <= words and not self.avoids & words

    def __str__(self) -> str:
        said = [f"says {word!r}" for word in sorted(self.needs)]
        unsaid = [f"does not say {word!r}" for word in sorted(self.avoids)]
        return " and ".join([*said, *unsaid]) or "is any"


def condition_of(experience: Experience) -> Condition:
    """Return the condition of an experience, which by default always holds."""
    return Condition(
        frozenset(link.target for link in experience.links if link.relation == NEEDS),
        frozenset(link.target for link in experience.links if link.relation == AVOIDS),
    )


def links_with(experience: Experience, condition: Condition) -> tuple[Link, ...]:
    """Return the links of an experience with `condition` in place of its own."""
    others = (link for link in experience.links if link.relation not in (NEEDS, AVOIDS))
    needs = (Link(NEEDS, word) for word in sorted(condition.needs))
    return (*others, *needs, *(Link(AVOIDS, word) for word in sorted(condition.avoids)))
