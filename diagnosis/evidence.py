"""What can be measured about a run, in units of its own map.

Lengths are compared with the map's diagonal and heights with the typical height of its ground, so
that no judgement depends on the units of a surface.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from diagnosis.curvature import axes, eigenvalues, glances, poles
from diagnosis.cycles import Cycle, cycle
from experiments.trajectory import Trajectory

MARK = 0.005
"""Part of the diagonal: the radius of a marker drawn on the map. Nearer looks like being there."""
CLOSE = 1e-6
"""Part of the typical height of the map: a loss that is no more above the lowest has arrived."""
NEIGHBOURHOOD = 0.03
"""Part of the diagonal: as far as one looks around to call the ground flat."""
PLAIN = 1e-8
"""Part of the height of its peaks that a map has for relief, however level the rest may be."""
LOW, DEEP = 5, 10
"""Percent of a map that is low ground, and how many times its relief may lie below that."""
LATE = 16
"""Steps at the end that tell how it goes by now."""
SAMPLES = 1024
"""Points of the map whose heights tell what is typical."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Measures one single run, up to its last finite point (index ``last``).

    Raises ``ValueError`` for a batched run, and for a problem without a map.
    """

    run: Trajectory

    def __post_init__(self) -> None:
        """Refuse what cannot be judged."""
        if self.run.last.ndim:
            raise ValueError(
                f"a batch of shape {self.run.last.shape} has no verdict: pick a run, trajectory[k]"
            )
        if not hasattr(self.run.problem, "domain"):
            raise ValueError(f"{type(self.run.problem).__name__} has no map (domain) to judge by")

    @property
    def problem(self) -> Any:
        """The surface of the run."""
        return self.run.problem

    @cached_property
    def noisy(self) -> bool:
        """Whether the steps saw something else than the true loss."""
        return self.problem.at(1) is not self.problem

    @cached_property
    def last(self) -> int:
        """Index of the last finite iterate."""
        return int(self.run.last)

    @cached_property
    def path(self) -> Array:
        """Every finite iterate, ``(last + 1, n)``."""
        return self.run.theta[: self.last + 1]

    @cached_property
    def end(self) -> Array:
        """The last finite iterate, ``(n,)``."""
        return self.path[-1]

    @cached_property
    def value(self) -> Array:
        """The true loss along the path, ``(last + 1,)``."""
        return self.run.value[: self.last + 1]

    @cached_property
    def slope(self) -> Array:
        """The length of the true gradient along the path, ``(last + 1,)``."""
        return norm(self.run.grad[: self.last + 1].T)

    @cached_property
    def stride(self) -> Array:
        """The length of every step, ``(last,)``."""
        return norm(np.diff(self.path, axis=0).T)

    @cached_property
    def diagonal(self) -> float:
        """The length of the map's diagonal."""
        return float(np.hypot.reduce(self._high - self._low))

    @cached_property
    def mark(self) -> float:
        """The radius of a marker on the map, as a length."""
        return MARK * self.diagonal

    @cached_property
    def reach(self) -> Array:
        """How far out each iterate is, ``(last + 1,)``: 0 in the middle, 1 at the map's edge."""
        middle, half = (self._high + self._low) / 2, (self._high - self._low) / 2
        return np.max(np.abs(self.path - middle) / half, axis=1)

    @cached_property
    def ground(self) -> Array:
        """Points spread evenly at random over the map, ``(n, SAMPLES)``."""
        spread = np.random.default_rng(0).random((len(self._low), SAMPLES))
        return self._low[:, None] + spread * (self._high - self._low)[:, None]

    @cached_property
    def heights(self) -> Array:
        """The loss at the points of ``ground``; where it is not finite, infinity."""
        heights = self.problem.value(self.ground)
        return np.where(np.isfinite(heights), heights, np.inf)

    @cached_property
    def usual_slope(self) -> float:
        """The typical length of the gradient on the map below the start; positive."""
        below = self.heights <= max(self.value[0], np.median(self.heights))
        slopes = norm(self.problem.grad(self.ground[:, below]))
        return float(np.median(slopes[slopes > 0])) if (slopes > 0).any() else 1.0

    @cached_property
    def floor(self) -> float:
        """The lowest loss known: at the known minima or, if there are none, seen anywhere.

        A pole may have been seen there, as deep as a point happened to be near it: the map counts
        down to ``DEEP`` times its relief below low ground.
        """
        if len(self.minima):
            return float(np.min(self.problem.value(self.minima.T)))
        low, typical = np.percentile(self.heights, (LOW, 50))
        deepest = low - DEEP * (typical - low) if typical < np.inf else -np.inf
        return float(min(self.value.min(), max(self.heights.min(), deepest)))

    @cached_property
    def relief(self) -> float:
        """The typical height of the map's ground above the floor; positive.

        Where no minimum is known, above ground that is low.
        """
        if len(self.minima):
            typical = np.median(self.heights) - self.floor
        else:
            low, middle, high = np.percentile(self.heights, (LOW, 50, 99))
            typical = max(middle - low, PLAIN * (high - low))
        return float(typical) if 0 < typical < np.inf else 1.0

    @cached_property
    def gap(self) -> Array:
        """The loss above the floor along the path, ``(last + 1,)``."""
        return self.value - self.floor

    @cached_property
    def minima(self) -> Array:
        """The known global minimizers, ``(m, n)``; m may be 0. A pole is none of them."""
        named = np.array(self.problem.minima, dtype=float).reshape(-1, len(self._low))
        return named[~poles(self.problem, named.T, self.mark)] if len(named) else named

    @cached_property
    def distance(self) -> Array:
        """The distance to the nearest known minimum along the path, ``(last + 1,)``, or NaN."""
        if not len(self.minima):
            return np.full(self.last + 1, np.nan)
        return np.min([norm((self.path - minimum).T) for minimum in self.minima], axis=0)

    @cached_property
    def nearest_minimum(self) -> Array:
        """The known minimum nearest to the end, ``(n,)``; there must be one."""
        return self.minima[np.argmin(norm((self.minima - self.end).T))]

    @cached_property
    def curvatures_on_the_way(self) -> Array:
        """The largest curvature at points of the path no higher than the start, ``(k,)``."""
        return self._largest_curvatures(self.path.T, self.value)

    @cached_property
    def curvatures_below(self) -> Array:
        """The largest curvature at points of the map no higher than the start, ``(k,)``."""
        return self._largest_curvatures(self.ground, self.heights)

    def _largest_curvatures(self, points: Array, heights: Array) -> Array:
        below = np.flatnonzero(heights <= self.value[0])
        largest = eigenvalues(self.problem, glances(points[:, below]))[:, -1]
        return largest[np.isfinite(largest)]

    @cached_property
    def smallest_curvatures_on_the_way(self) -> Array:
        """The smallest curvature at points of the path, ``(k,)``."""
        smallest = eigenvalues(self.problem, glances(self.path.T))[:, 0]
        return smallest[np.isfinite(smallest)]

    @cached_property
    def cycle(self) -> Cycle | None:
        """The cycle in which the run ends, if it does."""
        return cycle(self.path)

    @cached_property
    def axes(self) -> tuple[Array, Array]:
        """The curvatures at the end, ascending, ``(n,)``, and their directions, ``(n, n)``."""
        return axes(self.problem, self.end)

    @cached_property
    def slopes(self) -> Array:
        """The gradient at the end along each of the axes, ``(n,)``."""
        return self.axes[1].T @ self.run.grad[self.last]

    @cached_property
    def newton(self) -> Array:
        """How far along each axis a parabola would be level, ``(n,)``; may be infinite."""
        return np.where(self.slopes == 0, 0.0, -self.slopes / self.axes[0])

    def rested_since(self, iterates: int, radius: float | None = None) -> bool:
        """Tell whether so many last iterates lie within a radius, a marker's, of the end."""
        tail = self.path[self.last - iterates :]
        return bool(np.all(norm((tail - self.end).T) <= (radius or self.mark)))

    def around(self, centre: Array, radius: float) -> Array:
        """Return the loss at points spread over a sphere, the Hessian's axes among them."""
        ridges = axes(self.problem, centre)[1]
        spread = np.random.default_rng(0).normal(size=(len(centre), 32))
        directions = np.hstack([ridges, -ridges, spread / norm(spread)])
        return self.problem.value(centre[:, None] + radius * directions)

    def quarters(self, measured: Array) -> list[Array]:
        """Cut what was measured along the run into its four quarters; some may be empty."""
        return np.array_split(measured, 4)

    @cached_property
    def _low(self) -> Array:
        return np.array(self.problem.domain.low, dtype=float)

    @cached_property
    def _high(self) -> Array:
        return np.array(self.problem.domain.high, dtype=float)


def lasting(held: npt.NDArray[np.bool_]) -> int | None:
    """Return the first index from which on a condition holds to the end, or None."""
    broken = np.flatnonzero(~held)
    first = int(broken[-1]) + 1 if len(broken) else 0
    return first if first < len(held) else None
