"""The derivatives of a formula as LaTeX, by SymPy: to be read, never to be evaluated.

The same rules that differentiate operations on arrays differentiate expressions of SymPy's, which
is handed the pieces of a formula that was checked, never a text. Of functions it learns nothing,
because what it knows to simplify them may take for ever: it would expand the power in
``sinh((x - y)**20 + 1)`` to look for multiples of the period. And it holds no number that could
grow: what has no short exact form is a float.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, cast

import sympy  # pyright: ignore[reportMissingTypeStubs] - it has none

from surfaces.formula.derivative_rules import RULES, RULES_OF_TWO
from surfaces.formula.dual_numbers import Dual
from surfaces.formula.forward_mode import ForwardMode
from surfaces.formula.subexpression import Subexpression
from surfaces.formula.to_latex import NAMED
from surfaces.formula.vocabulary import CHOICES, FUNCTIONS, TAKES_TWO

Expr = Any
"""An expression of SymPy's, whose attributes are untyped."""
PI = cast("Expr", sympy.pi)
EXACT = 2**53
"""Numerators and denominators up to here are kept as they are: floats hold them too."""
SHORT = 16
"""Powers of a number up to here are kept as they are, such as pi**2."""


class Elementary(sympy.Function):
    """A function that SymPy leaves as it is. Which one it is, the name of the class tells."""

    @classmethod
    def _should_evalf(cls, arg: Expr) -> int:  # noqa: ARG003 - SymPy asks it of each argument
        return -1  # never

    def _eval_derivative(self, s: Expr) -> Expr:
        """Differentiate by the chain rule; what is switched off stays off."""
        arguments = cast("Sequence[Expr]", self.args)
        name, inner = type(self).__name__, [argument.diff(s) for argument in arguments]
        if name == "gate":
            return F["gate"](arguments[0], inner[1]) if inner[1] != 0 else sympy.Integer(0)
        outer = Symbols().slopes(name, *arguments)
        return sympy.Add(*(a * b for a, b in zip(outer, inner, strict=False) if b != 0))

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        inside = [printer.doprint(argument) for argument in self.args]
        raised = "" if exp is None else f"^{{{exp}}}"
        match type(self).__name__:
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


OF_TWO = (*CHOICES, *TAKES_TWO, "heaviside", "power", "gate")
F: dict[str, Callable[..., Expr]] = {
    name: type(name, (Elementary,), {"nargs": 1 + (name in OF_TWO), "__module__": __name__})
    for name in (*FUNCTIONS, *OF_TWO)
}
"""The functions of formulas; the step ``heaviside(u, value at 0)``; the ``power`` with an exponent
that varies; and ``gate(c, u)``, u where c holds and else 0."""
CONSTANTS: dict[str, Callable[..., Expr]] = {
    "pi": lambda: PI,
    "e": partial(F["exp"], 1),
    "+": sympy.Add,
    "*": sympy.Mul,
    "-": operator.neg,
    "/": partial(operator.truediv, 1),
    "sqrt": sympy.sqrt,
    "exp": F["exp"],
    "**": operator.pow,
}
"""How numbers are built that say more than their digits, as 2*pi does."""


class Symbols:
    """The functions of formulas, of expressions."""

    def __call__(self, name: str, *arguments: Expr) -> Expr:
        """Return a function, by its name in a formula, of some arguments."""
        return F[name](*arguments)

    def power(self, base: Expr, exponent: float) -> Expr:
        """Return a power with a number for an exponent, exact if that is whole or half."""
        twice = 2 * exponent
        exact = sympy.Rational(int(twice), 2) if twice == int(twice) else _number(exponent)
        coefficient, rest = (base**exact).as_coeff_Mul()
        if coefficient.is_Rational and max(abs(coefficient.p), coefficient.q) > EXACT:
            return sympy.Float(coefficient) * rest
        return coefficient * rest

    def slopes(self, name: str, *arguments: Expr) -> Sequence[Expr]:
        """Return the derivatives of a function by its arguments; none if it is level."""
        if name in RULES:
            return RULES[name](self, *arguments)[:1]
        return RULES_OF_TWO[name](self, *arguments)[0] if name in RULES_OF_TWO else ()

    def constant(self, node: Subexpression) -> Expr:
        """Return a piece without x and y: exact, if it is built of few symbols."""
        return (
            CONSTANTS[node.head](*map(self.constant, node.parts))
            if _is_exact(node)
            else _number(node.number or 0.0)
        )


def _is_exact(node: Subexpression) -> bool:
    """Tell whether a number is built of few symbols that say more than its digits, as 2*pi does."""
    if node.head == "**":
        base, exponent = node.parts
        whole = exponent.number is not None and exponent.number.is_integer()
        return not base.parts and whole and abs(exponent.number or 0) <= SHORT
    if node.head in ("sqrt", "exp"):
        return not node.parts[0].parts
    return node.head in CONSTANTS


def _number(number: float) -> Expr:
    """Return a number: whole if it is."""
    whole = number.is_integer() and abs(number) <= EXACT
    return sympy.Integer(int(number)) if whole else sympy.Float(number)


def gradient_and_hessian(formula: Subexpression) -> Iterator[str]:
    """Return the gradient of a formula, and then the Hessian, as LaTeX."""
    x, y = sympy.symbols("x y")
    value = ForwardMode(Symbols(), Dual(x), Dual(y)).dual(formula).value + sympy.Integer(0)
    gx, gy = value.diff(x), value.diff(y)
    yield _matrix([[gx], [gy]])
    yield _matrix([[gx.diff(x), gx.diff(y)], [gx.diff(y), gy.diff(y)]])


def _matrix(rows: Sequence[Sequence[Expr]]) -> str:
    """Write expressions in rows; a float that is whole is written as such."""

    def written(entry: Expr) -> str:
        whole = [number for number in entry.atoms(sympy.Float) if number == int(number)]
        return f"{sympy.latex(entry.xreplace({number: sympy.Integer(number) for number in whole}))}"

    lines = r" \\ ".join(" & ".join(map(written, row)) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"
