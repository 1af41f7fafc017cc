"""Walls: a gradient so large that one honest step along it leaves the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface
from surfaces.sigmoid import sigmoid

SHARPNESS = 400.0  # the wall's foot and edge are bends about 1 / 400 wide
FOOT = 0.5  # x + y there
DRAFT = 0.2  # the hollow's slope along y; along x it is 1


@dataclass(frozen=True)
class Cliff(Surface):
    r"""A gentle hollow with a wall along one side, and high ground above that slopes to the edge.

    .. math::
        f(x, y) &= \sqrt{1 + x^2} - 1 + \tfrac15 \bigl(\sqrt{1 + y^2} - 1\bigr)
                   + W(x + y - \tfrac12) \\
        W'(u) &= s\,\bigl[\sigma(400\,u) - \sigma(400\,(u - h / s))\bigr]

    W is a wall that rises by h, with a slope of s in x as well as in y; away from it no slope is
    above 1.02 and no curvature above 1. The hollow draws paths against the wall's foot, which they
    should follow down to the minimum. A step that touches the wall is thrown by s times the
    learning rate in both coordinates and walks back at slope 1 at most: as many steps as the wall
    is steep. A clipped step keeps the direction, which is right, and drops the length.

    In the spirit of Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent
    neural networks", figure 6, https://arxiv.org/abs/1211.5063
    """

    title = "Cliff beside a hollow"
    family = "Cliffs"
    formula = (
        r"\sqrt{1 + x^2} - 1 + \tfrac15 \bigl(\sqrt{1 + y^2} - 1\bigr) + W(x + y - \tfrac12), "
        r"\quad W'(u) = s\,\bigl[\sigma(400\,u) - \sigma(400\,(u - h / s))\bigr]"
    )
    teaches = "Exploding gradients: one touch of the wall undoes a hundred steps, unless clipped."
    source = "Pascanu, Mikolov and Bengio (2013), figure 6, https://arxiv.org/abs/1211.5063"
    domain = Box((-4.0, -3.0), (4.0, 3.0))
    starts = ((-3.0, 2.8), (3.0, 1.5), (-3.5, -1.0), (1.5, -2.5))

    height: Hyper = knob(100.0, "h", 1.0, 200.0, meanings.WALL_HEIGHT, log=True)
    steepness: Hyper = knob(200.0, "s", 10.0, 1000.0, meanings.WALL_SLOPE, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The bottom of the hollow; the wall moves it by less than a double can tell."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        foot, edge = self._bends(x + y)
        ramp = np.minimum(np.maximum(x + y - FOOT, 0), self.height / self.steepness)
        rounding = np.log1p(np.exp(-np.abs(foot))) - np.log1p(np.exp(-np.abs(edge)))
        across = x * x / (1 + np.sqrt(1 + x * x))  # no cancellation near the minimum
        along = y * y / (1 + np.sqrt(1 + y * y))
        return across + DRAFT * along + self.steepness * (ramp + rounding / SHARPNESS)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        foot, edge = self._bends(x + y)
        # sigmoid(foot) - sigmoid(edge), as a product that loses no digits on the high ground
        between = sigmoid(foot)[0] * sigmoid(-edge)[0] * -np.expm1(edge - foot)
        slope = self.steepness * between
        return np.array(
            [x / np.sqrt(1 + x * x) + slope, DRAFT * y / np.sqrt(1 + y * y) + slope],
        )

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        foot, edge = self._bends(x + y)
        bend = self.steepness * SHARPNESS * (sigmoid(foot)[1] - sigmoid(edge)[1])
        xx, yy = 1 + x * x, 1 + y * y
        across, along = 1 / (xx * np.sqrt(xx)), DRAFT / (yy * np.sqrt(yy))
        return np.array([[across + bend, bend], [bend, along + bend]])

    def _bends(self, level: Array) -> tuple[Array, Array]:
        """Return how far x + y is beyond the wall's foot and its edge, in widths of the bends."""
        beyond = level - FOOT
        return SHARPNESS * beyond, SHARPNESS * (beyond - self.height / self.steepness)
