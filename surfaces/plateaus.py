"""Flat ground far from any minimum: the slope is right, and too small to be of use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface
from surfaces.sigmoid import sigmoid


@dataclass(frozen=True)
class Plateau(Surface):
    r"""A sigmoid unit that is sure of the wrong answer, graded by its squared error.

    .. math::
        f(w, b) = \tfrac12 \bigl(\sigma(k\,(b + w)) - p\bigr)^2
                + \tfrac12 \bigl(\sigma(k\,(b - w)) - (1 - p)\bigr)^2

    One unit with weight w and bias b is to answer p to the input k, and 1 - p to the input -k.
    Where it is saturated, :math:`\sigma' \approx e^{-|z|}` multiplies the gradient: the error is
    largest and the slope next to nothing. Gradient descent stands still there, while rules that
    divide by the gradient's size cross at full speed. The one minimum fits both answers:
    :math:`b = 0` and :math:`k\,w = \log(p / (1 - p))`.

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", on the sigmoid and on
    choosing target values, https://doi.org/10.1007/3-540-49430-8_2
    """

    title = "Plateau of a saturated unit"
    formula = (
        r"\tfrac12 \bigl(\sigma(k\,(b + w)) - p\bigr)^2"
        r" + \tfrac12 \bigl(\sigma(k\,(b - w)) - (1 - p)\bigr)^2"
    )
    teaches = (
        "Vanishing gradients: worst where the loss is highest, unless steps ignore their size."
    )
    source = "LeCun, Bottou, Orr and Müller (1998), https://doi.org/10.1007/3-540-49430-8_2"
    domain = Box((-6.0, -6.0), (6.0, 6.0))
    starts = ((-5.0, 0.0), (0.5, -5.0), (-1.0, 0.5), (4.0, 4.5))

    steepness: Hyper = knob(2.0, "k", 0.5, 4.0)
    target: Hyper = knob(0.9, "p", 0.6, 0.99)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one unit that answers both inputs as wanted."""
        return ((float(np.log(self.target / (1 - self.target)) / self.steepness), 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        (e, _, _), (d, _, _) = self._answers(theta)
        return (e * e + d * d) / 2

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        (e, e1, _), (d, d1, _) = self._answers(theta)
        return self.steepness * np.array([e * e1 - d * d1, e * e1 + d * d1])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        (e, e1, e2), (d, d1, d2) = self._answers(theta)
        p, q = e1 * e1 + e * e2, d1 * d1 + d * d2
        return self.steepness * self.steepness * np.array([[p + q, p - q], [p - q, p + q]])

    def _answers(self, theta: Array) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Return the error of each answer, and the sigmoid's first two derivatives there."""
        w, b = theta
        p, p1, p2 = sigmoid(self.steepness * (b + w))
        q, q1, q2 = sigmoid(self.steepness * (b - w))
        return (p - self.target, p1, p2), (q - (1 - self.target), q1, q2)
