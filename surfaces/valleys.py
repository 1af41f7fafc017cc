"""Curved valleys: finding them is easy, following them is not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
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
    family = "Valleys"
    formula = r"(a - x)^2 + b\,(y - x^2)^2"
    teaches = (
        "A curved, badly conditioned valley: why a good direction matters more than a big step."
    )
    source = "Rosenbrock (1960), https://doi.org/10.1093/comjnl/3.3.175"
    domain = Box((-2.0, -1.0), (2.0, 3.0))
    starts = ((-1.2, 1.0), (-1.5, 2.5), (0.0, 0.0), (1.8, -0.5))

    a: Hyper = knob(1.0, "a", -1.5, 1.5, meanings.VALLEY_END)
    b: Hyper = knob(100.0, "b", 1.0, 1000.0, meanings.VALLEY_WALLS, log=True)

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
