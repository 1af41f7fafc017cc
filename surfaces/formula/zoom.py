"""A map brought closer where only a small part of it shows anything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.loss import Loss
from surfaces.base import Box, Point

GRID = 121
"""Points along each side that are looked at."""
SMALL = 1 / 8
"""Part of a side within which all happens, for the map to be brought closer."""
BOUNDED = 1 / 3
"""Part of a side within which the function is finite, for the same."""
SHOWS = 0.01
"""Part of the whole rise by which ground is off its typical height, to be told from it."""
SHRINKS = 0.8
"""Part of a side that a closer map has at most."""
CLOSEST = 1e-6
"""The smallest half-width of a map."""


def zoomed(loss: Loss, box: Box, marks: Sequence[Point]) -> Box:
    """Return a map's box, or the part of it where alone something happens.

    That is a bounded region where the function is finite, or a well or a bump in a plain. It is
    looked for on a grid, and at marks, such as minima: some lie between its points.
    """
    while True:
        closer = _closer(loss, box, marks)
        if closer is None or closer.high[0] - closer.low[0] < CLOSEST:
            return box
        box = closer


def _closer(loss: Loss, box: Box, marks: Sequence[Point]) -> Box | None:
    """Return a box around all that shows, with as much around it; ``None`` if that is no less."""
    points = box.grid(GRID).reshape(2, -1)
    if marks:
        points = np.concatenate([points, np.array(marks).T], axis=1)
    heights = loss.value(points)
    finite = np.isfinite(heights)
    if not finite.any():
        return None
    typical, rise = float(np.median(heights[finite])), float(np.ptp(heights[finite]))
    shows = finite & (np.abs(heights - typical) > SHOWS * rise)
    for part, small in ((finite, BOUNDED), (shows, SMALL)):
        if part.any() and (found := _around(points[:, part], box, small)):
            return found if _fits(loss, found, rise) else None
    return None


def _around(points: Array, box: Box, small: float) -> Box | None:
    """Return a box around points, if that is small and lies inside of another one."""
    side = box.high[0] - box.low[0]
    step = side / (GRID - 1)
    low, high = points.min(axis=1) - step, points.max(axis=1) + step
    across = (low <= np.array(box.low)) & (high >= np.array(box.high))  # as a valley lies
    at_edge = (low <= np.array(box.low)) | (high >= np.array(box.high))
    if across.all() or (at_edge & ~across).any():
        return None
    width = float(np.max((high - low)[~across]))
    if width > small * side:
        return None
    middle = (low + high) / 2
    reach = _rounded(0.75 * width)
    if 2 * reach > SHRINKS * side:
        return None
    digits = max(0, 1 - int(np.floor(np.log10(reach))))
    x, y = round(float(middle[0]), digits), round(float(middle[1]), digits)

    def corner(off: float) -> Point:
        return (round(x + off, digits + 1) + 0.0, round(y + off, digits + 1) + 0.0)

    return Box(corner(-reach), corner(reach))


def _fits(loss: Loss, box: Box, rise: float) -> bool:
    """Tell whether a closer look shows what was seen; at a pole it shows ever more."""
    heights = loss.value(box.grid(GRID))
    finite = heights[np.isfinite(heights)]
    return bool(finite.size) and float(np.ptp(finite)) < 20 * rise


def _rounded(width: float) -> float:
    """Return the next larger width with a plain first digit."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(part * power for part in (1, 2, 5, 10) if part * power >= width * 0.999))
