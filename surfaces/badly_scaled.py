"""Coordinates in units that differ by many orders of magnitude: no step is right for both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class PowellBadlyScaled(Surface):
    r"""A canyon a hundred-thousandth wide along each axis, with a minimum far out in either.

    .. math:: f(x, y) = (10^4\,x y - 1)^2 + (e^{-x} + e^{-y} - 1.0001)^2

    The first square holds a path to the hyperbola :math:`x y = 10^{-4}`, which on the map is the
    two axes; the second one drives it outwards. At the minima the Hessian's eigenvalues differ by a
    factor of :math:`7 \cdot 10^{17}`, more than a double can hold: the weaker one is lost in the
    rounding of the stronger, for Newton's method too. The problem looks the same with x and y
    exchanged, so the minimum that is published has a twin.

    Powell (1970), as problem 3 of Moré, Garbow and Hillstrom (1981), "Testing unconstrained
    optimization software", https://doi.org/10.1145/355934.355936. The minimizers are the roots of
    both squares, computed to 40 digits and rounded to the nearest double.
    """

    title = "Powell's hairline canyon"
    family = "Valleys"
    formula = r"(10^4\,x y - 1)^2 + (e^{-x} + e^{-y} - 1.0001)^2"
    teaches = "Curvatures beyond what a double holds: a path on the floor hardly knows where to go."
    source = "Moré, Garbow and Hillstrom (1981), problem 3, https://doi.org/10.1145/355934.355936"
    domain = Box((-1.2, -1.2), (10.8, 10.8))
    starts = ((0.0, 1.0), (1.0, 0.0), (3.0, 3.0), (-0.6, 6.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The published minimizer and its mirror image."""
        near, far = 1.0981593296998175e-05, 9.106146739866524
        return ((near, far), (far, near))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        p = 1e4 * x * y - 1
        q = np.exp(-x) + np.exp(-y) - 1.0001
        return p * p + q * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        p, u, v = 1e4 * x * y - 1, np.exp(-x), np.exp(-y)
        q = u + v - 1.0001
        return 2 * np.array([1e4 * y * p - u * q, 1e4 * x * p - v * q])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        p, u, v = 1e4 * x * y - 1, np.exp(-x), np.exp(-y)
        q = u + v - 1.0001
        xx = 1e8 * y * y + u * (u + q)
        xy = 1e4 * (1e4 * x * y + p) + u * v
        yy = 1e8 * x * x + v * (v + q)
        return 2 * np.array([[xx, xy], [xy, yy]])


@dataclass(frozen=True)
class BrownBadlyScaled(Surface):
    r"""A million steps to the right, and two millionths up.

    .. math:: f(x, y) = (x - 10^6)^2 + (y - 2 \cdot 10^{-6})^2 + (x y - 2)^2

    All three squares vanish at the minimum, where the curvature is 2 along x and
    :math:`2 \cdot 10^{12}` along y: gradient descent must keep its learning rate below
    :math:`10^{-12}`, at which x would take a million million steps. Dividing each coordinate by its
    own scale, as Newton's method does, turns it into one of the easiest problems.

    Brown, as problem 4 of Moré, Garbow and Hillstrom (1981), "Testing unconstrained optimization
    software", https://doi.org/10.1145/355934.355936
    """

    title = "Brown's million to one"
    family = "Valleys"
    formula = r"(x - 10^6)^2 + (y - 2 \cdot 10^{-6})^2 + (x y - 2)^2"
    teaches = "Two coordinates in different units: one step size for both suits neither."
    source = "Moré, Garbow and Hillstrom (1981), problem 4, https://doi.org/10.1145/355934.355936"
    domain = Box((-2e5, -0.8), (1.4e6, 1.2))
    starts = ((1.0, 1.0), (2e5, -0.6), (1.2e6, 0.5), (5e5, 0.8))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, where all three squares vanish."""
        return ((1e6, 2e-6),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        a, b, c = x - 1e6, y - 2e-6, x * y - 2
        return a * a + b * b + c * c

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        c = x * y - 2
        return 2 * np.array([x - 1e6 + y * c, y - 2e-6 + x * c])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        xy = 2 * x * y - 2
        return 2 * np.array([[1 + y * y, xy], [xy, 1 + x * x]])
