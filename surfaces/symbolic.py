"""Formulas as expressions of SymPy's, for their exact derivatives.

SymPy is handed the pieces of a formula that was checked, never a text. It adds, multiplies and
differentiates; of functions it learns the slopes and no more, because what it knows to simplify
them may take for ever: it would expand the power in ``sinh((x - y)**20 + 1)`` to look for multiples
of the period. And it holds no number that could grow: what has no short exact form is a float.
"""

from __future__ import annotations

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
SHORT = 16
"""Powers of a number up to here are kept as they are, such as pi**2."""


class Elementary(sympy.Function):
    """A function that SymPy leaves as it is. Which one it is, the name of the class tells."""

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
