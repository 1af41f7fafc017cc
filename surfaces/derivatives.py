"""Derivatives of formulas, by the rules of calculus."""

from __future__ import annotations

import math
from collections.abc import Callable

import sympy  # pyright: ignore[reportMissingTypeStubs] - it has none

from surfaces.symbolic import HALF, ONE, ZERO, Expr, F, X, Y

LN10: Expr = sympy.Float(math.log(10))
LN2: Expr = sympy.Float(math.log(2))


def _is_greater(u: Expr, v: Expr) -> Expr:
    """Return 1 where u > v, 0 where u < v, and one half in between."""
    return F["heaviside"](u - v, HALF)


def _is_less(u: Expr, v: Expr) -> Expr:
    """Return 1 where u < v, 0 where u > v, and one half in between."""
    return F["heaviside"](v - u, HALF)


SLOPES: dict[str, Callable[[Expr], Expr]] = {
    "sin": F["cos"],
    "cos": lambda u: -F["sin"](u),
    "tan": lambda u: 1 + F["tan"](u) ** 2,
    "asin": lambda u: (1 - u**2) ** -HALF,
    "acos": lambda u: -((1 - u**2) ** -HALF),
    "atan": lambda u: 1 / (1 + u**2),
    "sinh": F["cosh"],
    "cosh": F["sinh"],
    "tanh": lambda u: 1 - F["tanh"](u) ** 2,
    "exp": F["exp"],
    "log": lambda u: 1 / u,
    "log10": lambda u: 1 / (u * LN10),
    "log2": lambda u: 1 / (u * LN2),
    "log1p": lambda u: 1 / (1 + u),
    "expm1": F["exp"],
    "asinh": lambda u: (1 + u**2) ** -HALF,
    "acosh": lambda u: (u - 1) ** -HALF * (u + 1) ** -HALF,
    "atanh": lambda u: 1 / (1 - u**2),
    "abs": F["sign"],
    "relu": lambda u: F["heaviside"](u, ZERO),
    "softplus": F["sigmoid"],
    "sigmoid": lambda u: F["sigmoid"](u) * F["sigmoid"](-u),
}
PARTIAL_SLOPES: dict[str, list[Callable[[Expr, Expr], Expr]]] = {
    "max": [_is_greater, _is_less],
    "min": [_is_less, _is_greater],
    "power": [lambda u, v: v * F["power"](u, v - 1), lambda u, v: F["power"](u, v) * F["log"](u)],
    "atan2": [lambda u, v: v / (u**2 + v**2), lambda u, v: -u / (u**2 + v**2)],
}
"""At a kink the mean of both sides, but of ``relu`` 0, as networks have it. What has no slope here
is level, but for jumps."""


def derivative(made: Expr, by: Expr) -> Expr:
    """Differentiate what ``symbolic`` made, by the rules that SymPy's ``diff`` has.

    ``diff`` asks of each derivative besides whether it can be shown to be zero, which takes most of
    its time. What is switched off stays off, whatever its slope would be.
    """
    known: dict[Expr, Expr] = {X: ZERO, Y: ZERO, by: ONE}

    def slope(of: Expr) -> Expr:
        if of not in known:
            known[of] = rule(of) if of.args else ZERO
        return known[of]

    def rule(of: Expr) -> Expr:
        slopes = [slope(part) for part in of.args]
        if of.is_Add:
            return sympy.Add(*slopes)
        if of.is_Pow:  # the exponent is a number: others are the function "power"
            return of * (slopes[0] * of.exp / of.base) if slopes[0] != 0 else ZERO
        if of.is_Mul:
            return sympy.Add(
                *(
                    sympy.Mul(*of.args[:k], inner, *of.args[k + 1 :])
                    for k, inner in enumerate(slopes)
                    if inner != 0
                )
            )
        if of.name == "gate":
            return F["gate"](of.args[0], slopes[1]) if slopes[1] != 0 else ZERO
        outer = _outer_slopes(of)
        return sympy.Add(*(outer[k] * inner for k, inner in enumerate(slopes) if inner != 0))

    return slope(made)


def _outer_slopes(of: Expr) -> list[Expr]:
    """Return the slopes of a function with respect to each of its arguments."""
    if of.name in SLOPES:
        return [SLOPES[of.name](*of.args)]
    if of.name in PARTIAL_SLOPES:
        return [one(*of.args) for one in PARTIAL_SLOPES[of.name]]
    return [ZERO] * len(of.args)
