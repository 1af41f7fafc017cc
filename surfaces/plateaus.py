"""Flat ground far from any minimum: the slope is right, and too small to be of use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface
from surfaces.sigmoid import sigmoid

PI = float(np.pi)


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
    family = "Plateaus"
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

    steepness: Hyper = knob(2.0, "k", 0.5, 4.0, meanings.SWITCH)
    target: Hyper = knob(0.9, "p", 0.6, 0.99, meanings.CERTAINTY)

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


@dataclass(frozen=True)
class Easom(Surface):
    r"""A golf hole: one dent in level ground, and no slope to tell where it is.

    .. math:: f(x, y) = -\cos x\, \cos y\; e^{-(x - \pi)^2 - (y - \pi)^2}

    The dent at :math:`(\pi, \pi)` is about 1 wide and 1 deep. Away from it everything shrinks as
    :math:`e^{-r^2}`: the gradient is below :math:`10^{-10}` at a distance of 5 and exactly zero
    in a double at 28, and even where it can be felt, the ripples of the cosines may point away.
    No rule that goes by the slope alone can do better than luck here.

    Easom (1990), in Jamil and Yang (2013), "A literature survey of benchmark functions for global
    optimisation problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Easom's golf hole"
    family = "Plateaus"
    formula = r"-\cos x\, \cos y\; e^{-(x - \pi)^2 - (y - \pi)^2}"
    teaches = "No slope, no way: without a gradient only luck finds the hole."
    source = "Easom (1990), in https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-1.0, -1.0), (7.0, 7.0))
    starts = ((1.8, 2.2), (5.5, 1.0), (4.5, 4.0), (0.0, 6.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The hole."""
        return ((PI, PI),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        (p, _, _), (q, _, _) = (_dent(z) for z in theta)
        return -p * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        (p, p1, _), (q, q1, _) = (_dent(z) for z in theta)
        return -np.array([p1 * q, p * q1])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        (p, p1, p2), (q, q1, q2) = (_dent(z) for z in theta)
        return -np.array([[p2 * q, p1 * q1], [p1 * q1, p * q2]])


@dataclass(frozen=True)
class Michalewicz(Surface):
    r"""Level ground cut by a few steep ravines; the best minimum is where the deepest two cross.

    .. math:: f(x, y) = -\sin x\, \sin^{2m}(x^2 / \pi) - \sin y\, \sin^{2m}(2 y^2 / \pi)

    Each coordinate has its own ravines, whose walls steepen with m while the ground in between
    flattens: at m = 10 each term is below a thousandth over three fifths of its range. A path that
    starts in no ravine stands still; one that starts in a single ravine finds half of the answer.

    On the map the second term is lowest, -1, at :math:`y = \tfrac12 \pi`, whatever m; the first
    where :math:`\cot x + \tfrac{4 m}{\pi} x \cot(x^2 / \pi) = 0`.

    Michalewicz (1996), *Genetic Algorithms + Data Structures = Evolution Programs*, 3rd edition,
    https://doi.org/10.1007/978-3-662-03315-9
    """

    title = "Michalewicz's ravines"
    family = "Plateaus"
    formula = r"-\sin x\, \sin^{2m}(x^2 / \pi) - \sin y\, \sin^{2m}(2 y^2 / \pi)"
    teaches = "Ravines in level ground: each coordinate must find its own, with nothing to go by."
    source = "Michalewicz (1996), https://doi.org/10.1007/978-3-662-03315-9"
    beyond = "Off the map the ravines go on, and some crossings come closer to -2."
    domain = Box((0.0, 0.0), (PI, PI))
    starts = ((2.5, 1.8), (1.7, 1.2), (1.0, 2.4), (2.4, 3.0))

    m: Hyper = knob(10.0, "m", 1.0, 20.0, meanings.RAVINES)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The crossing of the deepest ravines, by Newton's method from the middle of the first."""
        k, x = 4 * float(self.m) / PI, PI / float(np.sqrt(2))
        for _ in range(8):  # the curve only falls, and is all but straight from here to its root
            z = x * x / PI
            gap = 1 / np.tan(x) + k * x / np.tan(z)
            fall = 1 / np.sin(x) ** 2 + k * (2 * z / np.sin(z) ** 2 - 1 / np.tan(z))
            x += float(gap / fall)
        return ((x, PI / 2),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return -self._ravines(x, 1)[0] - self._ravines(y, 2)[0]

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        return -np.array([self._ravines(x, 1)[1], self._ravines(y, 2)[1]])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        xx, yy = -self._ravines(x, 1)[2], -self._ravines(y, 2)[2]
        zero = np.zeros_like(xx)
        return np.array([[xx, zero], [zero, yy]])

    def _ravines(self, x: Array, i: int) -> tuple[Array, Array, Array]:
        """Return the depth of the ravines of coordinate i at x, and its first two derivatives."""
        s, c = np.sin(x), np.cos(x)
        z, turn, bend = i * x * x / PI, 2 * i * x / PI, 2 * i / PI
        u, v = np.sin(z), np.cos(z)
        w = np.power(u * u, self.m - 1)
        power = 2 * self.m
        d = w * u * u  # u to that power
        d1 = power * w * u * v * turn
        d2 = power * w * (turn * turn * ((power - 1) * v * v - u * u) + bend * u * v)
        return s * d, c * d + s * d1, s * (d2 - d) + 2 * c * d1


def _dent(z: Array) -> tuple[Array, Array, Array]:
    """Return a factor of Easom's dent along one axis, and its first two derivatives."""
    d = z - PI
    c, s, bell = np.cos(d), np.sin(d), np.exp(-d * d)
    return c * bell, -(s + 2 * d * c) * bell, (4 * d * (s + d * c) - 3 * c) * bell
