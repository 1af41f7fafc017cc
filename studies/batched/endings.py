"""Where a lane may end: in words, and at which minimum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property, lru_cache, reduce
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from diagnosis.curvature import eigenvalues
from diagnosis.evidence import MARK
from surfaces.base import Surface
from surfaces.newton_polish import bottom

Whole = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]

LEVEL = 1e-5
"""Part of the map's usual slope: a smaller one is none."""
STIR = 0.1
"""Part of a marker's radius: a lane that goes less far in all its remaining steps is at rest."""
FAR = 10.0
"""Map half-widths from the middle of the map: what ends out there has diverged."""
APART = 4.0
"""Markers' radii between two minima that a map tells apart."""
MARGIN = 0.25
"""Part of the map's width, beyond each of its edges, in which other minima are looked for."""
GRID = 384
"""Points along each side of the ground that is searched for other minima."""
MOST = 2000
"""Other minima, the lowest first, that a map tells apart."""
EDGE = 0.02
"""Part of a marker's radius: nearer to its edge, float32 may see a point on the other side."""
CELLS = 512
"""Cells along each side of the table that says which minimum is nearest."""
FOOT = 0.05
"""Part of the slope at a marker's edge: with more in its middle, there is no minimum."""
STIFF = 1e-6
"""Part of the largest curvature: a smaller one is none, and the ground is level that way."""


class Ending(IntEnum):
    """What became of a lane, by where it stands at the end."""

    KNOWN_MINIMUM = 0
    """Within a marker's radius of a minimum that the surface names."""
    LOCAL_MINIMUM = 1
    """Within a marker's radius of another minimum, or at rest where the ground bends up."""
    STALLED = 2
    """At rest at no minimum: on a saddle, or on level ground."""
    MOVING = 3
    """None of the others: another step would still take it elsewhere."""
    DIVERGED = 4
    """Overflowed, or more than ten map half-widths away from the middle of the map."""

    @property
    def words(self) -> str:
        """What a reader is told."""
        return WORDS[self]


WORDS = {
    Ending.KNOWN_MINIMUM: "reached a known minimum",
    Ending.LOCAL_MINIMUM: "another local minimum",
    Ending.STALLED: "at rest, but at no minimum",
    Ending.MOVING: "still moving",
    Ending.DIVERGED: "diverged",
}


@dataclass(frozen=True, eq=False)
class KnownMinima:
    """What a map's lanes are measured by: its minima, its size, and its usual slope."""

    minima: Array
    """``(n, m)``: those that the surface names, then others, the lowest first."""
    known: int
    """How many of them the surface names."""
    low: Array
    """The corner of the map, ``(n,)``."""
    high: Array
    slope: float
    """The median length of the gradient on the map."""
    bends: Array
    """``(n, n, m)``: the sizes of the Hessians' entries at the minima.

    Infinite where the ground does not bend up in all directions, as at a kink, and where it is not
    level, as at a minimum that is one only because the map ends there.
    """
    steepest: Array
    """``(m,)``: the largest curvature at the minima, NaN where there is none, as at a kink."""

    @cached_property
    def mark(self) -> float:
        """The radius of a marker, as a length."""
        return MARK * float(np.hypot.reduce(self.high - self.low))

    def nearest(self, theta: Array) -> Whole:
        """Return the minimum within a marker's radius of points ``(n, N)``: its index, or -1."""
        if not self.minima.size:
            return np.full(int(theta.shape[1]), -1)
        index = self._nearest(theta)
        near = np.flatnonzero(index >= 0)
        there = self.around(index[near], theta.dtype)(np.take(theta, near, axis=1))
        index[near[~there]] = -1
        return index

    def off(self, theta: Array, index: Whole) -> Array:
        """Return how far points ``(n, N)`` are from minima, along each axis."""
        return theta - np.take(self.minima.astype(theta.dtype, copy=False), index, axis=1)

    def around(self, index: Whole, dtype: np.dtype[Any]) -> Callable[[Array], Mask]:
        """Return what tells whether points ``(n, N)`` are within a marker's radius of minima."""
        middles = np.take(self.minima.astype(dtype, copy=False), index, axis=1)

        def within(theta: Array) -> Mask:
            off = theta - middles
            off *= off
            return reduce(np.add, off) <= self.mark * self.mark

        return within

    def at_an_edge(self, theta: Array) -> Mask:
        """Tell which points ``(n, N)`` stand so near to the edge of a marker that bits decide."""
        if not self.minima.size:
            return np.zeros(int(theta.shape[1]), dtype=bool)
        index = self._nearest(theta)
        far = norm(self.off(theta.astype(float), index))
        return (index >= 0) & (np.abs(far / self.mark - 1) < EDGE)

    def _nearest(self, theta: Array) -> Whole:
        """Return the minimum nearest to points ``(n, N)``; it may be -1 if none is near."""
        return self._table_at(theta) if len(theta) == 2 else self._compared(theta)

    def away(self, theta: Array) -> Mask:
        """Tell whether points ``(n, N)`` are far outside the map, or overflowed."""
        middle, half = (self.high + self.low) / 2, (self.high - self.low) / 2
        out = np.abs(theta - middle[:, None]) <= FAR * half[:, None]
        return ~np.logical_and.reduce(out, axis=0)

    def _table_at(self, theta: Array) -> Whole:
        """Look up the minimum nearest to the middle of each point's cell."""
        corner, scale, table = self._table
        cell = theta - corner.astype(theta.dtype)
        cell *= scale.astype(theta.dtype)
        np.fmax(cell, 0, out=cell)
        np.fmin(cell, CELLS - 1, out=cell)
        column, row = cell.astype(np.int32)
        row *= CELLS
        row += column
        return cast("Whole", np.take(table, row))

    @cached_property
    def _table(self) -> tuple[Array, Array, Whole]:
        """The corner of the table, cells per length, and which minimum is nearest to every cell.

        It is -1 where no point of the cell, nor any beside a marker's edge, is near to a minimum.
        """
        corner = self.minima.min(axis=1, keepdims=True) - 2 * self.mark
        wide = self.minima.max(axis=1, keepdims=True) + 2 * self.mark - corner
        reach = np.ceil((2 * self.mark) * CELLS / wide[:, 0]).astype(int) + 1
        x, y = corner + wide * (np.arange(CELLS) + 0.5) / CELLS
        radius = (1 + EDGE) * self.mark + float(np.hypot(*wide[:, 0])) / CELLS / 2
        best = np.full((CELLS, CELLS), radius**2)
        table = np.full((CELLS, CELLS), -1, dtype=np.int32)
        for k, (a, b) in enumerate(self.minima.T):
            column, row = ((self.minima[:, k] - corner[:, 0]) * CELLS / wide[:, 0]).astype(int)
            across = slice(max(0, column - reach[0]), column + reach[0] + 1)
            up = slice(max(0, row - reach[1]), row + reach[1] + 1)
            far = np.square(x[across] - a) + np.square(y[up] - b)[:, None]
            nearer = far < best[up, across]
            best[up, across][nearer] = far[nearer]
            table[up, across][nearer] = k
        return corner, CELLS / wide, table.ravel()

    def _compared(self, theta: Array) -> Whole:
        """Compare the distances to all minima."""
        far = [norm(theta - minimum[:, None]) for minimum in self.minima.T]
        return np.argmin(far, axis=0)


def ground(surface: Surface) -> KnownMinima:
    """Measure a map, and look for the minima that the surface does not name."""
    try:
        return _remembered(surface)
    except TypeError:  # a surface that holds arrays cannot be remembered by
        return _measured(surface)


@lru_cache(16)
def _remembered(surface: Surface) -> KnownMinima:
    return _measured(surface)


def _measured(surface: Surface) -> KnownMinima:
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    named = np.array(surface.minima, dtype=float).reshape(-1, len(low)).T
    spread = np.random.default_rng(0).random((len(low), 1024))
    with np.errstate(all="ignore"):
        slopes = norm(surface.grad(low[:, None] + spread * (high - low)[:, None]))
        slopes = slopes[np.isfinite(slopes) & (slopes > 0)]
        slope = float(np.median(slopes)) if slopes.size else 1.0
        here = KnownMinima(named, named.shape[1], low, high, slope, np.empty(0), np.empty(0))
        if len(low) == 2:
            here = replace(here, minima=_with_others(surface, here))
        curvatures = eigenvalues(surface, here.minima)
        bends = _bends(surface, here, bends_up(curvatures))
        return replace(here, bends=bends, steepest=curvatures[:, -1])


def _bends(surface: Surface, here: KnownMinima, bowl: Mask) -> Array:
    """Return the sizes of the entries of Hessians at minima, ``(n, n, m)``."""
    hess, grad = surface.hess(here.minima), surface.grad(here.minima)
    level = np.abs(grad) <= FOOT * here.mark * np.abs(hess).sum(axis=1)
    return np.where(bowl & level.all(axis=0), np.abs(hess), np.inf)


def _with_others(surface: Surface, bare: KnownMinima) -> Array:
    """Return the minima of a map, ``(2, m)``: the named ones, then those found, lowest first."""
    wide = bare.high - bare.low
    axes = np.linspace(bare.low - MARGIN * wide, bare.high + MARGIN * wide, GRID).T
    heights = np.array(surface.value(np.stack(np.meshgrid(*axes))))
    heights[~np.isfinite(heights)] = np.inf
    rows, columns = np.nonzero(_dents(heights))
    dents = np.array([axes[0][columns], axes[1][rows]])
    dents = dents[:, np.argsort(heights[rows, columns], kind="stable")[: 2 * MOST]]
    found = bottom(surface, dents) if dents.size else dents
    near = norm(found - dents) <= np.max(wide) / GRID * 8  # it is the bottom of this very dent
    found = found[:, near & bends_up(eigenvalues(surface, found))]
    found = found[:, np.argsort(surface.value(found), kind="stable")]
    kept = list(bare.minima.T)
    for point in found.T:
        if len(kept) >= MOST:
            break
        if not kept or norm(np.array(kept).T - point[:, None]).min() > APART * bare.mark:
            kept.append(point)
    return np.array(kept).reshape(-1, 2).T


def _dents(heights: Array) -> Mask:
    """Tell which points of a grid are inside it and lower than all eight around."""
    rows, columns = heights.shape
    inner = heights[1:-1, 1:-1]
    around = [
        heights[i : rows - 2 + i, j : columns - 2 + j]
        for i, j in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2))
    ]
    # Of equal neighbours the first counts, so that a minimum between two points is seen once.
    dents = (inner < np.minimum.reduce(around[:4])) & (inner <= np.minimum.reduce(around[4:]))
    return np.pad(dents, 1)


def bends_up(curvatures: Array) -> Mask:
    """Tell where the ``eigenvalues`` of Hessians, ``(k, n)``, are positive: every way leads up."""
    return curvatures[:, 0] > STIFF * np.abs(curvatures[:, -1])
