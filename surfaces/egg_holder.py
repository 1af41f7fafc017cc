"""Two families of crossing waves, both growing outwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Eggholder(Surface):
    r"""Waves across waves, longest and highest at the rim, where the lowest point of the map lies.

    .. math::
        f(x, y) = -(y + 47) \sin \sqrt{\bigl|\tfrac{x}{2} + y + 47\bigr|}
                  - x \sin \sqrt{|x - y - 47|}

    No dent tells of the next one. On two lines the roots have vertical walls. The lowest point of
    the map is on its edge, where the slope goes on down.

    Whitley, Rana, Dzubera and Mathias (1996), "Evaluating evolutionary algorithms", Artificial
    Intelligence 85, F101, https://doi.org/10.1016/0004-3702(95)00124-7, on the square of Mishra
    (2006), https://mpra.ub.uni-muenchen.de/2718/. The second coordinate of the minimizer is
    404.2318 to four decimals, not the usual 404.2319; here it is computed to 40 digits.
    """

    title = "Egg holder"
    family = "Rough"
    formula = (
        r"-(y + 47) \sin \sqrt{\bigl|\tfrac{x}{2} + y + 47\bigr|} - x \sin \sqrt{|x - y - 47|}"
    )
    teaches = (
        "Waves on all sides, and the best dent cut by the map's edge: search meets its limits."
    )
    source = "Whitley et al. (1996), F101, https://doi.org/10.1016/0004-3702(95)00124-7"
    kink = "Vertical walls along x / 2 + y = -47 and x - y = 47, where the root's own slope is 0."
    beyond = "The waves keep growing: the slope at the declared point leads off the map."
    domain = Box((-512.0, -512.0), (512.0, 512.0))
    starts = ((0.0, 0.0), (400.0, 350.0), (-300.0, -200.0), (-450.0, 420.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The lowest point of the map, on its right edge."""
        return ((512.0, 404.2318051137578),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        z = y + 47
        return -z * np.sin(np.sqrt(np.abs(x / 2 + z))) - x * np.sin(np.sqrt(np.abs(x - z)))

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, z = theta[0], theta[1] + 47
        (p, p1, _), (q, q1, _) = _wave(x / 2 + z), _wave(x - z)
        return -np.array([z * p1 / 2 + q + x * q1, p + z * p1 - x * q1])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, z = theta[0], theta[1] + 47
        (_, p1, p2), (_, q1, q2) = _wave(x / 2 + z), _wave(x - z)
        xx = z * p2 / 4 + 2 * q1 + x * q2
        xy = (p1 + z * p2) / 2 - q1 - x * q2
        yy = 2 * p1 + z * p2 + x * q2
        return -np.array([[xx, xy], [xy, yy]])


def _wave(u: Array) -> tuple[Array, Array, Array]:
    """Return sin(sqrt(|u|)) and its first two derivatives, 0 where there are none."""
    r = np.sqrt(np.abs(u))
    far = np.where(r == 0, np.inf, r)
    sin, cos = np.sin(r), np.cos(r)
    return sin, np.sign(u) * cos / (2 * far), -(cos + r * sin) / (4 * far * far * far)
