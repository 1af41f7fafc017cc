"""Points to start from on a map that comes without any: with a slope to walk down."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, norm
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.formula.zoom import GRID

STARTS = ((-0.7, 0.6), (0.6, -0.8), (0.8, 0.5), (-0.4, -0.7), (-0.9, -0.2), (0.3, 0.9), (0.5, -0.3))
"""Parts of the half-width: the first four that suit are the starts."""
SLOPING = 1e-4
"""What a slope leads down over the half-width of the map, as a part of the heights there."""


def starts(loss: Loss, box: Box, minima: tuple[Point, ...], widest: Box) -> tuple[Point, ...]:
    """Return up to four points with a slope to walk down, away from the minima.

    On a map without slopes they are any points where there is a height, or those of the widest box.
    """
    low, high = np.array(box.low)[:, None], np.array(box.high)[:, None]
    middle, reach = (low + high) / 2, (high - low) / 2
    unit = Box((-1.0, -1.0), (1.0, 1.0)).grid(GRID).reshape(2, -1)
    grid = middle + reach * unit
    heights = loss.value(grid)
    known = heights[np.isfinite(heights)]
    if not known.size:
        known = np.zeros(1)
    low_part, high_part = np.quantile(known, [0.1, 0.9])
    spread = float(high_part - low_part) or float(np.ptp(known))
    away = middle + np.array(STARTS).T * reach
    depth = float(np.median(known) - np.min(known))  # what there is to walk down from a plain
    for least in (SLOPING * max(spread, depth), SLOPING * spread, 0.0):
        chosen = _sloping(loss, away, reach, minima, least)
        if chosen.shape[1] < 4:
            rest = _sloping(loss, grid, reach, minima, least)
            rest = rest[:, rest.shape[1] // 8 :: rest.shape[1] // 4 or 1]
            chosen = np.concatenate([chosen, rest[:, : 4 - chosen.shape[1]]], axis=1)
        if chosen.size:
            return tuple((float(x), float(y)) for x, y in chosen[:, :4].T)
    points = standing(loss, np.concatenate([away, grid], axis=1))
    if not points.size:
        points = standing(loss, widest.grid(GRID))
    return tuple((float(x), float(y)) for x, y in points[:, :4].T)


def standing(loss: Loss, points: Array) -> Array:
    """Return those of the points ``(2, *batch)`` where height and slope are finite, ``(2, k)``."""
    known = points[:, np.isfinite(loss.value(points))]
    return known[:, np.isfinite(loss.grad(known)).all(axis=0)]


def _sloping(
    loss: Loss, points: Array, reach: Array, minima: tuple[Point, ...], least: float
) -> Array:
    """Return those of the points that are off the minima, and where a slope leads far enough."""
    suited = norm(loss.grad(points) * reach) > least
    for minimum in minima:
        suited &= norm((points - np.array(minimum)[:, None]) / reach) > 0.2
    return standing(loss, points[:, suited])
