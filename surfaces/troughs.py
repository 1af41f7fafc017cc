"""Bowls much longer than wide that lie across the axes: the slope points at the wrong thing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Booth(Surface):
    r"""Two equations to satisfy at once, and a trough halfway between the axes.

    .. math:: f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2

    Both squares vanish at (1, 3). The Hessian has 10 in both places of its diagonal, so each
    coordinate alone looks as steep as the other, yet its eigenvalues are 18 along (1, 1) and 2
    along (1, -1): a condition number of 9 that no scaling of single coordinates can lower.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Booth's diagonal trough"
    family = "Bowls"
    formula = "(x + 2 y - 7)^2 + (2 x + y - 5)^2"
    teaches = "A trough at 45 degrees: a step size for each coordinate is of no help here."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-10.0, -10.0), (10.0, 10.0))
    starts = ((-8.0, 8.0), (-7.0, -6.0), (9.0, -7.0), (8.0, 8.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The solution of both equations."""
        return ((1.0, 3.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        p, q = x + 2 * y - 7, 2 * x + y - 5
        return p * p + q * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        p, q = x + 2 * y - 7, 2 * x + y - 5
        return np.array([2 * p + 4 * q, 4 * p + 2 * q])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``: the same everywhere."""
        level = np.zeros_like(theta[0])
        return np.array([[10 + level, 8 + level], [8 + level, 10 + level]])


@dataclass(frozen=True)
class Matyas(Surface):
    r"""A trough so shallow that the last stretch takes nearly all of the time.

    .. math:: f(x, y) = 0.26\,(x^2 + y^2) - 0.48\,x y

    The curvature is 1 across the diagonal and 0.04 along it. At a learning rate of 1 gradient
    descent reaches the floor in one step, and then loses 4 % of the way to go with each. What
    gathers speed is rewarded: momentum at its best needs some 5 times fewer steps, the square root
    of the condition number 25.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Matyas's shallow trough"
    family = "Bowls"
    formula = r"0.26\,(x^2 + y^2) - 0.48\,x y"
    teaches = "Reaching the floor takes a step, following it hundreds: momentum earns its keep."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-10.0, -10.0), (10.0, 10.0))
    starts = ((-9.0, -5.0), (9.0, 4.0), (-6.0, 8.0), (2.0, 9.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The origin."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        return np.array([0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``: the same everywhere."""
        level = np.zeros_like(theta[0])
        return np.array([[0.52 + level, level - 0.48], [level - 0.48, 0.52 + level]])
