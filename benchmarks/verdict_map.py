"""The ground of a map: heights, exact derivatives, and the declared minima that are ones."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from surfaces import Surface

SIDE = 41
"""Points along each side of the map whose heights are looked up."""


class Map:
    """What a loss is like on its map, whatever runs over it."""

    def __init__(self, problem: Surface) -> None:
        """Look up heights and slopes at the points of a grid."""
        self.problem = problem
        low, high = np.array(problem.domain.low), np.array(problem.domain.high)
        self.low, self.high, self.size = low, high, float(np.linalg.norm(high - low))
        axes = [np.linspace(a, b, SIDE) for a, b in zip(low, high, strict=True)]
        grid = np.array(np.meshgrid(*axes)).reshape(len(low), -1)
        heights, slopes = problem.value(grid), np.linalg.norm(problem.grad(grid), axis=0)
        self.heights = heights[np.isfinite(heights)]
        self.usual_slope = float(np.median(slopes[np.isfinite(slopes)]))

    def height(self, point: Any) -> float:
        """Return the true loss at one point; infinite where there is none."""
        value = float(self.problem.value(np.array(point, dtype=float)[:, None])[0])
        return value if np.isfinite(value) else np.inf

    def slope(self, point: Any) -> Any:
        """Return the true gradient at one point, ``(n,)``."""
        return self.problem.grad(np.array(point, dtype=float)[:, None])[:, 0]

    def bends(self, point: Any) -> Any:
        """Return the exact curvatures at one point, ascending; zeros if they are not finite."""
        hessian = self.problem.hess(np.array(point, dtype=float)[:, None])[..., 0]
        if not np.isfinite(hessian).all():
            return np.zeros(len(hessian))
        return np.linalg.eigvalsh(hessian)

    def is_bottom(self, point: Any) -> bool:
        """Tell whether a point has no lower ground on two rings around it."""
        height = self.height(point)
        if not np.isfinite(height):
            return False
        for radius in (1e-3 * self.size, 1e-5 * self.size):
            ring = [self.height(point + radius * way) for way in self.ways]
            if min(ring) < height - 1e-9 * (abs(height) + 1e-3 * self.relief):
                return False
        return self.height(point) > -1e6 * max(1.0, float(np.median(np.abs(self.heights))))

    @cached_property
    def ways(self) -> Any:
        """Directions all around, ``(k, n)``."""
        if len(self.low) == 2:
            angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
            return np.stack([np.cos(angles), np.sin(angles)], axis=1)
        spread = np.random.default_rng(5).normal(size=(64, len(self.low)))
        return spread / np.linalg.norm(spread, axis=1)[:, None]

    @cached_property
    def relief(self) -> float:
        """The typical difference of heights on the map."""
        low, high = np.percentile(self.heights, [5, 60])
        return float(max(high - low, 1e-12 * np.ptp(self.heights))) or 1.0

    @cached_property
    def minima(self) -> Any:
        """The declared minima with higher ground all around, ``(m, n)``."""
        declared = [np.array(m, dtype=float) for m in self.problem.minima]
        return np.array([m for m in declared if self.is_bottom(m)]).reshape(-1, len(self.low))
