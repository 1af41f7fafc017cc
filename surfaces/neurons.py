"""One weighted sum of two inputs, and a loss of it: the chain rule at its shortest."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array, Hyper
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.data import Dataset
from surfaces.data_loss import DataLoss, Indices, blockwise, rows, shaped

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

    @abstractmethod
    def losses(self, z: Array, t: Array) -> Array:
        r"""Return :math:`\ell` of sums ``(points, N)`` and targets ``(N,)``."""

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
        """Return the mean over some samples, given by their numbers ``(B,)``."""
        inputs, targets = self._seen
        return NeuronOn(self, inputs[:, indices], targets[indices])

    @cached_property
    def _seen(self) -> tuple[Array, Array]:
        return self.seen()


@dataclass(frozen=True, eq=False)
class NeuronOn:
    """A neuron's loss on some samples."""

    neuron: Neuron
    inputs: Array
    """``(2, samples)``"""
    targets: Array
    """``(samples,)``"""

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to heights ``(*batch)``."""
        points, batch = rows(theta)
        count = len(self.targets)

        def mean(points: Array) -> Array:
            losses = self.neuron.losses(self._sums(points), self.targets)
            return np.add.reduce(losses, axis=-1) / count

        x, y = theta
        size = x * x + y * y
        return shaped(blockwise(mean, points, count), batch) + self.neuron.l2 / 2 * size

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        points, batch = rows(theta)
        (p, q), count = self.inputs, len(self.targets)

        def mean(points: Array) -> Array:
            slopes = self.neuron.slopes(self._sums(points), self.targets)
            both = [np.add.reduce(slopes * along, axis=-1) for along in (p, q)]
            return np.array(both).T / count

        return shaped(blockwise(mean, points, count), batch) + self.neuron.l2 * theta

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        points, batch = rows(theta)
        (p, q), count = self.inputs, len(self.targets)

        def mean(points: Array) -> Array:
            bends = self.neuron.bends(self._sums(points), self.targets)
            three = [np.add.reduce(bends * along, axis=-1) for along in (p * p, p * q, q * q)]
            return np.array(three).T / count

        xx, xy, yy = shaped(blockwise(mean, points, count), batch)
        return np.array([[xx + self.neuron.l2, xy], [xy, yy + self.neuron.l2]])

    def _sums(self, points: Array) -> Array:
        """Return z for points ``(points, 2)``, ``(points, samples)``."""
        p, q = self.inputs
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
