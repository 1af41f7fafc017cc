"""Expressions of SymPy's as programs of NumPy operations, each piece computed once.

No code is written and none is run. Ufuncs round one number and the same number in an array alike;
``**`` does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from core.tape import GradientTape, Operation, Tape
from surfaces.spelling import CHOICES, ELEMENTARY
from surfaces.symbolic import Elementary, Expr, X, Y


def gate(condition: Any, inside: Any, out: Any = None) -> Any:
    """Return what is inside where a condition holds, and 0 where it does not: NaN and all.

    Where the condition itself has no value, neither has the outcome.
    """
    chosen = cast("Any", np.where)(condition > 0, inside, 0 * condition)
    if out is None:
        return chosen
    out[...] = chosen
    return out


def quotient(above: Any, below: Any, out: Any = None) -> Any:
    """Divide, with 0/0 = 0."""
    return _settled(np.divide(above, below), (above == 0) & (below == 0), out)


def product(a: Any, b: Any, out: Any = None) -> Any:
    """Multiply, with 0 times anything = 0."""
    return _settled(np.multiply(a, b), (a == 0) | (b == 0), out)


def _settled(outcome: Any, zero: Any, out: Any) -> Any:
    settled = cast("Any", np.where)(zero, 0.0, outcome)
    if out is None:
        return settled
    out[...] = settled
    return out


PRODUCTS = 16
"""Powers up to here are products."""
UFUNCS: dict[str, np.ufunc] = {
    **ELEMENTARY,
    **CHOICES,
    "atan2": np.arctan2,
    "heaviside": np.heaviside,
    "power": np.power,
    "gate": cast("np.ufunc", gate),
}
IMPOSSIBLE = "a number in it, or in its derivatives, is infinite or not real, as in 1/(x - x)"


def compiled(expressions: Sequence[Expr], settled: bool = False) -> GradientTape:
    """Return the program that computes expressions in x and y.

    ``settled`` takes 0/0 and 0 times infinity for 0: of slopes, at a kink. Raises ``ValueError``
    for an expression that is nowhere finite and real.
    """
    compiler = Settled() if settled else Compiler()
    return compiler.program([compiler.emit(expression) for expression in expressions])


class Compiler(Tape):
    """Writes expressions to a tape. What it computes with are places on it."""

    def __init__(self) -> None:
        """Start with x and y."""
        super().__init__(2)
        self.known: dict[Expr, int] = {X: 0, Y: 1}

    def number(self, number: Any) -> int:
        """Return the place of a number."""
        if not np.isfinite(float(number)):
            raise ValueError(IMPOSSIBLE)
        return self.put(float(number))

    def apply(self, ufunc: np.ufunc, *operands: int) -> int:
        """Return the place of an operation's outcome; on numbers it is carried out at once."""
        inputs = [self.list[operand] for operand in operands]
        if all(isinstance(number, float) for number in inputs):
            with np.errstate(all="ignore"):
                return self.number(ufunc(*inputs))
        match ufunc, *inputs:
            case (np.add, 0.0, _) | (np.multiply, 1.0, _):
                return operands[1]
            case (np.add | np.subtract, _, 0.0) | (np.multiply | np.divide, _, 1.0):
                return operands[0]
            case (np.subtract, 0.0, _):
                return self.put(Operation(np.negative, operands[1:]))
            case _:
                return self.put(Operation(ufunc, operands))

    def emit(self, expression: Expr) -> int:
        """Return the place of the value of an expression."""
        if expression not in self.known:
            self.known[expression] = self.emit_new(expression)
        return self.known[expression]

    def emit_new(self, expression: Expr) -> int:
        """Emit an expression that was not met before."""
        if expression.is_Float or expression.is_Rational or expression.is_NumberSymbol:
            return self.number(expression)
        if expression.is_Add:
            return self.sum(expression.args)
        if expression.is_Mul:
            return self.product(expression)
        if expression.is_Pow:
            return self.power(*expression.args)
        if isinstance(expression, Elementary):
            match expression.name, expression.args:
                case "relu", [u]:
                    return self.apply(np.maximum, self.emit(u), self.number(0))
                case "softplus", [u]:
                    return self.apply(np.logaddexp, self.number(0), self.emit(u))
                case "sigmoid", [u]:  # whose last digits count, close to 1 as close to 0
                    turned = self.apply(
                        np.logaddexp, self.number(0), self.emit(cast("Any", u) * -1)
                    )
                    return self.apply(np.exp, self.apply(np.negative, turned))
                case _:
                    pass
            return self.apply(UFUNCS[expression.name], *map(self.emit, expression.args))
        raise ValueError(IMPOSSIBLE)  # SymPy's infinities, and its imaginary unit

    def sum(self, terms: Sequence[Expr]) -> int:
        """Add what has no minus sign, then subtract what has one."""
        total = self.number(0)
        minus = [bool(term.as_coeff_Mul()[0].is_negative) for term in terms]
        for term, negative in zip(terms, minus, strict=True):
            if not negative:
                total = self.apply(np.add, total, self.emit(term))
        for term, negative in zip(terms, minus, strict=True):
            if negative:
                total = self.apply(np.subtract, total, self.emit(-term))
        return total

    def product(self, expression: Expr) -> int:
        """Multiply, the number last, then divide once by all that has a negative power."""
        number, rest = expression.as_coeff_Mul()
        above = below = self.number(1)
        for factor in rest.args if rest.is_Mul else [rest]:
            if factor.is_Pow and self.is_below(factor.exp):
                below = self.apply(np.multiply, below, self.power(factor.base, -factor.exp))
            else:
                above = self.apply(np.multiply, above, self.emit(factor))
        over, under = (number.p, number.q) if number.is_Rational else (number, 1)
        above = self.apply(np.multiply, above, self.number(over))
        below = self.apply(np.multiply, below, self.number(under))
        return self.apply(np.divide, above, below)

    def is_below(self, exponent: Expr) -> bool:
        """Tell whether something with an exponent is divided by."""
        return bool(exponent.is_Rational and exponent < 0)

    def power(self, base: Expr, exponent: Expr) -> int:
        """Raise to a constant power, by products and square roots where that will do."""
        if exponent.is_Rational and exponent < 0:
            return self.apply(np.divide, self.number(1), self.power(base, -exponent))
        if exponent.is_Rational and exponent.q <= 2 and exponent <= PRODUCTS:
            root = self.emit(base)
            return self.times(self.apply(np.sqrt, root) if exponent.q == 2 else root, exponent.p)
        return self.apply(np.power, self.emit(base), self.emit(exponent))

    def times(self, place: int, often: int) -> int:
        """Multiply something with itself, so many times."""
        if often == 1:
            return place
        if often % 2:
            return self.apply(np.multiply, self.times(place, often - 1), place)
        half = self.times(place, often // 2)
        return self.apply(np.multiply, half, half)


class Settled(Compiler):
    """Writes slopes for where they are 0/0, as those of a root are at 0: that is 0.

    So the slope at a kink is the mean of both sides' there too, as at the tip of sqrt(x**2 + y**2).
    """

    def apply(self, ufunc: np.ufunc, *operands: int) -> int:
        """Divide and multiply with 0 as the outcome where it is open."""
        instead: Any = quotient if ufunc is np.divide else ufunc
        instead = product if ufunc is np.multiply else instead
        inputs = [self.list[operand] for operand in operands]
        if instead is ufunc or any(isinstance(number, float) for number in inputs):
            return super().apply(ufunc, *operands)
        return self.put(Operation(cast("np.ufunc", instead), operands))

    def is_below(self, exponent: Expr) -> bool:
        """Tell whether something with an exponent is divided by: any number below 0."""
        return bool(exponent.is_number and exponent.is_negative)
