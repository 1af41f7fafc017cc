"""Forward mode: a formula's tree is walked through once, with second-order dual numbers.

With operations on arrays in them, the programs of the value, of the gradient and of the Hessian
follow from what was recorded on the way; with expressions of SymPy's, what is shown of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any, NamedTuple, cast

import numpy as np

from surfaces.formula.constants import COMPARED
from surfaces.formula.derivative_rules import RULES, RULES_OF_TWO, Functions, U
from surfaces.formula.dual_numbers import Dual, of_one, of_two, over, plus, times
from surfaces.formula.operations import IMPOSSIBLE, Entry, coordinates, record
from surfaces.formula.subexpression import Subexpression, constant
from surfaces.formula.vocabulary import CHOICES, ELEMENTARY

PRODUCTS = 100
"""Whole and half powers up to here are products and roots."""


def gate(condition: Any, inside: Any) -> Any:
    """Return what is inside where a condition holds, and 0 where it does not: NaN and all.

    Where the condition itself has no value, neither has the outcome.
    """
    return cast("Any", np.where)(condition > 0, inside, 0 * condition)


UFUNCS = {
    **ELEMENTARY,
    **CHOICES,
    "atan2": np.arctan2,
    "power": np.power,
    "heaviside": np.heaviside,
    "gate": gate,
}


class Recorded:
    """The functions of formulas, of operations on arrays."""

    def __call__(self, name: str, *arguments: Entry) -> Entry:
        """Return a function, by its name in a formula, of some arguments."""
        match name, *arguments:
            case "relu", u:
                return record(np.maximum, u, 0)
            case "softplus", u:
                return record(np.logaddexp, 0, u)
            case "sigmoid", u:  # whose last digits count, close to 1 as close to 0
                return record(np.exp, -record(np.logaddexp, 0, -u))
            case _:
                return record(UFUNCS[name], *arguments)

    def constant(self, node: Subexpression) -> float:
        """Return a piece without x and y."""
        return node.number or 0.0

    def power(self, base: Entry, exponent: float) -> Entry:
        """Return a power: by products and square roots where that will do."""
        if isinstance(base, float) or 2 * exponent % 1 or abs(exponent) > PRODUCTS:
            return record(np.power, base, exponent)
        if exponent < 0:
            return 1 / self.power(base, -exponent)
        if exponent % 1 == 0:
            return self._times(base, int(exponent))
        return self._times(record(np.sqrt, base), int(2 * exponent))

    def _times(self, base: Entry, often: int) -> Entry:
        """Multiply something with itself, so many times."""
        if often < 2:
            return base if often else 1.0
        if often % 2:
            return self._times(base, often - 1) * base
        half = self._times(base, often // 2)
        return half * half


def recorded(formula: Subexpression) -> Dual:
    """Return a formula with its derivatives, as operations on arrays.

    Raises ``ValueError`` for a formula that comes out as no real function, such as log(x - x).
    """
    x, y = coordinates()
    try:
        return ForwardMode(Recorded(), Dual(x, (1, 0)), Dual(y, (0, 1))).dual(formula)
    except ZeroDivisionError:
        raise ValueError(IMPOSSIBLE) from None


class ForwardMode(NamedTuple):
    """A walk through a formula's tree, its parts first."""

    f: Functions
    x: Dual
    y: Dual

    def dual(self, node: Subexpression) -> Dual:
        """Return a piece with its derivatives."""
        match node.head:
            case _ if node.number is not None:
                return Dual(self.f.constant(node))
            case "x":
                return self.x
            case "y":
                return self.y
            case "+":
                return reduce(plus, map(self.dual, node.parts))
            case "*" | "/" | "-" | "sqrt":
                return self.product(node)
            case "**":
                return self.power(node)
            case _:
                return self.function(node.head, [self.dual(part) for part in node.parts])

    def power(self, node: Subexpression) -> Dual:
        """Return a power: of e, with a number for an exponent, or any."""
        base, exponent = node.parts
        if base.head == "e":
            return self.applied("exp", self.dual(exponent))
        if exponent.number is not None:
            return self.product(node)
        return self.applied("power", self.dual(base), self.dual(exponent))

    def product(self, node: Subexpression) -> Dual:
        """Multiply all factors, each once, and divide by those with a negative exponent."""
        powers = dict[U, tuple[Dual, float]]()
        numbers_last = sorted(factors(node), key=lambda pair: pair[0].number is not None)
        for factor, exponent in numbers_last:
            held = self.dual(factor)
            powers[held.value] = held, exponent + powers.get(held.value, (held, 0.0))[1]
        above = [self.raised(u, e) for u, e in powers.values() if e > 0]
        below = [self.raised(u, -e) for u, e in powers.values() if e < 0]
        product = reduce(times, above, Dual(self.f.constant(constant(1.0))))
        return over(product, reduce(times, below)) if below else product

    def raised(self, u: Dual, exponent: float) -> Dual:
        """Return a power with a number for an exponent."""
        power = self.f.power
        if exponent == 1 or not u.varies:
            return Dual(power(u.value, exponent), u.slopes, u.bends)
        once, twice = (constant(e) for e in (exponent, exponent * (exponent - 1)))
        first = self.f.constant(once) * power(u.value, exponent - 1)
        second = self.f.constant(twice) * power(u.value, exponent - 2)
        return of_one(u, power(u.value, exponent), first, second)

    def function(self, head: str, parts: list[Dual]) -> Dual:
        """Return a function, a comparison or a choice of some parts."""
        if head == "where":
            return self.chosen(*parts)
        if head in COMPARED:
            return Dual(self.compared(head, *(part.value for part in parts)))
        if head in CHOICES:
            return reduce(lambda u, v: self.applied(head, u, v), parts)
        return self.applied(head, *parts)

    def applied(self, name: str, *arguments: Dual) -> Dual:
        """Return a function, by its name in a formula."""
        values = [u.value for u in arguments]
        value = self.f(name, *values)
        if name in RULES and arguments[0].varies:
            return of_one(arguments[0], value, *RULES[name](self.f, values[0]))
        if name in RULES_OF_TWO and any(u.varies for u in arguments):
            u, v = arguments
            return of_two(u, v, value, *RULES_OF_TWO[name](self.f, *values))
        return Dual(value)

    def chosen(self, condition: Dual, yes: Dual, no: Dual) -> Dual:
        """Return one or the other, by a condition; what is switched off stays off."""

        def either(a: U, b: U) -> U:
            on = self.f("gate", condition.value, a) if a != 0 else 0
            return on + (self.f("gate", 1 - condition.value, b) if b != 0 else 0)

        slopes = tuple(map(either, yes.slopes, no.slopes))
        return Dual(either(yes.value, no.value), slopes, tuple(map(either, yes.bends, no.bends)))

    def compared(self, sign: str, a: U, b: U) -> U:
        """Return 1 where a comparison holds, and else 0."""
        if sign in ("<", ">"):
            return self.f("heaviside", b - a if sign == "<" else a - b, 0)
        least, most = self.f("heaviside", a - b, 1), self.f("heaviside", b - a, 1)
        both = least * most
        return {"<=": most, ">=": least, "==": both, "!=": 1 - both}[sign]


def factors(node: Subexpression, exponent: float = 1.0) -> Iterator[tuple[Subexpression, float]]:
    """Return the factors of a piece, with their exponents: those of x**2*y/x are 2, 1 and -1.

    A power of a power is one where the outer exponent is whole, as is a power of a product.
    """
    match node.head:
        case _ if node.number is not None or exponent % 1:
            yield node, exponent
        case "*":
            for part in node.parts:
                yield from factors(part, exponent)
        case "/":
            yield from factors(node.parts[0], -exponent)
        case "-":
            yield constant(-1.0), exponent
            yield from factors(node.parts[0], exponent)
        case "sqrt":
            yield from factors(node.parts[0], exponent / 2)
        case "**" if node.parts[0].head != "e" and (power := node.parts[1].number) is not None:
            yield from factors(node.parts[0], exponent * power)
        case _:
            yield node, exponent
