"""Rings around a point: walls and moats that every way in has to cross."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class DropWave(Surface):
    r"""Rings on water where a drop fell: each trough is a closed moat around the lowest point.

    .. math:: f(x, y) = -\frac{1 + \cos(k\,r)}{2 + \tfrac12 r^2}, \qquad r^2 = x^2 + y^2

    Every :math:`2 \pi / k` of distance there is a moat, level all the way round, and its floor
    rises the farther out it lies. The gradient points straight at the centre or straight away
    from it, so a path rests in the moat nearest to its start, and cannot go round what it cannot
    cross.

    Surjanovic and Bingham (2013), "Virtual Library of Simulation Experiments", where k = 12,
    https://www.sfu.ca/~ssurjano/drop.html
    """

    title = "Drop in the water"
    family = "Plateaus"
    formula = r"-\frac{1 + \cos(k\,r)}{2 + \tfrac12 r^2}, \quad r^2 = x^2 + y^2"
    teaches = "Rings of local minima: every way to the centre leads over a wall."
    source = "Surjanovic and Bingham (2013), https://www.sfu.ca/~ssurjano/drop.html"
    domain = Box((-2.0, -2.0), (2.0, 2.0))
    starts = ((-1.4, 0.9), (0.5, 0.45), (1.2, -1.6), (-0.2, -1.2))

    frequency: Hyper = knob(12.0, "k", 1.0, 20.0, meanings.RINGS)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The centre, whatever the knob."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        rr = x * x + y * y
        return -(1 + np.cos(self.frequency * np.sqrt(rr))) / (2 + rr / 2)

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        slope, _ = self._profile(x * x + y * y)
        return 2 * np.array([slope * x, slope * y])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        slope, bend = self._profile(x * x + y * y)
        xx, xy, yy = slope + 2 * bend * x * x, 2 * bend * x * y, slope + 2 * bend * y * y
        return 2 * np.array([[xx, xy], [xy, yy]])

    def _profile(self, rr: Array) -> tuple[Array, Array]:
        """Return the first two derivatives of the height by the squared distance."""
        kk = self.frequency * self.frequency
        c, s, j = _wave(self.frequency * np.sqrt(rr))
        crest, crest1, crest2 = 1 + c, -kk * s / 2, kk * kk * j / 4
        width = 2 + rr / 2
        slope = (crest / (2 * width) - crest1) / width
        return slope, (-crest2 + crest1 / width - crest / (2 * width * width)) / width


def _wave(z: Array) -> tuple[Array, Array, Array]:
    r"""Return :math:`\cos z`, :math:`\sin z / z` and :math:`(\sin z - z \cos z) / z^3`, z >= 0."""
    near = z < 0.1  # where the quotients lose digits, and their series are exact
    zz, far = z * z, np.where(near, 1.0, z)
    c, s = np.cos(far), np.sin(far)
    first = 1 - zz / 6 * (1 - zz / 20 * (1 - zz / 42 * (1 - zz / 72)))
    second = (1 - zz / 10 * (1 - zz / 28 * (1 - zz / 54 * (1 - zz / 88)))) / 3
    return (
        np.cos(z),
        np.where(near, first, s / far),
        np.where(near, second, (s - far * c) / (far * far * far)),
    )
