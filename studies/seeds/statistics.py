"""What many runs of one rule came to: how their losses spread, how many arrived, when and where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from diagnosis.evidence import CLOSE, NEIGHBOURHOOD, Evidence
from experiments.trajectory import Trajectory

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Parts of the runs that lie below the edges of the bands, and the median among them."""
Z = 1.959963984540054
"""Standard deviations of a normal distribution that hold 95 % of it on both sides."""
Steps = npt.NDArray[np.integer]


class ArrivalRate(NamedTuple):
    """How many of some runs succeeded."""

    successes: int
    runs: int

    @property
    def part(self) -> float:
        """The part of the runs that succeeded."""
        return self.successes / self.runs

    @property
    def interval(self) -> tuple[float, float]:
        r"""What the true rate may be, with 95 % confidence: Wilson's score interval.

        .. math:: \frac{\hat p + \frac{z^2}{2n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n}
                  + \frac{z^2}{4 n^2}}}{1 + z^2 / n}

        All rates whose own spread would reach as far as what was seen. Unlike the usual one, it
        says something when all runs succeed, or none.

        Wilson (1927), "Probable inference, the law of succession, and statistical inference",
        https://doi.org/10.1080/01621459.1927.10502953
        """
        p, n = self.part, self.runs
        middle = p + Z * Z / (2 * n)
        half = Z * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        low, high = (middle - half) / scale, (middle + half) / scale
        return (
            float(max(low, 0.0)) if self.successes else 0.0,
            float(min(high, 1.0)) if self.successes < n else 1.0,
        )


@dataclass(frozen=True, eq=False)
class LossTarget:
    """What counts as success: a loss, or a known minimum."""

    level: float
    """A loss of so much or less will do."""
    minima: Array
    """To be within ``radius`` of one of them will do as well, ``(m, n)``; m may be 0."""
    radius: float
    words: str
    """When a run has arrived: ``"its loss is 0.1 or less"``."""

    def reached(self, run: Trajectory) -> npt.NDArray[np.bool_]:
        """Tell where runs ``(*batch)`` have arrived, ``(steps + 1, *batch)``."""
        there = run.value <= self.level
        for minimum in self.minima:
            apart = np.moveaxis(run.theta, 1, 0) - minimum.reshape(-1, *(1,) * run.value.ndim)
            there |= norm(apart) <= self.radius
        return there


def goal(run: Trajectory, target: float | None = None) -> LossTarget | None:
    """Return what counts as success on the surface of a single run; None if nothing is known.

    The target, if there is one. Otherwise to be as near to a known minimum as a marker on the map
    is wide, or a loss that is next to nothing above it.
    """
    e = Evidence(run)
    if target is not None:
        return LossTarget(
            target, np.empty((0, run.theta.shape[1])), 0.0, f"its loss is {target:.4g} or less"
        )
    if not len(e.minima):
        return None
    words = (
        f"it is within {e.mark:.2g} of a known minimum, as a marker on the map is wide, or its loss"
        f" is at most {CLOSE * e.relief:.1g} above the lowest"
    )
    return LossTarget(e.floor + CLOSE * e.relief, e.minima, e.mark, words)


@dataclass(frozen=True, eq=False)
class EnsembleStatistics:
    """Many runs of one rule in short: what pictures and tables of them need."""

    steps: Steps
    """Some of the steps, the first and the last among them, ``(s,)``."""
    paths: Array
    """Where the runs were then, ``(s, n, runs)``."""
    bands: Array
    """The true loss at each step below which so many lie, ``(len(LEVELS), steps + 1)``."""
    arrived: Array
    """The step at which each first was at the goal, ``(runs,)``; infinite if never."""
    ended: Steps
    """The number of the known minimum that each ended at, ``(runs,)``; -1 if at none."""
    overflowed: npt.NDArray[np.bool_]
    """``(runs,)``"""
    floor: float | None
    """The loss at the known minima, if there are any."""

    @cached_property
    def rate(self) -> ArrivalRate:
        """How many arrived."""
        return ArrivalRate(int(np.isfinite(self.arrived).sum()), len(self.arrived))

    def arrival(self, part: float) -> float:
        """Return the step by which a part of all runs had arrived; infinite if never."""
        return float(quantiles(self.arrived, [part])[0])

    @cached_property
    def arrivals(self) -> tuple[Array, Array]:
        """Steps at which runs arrived, and the part of all that had by then.

        Hoos and Stützle (1998), "Evaluating Las Vegas algorithms: pitfalls and remedies",
        https://arxiv.org/abs/1301.7383
        """
        steps, counts = np.unique(self.arrived[np.isfinite(self.arrived)], return_counts=True)
        return steps, np.cumsum(counts) / len(self.arrived)

    def endings(self) -> dict[int, int]:
        """Return how many runs ended at each known minimum, by its number; -1 for none."""
        numbers, counts = np.unique(self.ended, return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def ensemble_statistics(
    runs: Trajectory, reach: LossTarget | None, most: int = 150
) -> EnsembleStatistics:
    """Sum up a batch of runs ``(runs,)``, with up to ``most`` steps of their paths.

    A run that overflowed counts as infinitely bad from then on: no run is left out.
    """
    e = Evidence(runs[0])
    after = np.arange(runs.steps + 1)[:, None] > np.where(runs.diverged, runs.last, runs.steps)
    value = np.where(after, np.inf, runs.value)
    arrived = np.full(len(runs.last), np.inf)
    if reach is not None:
        there = reach.reached(runs)
        arrived = np.where(there.any(axis=0), np.argmax(there, axis=0), np.inf)
    steps = np.unique(np.linspace(0, runs.steps, min(runs.steps, most) + 1).round().astype(int))
    return EnsembleStatistics(
        steps,
        runs.theta[steps],
        quantiles(value, LEVELS),
        arrived,
        _ended(runs.theta[-1], e.minima, NEIGHBOURHOOD * e.diagonal, runs.diverged),
        runs.diverged,
        e.floor if len(e.minima) else None,
    )


def quantiles(values: Array, levels: Sequence[float]) -> Array:
    """Return the least of the values ``(…, runs)`` that a part of all do not exceed, ``(q, …)``.

    Always one of the values, so that infinite ones need no arithmetic: definition 1 of Hyndman and
    Fan (1996), "Sample quantiles in statistical packages",
    https://doi.org/10.1080/00031305.1996.10473566
    """
    ordered, count = np.sort(values, axis=-1), values.shape[-1]
    ranks = [max(1, math.ceil(level * count - 1e-9)) for level in levels]
    return np.array([ordered[..., rank - 1] for rank in ranks])


def _ended(ends: Array, minima: Array, radius: float, overflowed: npt.NDArray[np.bool_]) -> Steps:
    """Return the number of the minimum that each of the ends ``(n, runs)`` is at, or -1."""
    if not len(minima):
        return -np.ones_like(overflowed, dtype=int)
    apart = np.array([norm(ends - minimum[:, None]) for minimum in minima])
    nearest = np.array(np.argmin(apart, axis=0), dtype=int)
    nearest[(np.min(apart, axis=0) > radius) | overflowed] = -1
    return nearest
