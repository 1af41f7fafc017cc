"""How a landscape bends: the Hessian's eigenvalues at points of a path, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from core.loss import Loss
from experiments.trajectory import Trajectory
from surfaces.networks import Learner

FLAT = 1e-6
"""Part of the largest curvature: what bends less, up or down, counts as flat."""
LEVEL = 0.01
"""Part of the loss: a point is critical where no parabola along an axis changes more of it."""
WORK, FEWEST, MOST = 4e7, 8, 40
"""Numbers that the Hessians along a path may take, and how many there are."""


class StationaryPoint(StrEnum):
    """What kind of point it is."""

    SLOPE = "on a slope"
    MINIMUM = "a minimum"
    SADDLE = "a saddle"
    MAXIMUM = "a maximum"


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The curvatures at one point, and the slopes along their directions."""

    value: float
    eigenvalues: Array
    """Of the Hessian, ascending, ``(n,)``."""
    slopes: Array
    """The gradient along each eigenvector, ``(n,)``."""

    @property
    def tolerance(self) -> float:
        """The size up to which a curvature counts as flat."""
        return float(_tolerance(self.eigenvalues))

    @property
    def negative(self) -> int:
        """The number of directions in which the loss bends down: the index of a saddle."""
        return int(negative(self.eigenvalues))

    @property
    def positive(self) -> int:
        """The number of directions in which it bends up."""
        return int(np.sum(self.eigenvalues > self.tolerance))

    @property
    def flat(self) -> int:
        """The number of directions in which it bends neither up nor down."""
        return len(self.eigenvalues) - self.negative - self.positive

    @property
    def slope(self) -> float:
        """The length of the gradient."""
        return float(norm(self.slopes))

    @property
    def promise(self) -> float:
        r"""How much the loss would change in all, up or down, to where its parabolas are level.

        .. math:: \tfrac12 \sum_i g_i^2 / |\lambda_i|
        """
        sloping = self.slopes != 0
        bends = np.maximum(np.abs(self.eigenvalues[sloping]), self.tolerance)
        with np.errstate(all="ignore"):  # a slope that never bends promises an endless fall
            return float(np.sum(self.slopes[sloping] ** 2 / bends) / 2)

    @property
    def nature(self) -> StationaryPoint:
        """What kind of critical point it is, if it is one."""
        if not self.promise <= LEVEL * abs(self.value):
            return StationaryPoint.SLOPE
        if not self.negative:
            return StationaryPoint.MINIMUM
        return StationaryPoint.SADDLE if self.positive else StationaryPoint.MAXIMUM

    @property
    def told(self) -> str:
        """The same in a sentence or two."""
        counts = f"{self.negative} of {len(self.eigenvalues)} directions bend down"
        flat = f", {self.flat} are flat" * bool(self.flat)
        below = {
            StationaryPoint.SLOPE: "the slope is not zero yet, so it is no critical point",
            StationaryPoint.MINIMUM: "the slope is next to zero and nothing bends down: a minimum",
            StationaryPoint.SADDLE: "the slope is next to zero, yet there are ways down: a saddle",
            StationaryPoint.MAXIMUM: "the slope is next to zero and nothing bends up: a maximum",
        }[self.nature]
        if self.nature is StationaryPoint.MINIMUM and self.flat:
            below += ", with a level floor as far as a parabola can tell"
        return f"{counts}{flat}; {below}."


def spectrum(loss: Loss, theta: Array) -> Spectrum:
    """Return the spectrum at a point ``(n,)``.

    Raises ``ValueError`` where the Hessian is not finite, as on a run that left all bounds.
    """
    point = theta[:, None]
    with np.errstate(all="ignore"):
        hessian, slope = loss.hess(point)[..., 0], loss.grad(point)[:, 0]
        value = float(loss.value(point)[0])
    if not (np.isfinite(hessian).all() and np.isfinite(slope).all()):
        raise ValueError("the curvature is not finite here: the run is too far out")
    eigenvalues, axes = np.linalg.eigh(hessian)
    return Spectrum(value, eigenvalues, axes.T @ slope)


def negative(eigenvalues: Array) -> npt.NDArray[np.integer]:
    """Count the curvatures ``(…, n)`` of each point that bend down, ``(…)``."""
    return np.sum(eigenvalues < -_tolerance(eigenvalues)[..., None], axis=-1)


def _tolerance(eigenvalues: Array) -> Array:
    return FLAT * np.max(np.abs(eigenvalues), axis=-1, initial=0.0)


@dataclass(frozen=True, eq=False)
class Bends:
    """The curvatures at some steps of a path."""

    steps: npt.NDArray[np.integer]
    """``(k,)``"""
    eigenvalues: Array
    """Ascending, ``(k, n)``."""

    @property
    def negative(self) -> npt.NDArray[np.integer]:
        """How many directions bend down, ``(k,)``."""
        return negative(self.eigenvalues)

    @property
    def sharpness(self) -> Array:
        """The largest curvature, ``(k,)``."""
        return self.eigenvalues[:, -1]


def bends(
    network: Learner, run: Trajectory, progress: Callable[[float], None] | None = None
) -> Bends:
    """Return the curvatures along a path; ``progress`` is called with the part done.

    Steps at which they are not finite are left out. On networks the count of negative ones falls
    with the loss: Dauphin et al. (2014), https://arxiv.org/abs/1406.2572. The largest rises until
    gradient descent can just bear it: Cohen et al. (2021), https://arxiv.org/abs/2103.00065
    """
    asked = glances(network, int(run.last))
    found = np.full((len(asked), network.count), np.nan)
    for done, step in enumerate(asked):
        if progress is not None:
            progress(done / len(asked))
        with np.errstate(all="ignore"):
            hessian = network.hess(run.theta[step][:, None])[..., 0]
        if np.isfinite(hessian).all():
            found[done] = np.linalg.eigvalsh(hessian)
    sound = np.isfinite(found).all(axis=1)
    return Bends(asked[sound], found[sound])


def glances(network: Learner, last: int) -> npt.NDArray[np.integer]:
    """Return steps from 0 to ``last`` at which to look: as many as their Hessians have time for.

    Early steps stand closer together, since there the most happens.
    """
    many = int(np.clip(WORK / (network.count**2 * network.samples), FEWEST, MOST))
    even = np.linspace(0, 1, many)
    return np.unique(np.round(last * even * even).astype(int))
