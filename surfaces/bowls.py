"""One minimum and one curvature: the model that every other surface resembles near its minima."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point, Surface


@dataclass(frozen=True)
class Sphere(Surface):
    r"""The easiest bowl: downhill is the way to the minimum, and one step size suits all of it.

    .. math:: f(x, y) = x^2 + y^2

    A step of gradient descent multiplies every error by :math:`1 - 2 \alpha`: it arrives at once
    at :math:`\alpha = \tfrac12` and diverges above 1, whatever the start and the direction. Only
    the length of the steps is left to get wrong.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Round bowl"
    family = "Bowls"
    formula = "x^2 + y^2"
    teaches = "The step size alone: every direction is the same, so nothing else can go wrong."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-5.12, -5.12), (5.12, 5.12))
    starts = ((-4.0, 3.0), (4.5, 1.0), (1.0, -4.5), (2.0, 2.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The origin."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        return x * x + y * y

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        return 2 * theta

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``: twice the identity."""
        level = np.zeros_like(theta[0])
        return np.array([[2 + level, level], [level, 2 + level]])


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
    family = "Bowls"
    formula = (
        r"\tfrac12\, \theta^\top R_\varphi \begin{pmatrix} 1 & 0 \\ 0 & \kappa \end{pmatrix} "
        r"R_\varphi^\top\, \theta"
    )
    teaches = "The condition number: steep walls limit the step, the flat axis needs a long one."
    source = "Goh (2017), Why Momentum Really Works, https://doi.org/10.23915/distill.00006"
    domain = Box((-2.0, -2.0), (2.0, 2.0))
    starts = ((-1.8, 0.4), (1.5, 1.5), (-0.5, 1.8), (0.9, -1.6))

    condition: Hyper = knob(10.0, r"\kappa", 1.0, 1000.0, meanings.CONDITION, log=True)
    angle: Hyper = knob(30.0, r"\varphi", 0.0, 180.0, meanings.ANGLE)

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


@dataclass(frozen=True)
class Zakharov(Surface):
    r"""A gentle bowl that turns into a gorge with walls of the fourth power.

    .. math:: f(x, y) = x^2 + y^2 + r^2 + r^4, \qquad r = \tfrac12 x + y

    Along the floor r = 0 the curvature is 2 everywhere. Across it, it grows from 4.5 at the
    minimum to above 3000 at a corner of the map: a step that is safe on the rim is hundreds of
    times too short at the bottom, where the condition number is a mere 2.25.

    Jamil and Yang (2013), "A literature survey of benchmark functions for global optimisation
    problems", https://doi.org/10.1504/IJMMNO.2013.055204
    """

    title = "Zakharov's gorge"
    family = "Bowls"
    formula = r"x^2 + y^2 + \bigl(\tfrac12 x + y\bigr)^2 + \bigl(\tfrac12 x + y\bigr)^4"
    teaches = "Fierce walls around a gentle floor: the safe step at the start is tiny at the end."
    source = "Jamil and Yang (2013), https://doi.org/10.1504/IJMMNO.2013.055204"
    domain = Box((-5.0, -5.0), (10.0, 10.0))
    starts = ((0.0, 8.0), (9.0, -4.0), (9.0, 9.0), (-4.5, -4.0))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The origin."""
        return ((0.0, 0.0),)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        r = x / 2 + y
        s = r * r
        return x * x + y * y + s + s * s

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        r = x / 2 + y
        push = r * (2 + 4 * r * r)
        return np.array([2 * x + push / 2, 2 * y + push])

    def hess(self, theta: Array) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        r = x / 2 + y
        bend = 2 + 12 * r * r
        return np.array([[2 + bend / 4, bend / 2], [bend / 2, 2 + bend]])
