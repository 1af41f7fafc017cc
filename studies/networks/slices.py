"""What a network's landscape looks like on a plane, and what a path through it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from experiments.trajectory import Trajectory
from studies.networks.planes import Plane
from surfaces.base import Box, Point, Surface
from surfaces.data_loss import blockwise, rows, shaped

MARGIN = 0.15
"""Part of the way across the paths that the map shows beyond them."""
SLENDER = 0.5
"""A map is at least so high, as part of its width, and at least so wide."""


@dataclass(frozen=True, eq=False)
class Slice(Surface):
    r"""The loss of a network on a plane: a surface of two coordinates.

    .. math::
        h(p) = f(\theta_0 + D p), \qquad \nabla h = D^\top \nabla f, \qquad
        \nabla^2 h = D^\top\, \nabla^2 f\; D

    It is exact, but it is a slice: what is a minimum on it may fall away in every other direction,
    and a path that leaves the plane meets another loss than the plane's.

    Goodfellow, Vinyals and Saxe (2015), "Qualitatively characterizing neural network optimization
    problems", https://arxiv.org/abs/1412.6544
    """

    title = "Slice through a network's landscape"
    formula = r"f(\theta_0 + p_1 d_1 + p_2 d_2)"
    teaches = "Two of hundreds of dimensions: exact where it is, and silent about all others."
    source = "Goodfellow, Vinyals and Saxe (2015), https://arxiv.org/abs/1412.6544"
    starts = ((0.0, 0.0),)

    loss: Surface
    plane: Plane
    domain: Box

    @property
    def minima(self) -> tuple[Point, ...]:
        """None that are known."""
        return ()

    def value(self, theta: Array | Sequence[Array]) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to heights ``(*batch)``."""
        points, batch = rows(theta)
        lifted = len(self.plane.origin)
        heights = blockwise(lambda some: self.loss.value(self.plane.lift(some.T)), points, lifted)
        return shaped(heights, batch)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        return np.tensordot(self.plane.directions.T, self.loss.grad(self.plane.lift(theta)), 1)

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        d = self.plane.directions
        return np.einsum("ia,ij...,jb->ab...", d, self.loss.hess(self.plane.lift(theta)), d)


def slice_around(
    loss: Surface, plane: Plane, trajectories: Sequence[Trajectory], reach: float = 0.0
) -> Slice:
    """Return the slice whose map shows all paths, and so far around the plane's origin.

    Paths that overflowed may leave it, unless all did.
    """
    sound = [run for run in trajectories if not run.diverged] or trajectories
    seen = np.concatenate(
        [plane.project(run.theta[: int(run.last) + 1].T) for run in sound], axis=1
    )
    low = np.minimum(np.min(seen, axis=1), -reach)
    high = np.maximum(np.max(seen, axis=1), reach)
    middle, half = (low + high) / 2, (high - low) / 2
    half = np.maximum(half, SLENDER * np.max(half)) * (1 + 2 * MARGIN)
    half = np.where(half > 0, half, 1.0)
    low, high = middle - half, middle + half
    return Slice(loss, plane, Box(tuple(low.tolist()), tuple(high.tolist())))


def shadow(run: Trajectory, on: Slice) -> Trajectory:
    """Return the path of a run as it is seen on a plane: two coordinates, but its own loss.

    ``value`` and ``grad``, ``(steps + 1, n)``, stay those of the run, in all its dimensions: where
    it is off the plane, its loss is not the plane's. Judge the run, not its shadow.
    """
    with np.errstate(all="ignore"):  # a run that overflowed may be too far out to project
        seen = on.plane.project(run.theta.T)
    return replace(run, problem=on, theta=seen.T)
