"""The heights of a surface on a grid, and how to draw them when they span decades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Surface

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


def relief(surface: Surface, size: int = 121, box: Box | None = None) -> Relief:
    """Sample a surface of two coordinates, ``size`` by ``size``, over a box (default: its domain).

    Raises ``ValueError`` if the surface is finite nowhere on the grid.
    """
    box = box or surface.domain
    x, y = np.linspace(box.low, box.high, size).T
    with np.errstate(all="ignore"):
        value = _drawable(surface.value(np.stack(np.meshgrid(x, y))))
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

    Between grid points a picture interpolates linearly, which is wrong by an eighth of the second
    difference. The logarithm of smaller heights would turn a smooth valley floor into false beads.
    """
    bend = np.zeros_like(above)
    bend[:, 1:-1] += np.abs(np.diff(above, 2, axis=1))
    bend[1:-1] += np.abs(np.diff(above, 2, axis=0))
    bend = np.nan_to_num(bend)
    valley = above <= np.nanquantile(above, 0.05)
    error = float(np.nanquantile(bend[valley], 0.9)) / 8
    return max(BEADS * error, float(np.nanquantile(above, BOTTOM))) or 1.0
