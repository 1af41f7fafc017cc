"""Small surfaces of which everything is known, for what the project's own do not show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from surfaces import Box, Surface

Function = Callable[[Array, Array], Any]


@dataclass(frozen=True, eq=False)
class Ground(Surface):
    """A surface made of plain functions of x and y; ``bends`` gives xx, xy, yy."""

    height: Function
    slopes: Function
    bends: Function
    known: tuple[tuple[float, float], ...] = ()
    half: float = 2.0

    title = formula = teaches = source = "for tests"

    def __post_init__(self) -> None:
        """Make the map a square around the origin."""
        object.__setattr__(self, "domain", Box((-self.half,) * 2, (self.half,) * 2))

    @property
    def minima(self) -> tuple[tuple[float, float], ...]:
        """Return the minima that are known."""
        return self.known

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        return self.height(*theta)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        return np.array(np.broadcast_arrays(*self.slopes(*theta), theta[0])[:2])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        xx, xy, yy = np.broadcast_arrays(*self.bends(*theta), theta[0])[:3]
        return np.array([[xx, xy], [xy, yy]])


def bowl(a: float, b: float, known: bool = True, half: float = 2.0) -> Ground:
    """Return (a x² + b y²) / 2."""
    return Ground(
        lambda x, y: (a * x * x + b * y * y) / 2,
        lambda x, y: (a * x, b * y),
        lambda x, y: (a + 0 * x, 0 * y, b),
        ((0.0, 0.0),) if known else (),
        half,
    )


MONKEY = Ground(
    lambda x, y: x * x * x - 3 * x * y * y,
    lambda x, y: (3 * x * x - 3 * y * y, -6 * x * y),
    lambda x, y: (6 * x, -6 * y, -6 * x),
)
"""The monkey saddle: at the origin not even the Hessian tells that there is a way down."""

SLIDE = Ground(
    lambda x, y: x + y * y,
    lambda x, y: (1 + 0 * x, 2 * y),
    lambda x, y: (0 * x, 0 * y, 2),
)
"""It falls for ever along x."""

KINK = Ground(
    lambda x, y: np.abs(x) + y * y,
    lambda x, y: (np.sign(x), 2 * y),
    lambda x, y: (0 * x, 0 * y, 2),
    ((0.0, 0.0),),
)
"""A kink along x = 0, where no step of a fixed length comes to rest."""

TWO_DENTS = Ground(
    lambda x, y: (x * x - 1) ** 2 + 0.3 * x + y * y,
    lambda x, y: (4 * x * (x * x - 1) + 0.3, 2 * y),
    lambda x, y: (12 * x * x - 4, 0 * x * y, 2),
    ((-1.0355851, 0.0),),
)
"""A double well, tilted: the right one is only a local minimum."""

HOLE = Ground(
    lambda x, y: 1 - np.exp(-(x * x + y * y) / 2),
    lambda x, y: (x * np.exp(-(x * x + y * y) / 2), y * np.exp(-(x * x + y * y) / 2)),
    lambda x, y: tuple(
        (c - d) * np.exp(-(x * x + y * y) / 2) for c, d in ((1, x * x), (0, x * y), (1, y * y))
    ),
    ((0.0, 0.0),),
    10.0,
)
"""A golf hole: far from it the ground is level, and bends this way or that by next to nothing."""

WALL = Ground(
    lambda x, y: (x * x + y * y) / 20 + 50 * np.maximum(x - 1, 0) ** 2,
    lambda x, y: (x / 10 + 100 * np.maximum(x - 1, 0), y / 10),
    lambda x, y: (0.1 + 100 * (x > 1), 0 * x * y, 0.1),
    ((0.0, 0.0),),
    3.0,
)
"""A gentle bowl with a wall a thousand times as steep at x = 1."""

GULLY = Ground(
    lambda x, y: 1 - np.exp(-x * x) + y * y,
    lambda x, y: (2 * x * np.exp(-x * x), 2 * y),
    lambda x, y: ((2 - 4 * x * x) * np.exp(-x * x), 0 * x * y, 2),
    ((0.0, 0.0),),
    8.0,
)
"""A gully with a level floor, but for a hole in the middle."""

QUARTIC = Ground(
    lambda x, y: x * x * x * x + y * y * y * y,
    lambda x, y: (4 * x * x * x, 4 * y * y * y),
    lambda x, y: (12 * x * x, 0 * x * y, 12 * y * y),
    ((0.0, 0.0),),
)
"""A bowl so flat that a parabola puts its bottom at a third of the way."""


def _ledge(x: Array) -> tuple[Array, Array, Array]:
    """Return a step of height 20 at x = 1.2, and its first two derivatives."""
    t = np.tanh(20 * (x - 1.2))
    return 10 * (1 + t), 200 * (1 - t * t), -8000 * t * (1 - t * t)


LEDGE = Ground(
    lambda x, y: np.sqrt(1 + x * x) + y * y / 2 + _ledge(x)[0],
    lambda x, y: (x / np.sqrt(1 + x * x) + _ledge(x)[1], y),
    lambda x, y: ((1 + x * x) ** -1.5 + _ledge(x)[2], 0 * x * y, 1),
    ((0.0, 0.0),),
    3.0,
)
"""A hollow at the foot of a ledge. Far out the slope is 1, and so a throw is never forgotten."""
