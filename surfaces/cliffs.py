"""Walls: a gradient so large that one honest step along it leaves the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface
from surfaces.sigmoid import sigmoid

FOOT = 1.0  # where the wall begins
SHARPNESS = 400.0  # the wall's foot and edge are bends about 1 / 400 wide


@dataclass(frozen=True)
class Cliff(Surface):
    r"""A gentle hollow at the foot of a wall, and high ground above that slopes to the edge.

    .. math::
        f(x, y) = \sqrt{1 + x^2 + y^2} - 1 + \int_{-\infty}^{x} s\,
                  \bigl[\sigma(c\,(u - 1)) - \sigma(c\,(u - 1 - h / s))\bigr]\, du

    with :math:`c = 400`: a wall of slope s that rises by h. Away from it no slope and no curvature
    is above 1. A path that walks off the edge, or is carried up from below by its momentum, is
    thrown by s times the learning rate and walks back at slope 1: as many steps as the wall is
    steep. A clipped step keeps the direction, which is right, and drops the length, which is not.

    In the spirit of Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent
    neural networks", figure 6, https://arxiv.org/abs/1211.5063
    """

    title = "Cliff above a hollow"
    formula = (
        r"\sqrt{1 + x^2 + y^2} - 1 + \int_{-\infty}^{x} s\, \bigl[\sigma(400\,(u - 1)) "
        r"- \sigma(400\,(u - 1 - h / s))\bigr]\, du"
    )
    teaches = "Exploding gradients: one step from the wall undoes a hundred, unless it is clipped."
    source = "Pascanu, Mikolov and Bengio (2013), figure 6, https://arxiv.org/abs/1211.5063"
    domain = Box((-4.0, -3.0), (4.0, 3.0))
    starts = ((3.0, 1.5), (-3.5, -1.0), (2.5, -2.5), (0.5, 2.5))

    height: Hyper = knob(50.0, "h", 1.0, 100.0, log=True)
    steepness: Hyper = knob(100.0, "s", 10.0, 1000.0, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The bottom of the hollow; the wall moves it by less than the last digit."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        foot, edge = self._bends(x)
        wall = self.steepness / SHARPNESS * (np.logaddexp(0, foot) - np.logaddexp(0, edge))
        square = x * x + y * y
        return square / (1 + np.sqrt(1 + square)) + wall  # no cancellation near the minimum

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        foot, edge = self._bends(x)
        root = np.sqrt(1 + x * x + y * y)
        slope = self.steepness * (sigmoid(foot)[0] - sigmoid(edge)[0])
        return np.array([x / root + slope, y / root])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        foot, edge = self._bends(x)
        square = 1 + x * x + y * y
        cubed = square * np.sqrt(square)
        bend = self.steepness * SHARPNESS * (sigmoid(foot)[1] - sigmoid(edge)[1])
        xy = -x * y / cubed
        return np.array([[(1 + y * y) / cubed + bend, xy], [xy, (1 + x * x) / cubed]])

    def _bends(self, x: Array) -> tuple[Array, Array]:
        """Return how far beyond the wall's foot and its edge a point is, in widths of the bends."""
        beyond = x - FOOT
        return SHARPNESS * beyond, SHARPNESS * (beyond - self.height / self.steepness)
