"""Expressions of SymPy's as straight lines of NumPy operations, each piece computed once.

No code is written and none is run: a program is a list of ufuncs, and of the registers that they
read and write. Ufuncs round one number and the same number in an array alike; ``**`` does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from surfaces.spelling import FUNCTIONS
from surfaces.symbolic import Elementary, Expr, X, Y

PRODUCTS = 16
"""Powers up to here are products."""
UFUNCS: dict[str, np.ufunc] = {**FUNCTIONS, "heaviside": np.heaviside, "power": np.power}
IMPOSSIBLE = "a number in it, or in its derivatives, is infinite or not real, as in 1/(x - x)"


class Line(NamedTuple):
    """One operation: ``register[out] = ufunc(register[a], register[b])``, or of ``a`` alone."""

    ufunc: np.ufunc
    out: int
    a: int
    b: int | None


class Program(NamedTuple):
    """A list of operations. Registers are used again, so that arrays are let go in time."""

    registers: tuple[float, ...]
    """First x and y, which are filled in, then the numbers; the others are free (NaN)."""
    lines: tuple[Line, ...]
    results: tuple[int, ...]

    def __call__(self, x: Array, y: Array) -> list[Array]:
        """Return the values of all expressions; that of a constant one is a mere number."""
        registers: list[Any] = [x, y, *self.registers[2:]]
        for ufunc, out, a, b in self.lines:
            if b is None:
                registers[out] = ufunc(registers[a])
            else:
                registers[out] = ufunc(registers[a], registers[b])
        return [registers[result] for result in self.results]


def compiled(expressions: Sequence[Expr]) -> Program:
    """Return the program that computes expressions in x and y.

    Raises ``ValueError`` for one that is nowhere finite and real.
    """
    compiler = Compiler()
    return compiler.program([compiler.emit(expression) for expression in expressions])


class Operation(NamedTuple):
    """A ufunc on what is at some places of a compiler's list."""

    ufunc: np.ufunc
    operands: tuple[int, ...]


class Compiler:
    """Lists inputs, numbers and operations, each once. What it computes with are their places."""

    def __init__(self) -> None:
        """Start with x and y."""
        self.known: dict[Expr, int] = {X: 0, Y: 1}
        self.list: list[str | float | Operation] = ["x", "y"]
        self.places: dict[float | Operation, int] = {}

    def put(self, what: float | Operation) -> int:
        """Return the place of a number or an operation, a new one if need be."""
        if what not in self.places:
            self.places[what] = len(self.list)
            self.list.append(what)
        return self.places[what]

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
            if factor.is_Pow and factor.exp.is_Rational and factor.exp < 0:
                below = self.apply(np.multiply, below, self.power(factor.base, -factor.exp))
            else:
                above = self.apply(np.multiply, above, self.emit(factor))
        over, under = (number.p, number.q) if number.is_Rational else (number, 1)
        above = self.apply(np.multiply, above, self.number(over))
        below = self.apply(np.multiply, below, self.number(under))
        return self.apply(np.divide, above, below)

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

    def program(self, results: Sequence[int]) -> Program:
        """Give every place a register; what is read for the last time makes room for another."""
        last = {a: i for i, what in enumerate(self.list) for a in _operands(what)}
        last |= dict.fromkeys(results, len(self.list))
        home: dict[int, int] = {}
        registers: list[float] = []
        for place, what in enumerate(self.list):
            if not isinstance(what, Operation):
                home[place] = len(registers)
                registers.append(what if isinstance(what, float) else np.nan)
        lines: list[Line] = []
        free: list[int] = []
        for place, what in enumerate(self.list):
            if isinstance(what, Operation):
                a, *b = (home[operand] for operand in what.operands)
                done = {operand for operand in what.operands if last[operand] == place}
                free += [home[operand] for operand in done if _operands(self.list[operand])]
                if not free:
                    free.append(len(registers))
                    registers.append(np.nan)
                home[place] = free.pop()
                lines.append(Line(what.ufunc, home[place], a, b[0] if b else None))
        return Program(tuple(registers), tuple(lines), tuple(home[result] for result in results))


def _operands(what: str | float | Operation) -> tuple[int, ...]:
    """Return the places that something reads; none if it is no operation."""
    return what.operands if isinstance(what, Operation) else ()
