"""A function of x and y with its exact derivatives, and what holds at a kink, decided once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from surfaces.formula.forward_mode import recorded
from surfaces.formula.operations import Function, Program, Step, pieces
from surfaces.formula.subexpression import Subexpression

Points = Array | Sequence[Array]
"""Points ``(2, *batch)``, or an open grid: x and y as arrays that broadcast to ``batch``."""
OPEN = (np.divide, np.log, np.power)
"""What may make infinity of finite numbers, and of that and 0 no number."""
LARGEST = 2500
"""Operations of a function and its derivatives: a map of such a one is found in half a second."""
POWER = 16
"""A power takes as long as so many products."""


def quotient(above: Any, below: Any) -> Any:
    """Divide, with 0/0 = 0."""
    return np.where((above == 0) & (below == 0), 0.0, np.divide(above, below))


def product(a: Any, b: Any) -> Any:
    """Multiply, with 0 times anything = 0."""
    return np.where((a == 0) | (b == 0), 0.0, np.multiply(a, b))


SETTLED: dict[Function, Function] = {np.divide: quotient, np.multiply: product}
"""At the tip of a root a slope is 0/0: with these it is 0, the mean of all sides'."""


class Derivatives:
    """A formula, its gradient and its Hessian. Where there is no real value, they are NaN.

    Raises ``ValueError`` for a formula that comes out as no real function, such as log(x - x), and
    for one that takes too many operations.
    """

    def __init__(self, formula: Subexpression) -> None:
        """Differentiate twice."""
        value, slopes, bends = recorded(formula)
        self._value, self._grad, self._hess = Program([value]), Program(slopes), Program(bends)
        steps = [step for p in (self._value, self._grad, self._hess) for step in p.steps]
        self.pieces = pieces(slopes), pieces(bends)
        """Of the gradient and of the Hessian, written out."""
        self.operations = sum(POWER if step.function is np.power else 1 for step in steps)
        """How many operations the value, the gradient and the Hessian take together."""
        if self.operations > LARGEST:
            raise ValueError(
                f"is too much to be differentiated twice ({self.operations} operations, allowed are"
                f" {LARGEST}): use fewer factors and fewer levels"
            )
        self._may_be_open = _may_be_open(self._grad)
        self._may_bend_openly = _may_be_open(self._hess)

    def value(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to heights ``(*batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            return _laid_out(self._value(x, y), x, y)[0]

    def grad(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to gradients ``(2, *batch)``."""
        x, y = theta
        with np.errstate(all="ignore"):
            slopes = _laid_out(self._grad(x, y), x, y)
            if self._may_be_open and np.isnan(slopes).any():
                at, kinks = self._kinks(slopes, x, y)
                slopes[:, at] = self._slopes_at_tips(slopes[:, at], *kinks)
            return slopes

    def hess(self, theta: Points, /) -> Array:
        """Map points ``(2, *batch)`` to Hessians ``(2, 2, *batch)``, 0 where a kink has none."""
        x, y = theta
        with np.errstate(all="ignore"):
            bends = self._bends(x, y)
            if self._may_bend_openly and not np.isfinite(bends).all():
                at, kinks = self._kinks(bends, x, y)
                bends[:, at] = self._bends_at_tips(bends[:, at], *kinks)
            return bends.reshape(2, 2, *bends.shape[1:])

    def _kinks(self, found: Array, x: Array, y: Array) -> tuple[Any, list[Array]]:
        """Return where there is a value but no finite derivative: which points, and these."""
        at = np.array(~np.isfinite(found).all(axis=0))
        at[at] = np.isfinite(self.value([np.broadcast_to(c, at.shape)[at] for c in (x, y)]))
        return at, [np.broadcast_to(c, at.shape)[at] for c in (x, y)]

    def _slopes_at_tips(self, slopes: Array, x: Array, y: Array) -> Array:
        """Take slopes ``(2, k)`` that are 0/0 as 0."""
        settled = _laid_out(self._grad(x, y, _settled(self._grad)), x, y)
        return np.where(np.isnan(slopes), settled, slopes)

    def _bends_at_tips(self, bends: Array, x: Array, y: Array) -> Array:
        """Take second derivatives ``(4, k)`` that are not there as 0, where there is a slope."""
        slopes = _laid_out(self._grad(x, y), x, y)
        smooth = np.isfinite(self._slopes_at_tips(slopes, x, y)).all(axis=0)
        bends = np.where(np.isnan(bends) & smooth, self._bends(x, y, _settled(self._hess)), bends)
        tips = np.isnan(slopes).any(axis=0)
        return np.where(smooth & (np.isnan(bends) | tips & ~np.isfinite(bends)), 0.0, bends)

    def _bends(self, x: Array, y: Array, steps: list[Step] | None = None) -> Array:
        """Return the rows of the Hessian one after the other, ``(4, *batch)``."""
        xx, xy, yy = self._hess(x, y, steps)
        return _laid_out([xx, xy, xy, yy], x, y)


def _may_be_open(program: Program) -> bool:
    return any(step.function in OPEN for step in program.steps)


def _settled(program: Program) -> list[Step]:
    """Return the steps of a program with 0/0 = 0."""
    return [s._replace(function=SETTLED.get(s.function, s.function)) for s in program.steps]


def _laid_out(values: list[Any], x: Array, y: Array) -> Array:
    """Put values into one array, each of the shape of the points, a number too."""
    shape = np.broadcast(x, y).shape
    return np.array([v if np.shape(v) == shape else np.broadcast_to(v, shape) for v in values])
