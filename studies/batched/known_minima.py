"""The minima of a map, and which of them is near to a point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from diagnosis.evidence import MARK

Whole = npt.NDArray[np.integer]
Mask = npt.NDArray[np.bool_]

FAR = 10.0
"""Map half-widths from the middle of the map: what ends out there has diverged."""
CELLS = 512
"""Cells along each side of the table that says which minimum is nearest."""
SLACK = 1.001
"""Times a marker's radius: beyond it the table names no minimum, whatever the last bits are."""


@dataclass(frozen=True, eq=False)
class KnownMinima:
    """What the runs on a map are measured by: its minima, its size, and its usual slope."""

    minima: Array
    """``(n, m)``: those that the surface names, then others, the lowest first."""
    named: int
    """How many of them the surface names."""
    low: Array
    """The corner of the map, ``(n,)``."""
    high: Array
    slope: float
    """The median length of the gradient on the map."""
    bends: Array
    """``(n, n, m)``: the sizes of the Hessians' entries at the minima.

    Infinite where the surface does not bend up in all directions, as at a kink, and where it is not
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
        index = self._table_at(theta) if len(theta) == 2 else self._compared(theta)
        near = np.flatnonzero(index >= 0)
        index[near[~self.within(np.take(theta, near, axis=1), index[near])]] = -1
        return index

    def off(self, theta: Array, index: Whole) -> Array:
        """Return how far points ``(n, N)`` are from minima, along each axis."""
        return theta - np.take(self.minima, index, axis=1)

    def within(self, theta: Array, index: Whole) -> Mask:
        """Tell whether points ``(n, N)`` are within a marker's radius of minima."""
        far = np.sum(np.square(self.off(theta, index)), axis=0)
        return np.less_equal(far, self.mark * self.mark)

    def far_away(self, theta: Array) -> Mask:
        """Tell whether points ``(n, N)`` are far outside the map, or overflowed."""
        middle, half = (self.high + self.low) / 2, (self.high - self.low) / 2
        near = np.abs(theta - middle[:, None]) <= FAR * half[:, None]
        return ~np.logical_and.reduce(near, axis=0)

    def _table_at(self, theta: Array) -> Whole:
        """Look up the minimum nearest to the middle of each point's cell."""
        corner, scale, table = self._table
        cell = np.fmin(np.fmax((theta - corner) * scale, 0), CELLS - 1)
        column, row = cell.astype(np.int32)
        return cast("Whole", np.take(table, CELLS * row + column))

    @cached_property
    def _table(self) -> tuple[Array, Array, Whole]:
        """The corner of the table, cells per length, and which minimum is nearest to every cell.

        It is -1 where no point of the cell is within a marker's radius of a minimum.
        """
        corner = self.minima.min(axis=1, keepdims=True) - 2 * self.mark
        wide = self.minima.max(axis=1, keepdims=True) + 2 * self.mark - corner
        reach = np.ceil((2 * self.mark) * CELLS / wide[:, 0]).astype(int) + 1
        x, y = corner + wide * (np.arange(CELLS) + 0.5) / CELLS
        radius = SLACK * self.mark + float(np.hypot(*wide[:, 0])) / CELLS / 2
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
