"""The map, the minima and the starts of a function that comes without any, found by looking.

All points are tried in a fixed order, so that one function always gets the same landmarks; how
many are tried is bounded by what the function costs, so that none takes long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.bottoms import RING, alone, descended, heights_of, settled
from surfaces.framing import framed

REACHES = (5.0, 10.0, 20.0, 50.0, 100.0)
"""Half-widths of the boxes that are tried, all around the origin."""
FARTHEST = 1e6
"""How far off a minimum may be that a descent leads to."""
GRID = 121
"""Points along each side of a box; odd, so that the origin is one of them."""
DENTS = 48
"""Places on the grid, the lowest first, from which a minimum is looked for."""
ROUNDS = 100
"""Steps of that search, at most."""
AFFORDED = 12_000
"""Operations of a function, added up over the steps: a long formula gets fewer of them."""
LEVEL = 1e-10
"""Part of the typical height above the lowest ground: what differs by less is equally high."""
EPS = float(np.finfo(float).eps)
STARTS = ((-0.7, 0.6), (0.6, -0.8), (0.8, 0.5), (-0.4, -0.7), (-0.9, -0.2), (0.3, 0.9), (0.5, -0.3))
"""Parts of the half-width: the first four that suit are the starts."""
PLAIN = 1e3
"""How many times higher or lower than all of a box must be what is beside it, to be shown too."""
ROOMY = 0.05
"""Part of a box where a function is finite, for the box to be wide enough."""
SLOPING = 1e-4
"""What a slope leads down over the half-width of the map, as a part of the heights there."""


class Landmarks(NamedTuple):
    """What a map shows besides heights."""

    domain: Box
    minima: tuple[Point, ...]
    starts: tuple[Point, ...]
    beyond: bool
    """Whether there is lower ground off the map than its minima."""


def landmarks(loss: Loss, hints: Sequence[Point] = (), operations: int = 0) -> Landmarks:
    """Find a map for a function of two coordinates, its lowest points there, and starts.

    The map is the smallest box with single minima inside, or else the smallest where the function
    is finite anywhere; a small part of it where alone something happens fills it instead. Minima
    are the lowest points of the box that stand alone: there are none if the lowest ground is at
    the edge, a level valley, or a pole. ``hints`` are points where there may be one, such as the
    zeros of what stands in brackets; ``operations`` what the function costs.

    Raises ``ValueError`` if height and slope are finite together nowhere on any box.
    """
    rounds = int(np.clip(AFFORDED // max(operations, 1), ROUNDS // 5, ROUNDS))
    with np.errstate(all="ignore"):
        grids = {reach: _grid(reach) for reach in REACHES}
        heights = {reach: heights_of(loss, points) for reach, points in grids.items()}
        finite = [reach for reach in REACHES if _standing(loss, grids[reach]).size]
        if not finite:
            raise ValueError(
                f"has no finite height and slope anywhere from {-REACHES[-1]:g} to {REACHES[-1]:g}"
            )
        reach, bottoms = _smallest(loss, finite, grids, heights, hints, rounds)
        box = framed(loss, Box((-reach, -reach), (reach, reach)), bottoms or hints)
        lowest = min(float(np.min(found)) for found in heights.values())
        floor = float(loss.value(np.array(bottoms[0]))) if bottoms else -np.inf
        beyond = lowest < floor - 1e-9 * (1 + abs(floor))
        return Landmarks(box, bottoms, starts(loss, box, bottoms), beyond)


def _smallest(
    loss: Loss,
    finite: Sequence[float],
    grids: dict[float, Array],
    heights: dict[float, Array],
    hints: Sequence[Point],
    rounds: int,
) -> tuple[float, tuple[Point, ...]]:
    """Return the half-width of the smallest box with single minima inside, and these."""
    for reach in finite:
        guessed = np.array([hint for hint in hints if max(map(abs, hint)) < reach]).reshape(-1, 2).T
        bottoms = _bottoms(loss, reach, grids[reach], heights[reach], guessed, rounds)
        if bottoms is not None:
            if bottoms or reach == finite[0]:
                return (reach if bottoms else _roomy(loss, finite, heights, hints)), bottoms
            break
    far = np.array([*hints, (0.0, 0.0), (1.0, 1.0), (-1.0, -1.0)]).reshape(-1, 2).T
    found = settled(loss, descended(loss, far, FARTHEST, rounds, 1.0))
    levels = heights_of(loss, found)
    widest = float(np.max(np.abs(found)[:, np.argmin(levels)], initial=0.0))
    if REACHES[-1] < widest < FARTHEST / 2 and levels.min() < min(map(np.min, heights.values())):
        reach = float(10 ** np.ceil(np.log10(widest)))
        reach = next(part * reach for part in (0.2, 0.5, 1.0, 2.0) if part * reach > 1.2 * widest)
        if bottoms := alone(loss, found[:, levels <= levels.min()], reach):
            return reach, bottoms
    return _roomy(loss, finite, heights, hints), ()


def _roomy(
    loss: Loss, finite: Sequence[float], heights: dict[float, Array], hints: Sequence[Point]
) -> float:
    """Return the half-width of the smallest box that is no plain, and not finite at its edge only.

    It is a plain if it lies level beside what is at a hint.
    """
    hinted = heights_of(loss, np.array(hints).reshape(-1, 2).T)
    for reach in (*finite, 2 * REACHES[-1], 5 * REACHES[-1]):
        if reach in heights and any(
            abs(height - np.median(heights[reach])) > PLAIN * np.ptp(heights[reach])
            for height, hint in zip(hinted, hints, strict=True)
            if np.isfinite(height) and max(map(abs, hint)) > reach
        ):
            continue
        known = np.isfinite(heights[reach] if reach in heights else loss.value(_grid(reach)))
        edge = known[[0, -1]].any() or known[:, [0, -1]].any()
        if known.mean() > ROOMY or not edge:
            return reach
    return finite[0]


def _bottoms(
    loss: Loss, reach: float, points: Array, heights: Array, guessed: Array, rounds: int
) -> tuple[Point, ...] | None:
    """Return the lowest points of a box that stand alone; ``None`` if they are at its edge."""
    begin = np.concatenate([points.reshape(2, -1)[:, _dents(heights)], guessed], axis=1)
    if not begin.size:
        return None
    found = settled(loss, descended(loss, begin, reach, rounds, 2 * reach / GRID))
    levels = heights_of(loss, found)
    floor = min(levels.min(), heights.min())
    typical = float(np.median(heights[np.isfinite(heights)]))
    level = LEVEL * (typical - floor) + 16 * EPS * abs(floor)
    inside = np.max(np.abs(found), axis=0) < reach * (1 - 2 * RING)
    lowest = found[:, inside & (levels <= floor + level)]
    return alone(loss, lowest, reach) if lowest.size else None


def starts(loss: Loss, box: Box, bottoms: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return up to four points with a slope to walk down, away from the minima."""
    low, high = np.array(box.low)[:, None], np.array(box.high)[:, None]
    middle, reach = (low + high) / 2, (high - low) / 2
    grid = middle[..., None] + reach[..., None] * _grid(1.0)
    heights = loss.value(grid)
    known = heights[np.isfinite(heights)]
    if not known.size:
        known = np.zeros(1)
    low_part, high_part = np.quantile(known, [0.1, 0.9])
    spread = float(high_part - low_part) or float(np.ptp(known))
    away = middle + np.array(STARTS).T * reach
    depth = float(np.median(known) - np.min(known))  # what there is to walk down from a plain
    for least in (SLOPING * max(spread, depth), SLOPING * spread, 0.0):
        chosen = _sloping(loss, away, reach, bottoms, least)
        rest = _sloping(loss, grid.reshape(2, -1), reach, bottoms, least)
        if chosen.shape[1] < 4 and rest.size:
            rest = rest[:, rest.shape[1] // 8 :: rest.shape[1] // 4 or 1]
            chosen = np.concatenate([chosen, rest[:, : 4 - chosen.shape[1]]], axis=1)
        if chosen.size:
            return tuple((float(x), float(y)) for x, y in chosen[:, :4].T)
    points = _standing(loss, np.concatenate([away, grid.reshape(2, -1)], axis=1))
    if not points.size:
        points = _standing(loss, _grid(REACHES[-1]))
    return tuple((float(x), float(y)) for x, y in points[:, :4].T)


def _sloping(
    loss: Loss, points: Array, reach: Array, bottoms: tuple[Point, ...], least: float
) -> Array:
    """Return those of the points that are off the minima, and where a slope leads far enough."""
    slope = loss.grad(points)
    suited = norm(slope * reach) > least
    for bottom in bottoms:
        suited &= norm((points - np.array(bottom)[:, None]) / reach) > 0.2
    return _standing(loss, points[:, suited])


def _grid(reach: float) -> Array:
    """Return the points of a box, ``(2, GRID, GRID)``."""
    axis = np.linspace(-reach, reach, GRID)
    return np.stack(np.meshgrid(axis, axis))


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
