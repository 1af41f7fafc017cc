"""Points are arrays of shape ``(n, *batch)``: coordinates first.

So ``x, y = theta`` unpacks a point, a meshgrid is already a batch of points, and a swept
hyperparameter of shape ``batch`` broadcasts against every coordinate.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]
"""Points ``(n, *batch)``, heights ``(*batch)``, Hessians ``(n, n, *batch)``."""

Hyper = float | Array
"""A hyperparameter: one number, or an array of shape ``batch`` that sweeps it."""


def norm(vector: Array) -> Array:
    """Map vectors ``(n, *batch)`` to their Euclidean lengths ``(*batch)``.

    Scaled by the largest coordinate, so a length is finite whenever it can be represented.
    """
    largest = np.max(np.abs(vector), axis=0)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    scaled = vector / scale
    return scale * np.sqrt(np.add.reduce(scaled * scaled, axis=0))
