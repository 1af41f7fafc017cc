"""Ground with edges, and ground that turns faster than a step can follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class AbsoluteValue(Surface):
    r"""Four planes that meet in creases: the plainest loss without a gradient at its minimum.

    .. math:: f(x, y) = |x| + b\,|y|

    The slope is as large right beside the minimum as far away, so a step of fixed length jumps over
    it for ever, by half its length in the mean; steps must shrink, and not too fast. The sign of
    each coordinate's gradient tells all there is to know. Zero is the middle of the subgradients
    in a crease.

    Shor (1985), *Minimization Methods for Non-Differentiable Functions*, Springer,
    https://doi.org/10.1007/978-3-642-82118-9
    """

    title = "Absolute values"
    family = "Rough"
    formula = r"|x| + b\,|y|"
    teaches = "No gradient at the minimum: a constant step never settles, a shrinking one does."
    source = "Shor (1985), https://doi.org/10.1007/978-3-642-82118-9"
    kink = "Creases along both axes; the gradient across one is 0, the mean of both sides'."
    domain = Box((-2.0, -2.0), (2.0, 2.0))
    starts = ((-1.7, 1.3), (1.5, 1.5), (0.0, -1.8), (0.9, -0.6))

    b: Hyper = knob(3.0, "b", 0.1, 100.0, meanings.CREASE, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """Where the creases cross."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return np.abs(x) + self.b * np.abs(y)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        return np.array([np.sign(x), self.b * np.sign(y)])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``: planes bend nowhere."""
        return np.zeros((2, *theta.shape))


@dataclass(frozen=True)
class BukinN6(Surface):
    r"""A crease along a parabola, with walls so steep that no one can follow it to its low end.

    .. math:: f(x, y) = 100 \sqrt{\bigl|y - x^2 / 100\bigr|} + \tfrac{1}{100} |x + 10|

    The walls are vertical where they meet: the gradient grows without bound towards the crease and
    says nothing of the way along it, on which the floor falls by a hundredth per unit. Whatever
    goes by the gradient is thrown from side to side.

    Bukin (1997), "New Minimization Strategy for Non-Smooth Functions", Budker Institute preprint
    97-79, as number 6 in Jamil and Yang (2013), https://arxiv.org/abs/1308.4008
    """

    title = "Bukin's crease"
    family = "Rough"
    formula = r"100 \sqrt{\bigl|y - x^2 / 100\bigr|} + \tfrac{1}{100} |x + 10|"
    teaches = "The gradient is largest where it matters least: on a crease it is no guide at all."
    source = "Bukin (1997), number 6, in Jamil and Yang (2013), https://arxiv.org/abs/1308.4008"
    kink = (
        "Creases along 100 y = x², between vertical walls, and x = -10; of each the gradient is 0."
    )
    domain = Box((-15.0, -3.0), (-5.0, 3.0))
    starts = ((-14.0, 2.5), (-6.0, -2.0), (-7.0, 0.49), (-12.0, -1.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The low end of the crease."""
        return ((-10.0, 1.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return 100 * np.sqrt(np.abs(y - x * x / 100)) + np.abs(x + 10) / 100

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        slope, _ = _wall(y - x * x / 100)
        return np.array([np.sign(x + 10) / 100 - slope * x / 50, slope])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``; in the crease all 0."""
        x, y = theta
        slope, bend = _wall(y - x * x / 100)
        xy = -bend * x / 50
        return np.array([[-xy * x / 50 - slope / 50, xy], [xy, bend]])


def _wall(u: Array) -> tuple[Array, Array]:
    """Return the first two derivatives of 100 sqrt(|u|), 0 where there are none."""
    root = np.sqrt(np.abs(u))
    far = np.where(root == 0, np.inf, root)
    return 50 * np.sign(u) / far, -25 / (far * far * far)


@dataclass(frozen=True)
class SchafferN2(Surface):
    r"""Smooth, and folded ever tighter outwards: a few steps out the folds are finer than any step.

    .. math:: f(x, y) = \frac12 + \frac{\sin^2(x^2 - y^2) - \frac12}{(1 + 0.001\,(x^2 + y^2))^2}

    The folds run along the hyperbolas on which :math:`x^2 - y^2` is constant. Their slope grows
    with the distance from the middle and their curvature with its square, so the stable learning
    rate shrinks outwards. Along the diagonals a narrow channel leads all the way in, at a slope of
    next to nothing.

    Schaffer, Caruana, Eshelman and Das (1989) in the form of Mishra (2006), "Some new test
    functions for global optimization", https://mpra.ub.uni-muenchen.de/2718/. It is usually given
    out to 100, where no map can resolve the folds. The numerator is computed as
    :math:`\sin^2(x^2 - y^2) + p + p^2 / 2` with :math:`p = 0.001\,(x^2 + y^2)`, all in one
    fraction, which loses no digits at the minimum.
    """

    title = "Schaffer's folds"
    family = "Rough"
    formula = r"\tfrac12 + \frac{\sin^2(x^2 - y^2) - \frac12}{(1 + 0.001\,(x^2 + y^2))^2}"
    teaches = "Being smooth is not enough: a step longer than the folds sees a slope at random."
    source = "Mishra (2006), https://mpra.ub.uni-muenchen.de/2718/"
    domain = Box((-2.5, -2.5), (2.5, 2.5))
    starts = ((-1.9, 0.8), (2.1, 2.0), (0.4, -2.3), (0.9, 0.2))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The crossing of the two channels."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        xx, yy = x * x, y * y
        fold, p = np.sin(xx - yy), (xx + yy) / 1000
        return (fold * fold + p * (1 + p / 2)) / ((1 + p) * (1 + p))

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        sin, cos, m, q = _folds(x, y)
        return np.array([x * (m * cos + sin), y * (m * cos - sin)]) * (2 / (q * q))

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        sin, cos, m, q = _folds(x, y)
        less, more = cos * (2 - 3 * m * m), -cos * (2 + 3 * m * m)
        xx = m * cos + sin + 2 * x * x * (less - 4 * m * sin)
        xy = 2 * x * y * more
        yy = m * cos - sin + 2 * y * y * (less + 4 * m * sin)
        return np.array([[xx, xy], [xy, yy]]) * (2 / (q * q))


def _folds(x: Array, y: Array) -> tuple[Array, Array, Array, Array]:
    """Return sin and cos of twice Schaffer's angle, q = 1 + p, and (dp / d(x²)) / q before it.

    In these, the function is 1/2 - cos / (2 q²).
    """
    q = 1 + (x * x + y * y) / 1000
    angle = 2 * (x * x - y * y)
    return np.sin(angle), np.cos(angle), 1 / (1000 * q), q
