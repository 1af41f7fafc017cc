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

    By repeated ``hypot``, so no square overflows: a length is finite if it can be represented.
    """
    return np.hypot.reduce(vector, axis=0)
