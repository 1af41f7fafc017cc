"""Flat in the middle, down on several sides: where a gradient of zero is not the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
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
    family = "Saddles"
    formula = r"\tfrac12 \lambda_+ x^2 + \tfrac14 (y^2 - \lambda_-)^2"
    teaches = "A zero gradient that is no minimum: leaving a saddle takes time, or a little noise."
    source = "Lee, Simchowitz, Jordan and Recht (2016), https://arxiv.org/abs/1602.04915"
    domain = Box((-1.8, -1.8), (1.8, 1.8))
    starts = ((-1.5, 0.001), (-1.5, 0.0), (1.2, 0.3), (0.5, -1.7))

    up: Hyper = knob(1.0, r"\lambda_+", 0.1, 10.0, meanings.UP, log=True)
    down: Hyper = knob(1.0, r"\lambda_-", 0.01, 4.0, meanings.DOWN, log=True)

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


@dataclass(frozen=True)
class MonkeySaddle(Surface):
    r"""Three ways down and three ridges, and a centre where even the curvature says nothing.

    .. math::
        f(x, y) = x^3 - 3 x y^2 + \tfrac{3}{4 \rho} (x^2 + y^2)^2 + \tfrac14 \rho^3

    The cubic is the monkey saddle: two valleys for the legs and one for the tail. The quartic
    closes each valley at the distance :math:`\rho` and is too flat to change the gradient's
    leading term, or the Hessian, at the centre: both are exactly zero there. On a ridge the slope
    vanishes as :math:`3 r^2`, so gradient descent creeps on as :math:`1 / (3 \alpha t)`; a start
    off it by :math:`\delta` leaves only after a time that grows as :math:`\delta^{-1/3}`, where a
    strict saddle costs a logarithm.

    Anandkumar and Ge (2016), "Efficient approaches for escaping higher order saddle points in
    non-convex optimization", https://arxiv.org/abs/1602.05908; the quartic is an addition.
    """

    title = "Monkey saddle"
    family = "Saddles"
    formula = r"x^3 - 3 x y^2 + \tfrac{3}{4 \rho} (x^2 + y^2)^2 + \tfrac14 \rho^3"
    teaches = "A saddle without curvature: second derivatives do not show the way down either."
    source = "Anandkumar and Ge (2016), https://arxiv.org/abs/1602.05908, and a quartic around it"
    domain = Box((-1.5, -1.5), (1.5, 1.5))
    starts = ((1.2, 0.001), (1.2, 0.0), (-0.6, 1.1), (0.9, -0.6))

    reach: Hyper = knob(1.0, r"\rho", 0.2, 1.5, meanings.REACH)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The ends of the three valleys."""
        x, y = float(self.reach) / 2, float(self.reach * np.sqrt(3) / 2)
        return ((-2 * x, 0.0), (x, -y), (x, y))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        rr = x * x + y * y
        rim = 0.75 * rr * rr / self.reach + self.reach * self.reach * self.reach / 4
        return x * (x * x - 3 * y * y) + rim

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        push = 3 * (x * x + y * y) / self.reach
        return np.array([3 * (x * x - y * y) + x * push, y * (push - 6 * x)])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        xx, yy = x * x, y * y
        rim = 3 / self.reach
        xy = y * (2 * rim * x - 6)
        return np.array([[6 * x + rim * (3 * xx + yy), xy], [xy, rim * (xx + 3 * yy) - 6 * x]])
