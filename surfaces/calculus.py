"""A function of x and y with the derivatives that SymPy finds, evaluated by NumPy."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from core.arrays import Array
from core.tape import GradientTape
from surfaces.derivatives import derivative
from surfaces.expressions import Node
from surfaces.program import compiled
from surfaces.symbolic import X, Y, matrix, symbolic

Points = Array | tuple[Array, Array]
"""Points ``(2, *batch)``, or an open grid: x and y as arrays that broadcast to ``batch``."""

OPEN = (np.divide, np.log, np.power)
"""What may make infinity of finite numbers, and of that and 0 no number."""


class Calculus:
    """A formula, its gradient and its Hessian. Where there is no real value, they are NaN.

    Raises ``ValueError`` for a formula that comes out as no real function, such as log(x - x).
    """

    def __init__(self, formula: Node) -> None:
        """Differentiate twice, and compile."""
        value = symbolic(formula)
        gx, gy = self.slopes = [derivative(value, X), derivative(value, Y)]
        self.bends = [derivative(gx, X), derivative(gx, Y), derivative(gy, Y)]
        self._value = compiled([value])
        self._grad = compiled(self.slopes)
        self._hess = compiled(self.bends)
        self._may_be_open = any(line.ufunc in OPEN for line in self._grad.lines)
        self._may_bend_openly = any(line.ufunc in OPEN for line in self._hess.lines)

    def value(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            return np.array(_filled(self._value(x, y), x, y)[0])

    def grad(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            slopes = np.array(_filled(self._grad(x, y), x, y))
            if self._may_be_open and np.isnan(slopes).any():
                return self._settled(slopes, x, y)
            return slopes

    def hess(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``, 0 where a kink has none."""
        x, y = theta
        with np.errstate(all="ignore"):
            xx, xy, yy = _filled(self._hess(x, y), x, y)
            bends = np.array([[xx, xy], [xy, yy]])
            if self._may_bend_openly and not np.isfinite(bends).all():
                slopes = np.array(_filled(self._grad(x, y), x, y))
                settled = self._settled(slopes, x, y)
                xx, xy, yy = _filled(self._bends_at_tips(x, y), x, y)
                smooth = np.isfinite(settled).all(axis=0)
                bends = np.where(np.isnan(bends) & smooth, [[xx, xy], [xy, yy]], bends)
                tips = np.isnan(slopes).any(axis=0) & smooth
                bends = np.where(tips & ~np.isfinite(bends), 0.0, bends)
                bends = np.where(np.isnan(bends) & smooth, 0.0, bends)
            return bends

    @cached_property
    def _at_tips(self) -> GradientTape:
        """The slopes, with 0/0 = 0."""
        return compiled(self.slopes, settled=True)

    @cached_property
    def _bends_at_tips(self) -> GradientTape:
        """The second derivatives, with 0/0 = 0."""
        return compiled(self.bends, settled=True)

    @property
    def operations(self) -> int:
        """How many operations the value, the gradient and the Hessian take together."""
        return sum(len(program.lines) for program in (self._value, self._grad, self._hess))

    def _settled(self, slopes: Array, x: Array, y: Array) -> Array:
        """Return slopes ``(2, *batch)`` that are 0/0 where the function has a value as 0."""
        value = self.value((x, y))
        settled = np.array(_filled(self._at_tips(x, y), x, y))
        return np.where(np.isnan(slopes) & np.isfinite(value), settled, slopes)

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
