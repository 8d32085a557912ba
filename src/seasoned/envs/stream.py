"""The task stream that every environment draws in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from seasoned.errors import InputError
from seasoned.protocols import EnvTask

Parameters = Mapping[str, str | int | float | bool]


def draw(
    environment: str,
    family: str,
    fold: str,
    folds: Mapping[str, Sequence[int]],
    *,
    count: int,
    seed: int,
    parameters: Parameters,
) -> list[EnvTask]:
    """Return `count` distinct tasks of a fold in an order that depends on family, fold and seed alone.

    A larger `count` extends a smaller one. Raises InputError for an unknown fold and for more tasks than it holds.
    """
    if fold not in folds:
        raise InputError(f"fold is one of {', '.join(folds)}, not {fold!r}")
    numbers = folds[fold]
    if not 0 <= count <= len(numbers):
        raise InputError(f"the {fold} fold of {environment}/{family} holds {len(numbers)} tasks, not {count}")
    order = list(numbers)
    Random(f"{family}/{fold}/{seed}").shuffle(order)
    suffix = f"?{written(parameters)}" if parameters else ""
    return [
        EnvTask(
            id=f"{environment}/{family}/{fold}/{number}{suffix}",
            family=family,
            fold=fold,
            seed=number,
            parameters=parameters,
        )
        for number in order[:count]
    ]


def written(parameters: Parameters) -> str:
    """Return the parameters as ``name=value,…`` sorted by name; truth values are written as 1 and 0."""
    return ",".join(
        f"{name}={int(value) if isinstance(value, bool) else value}" for name, value in sorted(parameters.items())
    )


def known_family(family: str, families: Sequence[str]) -> str:
    """Return `family`. Raises InputError where it is not one of `families`."""
    if family not in families:
        raise InputError(f"family is one of {', '.join(families)}, not {family!r}")
    return family
