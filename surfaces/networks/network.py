"""Layers one after the other: forward for the loss, backward for its gradient."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from core.arrays import Array
from surfaces.data_loss import Indices, blockwise
from surfaces.networks.criteria import Criterion
from surfaces.networks.layers import Affine, Layer


@dataclass(frozen=True, eq=False)
class Network:
    r"""A chain of layers, so that the chain rule is a loop.

    .. math::
        x_0 = x, \quad x_l = F_l(x_{l-1}; p_l), \qquad
        \frac{\partial f}{\partial p_l} = \frac{\partial f}{\partial x_l}
        \frac{\partial x_l}{\partial p_l}, \quad
        \frac{\partial f}{\partial x_{l-1}} = \frac{\partial f}{\partial x_l}
        \frac{\partial x_l}{\partial x_{l-1}}

    From the last layer to the first, the slope of the loss in what a layer put out gives that in
    its parameters, and that in what came in, which the layer before put out. A gradient thus costs
    about as much as two more losses, however many parameters there are.

    Rumelhart, Hinton and Williams (1986), "Learning representations by back-propagating errors",
    https://doi.org/10.1038/323533a0
    """

    layers: tuple[Layer, ...]

    @cached_property
    def count(self) -> int:
        """How many parameters there are."""
        return sum(layer.count for layer in self.layers)

    def parts(self, points: Array) -> list[Array]:
        """Cut points ``(points, count)`` into the parameters of each layer."""
        return [points[:, first:end] for first, end in self._cuts]

    @cached_property
    def _cuts(self) -> list[tuple[int, int]]:
        return list(pairwise(accumulate((layer.count for layer in self.layers), initial=0)))

    def numbers(self, samples: int) -> int:
        """Return about how many numbers a point takes while samples pass through."""
        sums = [layer.units for layer in self.layers if isinstance(layer, Affine)]
        return self.count + 2 * samples * sum(sums)

    def forward(self, points: Array, inputs: Array) -> tuple[Array, list[Any]]:
        """Pass inputs ``(d, N)`` or ``(points, d, N)`` on; return scores and what layers keep."""
        x, kept = inputs.reshape(-1, *inputs.shape[-2:]), list[Any]()
        for layer, p in zip(self.layers, self.parts(points), strict=True):
            x, keeps = layer.forward(p, x)
            kept.append(keeps)
        return x, kept

    def backward(self, points: Array, kept: list[Any], dy: Array) -> tuple[Array, list[Array]]:
        """Pass the slope in the scores back; return those in the parameters and in each output."""
        answers, slopes = list[Array](), list[Array]()
        layers = zip(self.layers, self.parts(points), kept, strict=True)
        for layer, p, keeps in reversed(list(layers)):
            slopes.append(dy)
            dy, dp = layer.backward(p, keeps, dy)
            answers.append(dp)
        return np.concatenate(answers[::-1], axis=1), slopes[::-1]

    def forward_along(
        self, points: Array, along: Array, kept: list[Any], inputs: Array
    ) -> tuple[Array, list[Any]]:
        """Return how fast the scores change along directions, and what each layer keeps of that."""
        xv, kept_v = np.zeros((1, *inputs.shape[-2:])), list[Any]()
        layers = zip(self.layers, self.parts(points), self.parts(along), kept, strict=True)
        for layer, p, v, keeps in layers:
            xv, keeps_v = layer.forward_along(p, v, keeps, xv)
            kept_v.append(keeps_v)
        return xv, kept_v

    def backward_along(
        self,
        points: Array,
        along: Array,
        kept: list[Any],
        kept_v: list[Any],
        slopes: list[Array],
        dyv: Array,
    ) -> Array:
        """Return how fast the gradient changes along directions, ``(directions, count)``."""
        answers = list[Array]()
        parts = zip(self.parts(points), self.parts(along), strict=True)
        layers = zip(self.layers, parts, kept, kept_v, slopes, strict=True)
        for layer, (p, v), keeps, keeps_v, dy in reversed(list(layers)):
            dyv, dpv = layer.backward_along(p, v, keeps, keeps_v, dy, dyv)
            answers.append(dpv)
        return np.concatenate(answers[::-1], axis=1)


@dataclass(frozen=True, eq=False)
class NetworkLoss:
    """What a network's answers to some samples cost on average."""

    network: Network
    inputs: Array
    """``(d, N)``, or for each point its own, ``(points, d, N)``."""
    criterion: Criterion
    """It judges the last ones of the samples, as many as it has targets."""

    @property
    def numbers(self) -> int:
        """About how many numbers a point takes."""
        return self.network.numbers(self.inputs.shape[-1])

    def of(self, lanes: Indices) -> NetworkLoss:
        """Return the mean over the samples of some lanes, in their order."""
        criterion = replace(self.criterion, targets=self.criterion.targets[lanes])
        return replace(self, inputs=self.inputs[lanes], criterion=criterion)

    def value(self, points: Array) -> Array:
        """Map points ``(points, n)`` to the cost, ``(points,)``."""
        scores, _ = self.network.forward(points, self.inputs)
        return self.criterion.value(self._judged(scores))

    def grad(self, points: Array) -> Array:
        """Return its gradient, ``(points, n)``, by backpropagation."""
        scores, kept = self.network.forward(points, self.inputs)
        slope = self._told(self.criterion.slope(self._judged(scores)))
        return self.network.backward(points, kept, slope)[0]

    def hess(self, point: Array) -> Array:
        """Return its Hessian at a point ``(n,)``, ``(n, n)``, exactly.

        Each row is the derivative of the gradient along one parameter: of the way forward, and
        then of the way back.
        """
        network, points = self.network, point[None]
        scores, kept = network.forward(points, self.inputs)
        judged = self._judged(scores)
        _, slopes = network.backward(points, kept, self._told(self.criterion.slope(judged)))

        def rows(along: Array) -> Array:
            scores_v, kept_v = network.forward_along(points, along, kept, self.inputs)
            slope_v = self._told(self.criterion.slope_along(judged, self._judged(scores_v)))
            return network.backward_along(points, along, kept, kept_v, slopes, slope_v)

        hess = blockwise(rows, np.eye(network.count), 2 * self.numbers)
        return (hess + hess.T) / 2  # they differ in the last digits

    @property
    def _unjudged(self) -> int:
        return self.inputs.shape[-1] - self.criterion.count

    def _judged(self, scores: Array) -> Array:
        return scores[..., self._unjudged :]

    def _told(self, slope: Array) -> Array:
        """Return the slope in all scores: there is none in those that are not judged."""
        if not self._unjudged:
            return slope
        return np.concatenate([np.zeros((*slope.shape[:2], self._unjudged)), slope], axis=-1)
