"""Functions of x + y and x - y: simple along the diagonals, and along no coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class McCormick(Surface):
    r"""A washboard down a straight valley: each wave's minimum is lower than the one before.

    .. math::
        f(x, y) = \sin(x + y) + (x - y)^2 - 1.5\,x + 2.5\,y + 1
                = \sin u + \tfrac12 u + (d - 1)^2

    with :math:`u = x + y` along the valley and :math:`d = x - y` across it. Along u a sine wave
    falls to the lower left, by :math:`\pi` with every wave, for ever. A careful path rests in the
    wave that it starts in; one with momentum may gain on each slope what the next crest costs, and
    then never stops. Two waves have their minima on the map, the lower one at
    :math:`(\tfrac12 - \tfrac13 \pi, -\tfrac12 - \tfrac13 \pi)`, of the height
    :math:`-\tfrac13 \pi - \tfrac12 \sqrt 3`.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "McCormick's washboard"
    family = "Valleys"
    formula = r"\sin(x + y) + (x - y)^2 - 1.5\,x + 2.5\,y + 1"
    teaches = "A tilted wave: a careful path rests in the first hollow, a fast one may never stop."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    beyond = "The waves go on to the lower left of the map, each lower than the last, for ever."
    domain = Box((-1.5, -3.0), (4.0, 4.0))
    starts = ((3.5, 3.0), (0.0, 1.0), (3.5, -2.0), (-1.0, 3.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The lower of the two minima on the map."""
        return ((0.5 - np.pi / 3, -0.5 - np.pi / 3),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        u, off = x + y, x - y - 1  # along the valley, and off its floor
        return np.sin(u) + u / 2 + off * off

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        along, across = np.cos(x + y) + 0.5, 2 * (x - y - 1)
        return np.array([along + across, along - across])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        bend = -np.sin(x + y)
        return np.array([[bend + 2, bend - 2], [bend - 2, bend + 2]])


@dataclass(frozen=True)
class GoldsteinPrice(Surface):
    r"""The product of two simple curves in slanted axes: four minima over six decades of height.

    .. math::
        f(x, y) &= \bigl[1 + (s + 1)^2\,(19 - 14 s + 3 s^2)\bigr]
                   \bigl[30 + t^2\,(18 - 16 t + 3 t^2)\bigr] \\
        s &= x + y, \qquad t = 2 x - 3 y

    Published in x and y, where nothing of this is to be seen. The first factor has its minima, 1
    and 28, at s = -1 and s = 2, the second one, which is
    :math:`3 + (t - 3)^2 (3 t^2 + 2 t + 3)`, has 3 and 30 at t = 3 and t = 0; so f has the minima 3,
    30, 84 and 840, and the heights of the map go up to a million. A learning rate is right for one
    of the four at best.

    Goldstein and Price (1971), "On descent from local minima", Mathematics of Computation 25, in
    Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Goldstein and Price's crossed valleys"
    family = "Valleys"
    formula = (
        r"\bigl[1 + (s + 1)^2 (19 - 14 s + 3 s^2)\bigr] \bigl[30 + t^2 (18 - 16 t + 3 t^2)\bigr],"
        r"\quad s = x + y, \; t = 2 x - 3 y"
    )
    teaches = "Six decades of height: a step that is safe in one valley only crawls in the next."
    source = "Goldstein and Price (1971), in https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-2.0, -2.0), (2.0, 2.0))
    starts = ((0.5, 0.5), (-1.5, 0.5), (1.5, 1.5), (1.0, -1.5))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one crossing of the deeper two valleys."""
        return ((0.0, -1.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        (p, _, _), (q, _, _) = _factors(theta)
        return p * q

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        (p, p1, _), (q, q1, _) = _factors(theta)
        return np.array([p1 * q + 2 * p * q1, p1 * q - 3 * p * q1])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        (p, p1, p2), (q, q1, q2) = _factors(theta)
        ss, st, tt = p2 * q, p1 * q1, p * q2
        xx = ss + 4 * st + 4 * tt
        xy = ss - st - 6 * tt
        yy = ss - 6 * st + 9 * tt
        return np.array([[xx, xy], [xy, yy]])


def _factors(theta: Array) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Return Goldstein and Price's two factors, each with its first two derivatives."""
    x, y = theta
    s, t = x + y, 2 * x - 3 * y
    p = 1 + (s + 1) * (s + 1) * (19 + s * (3 * s - 14))
    q = 3 + (t - 3) * (t - 3) * (3 + t * (3 * t + 2))  # regrouped, so that nothing cancels
    return (
        (p, 12 * (s + 1) * (s - 1) * (s - 2), 12 * (s * (3 * s - 4) - 1)),
        (q, 12 * t * (t - 1) * (t - 3), 12 * (t * (3 * t - 8) + 3)),
    )
