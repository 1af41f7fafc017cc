"""What can truly be said of a run, by means that the judge of the app has no part in.

From exact derivatives at its end, the known minima, a search for the bottom of the ground around it
by Nelder and Mead, and a run ten times as long. Between clear cases there are runs of which two
names are true; so each gets the set of all that are, and abstains where that tells nothing.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import minimize

from benchmarks.verdict_draws import Drawn
from benchmarks.verdict_map import Map
from experiments.running import run

NEAR = 0.015
"""Part of the map's diagonal: what is nearer counts as there; the next number for surely not."""


class Truth(Map):
    """All that is measured about a run; lengths are in diagonals of the map."""

    def __init__(self, drawn: Drawn) -> None:
        """Run it, and run it ten times as long."""
        rule, problem, start, steps, seed = drawn
        super().__init__(problem)
        self.rule, self.steps = rule, steps
        self.trajectory = run(rule, problem, start, steps, seed)
        self.later = run(rule, problem, start, 10 * steps, seed)
        self.last = int(self.trajectory.last)
        self.path = self.trajectory.theta[: self.last + 1]
        self.v = self.trajectory.value[: self.last + 1]
        self.end, self.start, self.half = self.path[-1], self.path[0], self.path[self.last // 2]

    @cached_property
    def slope_along(self) -> Any:
        """The slope at the end without what a narrow valley has across, ``(n,)``."""
        hessian = self.problem.hess(self.end[:, None])[..., 0]
        if not np.isfinite(hessian).all():
            return self.slope(self.end)
        bends, axes = np.linalg.eigh(hessian)
        along = axes.T @ self.slope(self.end)
        return np.where(np.abs(along) <= NEAR * self.size * bends, 0.0, along)

    @cached_property
    def overflowed(self) -> bool:
        """Whether a loss, gradient or coordinate of it was not finite."""
        return self.last < self.steps

    @cached_property
    def floor(self) -> float:
        """The lowest height that is known."""
        if len(self.minima):
            return min(self.height(m) for m in self.minima)
        return float(min(self.heights.min(), self.v.min(), np.min(self.later.value)))

    @cached_property
    def drop(self) -> float:
        """How high the start is above the lowest height that is known; positive."""
        return float(max(self.v[0] - self.floor, 1e-300))

    @cached_property
    def gap(self) -> float:
        """How high the end is above it."""
        return float(self.v[-1] - self.floor)

    @cached_property
    def distance(self) -> float:
        """How far the end is from the nearest minimum."""
        if not len(self.minima):
            return np.inf
        return float(np.min(np.linalg.norm(self.minima - self.end, axis=1)) / self.size)

    @cached_property
    def out(self) -> Any:
        """How far out each point is, ``(last + 1,)``: 1 at the edge of the map."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        return np.max(np.abs(self.path - middle) / half, axis=1)

    @cached_property
    def strides(self) -> Any:
        """The length of each step."""
        return np.linalg.norm(np.diff(self.path, axis=0), axis=1) / self.size

    @cached_property
    def travelled(self) -> float:
        """How long the way of the second half was."""
        return float(np.sum(self.strides[self.last // 2 :]))

    @cached_property
    def went(self) -> float:
        """How far the second half went."""
        return float(np.linalg.norm(self.end - self.half) / self.size)

    @cached_property
    def spread(self) -> float:
        """How far any point of the last tenth is from the end."""
        tail = self.path[self.last - max(1, self.last // 10) :] if self.last else self.path
        return float(np.max(np.linalg.norm(tail - self.end, axis=1)) / self.size)

    @cached_property
    def fell(self) -> float:
        """How much of its height above the lowest the loss lost in the second half: at most 1."""
        eighth = max(1, self.last // 8)
        before, now = np.median(self.v[self.last // 2 :][:eighth]), np.median(self.v[-eighth:])
        return float((before - now) / max(before - self.floor, 1e-300))

    @cached_property
    def flips(self) -> float:
        """The share of the steps of the second half that turn back."""
        steps = np.diff(self.path[self.last // 2 :], axis=0)
        if len(steps) < 2:
            return 0.0
        return float(np.mean(np.sum(steps[1:] * steps[:-1], axis=1) < 0))

    @cached_property
    def will_fall(self) -> float:
        """How much of its height above the lowest the run loses when it goes on ten times."""
        further = self.later.value[self.last :]
        lowest = min(self.floor, float(np.min(further)))
        return float(
            (self.v[-1] - np.median(further[-len(further) // 10 :]))
            / max(self.v[-1] - lowest, 1e-300)
        )

    @cached_property
    def steadily(self) -> float:
        """The part of all that the loss went up or down in the second half that it fell by."""
        late = self.v[self.last // 2 :]
        if late[0] - late[-1] <= 1e-12 * abs(late[-1]):
            return 0.0
        return float((late[0] - late[-1]) / np.sum(np.abs(np.diff(late))))

    @cached_property
    def ever_lower(self) -> bool:
        """Whether the median loss falls from each eighth of a run to the next."""
        if self.last < 24:
            return False
        heights = [float(np.median(part)) for part in np.array_split(self.v, 8)]
        return all(b < a for a, b in pairwise(heights))

    @cached_property
    def goes_lower(self) -> bool:
        """Whether the median loss falls from each tenth of the longer run to the next."""
        heights = [float(np.median(part)) for part in np.array_split(self.later.value, 10)]
        return len(self.later.value) >= 24 and all(b < a for a, b in pairwise(heights[1:]))

    @cached_property
    def stays(self) -> bool:
        """Whether the longer run never goes far from where the run ends."""
        further = self.later.theta[self.last :]
        return bool(np.all(np.linalg.norm(further - self.end, axis=1) <= NEAR / 3 * self.size))

    @cached_property
    def lately(self) -> float:
        """How far any of the last few points is from the end."""
        return float(np.max(np.linalg.norm(self.path[-5:] - self.end, axis=1)) / self.size)

    @cached_property
    def rose(self) -> bool:
        """Whether the last quarter ends higher than it began, and the last eighth is higher."""
        quarter, eighth = max(1, self.last // 4), max(1, self.last // 8)
        before = self.v[-1 - quarter - eighth : -quarter]
        return bool(
            self.v[-1] > self.v[-1 - quarter] and np.median(self.v[-eighth:]) > np.median(before)
        )

    @cached_property
    def steepness(self) -> float:
        """The slope at the end, beside the median of those on the map."""
        return float(np.linalg.norm(self.slope(self.end)) / max(self.usual_slope, 1e-300))

    @cached_property
    def bottoms(self) -> Any:
        """The lowest points that are known near the end, ``(k, n)``."""
        known = [*self.minima, *(p for p in (self.level, self.rough_bottom) if p is not None)]
        return np.array([p for p in known if self.is_bottom(p)]).reshape(-1, len(self.low))

    @cached_property
    def far_from_bottom(self) -> Any:
        """How far the end is from each of them, ``(k,)``."""
        return np.linalg.norm(self.bottoms - self.end, axis=1) / self.size

    @cached_property
    def above_bottom(self) -> Any:
        """How high the end is above each of them, ``(k,)``."""
        return self.v[-1] - np.array([self.height(p) for p in self.bottoms])

    @cached_property
    def rim(self) -> float:
        """How far the ground rises at least within ``NEAR`` of the end, on all sides."""
        ring = [self.height(self.end + NEAR * self.size * way) for way in self.ways]
        return float(min(ring) - self.v[-1])

    @cached_property
    def leaves(self) -> bool:
        """Whether the longer run overflows, or ends as high or as far out, or more so."""
        if self.later.last < 10 * self.steps:
            return True
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        out = float(np.max(np.abs(self.later.theta[-1] - middle) / half))
        return bool(self.later.value[-1] >= self.v[-1] or out >= self.out[-1])

    @cached_property
    def rough_bottom(self) -> Any:
        """The lowest point that a search finds near the end, ``(n,)``, or None if it runs off."""
        reach = 2 * NEAR * self.size

        def lifted(point: Any) -> float:
            off = float(np.linalg.norm(point - self.end))
            return self.height(point) if off <= reach else np.inf

        corners = self.end + 0.2 * reach * np.vstack(
            [np.zeros(len(self.end)), np.eye(len(self.end))]
        )
        found = minimize(
            lifted, self.end, method="Nelder-Mead",
            options={"initial_simplex": corners, "maxiter": 400, "xatol": 1e-9 * self.size,
                     "fatol": 1e-14 * (abs(self.v[-1]) + 1e-300)},
        ).x  # fmt: skip
        inside = np.linalg.norm(found - self.end) <= 0.9 * reach
        return found if inside and self.is_bottom(found) else None

    @cached_property
    def level(self) -> Any:
        """The point without slope near the end, ``(n,)``, by Newton's method; None if none is."""
        point = self.end.copy()
        for _ in range(50):
            hessian = self.problem.hess(point[:, None])[..., 0]
            if not np.isfinite(hessian).all():
                return None
            step = np.linalg.lstsq(hessian, -self.slope(point), rcond=1e-14)[0]
            point = point + step
            if (
                not np.isfinite(point).all()
                or np.linalg.norm(point - self.end) > 2 * NEAR * self.size
            ):
                return None
            if np.linalg.norm(step) < 1e-9 * self.size:
                break
        start = max(float(np.linalg.norm(self.slope(self.start))), self.relief / self.size)
        return point if np.linalg.norm(self.slope(point)) <= 1e-4 * start else None
