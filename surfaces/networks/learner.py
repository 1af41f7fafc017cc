"""Losses of many parameters: what they learn from, what is held out, and where they start."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from core.arrays import Array, Hyper
from core.loss import Loss
from surfaces.base import Box, Point
from surfaces.data import Dataset
from surfaces.data_loss import DataLoss, Indices, blockwise, by_lane, lanes_of, rows, shaped

STARTS = 4
USUAL = 3.0
"""Most weights are no larger than this."""

Columns = tuple[Array, Array]
"""Inputs ``(d, N)`` and targets ``(N,)``."""


class Mean(Protocol):
    """A mean over samples in a layout that suits them: points are ``(points, n)``."""

    @property
    def numbers(self) -> int:
        """About how many numbers a point takes."""
        ...

    def of(self, lanes: Indices, /) -> Mean:
        """Return the mean over the samples of some lanes, one a point, where each has its own."""
        ...

    def value(self, points: Array, /) -> Array:
        """Return heights, ``(points,)``."""
        ...

    def grad(self, points: Array, /) -> Array:
        """Return gradients, ``(points, n)``."""
        ...

    def hess(self, point: Array, /) -> Array:
        """Return the Hessian at one point ``(n,)``, ``(n, n)``."""
        ...


class Learner(DataLoss):
    r"""A loss of many parameters, over a part of the data; the rest is held out to validate.

    .. math:: f(\theta) = \frac1N \sum_{i=1}^N \ell\bigl(s(x_i; \theta), t_i\bigr)
              + \frac\lambda2 \|\theta\|^2

    The penalty is on all parameters, as PyTorch's ``weight_decay`` is by default.
    """

    data: Dataset
    l2: Hyper
    held_out: float
    """The share of the samples that is not learned from."""

    def __post_init__(self) -> None:
        """Find starts, and say where the parameters usually are."""
        object.__setattr__(self, "starts", tuple(self.initial(k) for k in range(STARTS)))
        object.__setattr__(self, "domain", self.chart())

    @property
    @abstractmethod
    def count(self) -> int:
        """How many parameters there are."""

    @abstractmethod
    def initial(self, seed: int) -> Point:
        """Draw parameters to start from, ``(n,)``."""

    @abstractmethod
    def scores(self, theta: Array, inputs: Array) -> Array:
        """Map points ``(n, *batch)`` and inputs ``(N, d)`` to scores ``(units, N, *batch)``.

        For classes one score each, of which the highest wins; else the one answer.
        """

    @abstractmethod
    def mean(self, inputs: Array, targets: Array) -> Mean:
        """Return the mean over samples, ``(…, d, N)`` and ``(…, N)``, without the penalty.

        They are the same for every point or, with one more axis, for each its own.
        """

    @property
    def minima(self) -> tuple[Point, ...]:
        """None that are known: there are many, and none is special."""
        return ()

    def chart(self) -> Box:
        """Return a box in which most parameters lie."""
        return Box((-USUAL,) * self.count, (USUAL,) * self.count)

    @property
    def outputs(self) -> int:
        """One score a class, or one for a quantity."""
        return len(self.data.classes) or 1

    @property
    def samples(self) -> int:
        """How many samples are learned from."""
        return len(self._split[0][1])

    def on(self, indices: Indices) -> Loss:
        """Return the mean over some of the samples that are learned from, ``(B, *seeds)``."""
        (inputs, targets), (_, _) = self._split
        dealt = by_lane(indices)
        columns = np.moveaxis(np.take(inputs, dealt, axis=1), 0, -2)
        mean = self.mean(np.ascontiguousarray(columns), targets[dealt])
        return LearnerOn(mean, self.l2, indices.shape[1:])

    @property
    def validation(self) -> Loss | None:
        """The mean over the samples held out, without the penalty; ``None`` if there are none."""
        _, (inputs, targets) = self._split
        return LearnerOn(self.mean(inputs, targets), 0.0) if len(targets) else None

    @cached_property
    def _split(self) -> tuple[Columns, Columns]:
        """Return what is learned from, and what is held out, each in the order of the data."""
        inputs, targets = self.data.points()
        order = np.random.Generator(np.random.PCG64(0)).permutation(len(targets))
        kept = max(1, len(targets) - round(self.held_out * len(targets)))
        learned, held = np.sort(order[:kept]), np.sort(order[kept:])
        return (inputs[learned].T.copy(), targets[learned]), (inputs[held].T.copy(), targets[held])


@dataclass(frozen=True, eq=False)
class LearnerOn:
    """A learner's loss on some samples: the same for every lane, or for each its own."""

    mean: Mean
    l2: Hyper
    seeds: tuple[int, ...] = ()
    """The shape in which lanes with samples of their own stand."""

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""
        points, batch = rows(theta)
        means = self._blockwise(lambda mean, some: mean.value(some), points, batch)
        sizes = np.add.reduce(points * points, axis=-1)
        return shaped(means, batch) + self.l2 / 2 * shaped(sizes, batch)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""
        points, batch = rows(theta)
        slopes = self._blockwise(lambda mean, some: mean.grad(some), points, batch, 2)
        return shaped(slopes, batch) + self.l2 * theta

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``."""
        points, batch = rows(theta)
        size = len(theta)
        means = [self.mean] * len(points)
        if self.seeds:
            means = [self.mean.of(lane) for lane in lanes_of(self.seeds, batch)[:, None]]
        bends = np.array([mean.hess(point) for mean, point in zip(means, points, strict=True)])
        one = np.eye(size).reshape(size, size, *(1,) * len(batch))
        return shaped(bends.reshape(len(points), size, size), batch) + self.l2 * one

    def _blockwise(
        self,
        ask: Callable[[Mean, Array], Array],
        points: Array,
        batch: tuple[int, ...],
        passes: int = 1,
    ) -> Array:
        """Ask about points, each of which meets the samples of its lane."""
        numbers = passes * self.mean.numbers
        if not self.seeds:
            return blockwise(lambda some: ask(self.mean, some), points, numbers)
        lanes = lanes_of(self.seeds, batch)
        return blockwise(lambda some, of: ask(self.mean.of(of), some), points, numbers, lanes)
