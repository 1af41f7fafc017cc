r"""The pieces of a network, each with its own chain rule: forward, backward, and both once more.

A layer maps what comes in, x, to what goes out, y, by its parameters p. Backward, it is told how
the loss changes with y, and answers how it changes with x and p. To differentiate that gradient
along a direction v of the parameters, exactly, both ways are differentiated by the product rule:
:math:`\dot x` is how fast x changes along v. (The R-operator: Pearlmutter (1994), "Fast exact
multiplication by the Hessian", https://doi.org/10.1162/neco.1994.6.1.147)

Shapes: x is ``(points, units, N)``, with the samples last; p and v are ``(points, count)``. Any
``points`` may be 1 beside more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array


class Layer(ABC):
    """A piece of a network. ``kept`` is whatever it wants to remember between two calls."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many parameters it has."""

    @abstractmethod
    def forward(self, p: Array, x: Array) -> tuple[Array, Any]:
        """Return y, and what to keep."""

    @abstractmethod
    def backward(self, p: Array, kept: Any, dy: Array) -> tuple[Array, Array]:
        """Return the slopes of the loss in x and in p, ``(points, count)``, given that in y."""

    @abstractmethod
    def forward_along(self, p: Array, v: Array, kept: Any, xv: Array) -> tuple[Array, Any]:
        """Return how fast y changes along v, and what to keep of that."""

    @abstractmethod
    def backward_along(
        self, p: Array, v: Array, kept: Any, kept_v: Any, dy: Array, dyv: Array
    ) -> tuple[Array, Array]:
        """Return how fast the answers of ``backward`` change along v."""


@dataclass(frozen=True)
class Affine(Layer):
    r"""Weighted sums, :math:`y = W x + b`; the parameters are W, row by row, and b if there is one.

    .. math::
        \partial f / \partial x = W^\top\, \partial f / \partial y, \qquad
        \partial f / \partial W = (\partial f / \partial y)\, x^\top, \qquad
        \partial f / \partial b = \textstyle\sum_i \partial f / \partial y_i
    """

    inputs: int
    units: int
    biased: bool = True

    @property
    def count(self) -> int:
        """How many weights and biases there are."""
        return self.units * (self.inputs + self.biased)

    def _weights(self, p: Array) -> Array:
        return p[:, : self.units * self.inputs].reshape(-1, self.units, self.inputs)

    def _bias(self, p: Array) -> Array:
        return p[:, self.units * self.inputs :, None]

    def _joined(self, dw: Array, dy: Array) -> Array:
        weights = dw.reshape(len(dw), -1)
        if not self.biased:
            return weights
        return np.concatenate([weights, np.add.reduce(dy, axis=-1)], axis=1)

    def forward(self, p: Array, x: Array) -> tuple[Array, Array]:
        """Return the sums, and keep what came in."""
        y = self._weights(p) @ x
        if self.biased:
            y += self._bias(p)
        return y, x

    def backward(self, p: Array, kept: Array, dy: Array) -> tuple[Array, Array]:
        """Pass the slopes back through the weights, and read off those of the weights."""
        x, transposed = kept, self._weights(p).swapaxes(-1, -2)
        return transposed @ dy, self._joined(dy @ x.swapaxes(-1, -2), dy)

    def forward_along(self, p: Array, v: Array, kept: Array, xv: Array) -> tuple[Array, Array]:
        """Differentiate the product."""
        x = kept
        yv = self._weights(p) @ xv + self._weights(v) @ x
        return (yv + self._bias(v) if self.biased else yv), xv

    def backward_along(
        self, p: Array, v: Array, kept: Array, kept_v: Array, dy: Array, dyv: Array
    ) -> tuple[Array, Array]:
        """Differentiate both products."""
        x, xv = kept, kept_v
        dxv = self._weights(p).swapaxes(-1, -2) @ dyv + self._weights(v).swapaxes(-1, -2) @ dy
        dwv = dyv @ x.swapaxes(-1, -2) + dy @ xv.swapaxes(-1, -2)
        return dxv, self._joined(dwv, dyv)
