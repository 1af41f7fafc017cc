"""Losses that are means over samples, and the layout in which they are summed up."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Loss
from surfaces.base import Surface

Indices = npt.NDArray[np.integer]

BLOCK = 2**18
"""Array that are worked on at once: more would leave the processor's cache."""


class DataLoss(Surface):
    r"""A mean over samples, which can be asked about some of them only.

    .. math:: f(\theta) = \frac1N \sum_{i=1}^N f_i(\theta)

    The gradient of a mean is the mean of the gradients: that of a few samples, drawn at random, is
    right on average, and costs a fraction. What does not depend on the samples, a penalty on the
    weights, is part of each :math:`f_i`.
    """

    @property
    @abstractmethod
    def samples(self) -> int:
        """How many samples the mean is over."""

    @property
    def sample_count(self) -> int:
        """How many samples the mean is over."""
        return self.samples

    @abstractmethod
    def on(self, indices: Indices) -> Loss:
        """Return the mean over some samples, given by their numbers ``(B,)``, in O(B).

        Numbers ``(B, *seeds)`` give each lane samples of its own: the loss is then asked about
        points whose ``batch`` the shape ``seeds`` broadcasts against.
        """

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""
        return self._on_all.value(theta)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""
        return self._on_all.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``."""
        return self._on_all.hess(theta)

    @cached_property
    def _on_all(self) -> Loss:
        return self.on(np.arange(self.samples))


def rows(theta: Array | Sequence[Array]) -> tuple[Array, tuple[int, ...]]:
    """Lay points ``(n, *batch)``, or an open grid, out as ``(points, n)``; return the batch too.

    With the samples along the last axis, a point's sum over them is then one run through memory,
    in an order that does not depend on how many points there are: NumPy adds up by pairs along the
    last axis, but in sequence along any other.
    """
    if not isinstance(theta, np.ndarray):
        theta = np.array(np.broadcast_arrays(*theta))
    batch = theta.shape[1:]
    return np.ascontiguousarray(theta.reshape(len(theta), math.prod(batch)).T), batch


def shaped(answers: Array, batch: tuple[int, ...]) -> Array:
    """Give answers ``(points, *kind)`` the shape ``(*kind, *batch)``."""
    last = answers.transpose(*range(1, answers.ndim), 0)
    return last.reshape((*answers.shape[1:], *batch))


@overload
def blockwise(ask: Callable[[Array], Array], points: Array, numbers: int, /) -> Array: ...
@overload
def blockwise(
    ask: Callable[[Array, Indices], Array], points: Array, numbers: int, lanes: Indices, /
) -> Array: ...
def blockwise(ask: Callable[..., Array], points: Array, numbers: int, *lanes: Indices) -> Array:
    """Ask about points ``(points, n)``, so few at once that ``BLOCK`` numbers suffice.

    Asking about one takes so many ``numbers``. If the lane of each is given, ``(points,)``, it is
    told with the points.
    """
    if not len(points):
        return ask(np.zeros((1, points.shape[1])), *(np.zeros(1, dtype=int) for _ in lanes))[:0]
    size = max(1, BLOCK // numbers)
    if len(points) <= size:
        return ask(points, *lanes)
    blocks = [slice(at, at + size) for at in range(0, len(points), size)]
    return np.concatenate([ask(points[some], *(each[some] for each in lanes)) for some in blocks])


def by_lane(indices: Indices) -> Indices:
    """Lay samples ``(B, *seeds)`` out as ``(lanes, B)``; those that all lanes share stay ``(B,)``.

    The samples stand last, as ``rows`` has them, so that a lane adds up as it would alone.
    """
    if indices.ndim == 1:
        return indices
    return np.ascontiguousarray(indices.reshape(len(indices), math.prod(indices.shape[1:])).T)


def lanes_of(seeds: tuple[int, ...], batch: tuple[int, ...]) -> Indices:
    """Return which of the lanes ``seeds`` each point of a batch is in, ``(points,)``."""
    return np.broadcast_to(np.arange(math.prod(seeds)).reshape(seeds), batch).ravel()
