"""Minima of a function of two coordinates, to their last digits; a pole is none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from core.loss import Loss
from surfaces.base import Point
from surfaces.newton_polish import newton_step

DENTS = 48
"""Places on a grid, the lowest first, from which a minimum is looked for."""
RING = 0.005
"""Part of the box: so far around a minimum all ground is higher, and nearer ones are the same."""
EPS = float(np.finfo(float).eps)
CLOSER = 1e-9
"""How much closer to a minimum a second look is taken: a pole falls nearly as far again."""

WALL = 1e14
"""How many times steeper than the ground around it a minimum may be, a rounding off its place: the
tip of a root is, and at a pole it is more."""


def heights_of(loss: Loss, points: Array) -> Array:
    """Return the heights of points, infinite where there is none."""
    heights = loss.value(points)
    return np.where(np.isnan(heights), np.inf, heights)


def dents(heights: Array) -> npt.NDArray[np.intp]:
    """Return the flat indices of the lowest points of a grid that no neighbour is lower than."""
    walled = np.pad(heights, 1, constant_values=np.inf)
    rows, columns = heights.shape
    around = [walled[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    lowest = np.flatnonzero((heights == np.min(around, axis=0)) & np.isfinite(heights))
    return lowest[np.argsort(heights.ravel()[lowest], kind="stable")[:DENTS]]


def alone(loss: Loss, found: Array, reach: float) -> tuple[Point, ...]:
    """Return the points with higher ground all around, each once, nearest to the origin first."""
    apart: list[Array] = []
    for point in found[:, np.lexsort(np.round([*found[::-1], norm(found)], 6))].T:
        near = any(norm(point - other) < 2 * RING * reach for other in apart)
        if not near and _stands_alone(loss, point, 2 * RING * reach):
            apart.append(point)
    return tuple((float(x), float(y)) for x, y in apart)


def descended(loss: Loss, points: Array, reach: float, rounds: int, radius: float) -> Array:
    """Descend from points ``(2, k)`` within a box to the bottom of their dents.

    Each round tries Newton's step and eight points around, and goes to the lowest of them; where
    that is not lower, the circle is halved. So it finds the bottom of kinks as well.
    """
    heights = heights_of(loss, points)
    radii = np.full(heights.shape, radius)
    smallest = 1e-10 * min(reach, 100.0)
    for turn in range(rounds):
        angles = turn + np.arange(8) * np.pi / 4
        around = np.array([np.cos(angles), np.sin(angles)])[:, :, None] * radii
        newton = newton_step(loss, points)
        newton *= np.minimum(1, reach / 4 / (norm(newton) + 1e-300))
        trials = points[:, None] + np.concatenate([newton[:, None], around], axis=1)
        levels = np.where(np.abs(trials).max(axis=0) <= reach, heights_of(loss, trials), np.inf)
        best = np.argmin(levels, axis=0)[None]
        level = np.take_along_axis(levels, best, axis=0)[0]
        lower = level < heights
        points = np.where(lower, np.take_along_axis(trials, best[None], axis=1)[:, 0], points)
        heights = np.where(lower, level, heights)
        radii = np.where(lower, radii, radii / 2)
        if radii.max() < smallest:
            break
    return points


def settled(loss: Loss, points: Array) -> Array:
    """Bring bottoms ``(2, k)`` to their last digit, and to round numbers where that is as low."""
    for _ in range(4):
        points = _level(loss, points, points + newton_step(loss, points), slack=1e-12)
    for axis in ([True, False], [False, True]):
        rounded = np.stack([np.round(points, digits) + 0.0 for digits in range(13)], axis=1)
        rounded = np.where(np.array(axis)[:, None, None], rounded, points[:, None])
        was = heights_of(loss, points), norm(loss.grad(points))
        as_low = (heights_of(loss, rounded) <= was[0]) & (norm(loss.grad(rounded)) <= was[1])
        first = np.argmax(as_low, axis=0)[None]
        chosen = np.take_along_axis(rounded, first[None], axis=1)[:, 0]
        points = np.where(as_low.any(axis=0), chosen, points)
    return points


def _level(loss: Loss, points: Array, others: Array, slack: float) -> Array:
    """Take those of other points that are no higher, and nowhere steeper."""
    was, now = heights_of(loss, points), heights_of(loss, others)
    flatter = norm(loss.grad(others)) <= norm(loss.grad(points))
    return np.where(flatter & (now <= was + slack * (1 + np.abs(was))), others, points)


def _stands_alone(loss: Loss, point: Array, radius: float) -> bool:
    """Tell whether a point is lower than all ground on a ring around it, and no pole."""
    height = float(loss.value(point))
    angles, width = np.linspace(-np.pi, np.pi, 64, endpoint=False), np.pi / 32
    rises: list[Array] = []
    for _ in range(6):  # narrow valleys need a closer look
        ring = point[:, None] + radius * np.array([np.cos(angles), np.sin(angles)])
        rises.append(loss.value(ring) - height)
        angles = angles[np.argmin(rises[-1])] + width * np.linspace(-1, 1, 17)
        width /= 8
    rise = float(np.min(np.concatenate(rises)))
    least = max(1e-9 * np.median(rises[0]), 64 * EPS * abs(height))
    if not rise > least or norm(loss.grad(point)) * radius > WALL * rise:
        return False
    angles = np.linspace(-np.pi, np.pi, 64, endpoint=False)
    closer = point[:, None] + CLOSER * radius * np.array([np.cos(angles), np.sin(angles)])
    return not float(np.min(heights_of(loss, closer)) - height) > rise / 2
