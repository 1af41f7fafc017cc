"""One weighted sum of two inputs, and a loss of it: the chain rule at its shortest."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array, Hyper
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.data import Dataset
from surfaces.data_loss import DataLoss, Indices, blockwise, by_lane, lanes_of, rows, shaped

STARTS = ((-0.8, 0.7), (0.7, -0.9), (-0.6, -0.8), (0.9, 0.5))
"""Where on a map the starts are: parts of the way from its middle to its edge."""


class Neuron(DataLoss):
    r"""A mean of losses of weighted sums, :math:`z_i = \theta^\top \varphi_i`.

    .. math::
        f(\theta) &= \frac1N \sum_i \ell(z_i, t_i) + \frac\lambda2 \|\theta\|^2 \\
        \nabla f(\theta) &= \frac1N \sum_i \ell'(z_i, t_i)\, \varphi_i + \lambda \theta \\
        \nabla^2 f(\theta) &= \frac1N \sum_i \ell''(z_i, t_i)\, \varphi_i \varphi_i^\top + \lambda I

    What the loss says of z is passed on to the weights by :math:`dz_i / d\theta = \varphi_i`.
    """

    data: Dataset
    l2: Hyper = 0.0

    def __post_init__(self) -> None:
        """Draw a map around the minimum, and find starts on it."""
        box = self.chart()
        object.__setattr__(self, "domain", box)
        object.__setattr__(self, "starts", starts(box))

    @abstractmethod
    def chart(self) -> Box:
        """Return a map with the minimum on it."""

    @abstractmethod
    def seen(self) -> tuple[Array, Array]:
        r"""Return :math:`\varphi`, ``(2, N)``, and the targets ``(N,)``."""

    def dealt(self, indices: Indices) -> tuple[Array, Array]:
        r"""Return :math:`\varphi`, ``(2, …, B)``, and the targets, of samples ``(…, B)``."""
        inputs, targets = self._seen
        return np.take(inputs, indices, axis=1), targets[indices]

    @abstractmethod
    def losses(self, z: Array, t: Array) -> Array:
        r"""Return :math:`\ell` of sums ``(points, N)`` and targets ``(N,)`` or ``(points, N)``."""

    @abstractmethod
    def slopes(self, z: Array, t: Array) -> Array:
        r"""Return :math:`d\ell / dz`, ``(points, N)``."""

    @abstractmethod
    def bends(self, z: Array, t: Array) -> Array:
        r"""Return :math:`d^2\ell / dz^2`, ``(points, N)``."""

    @property
    def samples(self) -> int:
        """How many samples the mean is over."""
        return len(self._seen[1])

    def on(self, indices: Indices) -> Loss:
        """Return the mean over some samples, given by their numbers ``(B, *seeds)``."""
        return NeuronOn(self, *self.dealt(by_lane(indices)), indices.shape[1:])

    @cached_property
    def _seen(self) -> tuple[Array, Array]:
        return self.seen()


@dataclass(frozen=True, eq=False)
class NeuronOn:
    """A neuron's loss on some samples: the same for every lane, or for each its own."""

    neuron: Neuron
    inputs: Array
    """``(2, B)`` or ``(2, lanes, B)``"""
    targets: Array
    """``(B,)`` or ``(lanes, B)``"""
    seeds: tuple[int, ...] = ()
    """The shape in which the lanes stand."""

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to heights ``(*batch)``."""

        def add_up(points: Array, p: Array, q: Array, t: Array) -> Array:
            return np.add.reduce(self.neuron.losses(_sums(points, p, q), t), axis=-1)

        x, y = theta
        return self._mean(add_up, theta) + self.neuron.l2 / 2 * (x * x + y * y)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""

        def add_up(points: Array, p: Array, q: Array, t: Array) -> Array:
            slopes = self.neuron.slopes(_sums(points, p, q), t)
            return np.array([np.add.reduce(slopes * along, axis=-1) for along in (p, q)]).T

        return self._mean(add_up, theta) + self.neuron.l2 * theta

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""

        def add_up(points: Array, p: Array, q: Array, t: Array) -> Array:
            bends = self.neuron.bends(_sums(points, p, q), t)
            three = [np.add.reduce(bends * along, axis=-1) for along in (p * p, p * q, q * q)]
            return np.array(three).T

        xx, xy, yy = self._mean(add_up, theta)
        return np.array([[xx + self.neuron.l2, xy], [xy, yy + self.neuron.l2]])

    def _mean(self, add_up: Callable[..., Array], theta: Array) -> Array:
        """Add up over the samples of each point, and divide by how many there are."""
        points, batch = rows(theta)
        (p, q), t = self.inputs, self.targets
        count = t.shape[-1]
        if t.ndim == 1:
            sums = blockwise(lambda some: add_up(some, p, q, t), points, count)
        else:
            lanes = lanes_of(self.seeds, batch)
            sums = blockwise(
                lambda some, of: add_up(some, p[of], q[of], t[of]), points, count, lanes
            )
        return shaped(sums / count, batch)


def _sums(points: Array, p: Array, q: Array) -> Array:
    """Return z for points ``(points, 2)``, ``(points, samples)``."""
    return points[:, :1] * p + points[:, 1:] * q


def around(centre: Point, *reaches: float) -> Box:
    """Return a map with a point near its middle, its edges at round numbers.

    It reaches equally far in both coordinates, or each as far as is said.
    """
    both = reaches if len(reaches) == 2 else 2 * reaches
    sides = [(c, r, 1 - math.floor(math.log10(r))) for c, r in zip(centre, both, strict=True)]
    low = tuple(round(c - reach, digits) for c, reach, digits in sides)
    high = tuple(round(c + reach, digits) for c, reach, digits in sides)
    return Box(low, high)


def starts(box: Box) -> tuple[Point, ...]:
    """Return four points of a map, away from its middle, at numbers as round as its edges."""
    sides = list(zip(box.low, box.high, strict=True))
    digits = [1 - math.floor(math.log10(high - low)) for low, high in sides]
    return tuple(
        tuple(
            round((low + high) / 2 + part * (high - low) / 2, count)
            for part, (low, high), count in zip(parts, sides, digits, strict=True)
        )
        for parts in STARTS
    )


def inputs_of(data: Dataset, count: int, what: str) -> Array:
    """Return the first inputs of a data set, ``(count, N)``.

    Raises ``ValueError`` if it has fewer.
    """
    inputs, _ = data.points()
    if inputs.shape[1] < count:
        raise ValueError(f"{data.title} has {inputs.shape[1]} input: {what} needs {count}")
    return np.ascontiguousarray(inputs[:, :count].T)
