"""Curved valleys: finding them is easy, following them is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Rosenbrock(Surface):
    r"""A parabola-shaped valley with steep walls and a floor that hardly falls.

    .. math:: f(x, y) = (a - x)^2 + b\,(y - x^2)^2

    At the minimum :math:`(a, a^2)` the condition number of the Hessian is about
    :math:`b\,(1 + 4 a^2)^2` for large b, some 2500 at the classic constants, and the valley turns:
    a step that is safe across it is far too short along it, and no fixed direction stays right.

    Rosenbrock (1960), "An automatic method for finding the greatest or least value of a function",
    The Computer Journal 3(3), https://doi.org/10.1093/comjnl/3.3.175
    """

    title = "Rosenbrock's banana valley"
    formula = r"(a - x)^2 + b\,(y - x^2)^2"
    teaches = (
        "A curved, badly conditioned valley: why a good direction matters more than a big step."
    )
    source = "Rosenbrock (1960), https://doi.org/10.1093/comjnl/3.3.175"
    domain = Box((-2.0, -1.0), (2.0, 3.0))
    starts = ((-1.2, 1.0), (-1.5, 2.5), (0.0, 0.0), (1.8, -0.5))

    a: Hyper = knob(1.0, "a", -1.5, 1.5)
    b: Hyper = knob(100.0, "b", 1.0, 1000.0, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, at the end of the valley's floor."""
        a = float(self.a)
        return ((a, a * a),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        e = self.a - x
        r = y - x * x  # height above the valley floor
        return e * e + self.b * r * r

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        pull = 2 * self.b * (y - x * x)  # to the valley floor
        return np.array([2 * (x - self.a - x * pull), pull])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        xx = 2 - 4 * self.b * (y - 3 * x * x)
        xy = -4 * self.b * x
        return np.array([[xx, xy], [xy, 2 * self.b + 0 * x]])


@dataclass(frozen=True)
class Beale(Surface):
    r"""Nearly flat over most of the map, with high ridges at the corners.

    .. math:: f(x, y) = \sum_{k=1}^{3} \bigl(c_k - x\,(1 - y^k)\bigr)^2

    with :math:`c = (1.5, 2.25, 2.625)`, which lets :math:`(3, \tfrac12)` satisfy all three terms.
    Along :math:`y = 1` no x changes anything: a path that settles there creeps for long.

    Beale (1958), as problem 5 of Moré, Garbow and Hillstrom (1981), "Testing unconstrained
    optimization software", https://doi.org/10.1145/355934.355936
    """

    title = "Beale's flat corners"
    formula = r"(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2"
    teaches = "Gradients that differ a thousandfold over one map: no single step size suits it all."
    source = "Moré, Garbow and Hillstrom (1981), problem 5, https://doi.org/10.1145/355934.355936"
    domain = Box((-4.5, -4.5), (4.5, 4.5))
    starts = ((1.0, 1.0), (-2.0, 2.0), (-3.5, -1.5), (4.0, -3.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, where all three terms vanish."""
        return ((3.0, 0.5),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        r1, r2, r3 = _residuals(x, y)
        return r1 * r1 + r2 * r2 + r3 * r3

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        r1, r2, r3 = _residuals(x, y)
        u1, u2, u3 = y - 1, y * y - 1, y * y * y - 1  # dr/dx
        return 2 * np.array(
            [r1 * u1 + r2 * u2 + r3 * u3, x * (r1 + 2 * y * r2 + 3 * y * y * r3)],
        )

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        r1, r2, r3 = _residuals(x, y)
        u1, u2, u3 = y - 1, y * y - 1, y * y * y - 1
        v2, v3 = 2 * y, 3 * y * y  # du/dy, and v1 = 1
        xx = u1 * u1 + u2 * u2 + u3 * u3
        xy = r1 + v2 * r2 + v3 * r3 + x * (u1 + v2 * u2 + v3 * u3)
        yy = x * x * (1 + v2 * v2 + v3 * v3) + x * (2 * r2 + 6 * y * r3)
        return 2 * np.array([[xx, xy], [xy, yy]])


def _residuals(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return Beale's three terms before squaring."""
    return 1.5 + x * (y - 1), 2.25 + x * (y * y - 1), 2.625 + x * (y * y * y - 1)
