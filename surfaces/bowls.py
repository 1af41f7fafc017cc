"""One minimum and one curvature: the model that every other surface resembles near its minima."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Quadratic(Surface):
    r"""A bowl whose every property is known: two curvatures and the direction they lie in.

    .. math::
        f(\theta) = \tfrac12\, \theta^\top A\, \theta, \qquad
        A = R_\varphi \begin{pmatrix} 1 & 0 \\ 0 & \kappa \end{pmatrix} R_\varphi^\top

    The eigenvalue 1 belongs to the flat axis :math:`(\cos \varphi, \sin \varphi)`, ``angle``
    degrees counter-clockwise from the x axis, and :math:`\kappa`, the condition number, to the
    steep axis at a right angle to it. Gradient descent is stable below the learning rate
    :math:`2 / \kappa`, at which each step still leaves :math:`1 - 2 / \kappa` of the error along
    the flat axis. Turning the bowl changes nothing for gradient descent, and much for rules that
    scale each coordinate alone.

    Goh (2017), "Why Momentum Really Works", https://doi.org/10.23915/distill.00006
    """

    title = "Quadratic bowl"
    formula = (
        r"\tfrac12\, \theta^\top R_\varphi \begin{pmatrix} 1 & 0 \\ 0 & \kappa \end{pmatrix} "
        r"R_\varphi^\top\, \theta"
    )
    teaches = "The condition number: steep walls limit the step, the flat axis needs a long one."
    source = "Goh (2017), Why Momentum Really Works, https://doi.org/10.23915/distill.00006"
    domain = Box((-2.0, -2.0), (2.0, 2.0))
    starts = ((-1.8, 0.4), (1.5, 1.5), (-0.5, 1.8), (0.9, -1.6))

    condition: Hyper = knob(10.0, r"\kappa", 1.0, 1000.0, log=True)
    angle: Hyper = knob(30.0, r"\varphi", 0.0, 180.0)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The origin, whatever the knobs."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        u, v, _, _ = self._turned(theta)
        return (u * u + self.condition * v * v) / 2

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        u, v, c, s = self._turned(theta)
        w = self.condition * v
        return np.array([c * u - s * w, s * u + c * w])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``: the same A everywhere."""
        _, v, c, s = self._turned(theta)
        level = np.zeros_like(v)
        xx = c * c + self.condition * s * s + level
        xy = (1 - self.condition) * c * s + level
        yy = s * s + self.condition * c * c + level
        return np.array([[xx, xy], [xy, yy]])

    def _turned(self, theta: Array) -> tuple[Array, Array, Hyper, Hyper]:
        """Return the coordinates along the flat and the steep axis, and the turn's cos and sin."""
        x, y = theta
        c, s = np.cos(np.deg2rad(self.angle)), np.sin(np.deg2rad(self.angle))
        return c * x + s * y, c * y - s * x, c, s
