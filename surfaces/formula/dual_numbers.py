r"""Second-order dual numbers: values that carry their gradient and their Hessian with them.

.. math::
    (u v)_i = u_i v + u v_i, \quad
    f(u)_i = f'(u)\, u_i, \quad
    f(u)_{ij} = f''(u)\, u_i u_j + f'(u)\, u_{ij}

Griewank and Walther (2008), *Evaluating Derivatives*, SIAM, chapters 3 and 13,
https://doi.org/10.1137/1.9780898717761
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from surfaces.formula.derivative_rules import U

PAIRS = ((0, 0), (0, 1), (1, 1))


class Dual(NamedTuple):
    """A value with its derivatives by x and y, and by xx, xy and yy; a mere number has none."""

    value: U
    slopes: tuple[U, ...] = (0, 0)
    bends: tuple[U, ...] = (0, 0, 0)

    @property
    def varies(self) -> bool:
        """Whether it has a slope at all."""
        return any(slope != 0 for slope in self.slopes)


def plus(u: Dual, v: Dual) -> Dual:
    """Add."""
    slopes = tuple(a + b for a, b in zip(u.slopes, v.slopes, strict=True))
    return Dual(
        u.value + v.value, slopes, tuple(a + b for a, b in zip(u.bends, v.bends, strict=True))
    )


def times(u: Dual, v: Dual) -> Dual:
    """Multiply: the product rule, once and twice."""
    return of_two(u, v, u.value * v.value, (v.value, u.value), (0, 1, 0))


def over(u: Dual, v: Dual) -> Dual:
    """Divide: the quotient rule, once and twice."""
    value = u.value / v.value
    ratio = value / v.value
    slopes = tuple(a / v.value - ratio * b for a, b in zip(u.slopes, v.slopes, strict=True))
    bends = tuple(
        (c - slopes[i] * v.slopes[j] - slopes[j] * v.slopes[i]) / v.value - ratio * d
        for (i, j), c, d in zip(PAIRS, u.bends, v.bends, strict=True)
    )
    return Dual(value, slopes, bends)


def of_one(u: Dual, value: U, first: U, second: U) -> Dual:
    """Return a function of one number, by its value and its derivatives: the chain rule."""
    slopes = tuple(first * a for a in u.slopes)
    bends = tuple(
        second * (u.slopes[i] * u.slopes[j]) + first * c
        for (i, j), c in zip(PAIRS, u.bends, strict=True)
    )
    return Dual(value, slopes, bends)


def of_two(u: Dual, v: Dual, value: U, first: Sequence[U], second: Sequence[U]) -> Dual:
    """Return a function of two numbers; its derivatives are by u and v, and by uu, uv and vv."""
    (by_u, by_v), (by_uu, by_uv, by_vv) = first, second
    slopes = tuple(by_u * a + by_v * b for a, b in zip(u.slopes, v.slopes, strict=True))
    bends = tuple(
        by_uu * (u.slopes[i] * u.slopes[j])
        + by_uv * (u.slopes[i] * v.slopes[j] + u.slopes[j] * v.slopes[i])
        + by_vv * (v.slopes[i] * v.slopes[j])
        + (by_u * c + by_v * d)
        for (i, j), c, d in zip(PAIRS, u.bends, v.bends, strict=True)
    )
    return Dual(value, slopes, bends)
