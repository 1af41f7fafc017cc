"""Formulas as expressions of SymPy's, for their exact derivatives.

SymPy is handed the pieces of a formula that was checked, never a text. It adds, multiplies and
differentiates; of functions it learns the slopes and no more, because what it knows to simplify
them may take for ever: it would expand the power in ``sinh((x - y)**20 + 1)`` to look for multiples
of the period. And it holds no number that could grow: what has no short exact form is a float.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import Any

import sympy  # pyright: ignore[reportMissingTypeStubs] - it has none

from surfaces.expressions import Node
from surfaces.notation import NAMED
from surfaces.spelling import CHOICES, FUNCTIONS, TAKES_TWO

Expr = Any
"""An expression of SymPy's, whose attributes are untyped."""

X: Expr = sympy.Symbol("x")
Y: Expr = sympy.Symbol("y")
ZERO: Expr = sympy.Integer(0)
ONE: Expr = sympy.Integer(1)
HALF: Expr = sympy.Rational(1, 2)
EXACT = 2**53
"""Numerators and denominators up to here are kept as they are: floats hold them too."""
LN10: Expr = sympy.Float(math.log(10))
LN2: Expr = sympy.Float(math.log(2))
SHORT = 16
"""Powers of a number up to here are kept as they are, such as pi**2."""


class Elementary(sympy.Function):
    """A function that SymPy leaves as it is. Which one it is, the name of the class tells."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """Return the slope with respect to one of the arguments."""
        if self.name in SLOPES:
            return SLOPES[self.name](*self.args)
        if self.name in PARTIAL_SLOPES:
            return PARTIAL_SLOPES[self.name][argindex - 1](*self.args)
        return ZERO

    def _eval_derivative(self, s: Expr) -> Expr:
        """Differentiate; what is switched off stays off, whatever its slope would be."""
        if self.name != "gate":
            return super()._eval_derivative(s)
        condition: Expr = self.args[0]
        inside: Expr = self.args[1]
        slope: Expr = inside.diff(s)
        return slope if slope == 0 else F["gate"](condition, slope)

    @property
    def name(self) -> str:
        """What it is called in ``FUNCTIONS``."""
        return type(self).__name__

    @classmethod
    def _should_evalf(cls, arg: Expr) -> int:  # noqa: ARG003 - SymPy asks it of each argument
        return -1  # never

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inside = [printer.doprint(argument) for argument in self.args]
        raised = "" if exp is None else f"^{{{exp}}}"
        match self.name:
            case "abs":
                return rf"\left|{inside[0]}\right|{raised}"
            case "exp" | "power" if raised:
                return rf"\left({self._latex(printer)}\right){raised}"
            case "exp":
                return "e" if inside[0] == "1" else f"e^{{{inside[0]}}}"
            case "power" if self.args[0].is_Atom:
                return f"{inside[0]}^{{{inside[1]}}}"
            case "power":
                return rf"\left({inside[0]}\right)^{{{inside[1]}}}"
            case "heaviside":
                return rf"\operatorname{{H}}{raised}\left({inside[0]}\right)"
            case "gate":
                return rf"\left[{inside[0]}\right]{raised}\left({inside[1]}\right)"
            case name:
                return NAMED.get(name, f"\\{name}") + rf"{raised}\left({', '.join(inside)}\right)"


F: dict[str, Callable[..., Expr]] = {
    name: type(name, (Elementary,), {"nargs": nargs, "__module__": __name__})
    for name, nargs in {
        **dict.fromkeys(FUNCTIONS, 1),
        **dict.fromkeys(CHOICES, 2),
        **dict.fromkeys(["heaviside", "power", "gate", *TAKES_TWO], 2),
    }.items()
}
"""The functions of formulas, two arguments to a choice; the step ``heaviside(u, value at 0)``; the
``power`` with an exponent that varies; and ``gate(c, u)``, u where c holds and else 0."""


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


def _chosen(condition: Expr, yes: Expr, no: Expr) -> Expr:
    """Return one or the other, by a condition."""
    return F["gate"](condition, yes) + F["gate"](1 - condition, no)


def _compared(sign: str, a: Expr, b: Expr) -> Expr:
    """Return 1 where a comparison holds, and else 0."""
    if sign in ("<", ">"):
        return F["heaviside"](b - a if sign == "<" else a - b, ZERO)
    least, most = F["heaviside"](a - b, ONE), F["heaviside"](b - a, ONE)
    both = least * most
    return {"<=": most, ">=": least, "==": both, "!=": 1 - both}[sign]


LEAVES: dict[str, Expr] = {"x": X, "y": Y, "pi": sympy.pi, "e": F["exp"](1)}
MADE: dict[str, Callable[..., Expr]] = {
    **F,
    "+": sympy.Add,
    "*": sympy.Mul,
    "-": operator.neg,
    "/": partial(operator.truediv, 1),
    "sqrt": sympy.sqrt,
    "max": lambda *choices: reduce(F["max"], choices),
    "min": lambda *choices: reduce(F["min"], choices),
    "where": _chosen,
    **{sign: partial(_compared, sign) for sign in ("<", "<=", ">", ">=", "==", "!=")},
}


def symbolic(node: Node) -> Expr:
    """Return a formula as an expression of SymPy's in ``X`` and ``Y``."""
    if node.head in LEAVES:
        return LEAVES[node.head]
    if node.number is not None and not _has_exact_form(node):
        return _number(node.number)
    if node.head == "**":
        return _shortened(_power(*node.parts))
    return _shortened(MADE[node.head](*map(symbolic, node.parts)))


def _shortened(made: Expr) -> Expr:
    """Turn a coefficient of too many digits into a float."""
    coefficient, rest = made.as_coeff_Mul()
    if coefficient.is_Rational and max(abs(coefficient.p), coefficient.q) > EXACT:
        return sympy.Float(coefficient) * rest
    return made


def matrix(rows: Sequence[Sequence[Expr]]) -> str:
    """Write expressions in rows, as LaTeX; a float that is whole is written as such."""

    def written(entry: Expr) -> str:
        whole = [number for number in entry.atoms(sympy.Float) if number == int(number)]
        shown = entry.xreplace({number: sympy.Integer(number) for number in whole})
        return f"{sympy.latex(shown)}"

    lines = r" \\ ".join(" & ".join(map(written, row)) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def _has_exact_form(node: Node) -> bool:
    """Tell whether a number is built of few symbols that say more than its digits, as 2*pi does."""
    if node.head == "**":
        base, exponent = node.parts
        whole = exponent.number is not None and exponent.number.is_integer()
        return not base.parts and whole and abs(exponent.number or 0) <= SHORT
    if node.head in ("sqrt", "exp"):
        return not node.parts[0].parts
    return node.head in ("+", "*", "-", "/")


def _number(number: float) -> Expr:
    """Return a number: whole if it is."""
    if number.is_integer() and abs(number) <= EXACT:
        return sympy.Integer(int(number))
    return sympy.Float(number)


def _power(base: Node, exponent: Node) -> Expr:
    """Return a power: of e, of one expression by another, by whole or half numbers, or any."""
    if base.head == "e":
        return F["exp"](symbolic(exponent))
    if exponent.number is None:
        return F["power"](symbolic(base), symbolic(exponent))
    if (2 * exponent.number).is_integer():
        return symbolic(base) ** sympy.Rational(int(2 * exponent.number), 2)
    return symbolic(base) ** symbolic(exponent)
