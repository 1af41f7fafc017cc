"""Where a surface, sampled on a grid, is as high as a line of a map: marching squares.

Lorensen and Cline (1987), https://doi.org/10.1145/37402.37422, in two dimensions.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.arrays import Array

BOTTOM, RIGHT, TOP, LEFT = range(4)
"""The sides of a cell, whose corners a, b, c, d go round it from its origin."""
TURNS = {
    0b0001: ((BOTTOM, LEFT),),
    0b0010: ((RIGHT, BOTTOM),),
    0b0100: ((TOP, RIGHT),),
    0b1000: ((LEFT, TOP),),
    0b0011: ((RIGHT, LEFT),),
    0b0110: ((TOP, BOTTOM),),
    0b1100: ((LEFT, RIGHT),),
    0b1001: ((BOTTOM, TOP),),
    0b1110: ((LEFT, BOTTOM),),
    0b1101: ((BOTTOM, RIGHT),),
    0b1011: ((RIGHT, TOP),),
    0b0111: ((TOP, LEFT),),
    0b0101: ((BOTTOM, LEFT), (TOP, RIGHT)),
    0b1010: ((RIGHT, BOTTOM), (LEFT, TOP)),
}
"""From which side to which a line runs, high ground on its left, by the corners (dcba) that are."""
JOINED = {0b0101: TURNS[0b1101] + TURNS[0b0111], 0b1010: TURNS[0b1110] + TURNS[0b1011]}
"""The same for a saddle whose middle is high: its two high corners belong together."""


def rings(height: Array, level: float) -> list[Array]:
    """Return the closed lines ``(k, 2)`` round all ground at or above a level.

    ``height`` is ``(rows, columns)``; points are ``(column, row)``, fractions of cells between the
    grid's points. Lines run along the rim of the grid and of holes (NaN), where the ground ends.
    """
    ground = np.pad(np.nan_to_num(height, nan=-np.inf), 1, constant_values=-np.inf)
    follows = _follows(ground, level)
    found: list[Array] = []
    while follows:
        side, after = follows.popitem()
        ring = [side]
        while after != side:
            ring.append(after)
            after = follows.pop(after)
        found.append(_crossings(ground, level, np.array(ring)) - 1)
    return found


def _follows(ground: Array, level: float) -> dict[int, int]:
    """Return the side of a cell that a line comes to after each side that it crosses.

    Side ``2 k`` runs along a row from grid point ``k``, side ``2 k + 1`` along a column.
    """
    high = ground >= level
    columns = ground.shape[1]
    corners = [high[:-1, :-1], high[:-1, 1:], high[1:, 1:], high[1:, :-1]]
    case = sum(corner.astype(int) << k for k, corner in enumerate(corners))
    with np.errstate(invalid="ignore"):
        middle = (ground[:-1, :-1] + ground[:-1, 1:] + ground[1:, 1:] + ground[1:, :-1]) / 4
    follows: dict[int, int] = {}
    for kind, turns in TURNS.items():
        rows, places = np.nonzero(case == kind)
        origin = rows * columns + places
        joined = middle[rows, places] >= level if kind in JOINED else np.zeros(len(rows), bool)
        for cells, ways in ((origin[~joined], turns), (origin[joined], JOINED.get(kind, ()))):
            sides = (2 * cells, 2 * (cells + 1) + 1, 2 * (cells + columns), 2 * cells + 1)
            for begin, end in ways:
                follows |= zip(sides[begin].tolist(), sides[end].tolist(), strict=True)
    return follows


def _crossings(ground: Array, level: float, sides: npt.NDArray[np.integer]) -> Array:
    """Return where a line crosses sides, ``(k, 2)``; beside nothing, at the point that is there."""
    columns = ground.shape[1]
    point, along = sides // 2, np.where(sides % 2, columns, 1)
    near, far = ground.ravel()[point], ground.ravel()[point + along]
    with np.errstate(invalid="ignore"):
        share = (level - near) / (far - near)
    share = np.where(np.isneginf(near), 1.0, np.where(np.isneginf(far), 0.0, share))
    row, column = np.divmod(point, columns)
    return np.stack([column + share * (along == 1), row + share * (along != 1)], axis=1)
