"""The map, the minima and the starts of a function that comes without any, found by looking.

All points are tried in a fixed order, so that one function always gets the same landmarks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from core.loss import Loss
from surfaces.base import Box, Point

REACHES = (5.0, 10.0, 20.0, 50.0, 100.0)
"""Half-widths of the boxes that are tried, all around the origin."""
GRID = 121
"""Points along each side of a box; odd, so that the origin is one of them."""
DENTS = 64
"""Places on the grid, the lowest first, from which a minimum is looked for."""
ROUNDS = 100
"""Steps of that search."""
LEVEL = 1e-10
"""Part of the typical height above the lowest ground: what differs by less is equally high."""
RING = 0.005
"""Part of the box: so far around a minimum all ground is higher, and nearer ones are the same."""
EPS = float(np.finfo(float).eps)
STARTS = ((-0.7, 0.6), (0.6, -0.8), (0.8, 0.5), (-0.4, -0.7), (-0.9, -0.2), (0.3, 0.9), (0.5, -0.3))
"""Parts of the half-width: the first four that suit are the starts."""


class Landmarks(NamedTuple):
    """What a map shows besides heights."""

    domain: Box
    minima: tuple[Point, ...]
    starts: tuple[Point, ...]
    beyond: bool
    """Whether there is lower ground off the map than its minima."""


def landmarks(loss: Loss) -> Landmarks:
    """Find a map for a function of two coordinates, its lowest points there, and starts.

    The map is the smallest box with minima inside, or else the smallest where the function is
    finite anywhere. Minima are the lowest points of the box that stand alone: there are none if the
    lowest ground is at the edge, or a level valley.

    Raises ``ValueError`` if height and slope are finite together nowhere on any box.
    """
    with np.errstate(all="ignore"):
        finite = [reach for reach in REACHES if _standing(loss, _grid(reach)).size]
        if not finite:
            raise ValueError(
                f"has no finite height and slope anywhere from {-REACHES[-1]:g} to {REACHES[-1]:g}"
            )
        reach, bottoms = finite[0], ()
        for wider in finite:
            inside = _lowest(loss, wider)
            if inside.size:
                reach, bottoms = wider, _alone(loss, inside, wider)
                break
        lowest = min(float(np.min(_heights(loss, _grid(wider)))) for wider in REACHES)
        floor = float(loss.value(np.array(bottoms[0]))) if bottoms else -np.inf
        return Landmarks(
            Box((-reach, -reach), (reach, reach)),
            bottoms,
            starts(loss, reach, bottoms),
            lowest < floor - 1e-9 * (1 + abs(floor)),
        )


def _lowest(loss: Loss, reach: float) -> Array:
    """Return the lowest points of a box ``(2, k)``, none if they all are at its edge."""
    points = _grid(reach)
    heights = _heights(loss, points)
    dents = points.reshape(2, -1)[:, _dents(heights)]
    if not dents.size:
        return dents
    found = _settled(loss, _descended(loss, dents, reach))
    levels = _heights(loss, found)
    floor = min(levels.min(), heights.min())
    typical = float(np.median(heights[np.isfinite(heights)]))
    level = LEVEL * (typical - floor) + 16 * EPS * abs(floor)
    inside = np.max(np.abs(found), axis=0) < reach * (1 - 2 * RING)
    return found[:, inside & (levels <= floor + level)]


def _alone(loss: Loss, found: Array, reach: float) -> tuple[Point, ...]:
    """Return the points with higher ground all around, each once, nearest to the origin first."""
    apart: list[Array] = []
    for point in found[:, np.lexsort(np.round([*found[::-1], norm(found)], 6))].T:
        near = any(norm(point - other) < 2 * RING * reach for other in apart)
        if not near and _stands_alone(loss, point, 2 * RING * reach):
            apart.append(point)
    return tuple((float(x), float(y)) for x, y in apart)


def starts(loss: Loss, reach: float, bottoms: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return up to four points with a slope to walk down, away from the minima."""
    points = np.array(STARTS).T * reach
    sloping = norm(loss.grad(points)) > 0
    for bottom in bottoms:
        sloping &= norm(points - np.array(bottom)[:, None]) > 0.2 * reach
    points = _standing(loss, points[:, sloping])
    if not points.size:  # finite in a corner of the box only
        points = _standing(loss, _grid(reach))
        points = points[:, points.shape[1] // 8 :: points.shape[1] // 4 or 1]
    return tuple((float(x), float(y)) for x, y in points[:, :4].T)


def _grid(reach: float) -> Array:
    """Return the points of a box, ``(2, GRID, GRID)``."""
    axis = np.linspace(-reach, reach, GRID)
    return np.stack(np.meshgrid(axis, axis))


def _heights(loss: Loss, points: Array) -> Array:
    """Return the heights of points, infinite where there is none."""
    heights = loss.value(points)
    return np.where(np.isnan(heights), np.inf, heights)


def _standing(loss: Loss, points: Array) -> Array:
    """Return those of the points ``(2, *batch)`` where height and slope are finite, ``(2, k)``."""
    finite = np.isfinite(loss.value(points)) & np.isfinite(loss.grad(points)).all(axis=0)
    return points[:, finite]


def _dents(heights: Array) -> npt.NDArray[np.intp]:
    """Return the flat indices of the lowest points that no neighbour is lower than."""
    walled = np.pad(heights, 1, constant_values=np.inf)
    rows, columns = heights.shape
    around = [walled[i : i + rows, j : j + columns] for i in range(3) for j in range(3)]
    dents = np.flatnonzero((heights == np.min(around, axis=0)) & np.isfinite(heights))
    return dents[np.argsort(heights.ravel()[dents], kind="stable")[:DENTS]]


def _descended(loss: Loss, points: Array, reach: float) -> Array:
    """Descend from points ``(2, k)`` within a box to the bottom of their dents.

    Each round tries Newton's step and eight points around, and goes to the lowest of them; where
    that is not lower, the circle is halved. So it finds the bottom of kinks as well.
    """
    heights = _heights(loss, points)
    radius = np.full(heights.shape, 2 * reach / GRID)
    for turn in range(ROUNDS):
        angles = turn + np.arange(8) * np.pi / 4
        around = np.array([np.cos(angles), np.sin(angles)])[:, :, None] * radius
        newton = _newton(loss, points)
        newton *= np.minimum(1, reach / 4 / (norm(newton) + 1e-300))
        trials = points[:, None] + np.concatenate([newton[:, None], around], axis=1)
        levels = np.where(np.abs(trials).max(axis=0) <= reach, _heights(loss, trials), np.inf)
        best = np.argmin(levels, axis=0)[None]
        level = np.take_along_axis(levels, best, axis=0)[0]
        lower = level < heights
        points = np.where(lower, np.take_along_axis(trials, best[None], axis=1)[:, 0], points)
        heights = np.where(lower, level, heights)
        radius = np.where(lower, radius, radius / 2)
        if radius.max() < 1e-10 * reach:
            break
    return points


def _newton(loss: Loss, points: Array) -> Array:
    """Return Newton's steps from points ``(2, k)``, turned downhill where the ground bends down."""
    gx, gy = loss.grad(points)
    (xx, xy), (_, yy) = loss.hess(points)
    least = (xx + yy) / 2 - np.hypot((xx - yy) / 2, xy)
    lift = np.where(least > 0, 0.0, -2 * least)
    xx, yy = xx + lift, yy + lift
    steps = np.array([xy * gy - yy * gx, xy * gx - xx * gy]) / (xx * yy - xy * xy)
    return np.where(np.isfinite(steps).all(axis=0), steps, 0.0)


def _settled(loss: Loss, points: Array) -> Array:
    """Bring bottoms ``(2, k)`` to their last digit, and to round numbers where that is as low."""
    for _ in range(4):
        points = _level(loss, points, points + _newton(loss, points), slack=1e-12)
    for axis in ([True, False], [False, True]):
        for digits in range(12, -1, -1):
            rounded = np.where(np.array(axis)[:, None], np.round(points, digits) + 0.0, points)
            points = _level(loss, points, rounded, slack=0.0)
    return points


def _level(loss: Loss, points: Array, others: Array, slack: float) -> Array:
    """Take those of other points that are no higher, and nowhere steeper."""
    was, now = _heights(loss, points), _heights(loss, others)
    flatter = norm(loss.grad(others)) <= norm(loss.grad(points))
    return np.where(flatter & (now <= was + slack * (1 + np.abs(was))), others, points)


def _stands_alone(loss: Loss, point: Array, radius: float) -> bool:
    """Tell whether a point is lower than all ground on a ring around it."""
    height = float(loss.value(point))
    angles, width = np.linspace(-np.pi, np.pi, 64, endpoint=False), np.pi / 32
    rises: list[Array] = []
    for _ in range(6):  # narrow valleys need a closer look
        ring = point[:, None] + radius * np.array([np.cos(angles), np.sin(angles)])
        rises.append(loss.value(ring) - height)
        angles = angles[np.argmin(rises[-1])] + width * np.linspace(-1, 1, 17)
        width /= 8
    least = max(1e-9 * np.median(rises[0]), 64 * EPS * abs(height))
    return bool(np.min(np.concatenate(rises)) > least)
