"""A few minima: where a path ends depends on where it begins, and on the step size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface

BEND, SLANT = 5.1 / (4 * np.pi * np.pi), 5 / np.pi  # of Branin's valley
LESS = 1 - 1 / (8 * np.pi)  # 1 - t in Branin's formula


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
    family = "Many minima"
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
class StyblinskiTang(Surface):
    r"""Four valleys of four depths, side by side: a double well in each coordinate, tilted.

    .. math:: f(x, y) = \tfrac12 (x^4 - 16 x^2 + c\,x) + \tfrac12 (y^4 - 16 y^2 + c\,y)

    The coordinates do not know of each other, so each path falls into the well on its own side, in
    x as in y, and only one start in four or so leads to the deepest corner. Without the tilt c all
    four are equally deep. The minimizer is the lowest root of :math:`z^3 - 8 z + c / 4`, by
    Viète's cosine and a step of Newton's.

    Styblinski and Tang (1990), "Experiments in nonconvex optimization: Stochastic approximation
    with function smoothing and simulated annealing", Neural Networks 3(4),
    https://doi.org/10.1016/0893-6080(90)90029-K
    """

    title = "Styblinski and Tang's four valleys"
    family = "Many minima"
    formula = r"\tfrac12 (x^4 - 16 x^2 + c\,x) + \tfrac12 (y^4 - 16 y^2 + c\,y)"
    teaches = "Three of four valleys are dead ends: momentum may carry a path on into the next."
    source = "Styblinski and Tang (1990), https://doi.org/10.1016/0893-6080(90)90029-K"
    domain = Box((-5.0, -5.0), (5.0, 5.0))
    starts = ((4.5, 4.2), (0.5, 1.0), (4.5, -4.5), (-1.0, 4.0))

    tilt: Hyper = knob(5.0, "c", 0.0, 20.0, meanings.TILT)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The deepest corner; without a tilt all four."""
        tilt = float(self.tilt)
        third = np.arccos(3 * tilt / 64 * np.sqrt(3 / 8)) / 3
        z = -2 * np.sqrt(8 / 3) * np.cos(third)
        low = float(z - (z * (z * z - 8) + tilt / 4) / (3 * z * z - 8))
        if tilt == 0:
            return ((low, low), (low, -low), (-low, low), (-low, -low))
        return ((low, low),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        xx, yy = x * x, y * y
        return (xx * (xx - 16) + self.tilt * x) / 2 + (yy * (yy - 16) + self.tilt * y) / 2

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        return 2 * theta * (theta * theta - 8) + self.tilt / 2

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        xx, yy = 6 * theta * theta - 16
        zero = np.zeros_like(xx)
        return np.array([[xx, zero], [zero, yy]])


@dataclass(frozen=True)
class Branin(Surface):
    r"""A bent valley, and waves across it that leave three equally deep hollows.

    .. math::
        f(x, y) &= q^2 + s\,(1 - t) \cos x + s, \\
        q &= y - \frac{5.1}{4 \pi^2} x^2 + \frac{5}{\pi} x - 6, \qquad t = \frac{1}{8 \pi}

    Both parts are lowest where q is 0 and x an odd multiple of :math:`\pi`, whatever the height s
    of the waves: three such points lie on the map, all of them at height :math:`s\,t`, and
    equally deep ones farther out. Without waves the whole valley floor would be a minimum.

    Branin (1972), "Widely convergent method for finding multiple solutions of simultaneous
    nonlinear equations", IBM Journal of Research and Development 16(5),
    https://doi.org/10.1147/rd.165.0504. Some lists misprint the 2.475 of the third minimum.
    """

    title = "Branin's three hollows"
    family = "Many minima"
    formula = (
        r"\bigl(y - \tfrac{5.1}{4 \pi^2} x^2 + \tfrac{5}{\pi} x - 6\bigr)^2"
        r" + s\,\bigl(1 - \tfrac{1}{8 \pi}\bigr) \cos x + s"
    )
    teaches = (
        "The valley is found at once; which of its equal hollows, the smallest change decides."
    )
    source = "Branin (1972), https://doi.org/10.1147/rd.165.0504"
    domain = Box((-5.0, 0.0), (10.0, 15.0))
    starts = ((6.4, 13.0), (-4.0, 2.0), (0.0, 14.0), (9.0, 9.0))

    waves: Hyper = knob(10.0, "s", 1.0, 100.0, meanings.WAVES, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The three hollows on the map."""
        return ((-np.pi, 12.275), (np.pi, 2.275), (3 * np.pi, 2.475))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        q, _ = _across(x, y)
        return q * q + self.waves * (1 + LESS * np.cos(x))

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        q, q1 = _across(x, y)
        return np.array([2 * q * q1 - self.waves * LESS * np.sin(x), 2 * q])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        q, q1 = _across(x, y)
        xx = 2 * (q1 * q1 - 2 * BEND * q) - self.waves * LESS * np.cos(x)
        return np.array([[xx, 2 * q1], [2 * q1, np.full_like(q1, 2)]])


def _across(x: Array, y: Array) -> tuple[Array, Array]:
    """Return how far a point is off Branin's valley floor, and the derivative of that by x."""
    return y - ((BEND * x - SLANT) * x + 6), SLANT - 2 * BEND * x
