"""What a vector in a rule's state is: a direction, a place, or a size for each coordinate.

Nobody has to say so: it shows when the problem is moved. Seen in a mirror, directions and places
turn round, and sizes (such as a mean of squares) stay; shifted, only places go along.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem, Seed
from diagnosis.inspection import inspect
from optimizers.base import Optimizer
from optimizers.wrappers import Wrapper

STEPS = 5
"""Enough for a state to have filled, and for a run to be still where it can be compared."""
SHIFT = 0.25


class Symmetry(StrEnum):
    """What becomes of a vector when the problem is moved."""

    DIRECTION = "direction"
    PLACE = "place"
    SIZE = "size"


def natures(
    optimizer: Optimizer, problem: Problem, start: npt.ArrayLike, seed: int = 0
) -> tuple[dict[str, Symmetry], ...]:
    """Tell for each layer of an optimizer, outside in, what each vector in its own state is.

    Vectors are the fields of shape ``(n,)``. One that stays zero in the first few steps is a size.
    Raises ``ValueError`` as ``inspect`` does.
    """
    origin = np.array(start, dtype=float)
    seen, mirrored, shifted = (
        inspect(_unpulled(optimizer), Moved(problem, sign, by), sign * origin + by, STEPS, seed)
        for sign, by in ((1.0, 0.0), (-1.0, 0.0), (1.0, SHIFT))
    )
    found: list[dict[str, Symmetry]] = []
    for layer in range(len(seen.layers)):
        fields = [moved.fields(layer) for moved in (seen, mirrored, shifted)]
        found.append(
            {
                name: _nature(*(f[name] for f in fields))
                for name, field in fields[0].items()
                if field.shape[1:] == origin.shape and all(name in f for f in fields)
            }
        )
    return tuple(found)


def _unpulled(optimizer: Optimizer) -> Optimizer:
    """Return an optimizer without pulls towards the origin, which does not move with a problem."""
    if optimizer.pull_knob:
        optimizer = optimizer.with_field(optimizer.pull_knob, 0.0)
    if isinstance(optimizer, Wrapper):
        return optimizer.with_field("inner", _unpulled(optimizer.inner))
    return optimizer


def _nature(seen: Array, mirrored: Array, shifted: Array) -> Symmetry:
    """Compare a field ``(steps + 1, n)`` of a run with those of the runs moved.

    The first step at which it is not zero tells: later, rounding errors may have grown.
    """
    filled = np.flatnonzero(np.isfinite(seen).all(axis=1) & seen.any(axis=1))
    if not filled.size or filled[0] >= min(len(mirrored), len(shifted)):
        return Symmetry.SIZE
    seen, mirrored, shifted = seen[filled[0]], mirrored[filled[0]], shifted[filled[0]]
    if np.abs(seen + mirrored).max() > np.abs(seen - mirrored).max():
        return Symmetry.SIZE
    went = np.abs(shifted - seen - SHIFT).max() < np.abs(shifted - seen).max()
    return Symmetry.PLACE if went else Symmetry.DIRECTION


@dataclass(frozen=True)
class Moved:
    """A loss, or a problem, seen in a mirror at the origin, or shifted by as much in every axis."""

    seen: Any
    sign: float
    by: float

    @property
    def sample(self) -> Hashable:
        """The number of the loss, if it may be met again."""
        return getattr(self.seen, "sample", None)

    def at(self, t: int, seed: Seed = 0) -> Moved:
        """Move the sample of step ``t``."""
        return Moved(self.seen.at(t, seed), self.sign, self.by)

    def value(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""
        return self.seen.value(self.sign * (theta - self.by))

    def grad(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""
        return self.sign * self.seen.grad(self.sign * (theta - self.by))

    def hess(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``."""
        return self.seen.hess(self.sign * (theta - self.by))
