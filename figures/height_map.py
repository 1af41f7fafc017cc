"""The heights of a surface on a grid, and how to draw them when they span decades."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.loss import Problem
from surfaces.base import Box, Surface

GRID, FINE_GRID = 121, 181  # points a side, and for surfaces that need more
INACCURATE = 0.02  # part of a map that may be wrong by half a contour before a finer grid is used
CONTOURS = 24  # about as many as a map has
LARGEST_RANGE = 1e12  # a map shows no heights further apart than this
SKEWED = 6.0  # highest over median height, from which the scale is logarithmic
LINEAR_PART = 0.02  # part of the map below the height where the logarithm begins
GRID_ERRORS = 6.0  # the linear part is at least so many errors of the grid high


@dataclass(frozen=True, eq=False)
class HeightMap:
    """Heights of a surface on a grid, and the scale on which every map shows them."""

    x: Array
    """First coordinates, ``(nx,)``."""
    y: Array
    """Second coordinates, ``(ny,)``."""
    value: Array
    """Heights ``(ny, nx)``: NaN where the surface has no value, limited to ``LARGEST_RANGE``."""
    low: float
    """The lowest height, on the grid or at a known minimum."""
    scale: float
    """Height above ``low`` at which the logarithm begins."""
    log: bool

    @property
    def box(self) -> Box:
        """The part of the plane that it shows."""
        low, high = ((float(self.x[k]), float(self.y[k])) for k in (0, -1))
        return Box(low, high)

    def scaled(self, value: Array) -> Array:
        """Map heights of any shape to those that a map shows.

        Linear close to ``low`` and logarithmic far above it, smooth in between:
        ``log10(1 + (value - low) / scale)`` if ``log``, else ``value``.
        """
        if not self.log:
            return value
        return np.log10(1 + np.maximum(value - self.low, 0) / self.scale)


def sample_heights(surface: Surface, size: int | None = None, box: Box | None = None) -> HeightMap:
    """Sample a surface of two coordinates, ``size`` by ``size``, over a box (default: its domain).

    Without a size, the grid is as fine as the surface needs. Raises ``ValueError`` if the surface
    is finite nowhere on the grid.
    """
    if size is None:
        coarse = sample_heights(surface, GRID, box)
        return sample_heights(surface, FINE_GRID, box) if _is_inaccurate(coarse) else coarse
    box = box or surface.domain
    x, y = (np.linspace(low, high, size) for low, high in zip(box.low, box.high, strict=True))
    with np.errstate(all="ignore"):
        # On an open grid, what depends on one coordinate alone is computed once a row or column.
        grid: Any = np.meshgrid(x, y, sparse=True)  # a pair of arrays stands for a point
        value = _limited(np.broadcast_to(surface.value(grid), (size, size)))
    low = min([np.nanmin(value), *(float(surface.value(np.array(m))) for m in surface.minima)])
    above = value - low
    log = bool(np.nanmax(above) > SKEWED * np.nanmedian(above))
    return HeightMap(x, y, value, float(low), _scale(above) if log else 1.0, log)


def surface_of(problem: Problem) -> Surface:
    """Return a problem that has a map. Raises ``ValueError`` for any other."""
    if not isinstance(problem, Surface):
        raise ValueError(f"{type(problem).__name__} is no Surface: it has no map to draw runs on")
    return problem


def _limited(value: Array) -> Array:
    """Replace infinite and extreme heights by the largest and the lowest of a map; NaN stays."""
    finite = value[np.isfinite(value)]
    if not finite.size:
        raise ValueError("the surface is finite nowhere in this box")
    middle = np.median(finite)
    reach = LARGEST_RANGE * max(1.0, abs(middle))
    return np.clip(value, max(finite.min(), middle - reach), min(finite.max(), middle + reach))


def _scale(above: Array) -> float:
    """Return the height at which the scale turns from linear to logarithmic.

    A logarithm of heights below the error of the grid would show that error as contours.
    """
    valley = above <= np.nanquantile(above, 0.05)
    error = float(np.nanquantile(_error(above)[valley], 0.9))
    return max(GRID_ERRORS * error, float(np.nanquantile(above, LINEAR_PART))) or 1.0


def _is_inaccurate(heights: HeightMap) -> bool:
    """Tell whether the grid is too coarse for the surface, so that contours would break up."""
    scaled = heights.scaled(heights.value)
    contour = (np.nanmax(scaled) - np.nanmin(scaled)) / CONTOURS
    return bool(np.quantile(_error(scaled), 1 - INACCURATE) > contour / 2)


def _error(height: Array) -> Array:
    """Return the error of linear interpolation beside each grid point.

    That is an eighth of the second difference, and 0 at the edge and beside holes.
    """
    bend = np.zeros_like(height)
    bend[:, 1:-1] += np.abs(np.diff(height, 2, axis=1))
    bend[1:-1] += np.abs(np.diff(height, 2, axis=0))
    return np.nan_to_num(bend) / 8
