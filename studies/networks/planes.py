"""Planes through the space of a network's parameters, on which a landscape can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.arrays import Array, norm
from experiments.trajectory import Trajectory
from surfaces.networks import Learner, Perceptron


@dataclass(frozen=True, eq=False)
class Plane:
    r"""All points :math:`\theta_0 + p_1 d_1 + p_2 d_2`: two numbers stand for n.

    The directions need be neither of length 1 nor at right angles.
    """

    origin: Array
    """``(n,)``"""
    directions: Array
    """``(n, 2)``"""

    def lift(self, p: Array) -> Array:
        """Map coordinates ``(2, *batch)`` to points ``(n, *batch)``."""
        way = np.tensordot(self.directions, p, 1)
        return self.origin.reshape(-1, *(1,) * (way.ndim - 1)) + way

    def project(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to the coordinates of the nearest in the plane."""
        return np.tensordot(self._inverse, self._apart(theta), 1)

    def distance(self, theta: Array) -> Array:
        """Return how far off the plane points ``(n, *batch)`` lie, ``(*batch)``."""
        return norm(theta - self.lift(self.project(theta)))

    def explained(self, points: Array) -> Array:
        """Return the parts of the variance of points ``(n, k)`` along the plane, ``(2,)``.

        Along its first direction, and along what of the second is at right angles to it; 0 for
        points that are all the same.
        """
        basis = np.linalg.qr(self.directions)[0]
        apart = points - np.mean(points, axis=1, keepdims=True)
        total = float(np.sum(apart * apart))
        return np.sum((basis.T @ apart) ** 2, axis=1) / (total or 1.0)

    def _apart(self, theta: Array) -> Array:
        return theta - self.origin.reshape(-1, *(1,) * (theta.ndim - 1))

    @cached_property
    def _inverse(self) -> Array:
        return np.linalg.pinv(self.directions)


def principal_plane(trajectories: Sequence[Trajectory], origin: Array) -> Plane:
    r"""Return the plane through a point along which the iterates of all runs vary most.

    Li et al. take the differences to the final point, :math:`\theta_t - \theta_T`, and apply PCA;
    since PCA, in their program too, measures from the mean, it does not matter from where the
    differences are taken, and the directions are the first two eigenvectors of the covariance of
    all iterates, the right singular vectors of the matrix of their differences to the mean. Every
    run counts alike; runs that overflowed do not, unless all did. What the first direction explains
    is nearly all of a straight path, and 61% even of a random walk in many dimensions, the second
    15%: that a path looks smooth on this plane says little.

    The run that ends nearest to the origin goes to the right, and up. Directions ``(n, 2)`` are of
    length 1 and at right angles. Raises ``ValueError`` if there are no runs.

    Li, Xu, Taylor, Studer and Goldstein (2018), "Visualizing the loss landscape of neural nets",
    section 7, https://arxiv.org/abs/1712.09913; on random walks Antognini and Sohl-Dickstein
    (2018), https://arxiv.org/abs/1806.08805
    """
    points = iterates(trajectories)
    apart = points - np.mean(points, axis=1, keepdims=True)
    directions = np.linalg.eigh(apart @ apart.T)[1][:, :-3:-1]
    nearest = min(trajectories, key=lambda run: float(norm(run.theta[run.last] - origin)))
    along = directions.T @ (nearest.theta[nearest.last] - nearest.theta[0])
    return Plane(origin, directions * np.where(along < 0, -1.0, 1.0))


def iterates(trajectories: Sequence[Trajectory]) -> Array:
    """Return the points of all runs that did not overflow, or of all if all did, ``(n, k)``.

    Raises ``ValueError`` if there are no runs.
    """
    if not trajectories:
        raise ValueError("a plane needs a path: there are no runs")
    sound = [run for run in trajectories if not run.diverged] or trajectories
    return np.concatenate([run.theta[: int(run.last) + 1] for run in sound]).T


def random_plane(
    network: Learner, theta: Array, seed: int = 0, *, filter_normalized: bool = True
) -> Plane:
    r"""Return the plane through a point ``(n,)`` along two random directions.

    .. math:: d_i \leftarrow \frac{d_i}{\|d_i\|} \|\theta_i\|

    A network computes the same if the weights of a unit are made larger and those behind it
    smaller, but larger weights mind a step of length 1 less: along plain Gaussian directions,
    sharp and flat depend on such scales. Filter-normalised, the direction has in each filter i,
    which for these networks is the row of weights into one unit, the length that the filter has at
    the point: one step changes each by as much as there is. Biases, and the scales and shifts of
    batch normalization, stay as they are. Plain directions are Gaussian in all parameters.

    Li, Xu, Taylor, Studer and Goldstein (2018), section 4, https://arxiv.org/abs/1712.09913; biases
    as with ``ignore = 'biasbn'`` in their https://github.com/tomgoldstein/loss-landscape
    """
    drawn = np.random.Generator(np.random.PCG64(seed)).standard_normal((2, len(theta))).T
    if not filter_normalized:
        return Plane(theta, drawn)
    directions = np.zeros_like(drawn)
    for row in filters(network):
        directions[row] = drawn[row] * (norm(theta[row]) / norm(drawn[row]))
    return Plane(theta, directions)


def filters(network: Learner) -> list[slice]:
    """Return where in the parameters the weights into each unit stand, layer by layer."""
    perceptron = isinstance(network, Perceptron)
    hidden = network.hidden if perceptron else ()
    beside = 2 if perceptron and network.batch_norm else 1
    units = (network.data.points()[0].shape[1], *hidden, network.outputs)
    found: list[slice] = []
    first = 0
    for inputs, outputs in pairwise(units):
        found += [slice(first + i * inputs, first + (i + 1) * inputs) for i in range(outputs)]
        first += outputs * (inputs + beside)  # a bias, or a scale and a shift
    return found
