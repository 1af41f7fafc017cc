"""A landscape that nobody designed: drawn at random, and the same wherever it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface

REACH = 4.0  # the wells' middles are at most so far out, in x as in y
SHALLOWEST = 0.3  # a well is this deep to 1 deep
FINENESS = 6  # grid points within a well's width in the search for the minimum
NEWTON_STEPS = 12


@dataclass(frozen=True)
class GaussianWells(Surface):
    r"""Wells of random places and depths that run into each other, in ground otherwise level.

    .. math::
        f(\theta) = -\sum_{i=1}^{n} d_i\, e^{-\|\theta - c_i\|^2 / (2 w^2)}, \qquad
        c_i \sim U[-4, 4]^2, \quad d_i \sim U[0.3, 1]

    Narrow wells are many traps with plains between them, on which the gradient dies out; wide ones
    melt into a few valleys. What a rule does here it was not tuned for. The seed s fixes the
    landscape, and another well leaves the others in place. The minimizer is the lowest point of a
    grid finer than the wells, polished by Newton's method.

    Gallagher and Yuan (2006), "A general-purpose tunable landscape generator",
    https://doi.org/10.1109/TEVC.2005.863628, who take the deepest well at each point; the sum,
    taken here, has no kinks.
    """

    title = "Random wells"
    family = "Many minima"
    formula = (
        r"-\sum_{i=1}^{n} d_i\, e^{-\|\theta - c_i\|^2 / (2 w^2)},"
        r" \quad c_i, d_i \text{ drawn with seed } s"
    )
    teaches = (
        "A landscape without a design: which habits of a rule hold up on one seed after another?"
    )
    source = "Gallagher and Yuan (2006), https://doi.org/10.1109/TEVC.2005.863628"
    domain = Box((-5.0, -5.0), (5.0, 5.0))
    starts = ((-4.0, 4.0), (4.0, 3.5), (0.0, 0.0), (3.5, -4.0))

    wells: int = knob(15, "n", 1, 50, meanings.WELLS)
    width: Hyper = knob(0.7, "w", 0.3, 2.0, meanings.WELL_WIDTH)
    seed: int = knob(3, "s", 0, 9999, meanings.WELL_SEED)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The bottom of the deepest valley."""
        return (_lowest(self),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        _, _, well = self._wells(theta)
        return -_total(well)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        a, b, well = self._wells(theta)
        return np.array([_total(a * well), _total(b * well)]) / self.width

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        a, b, well = self._wells(theta)
        xx, xy, yy = (_total(bend * well) for bend in (1 - a * a, -a * b, 1 - b * b))
        return np.array([[xx, xy], [xy, yy]]) / (self.width * self.width)

    def _wells(self, theta: Array) -> tuple[Array, Array, Array]:
        """Return how far a point is from each well, in widths, along x and y, and how deep in it.

        All ``(wells, *batch)``, or on an open grid shapes that broadcast to it.
        """
        x, y = theta
        across, along, depth = _drawn(self.wells, self.seed).reshape(3, -1, *(1,) * np.ndim(x))
        a, b = (x - across) / self.width, (y - along) / self.width
        return a, b, (depth * np.exp(-a * a / 2)) * np.exp(-b * b / 2)


def _total(parts: Array) -> Array:
    """Add up ``(wells, *batch)`` over the wells; unlike a plain sum's, the order never varies."""
    return np.add.accumulate(parts)[-1]


@cache
def _drawn(wells: int, seed: int) -> Array:
    """Return x, y and depth of each well, ``(3, wells)``."""
    x, y, depth = np.random.Generator(np.random.PCG64(seed)).random((wells, 3)).T
    drawn = np.array(
        [REACH * (2 * x - 1), REACH * (2 * y - 1), SHALLOWEST + (1 - SHALLOWEST) * depth]
    )
    drawn.flags.writeable = False
    return drawn


@lru_cache(maxsize=256)
def _lowest(surface: GaussianWells) -> Point:
    """Return the lowest point of a landscape, to the last digits."""
    axis = np.linspace(-REACH, REACH, 2 + int(2 * REACH * FINENESS / surface.width))
    grid = np.array(np.meshgrid(axis, axis))
    height = surface.value(grid)
    # At the grid point next to the lowest one of all, the ground is at most so much higher.
    _, _, depth = _drawn(surface.wells, surface.seed)
    theta = grid[:, height <= height.min() + np.sum(depth) / (2 * FINENESS) ** 2]
    with np.errstate(all="ignore"):  # from the farther ones Newton's method may go anywhere
        for _ in range(NEWTON_STEPS):
            (gx, gy), ((xx, xy), (_, yy)) = surface.grad(theta), surface.hess(theta)
            theta -= np.array([yy * gx - xy * gy, xx * gy - xy * gx]) / (xx * yy - xy * xy)
        x, y = theta[:, np.nanargmin(surface.value(theta))]
    return (float(x), float(y))
