"""Sums of squared misfits, as a fit leaves them: level stretches, side valleys, steep rims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Beale(Surface):
    r"""Nearly flat over most of the map, with high ridges at the corners.

    .. math:: f(x, y) = \sum_{k=1}^{3} \bigl(c_k - x\,(1 - y^k)\bigr)^2

    with :math:`c = (1.5, 2.25, 2.625)`, which lets :math:`(3, \tfrac12)` satisfy all three terms.
    Along :math:`y = 1` no x changes anything: a path that settles there creeps for long.

    Beale (1958), as problem 5 of Moré, Garbow and Hillstrom (1981), "Testing unconstrained
    optimization software", https://doi.org/10.1145/355934.355936
    """

    title = "Beale's flat corners"
    family = "Valleys"
    formula = r"(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2"
    teaches = "Gradients that differ a thousandfold over one map: no single step size suits it all."
    source = "Moré, Garbow and Hillstrom (1981), problem 5, https://doi.org/10.1145/355934.355936"
    domain = Box((-4.5, -4.5), (4.5, 4.5))
    starts = ((1.0, 1.0), (-2.0, 2.0), (-3.5, -1.5), (4.0, -3.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, where all three terms vanish."""
        return ((3.0, 0.5),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        r1, r2, r3 = _misfits(x, y)
        return r1 * r1 + r2 * r2 + r3 * r3

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        yy = y * y
        u1, u2, u3 = y - 1, yy - 1, yy * y - 1  # dr/dx
        r1, r2, r3 = 1.5 + x * u1, 2.25 + x * u2, 2.625 + x * u3
        by_y = x * (r1 + 2 * y * r2 + 3 * yy * r3)
        return 2 * np.array([r1 * u1 + r2 * u2 + r3 * u3, by_y])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        r1, r2, r3 = _misfits(x, y)
        u1, u2, u3 = y - 1, y * y - 1, y * y * y - 1
        v2, v3 = 2 * y, 3 * y * y  # du/dy, and v1 = 1
        xx = u1 * u1 + u2 * u2 + u3 * u3
        xy = r1 + v2 * r2 + v3 * r3 + x * (u1 + v2 * u2 + v3 * u3)
        yy = x * x * (1 + v2 * v2 + v3 * v3) + x * (2 * r2 + 6 * y * r3)
        return 2 * np.array([[xx, xy], [xy, yy]])


@dataclass(frozen=True)
class FreudensteinRoth(Surface):
    r"""Two equations that a narrow valley almost solves: most paths take it for the answer.

    .. math::
        f(x, y) = \bigl(x - 13 + ((5 - y)\,y - 2)\,y\bigr)^2
                + \bigl(x - 29 + ((y + 1)\,y - 14)\,y\bigr)^2

    Both squares vanish at (5, 4) only. For each y the best x halves their difference, and leaves
    half of its square, :math:`2\,(y^3 - 2 y^2 - 6 y - 8)^2`. Along y that falls to zero at y = 4,
    but it also has a minimum at :math:`y = \tfrac13 (2 - \sqrt{22})`, as high as 48.98, and the
    classic start lies in its valley.

    Freudenstein and Roth (1963), as problem 2 of Moré, Garbow and Hillstrom (1981), "Testing
    unconstrained optimization software", https://doi.org/10.1145/355934.355936
    """

    title = "Freudenstein and Roth's wrong valley"
    family = "Valleys"
    formula = (
        r"\bigl(x - 13 + ((5 - y)\,y - 2)\,y\bigr)^2 + \bigl(x - 29 + ((y + 1)\,y - 14)\,y\bigr)^2"
    )
    teaches = "The nearest valley ends at a loss of 48.98: a fit that cannot be mended from there."
    source = "Moré, Garbow and Hillstrom (1981), problem 2, https://doi.org/10.1145/355934.355936"
    domain = Box((-10.0, -4.0), (20.0, 6.0))
    starts = ((0.5, -2.0), (15.0, -2.0), (-5.0, 5.0), (15.0, 3.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one solution of both equations."""
        return ((5.0, 4.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        p = x - 13 + ((5 - y) * y - 2) * y
        q = x - 29 + ((y + 1) * y - 14) * y
        return p * p + q * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        p = x - 13 + ((5 - y) * y - 2) * y
        q = x - 29 + ((y + 1) * y - 14) * y
        py, qy = (10 - 3 * y) * y - 2, (3 * y + 2) * y - 14
        return 2 * np.array([p + q, p * py + q * qy])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        p = x - 13 + ((5 - y) * y - 2) * y
        q = x - 29 + ((y + 1) * y - 14) * y
        py, qy = (10 - 3 * y) * y - 2, (3 * y + 2) * y - 14
        yy = py * py + qy * qy + p * (10 - 6 * y) + q * (6 * y + 2)
        return 2 * np.array([[2 * np.ones_like(p), py + qy], [py + qy, yy]])


@dataclass(frozen=True)
class JennrichSampson(Surface):
    r"""Ten exponentials in one loss: steep to the upper right, ever flatter to the lower left.

    .. math:: f(x, y) = \sum_{i=1}^{10} \bigl(2 + 2 i - e^{i x} - e^{i y}\bigr)^2

    No point satisfies all ten terms; the best, on the diagonal, leaves 124.36. There the curvature
    is a harmless 30 times larger one way than the other, but from one corner of the map to the next
    it grows by six orders of magnitude. Two arms of the valley come in from far to the left and
    from far below, where one of the exponentials has died out: the loss is 259.58 there, and the
    slope dies out as well. One step too long throws a path into an arm, and it hardly moves again.

    Jennrich and Sampson (1968), as problem 6 of Moré, Garbow and Hillstrom (1981), "Testing
    unconstrained optimization software", https://doi.org/10.1145/355934.355936. The minimizer is
    the root of the gradient, computed to 40 digits and rounded to the nearest double.
    """

    title = "Jennrich and Sampson's exponentials"
    family = "Valleys"
    formula = r"\sum_{i=1}^{10} \bigl(2 + 2 i - e^{i x} - e^{i y}\bigr)^2"
    teaches = (
        "One step too long meets a wall of exponentials and is thrown to where no slope is left."
    )
    source = "Moré, Garbow and Hillstrom (1981), problem 6, https://doi.org/10.1145/355934.355936"
    domain = Box((-0.6, -0.6), (0.6, 0.6))
    starts = ((0.3, 0.4), (-0.4, 0.5), (-0.4, -0.3), (0.55, -0.2))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, which leaves a loss of 124.36."""
        x = 0.2578252136703641
        return ((x, x),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        return sum((r * r for _, _, _, r in _exponentials(theta)), np.zeros(()))

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        terms = _exponentials(theta)
        gx = sum(i * u * r for i, u, _, r in terms)
        gy = sum(i * v * r for i, _, v, r in terms)
        return -2 * np.array([gx, gy])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        terms = _exponentials(theta)
        xx = sum(i * i * u * (u - r) for i, u, _, r in terms)
        xy = sum(i * i * u * v for i, u, v, _ in terms)
        yy = sum(i * i * v * (v - r) for i, _, v, r in terms)
        return 2 * np.array([[xx, xy], [xy, yy]])


def _misfits(x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Return Beale's three terms before squaring."""
    return 1.5 + x * (y - 1), 2.25 + x * (y * y - 1), 2.625 + x * (y * y * y - 1)


def _exponentials(theta: Array) -> list[tuple[int, Array, Array, Array]]:
    """Return i, exp(i x), exp(i y) and the misfit of each of Jennrich and Sampson's terms."""
    x, y = theta
    once_x, once_y = np.exp(x), np.exp(y)
    u, v = np.ones_like(once_x), np.ones_like(once_y)
    terms: list[tuple[int, Array, Array, Array]] = []
    for i in range(1, 11):
        u, v = u * once_x, v * once_y
        terms.append((i, u, v, 2 + 2 * i - u - v))
    return terms
