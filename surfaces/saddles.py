"""Flat in the middle, down on both sides: where a gradient of zero is not the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Saddle(Surface):
    r"""A mountain pass between two valleys, and the ridge that leads straight onto it.

    .. math::
        f(x, y) = \tfrac12 \lambda_+ x^2 + \tfrac14 (y^2 - \lambda_-)^2
                = \tfrac12 \lambda_+ x^2 - \tfrac12 \lambda_- y^2 + \tfrac14 y^4
                  + \tfrac14 \lambda_-^2

    At the origin the Hessian has the eigenvalues :math:`\lambda_+` and :math:`-\lambda_-`: a strict
    saddle. On the ridge y = 0 the gradient points along the ridge, so gradient descent never leaves
    it and stops at the saddle. A start that is off by :math:`\delta` leaves along
    :math:`\delta\, (1 + \alpha \lambda_-)^t`: the time lost grows as :math:`\log(1 / \delta)`.

    Lee, Simchowitz, Jordan and Recht (2016), "Gradient Descent Only Converges to Minimizers",
    whose example this is with both knobs at 1, after Nesterov (2004), https://arxiv.org/abs/1602.04915
    """

    title = "Saddle between two valleys"
    formula = r"\tfrac12 \lambda_+ x^2 + \tfrac14 (y^2 - \lambda_-)^2"
    teaches = "A zero gradient that is no minimum: leaving a saddle takes time, or a little noise."
    source = "Lee, Simchowitz, Jordan and Recht (2016), https://arxiv.org/abs/1602.04915"
    domain = Box((-1.8, -1.8), (1.8, 1.8))
    starts = ((-1.5, 0.001), (-1.5, 0.0), (1.2, 0.3), (0.5, -1.7))

    up: Hyper = knob(1.0, r"\lambda_+", 0.1, 10.0, log=True)
    down: Hyper = knob(1.0, r"\lambda_-", 0.01, 4.0, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The two valleys' lowest points."""
        y = float(np.sqrt(self.down))
        return ((0.0, -y), (0.0, y))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        r = y * y - self.down
        return self.up * x * x / 2 + r * r / 4

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        return np.array([self.up * x, y * (y * y - self.down)])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        zero = np.zeros_like(x)
        return np.array([[self.up + zero, zero], [zero, 3 * y * y - self.down]])
