"""The map, the minima and the starts of a function that comes without any, found by looking.

All points are tried in a fixed order, so that one function always gets the same landmarks; how
many are tried is bounded by what the function costs, so that none takes long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.formula.minima import RING, alone, dents, descended, heights_of, settled
from surfaces.formula.starts import standing, starts
from surfaces.formula.zoom import GRID, zoomed

REACHES = (5.0, 10.0, 20.0, 50.0, 100.0)
"""Half-widths of the boxes that are tried, all around the origin."""
WIDER = (2 * REACHES[-1], 5 * REACHES[-1])
"""Half-widths that are tried where the function is finite at the edge of all these only."""
FARTHEST = 1e6
"""How far off a minimum may be that a descent leads to."""
ROUNDS = 100
"""Steps of the search for minima, at most."""
AFFORDED = 24_000
"""Operations of a function, added up over the steps: a long formula gets fewer of them."""
LEVEL = 1e-10
"""Part of the typical height above the lowest ground: what differs by less is equally high."""
EPS = float(np.finfo(float).eps)
PLAIN = 1e3
"""How many times higher or lower than all of a box must be what is beside it, to be shown too."""
ROOMY = 0.05
"""Part of a box where a function is finite, for the box to be wide enough."""


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
    rounds = min(AFFORDED // max(operations, 1), ROUNDS)
    with np.errstate(all="ignore"):
        search = BoxSearch(loss, np.array(hints).reshape(-1, 2).T, rounds)
        reach, minima = search.smallest()
        box = zoomed(loss, square(reach), minima or hints)
        floor = float(loss.value(np.array(minima[0]))) if minima else -np.inf
        beyond = search.lowest < floor - 1e-9 * (1 + abs(floor))
        return Landmarks(box, minima, starts(loss, box, minima, square(REACHES[-1])), beyond)


def square(reach: float) -> Box:
    """Return the box of a half-width around the origin."""
    return Box((-reach, -reach), (reach, reach))


@dataclass(frozen=True, eq=False)
class BoxSearch:
    """Looks through ever wider boxes around the origin."""

    loss: Loss
    hints: Array
    """Points, ``(2, k)``."""
    rounds: int
    seen: dict[float, Array] = field(default_factory=dict[float, Array])

    def heights(self, reach: float) -> Array:
        """Return the heights on the grid of a box, infinite where there is none."""
        if reach not in self.seen:
            self.seen[reach] = heights_of(self.loss, square(reach).grid(GRID))
        return self.seen[reach]

    @property
    def lowest(self) -> float:
        """The lowest height on any of the grids."""
        return min(float(np.min(self.heights(reach))) for reach in REACHES)

    def smallest(self) -> tuple[float, tuple[Point, ...]]:
        """Return the half-width of the smallest box with single minima inside, and these."""
        finite = [reach for reach in REACHES if np.isfinite(self.heights(reach)).any()]
        first = next((r for r in finite if standing(self.loss, square(r).grid(GRID)).size), None)
        if first is None:
            raise ValueError(
                f"has no finite height and slope anywhere from {-REACHES[-1]:g} to {REACHES[-1]:g}"
            )
        wider = [reach for reach in finite if reach >= first]
        for reach in wider:
            minima = self.minima(reach)
            if minima is not None and (minima or reach == first):
                return reach if minima else self.roomy(wider), minima
            if minima is not None:
                break
        return self.far() or (self.roomy(wider), ())

    def minima(self, reach: float) -> tuple[Point, ...] | None:
        """Return the lowest points of a box that stand alone; ``None`` if they are at its edge."""
        heights, grid = self.heights(reach), square(reach).grid(GRID).reshape(2, -1)
        hinted = self.hints[:, np.abs(self.hints).max(axis=0) < reach]
        begin = np.concatenate([grid[:, dents(heights)], hinted], axis=1)
        if not begin.size:
            return None
        found = settled(
            self.loss, descended(self.loss, begin, reach, self.rounds, 2 * reach / GRID)
        )
        levels = heights_of(self.loss, found)
        floor = min(levels.min(), heights.min())
        typical = float(np.median(heights[np.isfinite(heights)]))
        level = LEVEL * (typical - floor) + 16 * EPS * abs(floor)
        inside = np.max(np.abs(found), axis=0) < reach * (1 - 2 * RING)
        lowest = found[:, inside & (levels <= floor + level)]
        return alone(self.loss, lowest, reach) if lowest.size else None

    def far(self) -> tuple[float, tuple[Point, ...]] | None:
        """Return a box around the minimum that a long descent leads to, off all boxes, and it."""
        begin = np.concatenate([self.hints, [[0.0, 1.0, -1.0], [0.0, 1.0, -1.0]]], axis=1)
        found = settled(self.loss, descended(self.loss, begin, FARTHEST, self.rounds, 1.0))
        levels = heights_of(self.loss, found)
        widest = float(np.max(np.abs(found)[:, np.argmin(levels)], initial=0.0))
        if not (REACHES[-1] < widest < FARTHEST / 2 and levels.min() < self.lowest):
            return None
        power = float(10 ** np.ceil(np.log10(widest)))
        reach = next(part * power for part in (0.2, 0.5, 1.0, 2.0) if part * power > 1.2 * widest)
        minima = alone(self.loss, found[:, levels <= levels.min()], reach)
        return (reach, minima) if minima else None

    def roomy(self, finite: Sequence[float]) -> float:
        """Return the half-width of the smallest box that is no plain, nor finite at its edge only.

        It is a plain if it lies level beside what is at a hint.
        """
        hinted = heights_of(self.loss, self.hints)
        for reach in (*finite, *WIDER):
            heights, off = self.heights(reach), np.abs(self.hints).max(axis=0) > reach
            rises = np.abs(hinted[off & np.isfinite(hinted)] - np.median(heights))
            if reach in REACHES and (rises > PLAIN * np.ptp(heights)).any():
                continue
            known = np.isfinite(heights)
            edge = known[[0, -1]].any() or known[:, [0, -1]].any()
            if known.mean() > ROOMY or not edge:
                return reach
        return finite[0]
