"""The heights of a surface on a grid, and how to draw them when they span decades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Surface

GRID, FINE_GRID = 121, 181  # points a side, and where the ground is too wild for so few
WILD = 0.02  # part of the map on which a picture may be wrong by half a contour, or the ground is
CONTOURS = 24  # that a picture has, or so
ABSURD = 1e12  # no picture shows heights further apart than this
SKEWED = 6.0  # highest over median height, from which on equal steps of height show nothing
BOTTOM = 0.02  # part of the map that lies below the height at which the logarithm takes over
BEADS = 6.0  # times the error of the grid, below which contours would show that error


@dataclass(frozen=True, eq=False)
class Relief:
    """Raw heights on an open grid, and the one transform that every picture of them uses."""

    x: Array
    """First coordinates, ``(nx,)``."""
    y: Array
    """Second coordinates, ``(ny,)``."""
    value: Array
    """Heights ``(ny, nx)``: NaN where the surface has none, cut where they are absurd."""
    low: float
    """The lowest height, on the grid or at a known minimum."""
    scale: float
    """Height above ``low`` at which the logarithm takes over."""
    log: bool

    def height(self, value: Array) -> Array:
        """Map raw heights of any shape to the heights to draw.

        Linear close to ``low`` and logarithmic far above it, smooth in between:
        ``log10(1 + (value - low) / scale)`` if ``log``, else ``value``.
        """
        if not self.log:
            return value
        return np.log10(1 + np.maximum(value - self.low, 0) / self.scale)


def relief(surface: Surface, size: int | None = None, box: Box | None = None) -> Relief:
    """Sample a surface of two coordinates, ``size`` by ``size``, over a box (default: its domain).

    Without a size, as finely as the ground needs. Raises ``ValueError`` if the surface is finite
    nowhere on the grid.
    """
    if size is None:
        land = relief(surface, GRID, box)
        return relief(surface, FINE_GRID, box) if _wild(land) else land
    box = box or surface.domain
    x, y = np.linspace(box.low, box.high, size).T
    with np.errstate(all="ignore"):
        # On an open grid, what depends on one coordinate alone is computed once a row or column.
        value = surface.value(np.meshgrid(x, y, sparse=True))
        value = _drawable(np.broadcast_to(value, (size, size)))
    low = min([np.nanmin(value), *(float(surface.value(np.array(m))) for m in surface.minima)])
    above = value - low
    log = bool(np.nanmax(above) > SKEWED * np.nanmedian(above))
    return Relief(x, y, value, float(low), _scale(above) if log else 1.0, log)


def _drawable(value: Array) -> Array:
    """Cut infinite and absurd heights to what a picture can hold; NaN stays."""
    finite = value[np.isfinite(value)]
    if not finite.size:
        raise ValueError("the surface is finite nowhere in this box")
    middle = np.median(finite)
    reach = ABSURD * max(1.0, abs(middle))
    return np.clip(value, max(finite.min(), middle - reach), min(finite.max(), middle + reach))


def _scale(above: Array) -> float:
    """Return the height at which to turn from linear to logarithmic.

    The logarithm of heights below the error of the grid would turn a smooth valley floor into false
    beads.
    """
    valley = above <= np.nanquantile(above, 0.05)
    error = float(np.nanquantile(_error(above)[valley], 0.9))
    return max(BEADS * error, float(np.nanquantile(above, BOTTOM))) or 1.0


def _wild(land: Relief) -> bool:
    """Tell whether the ground turns too fast for its grid, so that contours would break up."""
    height = land.height(land.value)
    contour = (np.nanmax(height) - np.nanmin(height)) / CONTOURS
    return bool(np.quantile(_error(height), 1 - WILD) > contour / 2)


def _error(height: Array) -> Array:
    """Return by how much a picture is wrong beside each grid point, between which it is linear.

    That is an eighth of the second difference, and 0 at the rim and beside holes.
    """
    bend = np.zeros_like(height)
    bend[:, 1:-1] += np.abs(np.diff(height, 2, axis=1))
    bend[1:-1] += np.abs(np.diff(height, 2, axis=0))
    return np.nan_to_num(bend) / 8
