"""What a network's answers cost: cross-entropy for classes, squared errors for quantities."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from core.arrays import Array


@dataclass(frozen=True, eq=False)
class Criterion(ABC):
    """A mean over samples of what their scores cost."""

    targets: Array
    """``(N,)``, or for each point its own, ``(points, N)``."""

    @property
    def count(self) -> int:
        """How many samples the mean is over."""
        return self.targets.shape[-1]

    @abstractmethod
    def value(self, scores: Array) -> Array:
        """Map scores ``(points, units, N)`` to what they cost, ``(points,)``."""

    @abstractmethod
    def slope(self, scores: Array) -> Array:
        """Return how that changes with each score, ``(points, units, N)``."""

    @abstractmethod
    def slope_along(self, scores: Array, scores_v: Array) -> Array:
        """Return how the slope changes if the scores change at a rate, ``(points, units, N)``."""


@dataclass(frozen=True, eq=False)
class SquaredError(Criterion):
    r"""One score, which is to be the target itself.

    .. math:: \frac1N \sum_i (s_i - t_i)^2

    PyTorch's ``MSELoss``.
    """

    def value(self, scores: Array) -> Array:
        """Map scores ``(points, 1, N)`` to their mean squared error, ``(points,)``."""
        e = scores[:, 0] - self.targets
        return np.add.reduce(e * e, axis=-1) / self.count

    def slope(self, scores: Array) -> Array:
        """Return twice the errors, each with its share in the mean."""
        return (scores - self.targets[..., None, :]) * (2 / self.count)

    def slope_along(self, scores: Array, scores_v: Array) -> Array:
        """Differentiate that."""
        return scores_v * (2 / self.count)


@dataclass(frozen=True, eq=False)
class CrossEntropy(Criterion):
    r"""A score a class, the highest to be that of the right one: how surprising the truth is.

    .. math::
        \frac1N \sum_i -\log p_{i, t_i}, \qquad p_{ic} = \frac{e^{s_{ic}}}{\sum_k e^{s_{ik}}},
        \qquad \frac{\partial f}{\partial s_{ic}} = \frac1N \bigl(p_{ic} - [c = t_i]\bigr)

    However involved the softmax, the slope is what is believed less what is true. PyTorch's
    ``CrossEntropyLoss``.
    """

    def value(self, scores: Array) -> Array:
        """Map scores ``(points, classes, N)`` to their mean surprise, ``(points,)``."""
        highest = scores.max(axis=1, keepdims=True)
        total = np.add.reduce(np.exp(scores - highest), axis=1)
        truth = self.targets.astype(int).reshape(-1, 1, self.count)
        right = np.take_along_axis(scores, truth, axis=1)
        return np.add.reduce(np.log(total) + highest[:, 0] - right[:, 0], axis=-1) / self.count

    def slope(self, scores: Array) -> Array:
        """Return belief less truth, each with its share in the mean."""
        classes = np.arange(scores.shape[1], dtype=float)[:, None]
        true = np.equal(self.targets[..., None, :], classes)
        return (softmax(scores) - true) / self.count

    def slope_along(self, scores: Array, scores_v: Array) -> Array:
        """Differentiate the softmax: beliefs only ever grow at the others' cost."""
        p = softmax(scores)
        usual = np.add.reduce(p * scores_v, axis=1, keepdims=True)
        return p * (scores_v - usual) / self.count


def softmax(scores: Array) -> Array:
    """Map scores ``(points, classes, N)`` to beliefs that add up to 1 for each sample."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / np.add.reduce(e, axis=1, keepdims=True)
