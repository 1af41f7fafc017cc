"""Products of sines under a rising exponential: tables with creases across, lowest at the legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, norm
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class CrossInTray(Surface):
    r"""A tray of dimples, parted by a grid of walls that rise and fall within no width at all.

    .. math::
        f(x, y) = -\frac{1}{10^4} \Bigl(\bigl|\sin x \sin y \;
                  e^{|100 - \sqrt{x^2 + y^2} / \pi|}\bigr| + 1\Bigr)^{1/10}

    In a crease a sine is 0 and the height -0.0001; a millionth beside it a quarter of the depth is
    there already, and half of it a thousandth beside it. On such walls the gradient is of any size;
    away from them the dimples are smooth. The four nearest to the middle are deepest.

    Mishra (2006), "Some new test functions for global optimization and performance of repulsive
    particle swarm method", https://mpra.ub.uni-muenchen.de/2718/. The minimizers are
    computed to 40 digits; the often copied (1.349406685353340, 1.349406608602084) and
    -2.06261218 are right to seven digits.
    """

    title = "Cross in a tray"
    family = "Rough"
    formula = (
        r"-10^{-4} \Bigl(\bigl|\sin x \sin y \; e^{|100 - \sqrt{x^2 + y^2} / \pi|}\bigr|"
        r" + 1\Bigr)^{1/10}"
    )
    teaches = "Walls without width: one unlucky step near a crease meets a gradient of any size."
    source = "Mishra (2006), https://mpra.ub.uni-muenchen.de/2718/"
    kink = (
        "Creases wherever sin x or sin y is 0; in a crease the gradient is 0, as if it were level."
    )
    beyond = "Some 200 π from the middle the exponential is back at what it is there, and grows on."
    domain = Box((-10.0, -10.0), (10.0, 10.0))
    starts = ((-2.6, 2.8), (5.5, 3.6), (8.6, -8.2), (-0.4, -0.5))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The four dimples around the middle."""
        return tuple((x, y) for x in (-DIMPLE, DIMPLE) for y in (-DIMPLE, DIMPLE))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        e = np.abs(100 - np.sqrt(x * x + y * y) / np.pi)
        return -np.exp(e / 10) * np.power(np.abs(np.sin(x) * np.sin(y)) + np.exp(-e), 0.1) / 10_000

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        slope, _ = self._logarithm(theta)
        return self.value(theta) * slope / 10

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        slope, bend = self._logarithm(theta)
        return self.value(theta) * (bend - 0.9 * (slope[:, None] * slope)) / 10

    def _logarithm(self, theta: Array) -> tuple[Array, Array]:
        """Return dg/g and d²g/g of what is raised to the power, ``(2, *batch)`` and twice that."""
        (s, t), (c, d) = np.sin(theta), np.cos(theta)
        p, e, slope, bend = _raised(
            theta,
            100,
            s * t,
            np.array([c * t, s * d]),
            np.array([[-s * t, c * d], [c * d, -s * t]]),
        )
        g = p + np.exp(-e)
        return slope / g, bend / g


DIMPLE = 1.3494066171539107


@dataclass(frozen=True)
class HolderTable(Surface):
    r"""A table on four legs: level in the middle, rows of ever deeper dents towards the corners.

    .. math::
        f(x, y) = -\bigl|\sin x \cos y \; e^{|1 - \sqrt{x^2 + y^2} / \pi|}\bigr|

    Straight ridges at height 0 part the map into cells, one dent in each, and no way out of a cell
    leads downhill. For every :math:`\pi` outwards the dents are e times as deep; the deepest four
    lie by the corners of the map. A last crease runs around the middle at the radius :math:`\pi`.

    Mishra (2006), "Some new test functions for global optimization and performance of repulsive
    particle swarm method", https://mpra.ub.uni-muenchen.de/2718/, in the form of Jamil and Yang
    (2013), https://arxiv.org/abs/1308.4008. The minimizers are computed to 40 digits.
    """

    title = "Hölder's table"
    family = "Rough"
    formula = r"-\bigl|\sin x \cos y \; e^{|1 - \sqrt{x^2 + y^2} / \pi|}\bigr|"
    teaches = "Ridges on all sides: a path ends in its own cell, whatever lies next door."
    source = "Mishra (2006), https://mpra.ub.uni-muenchen.de/2718/"
    kink = "Creases where sin x or cos y is 0 or r is π; the gradient is the mean of both sides'."
    beyond = "Outside the dents go on, for every π outwards e times as deep."
    domain = Box((-10.0, -10.0), (10.0, 10.0))
    starts = ((0.3, 0.5), (6.6, 7.4), (-5.0, 2.5), (-7.5, -9.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The four legs."""
        x, y = LEG
        return ((-x, -y), (-x, y), (x, -y), (x, y))

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        e = np.abs(1 - np.sqrt(x * x + y * y) / np.pi)
        return -np.abs(np.sin(x) * np.cos(y)) * np.exp(e)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        _, e, slope, _ = self._dents(theta)
        return -np.exp(e) * slope

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        _, e, _, bend = self._dents(theta)
        return -np.exp(e) * bend

    def _dents(self, theta: Array) -> tuple[Array, Array, Array, Array]:
        """Return the dents before the exponential, its exponent, and what ``_raised`` returns."""
        (s, t), (c, d) = np.sin(theta), np.cos(theta)
        return _raised(
            theta,
            1,
            s * d,
            np.array([c * d, -s * t]),
            np.array([[-s * d, -c * t], [-c * t, -s * d]]),
        )


LEG = (8.055023475736563, 9.664590019241272)


def _raised(
    theta: Array, radius: float, p: Array, p1: Array, p2: Array
) -> tuple[Array, Array, Array, Array]:
    r"""Differentiate :math:`|p|\, e^E` with :math:`E = |R - r / \pi|` and r the distance from 0.

    Given p and its derivatives ``p1``, ``(2, *batch)``, and ``p2``, ``(2, 2, *batch)``. Returns
    \|p\|, E, and the first and second derivatives, divided by :math:`e^E`. In the creases of either
    absolute value, and at 0, its derivatives are 0.
    """
    r = norm(theta)
    far = np.where(r == 0, np.inf, r)  # so that the middle has no direction
    outward = theta / far
    one = np.eye(2).reshape(2, 2, *(1,) * r.ndim)
    side = np.sign(r / np.pi - radius) / np.pi
    e1 = side * outward
    e2 = side * (one - outward[:, None] * outward) / far
    sign, p = np.sign(p), np.abs(p)
    mixed = p1[:, None] * e1
    slope = sign * p1 + p * e1
    bend = sign * (p2 + (mixed + mixed.swapaxes(0, 1))) + p * (e2 + e1[:, None] * e1)
    return p, np.abs(radius - r / np.pi), slope, bend
