"""One neuron fitted to data: the smallest network, and its plateaus."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point
from surfaces.data import Dataset, Standardized
from surfaces.neurons import Neuron, around, inputs_of
from surfaces.newton_polish import bottom

REACH = 6.0
"""A map of a neuron shows weights at which the sum of a usual sample is so large."""
GRID, TRIALS, DOUBLINGS = 61, 16, 6


@dataclass(frozen=True)
class TanhNeuron(Neuron):
    r"""One neuron with a weight and a bias, graded by its squared error: no longer convex.

    .. math:: f(w, b) = \frac1N \sum_{i=1}^N \bigl(\tanh(w x_i + b) - t_i\bigr)^2

    The chain rule now has two links, :math:`2 (a_i - t_i)` and :math:`da_i / dz_i = 1 - a_i^2`.
    The second is 0 where the neuron is saturated: a sample that is answered wrongly, and surely,
    has the largest loss and no gradient. The map is plateaus with a valley between them; with other
    data there may be more valleys, for n samples and d weights up to :math:`\lfloor n/d \rfloor^d`
    minima.

    The first input is taken. The targets are brought to between -0.9 and 0.9, since no weights
    reach 1. The minima are the lowest dents of a grid, polished by Newton's method.

    Auer, Herbster and Warmuth (1995), "Exponentially many local minima for single neurons",
    https://papers.nips.cc/paper/1995/hash/3806734b256c27e41ec2c6bffa26d9e7-Abstract.html
    """

    title = "A neuron with tanh"
    family = "From data"
    formula = r"\frac1N \sum_{i=1}^N \bigl(\tanh(w x_i + b) - t_i\bigr)^2"
    teaches = "Where a neuron is sure and wrong, its slope is gone: plateaus made by data."
    source = (
        "Auer, Herbster and Warmuth (1995), "
        "https://papers.nips.cc/paper/1995/hash/3806734b256c27e41ec2c6bffa26d9e7-Abstract.html"
    )

    data: Dataset = field(default_factory=Standardized)

    def seen(self) -> tuple[Array, Array]:
        """Return the first input and 1, ``(2, N)``, and the targets ``(N,)``."""
        (x,) = inputs_of(self.data, 1, "a neuron")
        _, targets = self.data.points()
        low, high = targets.min(), targets.max()
        return np.array([x, np.ones_like(x)]), 1.8 * (targets - low) / (high - low) - 0.9

    def losses(self, z: Array, t: Array) -> Array:
        """Return the squared errors, ``(points, N)``."""
        e = np.tanh(z) - t
        return e * e

    def slopes(self, z: Array, t: Array) -> Array:
        """Return their slopes, ``(points, N)``."""
        a = np.tanh(z)
        return 2 * (a - t) * (1 - a * a)

    def bends(self, z: Array, t: Array) -> Array:
        """Return their curvatures, ``(points, N)``."""
        a = np.tanh(z)
        slope = 1 - a * a
        return 2 * slope * (slope - 2 * a * (a - t))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The lowest dents of a wide grid, to the last digits."""
        return self._found[1]

    def chart(self) -> Box:
        """Return a map with the lowest ground on it, all around the origin."""
        return self._found[0]

    @property
    def _found(self) -> tuple[Box, tuple[Point, ...]]:
        return _lowest(self)


@lru_cache(maxsize=64)
def _lowest(neuron: TanhNeuron) -> tuple[Box, tuple[Point, ...]]:
    """Return a map of a neuron that has its lowest ground well inside, and where that is.

    From one point of the grid to the next the sum of a usual sample changes by little, so no valley
    falls through it.
    """
    (x, _), _ = neuron.seen()
    spread = float(x.std()) or 1.0
    reach = np.array([REACH / spread, REACH * (1 + abs(float(x.mean())) / spread)])
    lowest = _lowest_within(neuron, reach)
    for _ in range(DOUBLINGS):
        if (np.abs(lowest) < 0.9 * reach[:, None]).all():
            break
        reach = 2 * reach
        lowest = _lowest_within(neuron, reach)
    apart: list[Array] = []
    for point in lowest.T:
        if all(np.max(np.abs(point - other) / reach) > 1e-3 for other in apart):
            apart.append(point)
    return around((0.0, 0.0), *map(float, reach)), tuple((float(w), float(b)) for w, b in apart)


def _lowest_within(neuron: TanhNeuron, reach: Array) -> Array:
    """Return the lowest points ``(2, k)`` to which the dents of a grid lead down."""
    grid = np.array(np.meshgrid(*np.linspace(-reach, reach, GRID).T))
    heights = neuron.value(grid)
    walled = np.pad(heights, 1, constant_values=np.inf)
    beside = [walled[i : i + GRID, j : j + GRID] for i in range(3) for j in range(3)]
    dents = grid[:, heights <= np.min(beside, axis=0)]
    deepest = np.argsort(neuron.value(dents), kind="stable")[:TRIALS]
    found = bottom(neuron, dents[:, deepest])
    heights = neuron.value(found)
    return found[:, heights <= heights.min() + 1e-12]
