"""Camels' backs: a few hollows of unlike depth between humps, all in sight at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class ThreeHumpCamel(Surface):
    r"""A hollow in the middle, a shallower one on either side, and low passes in between.

    .. math:: f(x, y) = 2 x^2 - 1.05\,x^4 + \tfrac16 x^6 + x y + y^2

    On the line y = -x / 2, where f is lowest for each x, it falls to 0 in the middle and to 0.2986
    at x = ±1.7476, beyond passes of 0.8774 at x = ±1.0705. The side hollows look just like the
    middle one from within: a slope of zero and curvatures above zero.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Three-hump camel"
    family = "Valleys"
    formula = r"2 x^2 - 1.05\,x^4 + \tfrac16 x^6 + x y + y^2"
    teaches = "A local minimum looks like the best one from inside; speed can carry a path past it."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-2.1, -1.6), (2.1, 1.6))
    starts = ((-2.0, -1.2), (1.0, 1.4), (1.3, -1.4), (-0.6, -1.4))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The middle hollow."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        q = x * x
        return (2 + q * (q / 6 - 1.05)) * q + (x + y) * y

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        q = x * x
        return np.array([x * (4 + q * (q - 4.2)) + y, x + 2 * y])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        q = theta[0] * theta[0]
        one = np.ones_like(q)
        return np.array([[4 + q * (5 * q - 12.6), one], [one, 2 * one]])


@dataclass(frozen=True)
class SixHumpCamel(Surface):
    r"""Six hollows in three pairs, the same seen from either side; the deepest pair is the best.

    .. math::
        f(x, y) = \bigl(4 - 2.1\,x^2 + \tfrac13 x^4\bigr)\,x^2 + x y + (4 y^2 - 4)\,y^2

    Turning the map by half a turn changes nothing, so every minimum has a twin: two at -1.0316, two
    at -0.2155 and two at 2.1043. The centre, where everything is symmetric, is a saddle.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204. The minimizers are the roots of the
    gradient, computed to 40 digits and rounded to the nearest double.
    """

    title = "Six-hump camel"
    family = "Valleys"
    formula = r"\bigl(4 - 2.1\,x^2 + \tfrac13 x^4\bigr) x^2 + x y + (4 y^2 - 4)\,y^2"
    teaches = "Three depths of minima, two of each: a zero gradient says nothing about which it is."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-1.9, -1.1), (1.9, 1.1))
    starts = ((-1.0, 0.1), (1.0, 0.6), (1.8, -0.2), (-1.2, -0.9))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The deepest pair of hollows."""
        x, y = 0.08984201310031806, -0.7126564030207396
        return ((x, y), (-x, -y))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        q, p = x * x, y * y
        return (4 + q * (q / 3 - 2.1)) * q + x * y + (4 * p - 4) * p

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        q, p = x * x, y * y
        return np.array([x * (8 + q * (2 * q - 8.4)) + y, x + y * (16 * p - 8)])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        q, p = x * x, y * y
        one = np.ones_like(q)
        return np.array([[8 + q * (10 * q - 25.2), one], [one, 48 * p - 8]])
