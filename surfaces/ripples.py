"""A bowl under ripples: the slope underfoot leads to the nearest dent, the bowl to the best one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface

TAU = 2 * np.pi
ROOT_2 = np.sqrt(2)


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
    family = "Many minima"
    formula = r"x^2 + y^2 + A\,(1 - \cos 2 \pi x) + A\,(1 - \cos 2 \pi y)"
    teaches = (
        "Some hundred local minima: the slope under your feet says nothing about the best one."
    )
    source = "Mühlenbein, Schomisch and Born (1991), https://doi.org/10.1016/S0167-8191(05)80052-3"
    domain = Box((-5.12, -5.12), (5.12, 5.12))
    starts = ((3.3, -2.4), (-4.4, 4.4), (0.6, 0.4), (-1.6, -3.7))

    amplitude: Hyper = knob(10.0, "A", 0.0, 30.0, meanings.DENTS)

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
        # Half of sin(2 pi x): on processors with AVX-512, NumPy's sine of float64 takes four times
        # as long as its tangent and this.
        tan = np.tan(np.pi * theta)
        sin_cos = tan / (1 + tan * tan)
        return 2 * (theta + TAU * self.amplitude * sin_cos)

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        xx, yy = 2 + TAU * TAU * self.amplitude * np.cos(TAU * theta)
        zero = np.zeros_like(xx)
        return np.array([[xx, zero], [zero, yy]])


@dataclass(frozen=True)
class Griewank(Surface):
    r"""Waves of the same height everywhere on a bowl so wide that it hardly shows.

    .. math:: f(x, y) = 1 + \frac{x^2 + y^2}{d} - \cos x \cos \frac{y}{\sqrt 2}

    Farther than d / 2 from the middle the bowl is steeper than any wave, and every path slides
    inwards. Nearer the waves rule, and behind each crest lies a dent that is next to as deep.

    Griewank (1981), "Generalized descent for global optimization", Journal of Optimization Theory
    and Applications 34(1), https://doi.org/10.1007/BF00933356. It is usually drawn out to 600,
    where only the bowl is seen.
    """

    title = "Griewank's waves"
    family = "Many minima"
    formula = r"1 + \frac{x^2 + y^2}{d} - \cos x \cos \frac{y}{\sqrt 2}"
    teaches = "Seen from far a bowl, seen from near a sea: the scale of the steps decides which."
    source = "Griewank (1981), https://doi.org/10.1007/BF00933356"
    domain = Box((-20.0, -20.0), (20.0, 20.0))
    starts = ((-13.0, 15.0), (17.0, 6.0), (7.5, -12.0), (2.5, 3.5))

    width: Hyper = knob(4000.0, "d", 40.0, 4000.0, meanings.BOWL_WIDTH, log=True)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The trough in the middle of the bowl."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        waves = np.cos(x) * np.cos(y / ROOT_2)
        return (x * x + y * y) / self.width + (1 - waves)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        v = y / ROOT_2
        waves = np.array([np.sin(x) * np.cos(v), np.cos(x) * np.sin(v) / ROOT_2])
        return 2 * theta / self.width + waves

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        v = y / ROOT_2
        waves = np.cos(x) * np.cos(v)
        bowl = 2 / self.width
        xy = -np.sin(x) * np.sin(v) / ROOT_2
        return np.array([[bowl + waves, xy], [xy, bowl + waves / 2]])


@dataclass(frozen=True)
class LevyN13(Surface):
    r"""A washboard along x, on a bowl whose walls are fluted the more the farther out.

    .. math::
        f(x, y) = \sin^2 3 \pi x + (x - 1)^2 (1 + \sin^2 3 \pi y) + (y - 1)^2 (1 + \sin^2 2 \pi y)

    Along x the ripples are equally high everywhere, and so they rule near the minimum, where the
    bowl is shallow; along y they grow with the distance, and so they trap far from it only.

    Levy and Montalvo (1985), "The Tunneling Algorithm for the Global Minimization of Functions",
    SIAM Journal on Scientific and Statistical Computing 6(1), https://doi.org/10.1137/0906002, as
    number 13 of the two-dimensional ones that go by the name. It is computed from the distances to
    the minimum, which changes none of the sines' squares.
    """

    title = "Lévy's washboard"
    family = "Many minima"
    formula = r"\sin^2 3 \pi x + (x - 1)^2 (1 + \sin^2 3 \pi y) + (y - 1)^2 (1 + \sin^2 2 \pi y)"
    teaches = "Ripples that differ by place and direction: what shakes x loose may trap y."
    source = "Levy and Montalvo (1985), https://doi.org/10.1137/0906002"
    domain = Box((-2.0, -2.0), (4.0, 4.0))
    starts = ((-1.6, 3.2), (3.5, -1.5), (3.2, 3.0), (0.3, 0.2))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The dent in the middle of the bowl."""
        return ((1.0, 1.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        u, v = x - 1, y - 1
        s, p, q = np.sin(3 * np.pi * u), np.sin(3 * np.pi * v), np.sin(TAU * v)
        return s * s + u * u * (1 + p * p) + v * v * (1 + q * q)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        u, v = theta - 1
        p, q = np.sin(3 * np.pi * v), np.sin(TAU * v)
        fluted = 3 * np.pi * u * u * np.sin(3 * TAU * v) + TAU * v * v * np.sin(2 * TAU * v)
        return np.array(
            [3 * np.pi * np.sin(3 * TAU * u) + 2 * u * (1 + p * p), 2 * v * (1 + q * q) + fluted]
        )

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        u, v = theta - 1
        p, q = np.sin(3 * np.pi * v), np.sin(TAU * v)
        xx = 18 * np.pi * np.pi * np.cos(3 * TAU * u) + 2 * (1 + p * p)
        xy = 3 * TAU * u * np.sin(3 * TAU * v)
        yy = 18 * np.pi * np.pi * u * u * np.cos(3 * TAU * v) + 2 * (1 + q * q)
        yy += 4 * TAU * v * np.sin(2 * TAU * v) + 2 * TAU * TAU * v * v * np.cos(2 * TAU * v)
        return np.array([[xx, xy], [xy, yy]])
