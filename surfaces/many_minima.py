"""More than one minimum: where a path ends depends on where it begins, and on the step size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface

TAU = 2 * np.pi


@dataclass(frozen=True)
class Himmelblau(Surface):
    r"""Four equally deep minima around a low hill: a map of basins of attraction.

    .. math:: f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2

    Both squares vanish where two parabolas cross, which they do four times. Between the minima lie
    saddles; the borders of the basins of gradient descent run through them.

    Himmelblau (1972), *Applied Nonlinear Programming*, McGraw-Hill. The minimizers are the roots of
    the two parabolas, computed to 40 digits and rounded to the nearest double.
    """

    title = "Himmelblau's four basins"
    formula = r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    teaches = "Four equal minima: which one is reached depends on the start and on the step size."
    source = "Himmelblau (1972), Applied Nonlinear Programming, ISBN 978-0-07-028921-5"
    domain = Box((-5.0, -5.0), (5.0, 5.0))
    starts = ((0.0, 0.0), (-1.0, -4.5), (4.5, 4.5), (-4.5, 0.5))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The four crossings of the parabolas."""
        return (
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.2831859912861696),
            (3.5844283403304917, -1.8481265269644036),
        )

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        p, q = x * x + y - 11, x + y * y - 7
        return p * p + q * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        p, q = x * x + y - 11, x + y * y - 7
        return np.array([4 * x * p + 2 * q, 2 * p + 4 * y * q])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        p, q = x * x + y - 11, x + y * y - 7
        xx = 8 * x * x + 4 * p + 2
        xy = 4 * (x + y)
        yy = 8 * y * y + 4 * q + 2
        return np.array([[xx, xy], [xy, yy]])


@dataclass(frozen=True)
class Rastrigin(Surface):
    r"""A bowl under an egg carton: a minimum near every pair of whole numbers, one of them best.

    .. math:: f(x, y) = x^2 + y^2 + A\,(1 - \cos 2 \pi x) + A\,(1 - \cos 2 \pi y)

    The gradient tells of the nearest dent only. The bowl shows through in steps long enough, or
    noise strong enough, to leave a dent.

    Rastrigin (1974), in two dimensions as in Mühlenbein, Schomisch and Born (1991), "The parallel
    genetic algorithm as function optimizer", https://doi.org/10.1016/S0167-8191(05)80052-3
    """

    title = "Rastrigin's egg carton"
    formula = r"x^2 + y^2 + A\,(1 - \cos 2 \pi x) + A\,(1 - \cos 2 \pi y)"
    teaches = (
        "Some hundred local minima: the slope under your feet says nothing about the best one."
    )
    source = "Mühlenbein, Schomisch and Born (1991), https://doi.org/10.1016/S0167-8191(05)80052-3"
    domain = Box((-5.12, -5.12), (5.12, 5.12))
    starts = ((3.3, -2.4), (-4.4, 4.4), (0.6, 0.4), (-1.6, -3.7))

    amplitude: Hyper = knob(10.0, "A", 0.0, 30.0)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one dent at the bottom of the bowl."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        dents = (1 - np.cos(TAU * x)) + (1 - np.cos(TAU * y))
        return x * x + y * y + self.amplitude * dents

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        return 2 * theta + TAU * self.amplitude * np.sin(TAU * theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        xx, yy = 2 + TAU * TAU * self.amplitude * np.cos(TAU * theta)
        zero = np.zeros_like(xx)
        return np.array([[xx, zero], [zero, yy]])
