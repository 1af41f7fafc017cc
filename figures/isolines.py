"""Closed contour lines of heights on a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from contourpy import FillType, contour_generator

from core.arrays import Array


def rings(height: Array, level: float) -> list[Array]:
    """Return the closed lines ``(k, 2)`` round all points at or above a level, holes the other way.

    ``height`` is ``(rows, columns)``; points are ``(column, row)``, fractions of cells between the
    grid's points, and the last is the first. Lines run along the edge of the grid, and of NaN.
    """
    grid = contour_generator(z=np.ma.masked_invalid(height), fill_type=FillType.OuterOffset)
    filled: Any = grid.filled(np.nextafter(level, -np.inf), np.inf)  # as the fill type says
    return [
        ring
        for points, offsets in zip(*filled, strict=True)
        for ring in np.split(points, offsets[1:-1])
    ]
