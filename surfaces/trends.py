"""Dents on a slope that leads to the best of them, and dents that say nothing of the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper, norm
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface

TAU = 2 * np.pi
BESIDE = 1e-140
"""Closer to the point than that, squares lose digits or vanish."""
ROOT_2 = float(np.sqrt(2))  # a NumPy number would turn float32 into float64


@dataclass(frozen=True)
class Ackley(Surface):
    r"""A plain full of dents around a funnel, and at the funnel's bottom a needle's point.

    .. math::
        f(x, y) = a\,\bigl(1 - e^{-b \sqrt{(x^2 + y^2) / 2}}\bigr)
                + e - e^{(\cos 2 \pi x + \cos 2 \pi y) / 2}

    The funnel is steepest in the middle, with a slope of :math:`a b / \sqrt 2` on all sides right
    up to the point: there is no gradient there, and no step of a fixed length comes to rest. Far
    out it is level, and the dents hold what comes by. Written with sines, :math:`e\,(1 - e^{-S})`
    with :math:`S = \sin^2 \pi x + \sin^2 \pi y`, nothing cancels near the minimum.

    Ackley (1987), *A Connectionist Machine for Genetic Hillclimbing*, Kluwer,
    https://doi.org/10.1007/978-1-4613-1997-9. It is usually drawn out to 32.768; Jamil and Yang
    misprint the 0.2 as 0.02.
    """

    title = "Ackley's funnel"
    family = "Many minima"
    formula = (
        r"a\,\bigl(1 - e^{-b \sqrt{(x^2 + y^2) / 2}}\bigr)"
        r" + e - e^{(\cos 2 \pi x + \cos 2 \pi y) / 2}"
    )
    teaches = (
        "A hundred dents on the way, and a minimum so pointed that only shrinking steps hold it."
    )
    source = "Ackley (1987), https://doi.org/10.1007/978-1-4613-1997-9"
    kink = "A cone's point at the origin; the gradient there is 0, the mean of all sides'."
    domain = Box((-5.0, -5.0), (5.0, 5.0))
    starts = ((-2.6, 1.7), (4.3, 3.4), (0.6, -0.4), (-3.5, -4.4))

    depth: Hyper = knob(20.0, "a", 1.0, 40.0, meanings.FUNNEL_DEPTH)
    decay: Hyper = knob(0.2, "b", 0.02, 1.0, meanings.FUNNEL_DECAY, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The point of the funnel."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        s, t = np.sin(np.pi * x), np.sin(np.pi * y)
        dents = np.expm1(-(s * s + t * t))
        return -self.depth * np.expm1(-self.decay * np.sqrt((x * x + y * y) / 2)) - np.e * dents

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        slope, outward, _ = self._funnel(theta)
        dent, s1 = _dents(theta)
        return slope * outward + dent * s1

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``; at the point, of the dent."""
        slope, (u, v), distance = self._funnel(theta)
        dent, (s, t) = _dents(theta)
        ss, tt = np.pi * TAU * np.cos(TAU * theta)
        along, around = -slope * self.decay / ROOT_2, slope / distance
        xx = along * u * u + around * v * v + dent * (ss - s * s)
        xy = (along - around) * u * v - dent * s * t
        yy = along * v * v + around * u * u + dent * (tt - t * t)
        return np.array([[xx, xy], [xy, yy]])

    def _funnel(self, theta: Array) -> tuple[Array, Array, Array]:
        """Return the funnel's slope, its direction ``(2, *batch)``, and the distance of its point.

        The point itself counts as infinitely far, so that it has neither.
        """
        x, y = theta
        distance = np.sqrt(x * x + y * y)  # a third of the time that hypot takes
        beside = distance < BESIDE
        if np.any(beside):
            distance = np.where(beside, norm(theta), distance)
            distance = np.where(distance == 0, np.inf, distance)
        slope = self.depth * self.decay / ROOT_2 * np.exp(-self.decay / ROOT_2 * distance)
        return slope, theta / distance, distance


def _dents(theta: Array) -> tuple[Array, Array]:
    r"""Return Ackley's e exp(-S), and the derivatives of S by x and by y.

    With :math:`\tau = \tan \pi x`, :math:`\sin \pi x \cos \pi x = \tau / (1 + \tau^2)` and
    :math:`\sin^2 \pi x` is :math:`\tau` times that. One tangent stands for two sines, and on
    processors with AVX-512 NumPy's is faster than either.
    """
    tan = np.tan(np.pi * theta)
    sin_cos = tan / (1 + tan * tan)
    s, t = tan * sin_cos
    return np.e * np.exp(-(s + t)), TAU * sin_cos


@dataclass(frozen=True)
class Schwefel(Surface):
    r"""Waves that grow outwards: the deepest dent lies in one corner, the next best in others.

    .. math:: f(x, y) = 2 \cdot 418.98288727 - x \sin \sqrt{|x|} - y \sin \sqrt{|y|}

    Nothing leads from the second best dents to the best, whole map-widths away: to go down is to
    be led astray. The published 418.9829 is rounded and would put the minimum at 0.0000255.

    Schwefel (1981), *Numerical Optimization of Computer Models*, Wiley, problem 2.26, with the
    constant that later authors have added; the minimizer is computed to 40 digits.
    """

    title = "Schwefel's far corner"
    family = "Many minima"
    formula = r"2 \cdot 418.98288727 - x \sin \sqrt{|x|} - y \sin \sqrt{|y|}"
    teaches = "The best minimum lies far from the next best, and no slope anywhere points to it."
    source = "Schwefel (1981), Numerical Optimization of Computer Models, ISBN 978-0-471-09988-8"
    kink = (
        "Along both axes the curvature is infinite; the gradient is exact, the curvature put at 0."
    )
    beyond = "The waves keep growing: any depth is reached somewhere outside."
    domain = Box((-500.0, -500.0), (500.0, 500.0))
    starts = ((-250.0, 330.0), (150.0, -100.0), (330.0, 360.0), (-420.0, -350.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The dent in the upper right corner of the map."""
        return ((420.968746359982, 420.968746359982),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return (TOP - x * np.sin(np.sqrt(np.abs(x)))) + (TOP - y * np.sin(np.sqrt(np.abs(y))))

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        r = np.sqrt(np.abs(theta))
        return -np.sin(r) - r * np.cos(r) / 2

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        r = np.sqrt(np.abs(theta))
        far = np.where(r == 0, np.inf, r)  # so that the axes have no curvature
        xx, yy = np.sign(theta) * (r * np.sin(r) - 3 * np.cos(r)) / (4 * far)
        zero = np.zeros_like(xx)
        return np.array([[xx, zero], [zero, yy]])


TOP = 418.9828872724337  # the largest value of x sin(sqrt(x)) up to 500
