"""A function of x and y with the derivatives that SymPy finds, evaluated by NumPy."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.arrays import Array
from surfaces.expressions import Node
from surfaces.program import compiled
from surfaces.symbolic import X, Y, matrix, symbolic

Points = Array | tuple[Array, Array]
"""Points ``(2, *batch)``, or an open grid: x and y as arrays that broadcast to ``batch``."""


class Calculus:
    """A formula, its gradient and its Hessian. Where there is no real value, they are NaN.

    Raises ``ValueError`` for a formula that comes out as no real function, such as log(x - x).
    """

    def __init__(self, formula: Node) -> None:
        """Differentiate twice, and compile."""
        value = symbolic(formula)
        gx, gy = self.slopes = [value.diff(X), value.diff(Y)]
        self.bends = [gx.diff(X), gx.diff(Y), gy.diff(Y)]
        self._value = compiled([value])
        self._grad = compiled(self.slopes)
        self._hess = compiled(self.bends)

    def value(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            return np.array(_filled(self._value(x, y), x, y)[0])

    def grad(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            return np.array(_filled(self._grad(x, y), x, y))

    def hess(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            xx, xy, yy = _filled(self._hess(x, y), x, y)
            return np.array([[xx, xy], [xy, yy]])

    @cached_property
    def gradient_latex(self) -> str:
        """The gradient in LaTeX."""
        return matrix([[slope] for slope in self.slopes])

    @cached_property
    def hessian_latex(self) -> str:
        """The Hessian in LaTeX."""
        xx, xy, yy = self.bends
        return matrix([[xx, xy], [xy, yy]])


def _filled(values: list[Array], x: Array, y: Array) -> list[Array]:
    """Give every value the shape of the points, a number too."""
    shape = np.broadcast(x, y).shape
    return [v if np.shape(v) == shape else np.broadcast_to(v, shape) for v in values]
