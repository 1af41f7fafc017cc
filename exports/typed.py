"""A formula that somebody typed, as an expression in Python.

It is written anew from its syntax tree, which was checked against a whitelist: nothing of the text
itself gets into a program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from surfaces.formula.constants import COMPARED
from surfaces.formula.parser import parse
from surfaces.formula.subexpression import Subexpression
from surfaces.formula.vocabulary import CHOICES

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a piece holds together."""

NAMED = re.compile(r"\b[xy]\b")
HALF = 0.5
SLOPES = {
    "asin": "(1 - u * u) ** -0.5",
    "acos": "-((1 - u * u) ** -0.5)",
    "acosh": "(u * u - 1) ** -0.5",
}
"""Functions whose slope is infinite where they end, as a root's is."""


def expression(text: str) -> str:
    """Write a formula in x and y as an expression of Python's.

    Functions go by their names there; ``max`` and ``min`` are ``maximum`` and ``minimum``, of two
    arguments, ``root``, ``steep`` and ``choose`` are helpers. What surfaces hold of kinks holds in
    programs: where a root begins its slope is infinite, at a tip it is 0, and equal factors cancel.
    A formula that is level everywhere still depends on x, by nothing.

    Raises ``ValueError`` for what is no formula.
    """
    root = parse(text)
    written = _at_least(root, SUM)
    level = not NAMED.search(written) or not root.heads.isdisjoint(COMPARED)
    return f"{written} + 0 * x" if level else written


def _written(node: Subexpression) -> tuple[str, int]:
    """Write a piece, and say how tightly it holds together."""
    parts = node.parts
    match node.head:
        case "x" | "y" | "pi" | "e":
            return node.head, ATOM
        case "number":
            return _number(node.number or 0.0), ATOM
        case "+":
            return _sum(parts), SUM
        case "-":
            return f"-{_at_least(parts[0], PRODUCT)}", SUM
        case "*":
            return _product(parts), PRODUCT
        case "/":
            return f"1 / {_at_least(parts[0], POWER)}", PRODUCT
        case "sqrt" | "**" if (taken := _powers(node))[0] is not node:
            return _power(*taken)
        case "**":
            return f"{_at_least(parts[0], ATOM)} ** {_exponent(parts[1])}", POWER
        case head if node.number is None:
            return _call(head, [_at_least(part, SUM) for part in parts]), ATOM
        case _:  # a function of numbers, which PyTorch's do not take
            number = node.number or 0.0
            return (_number(number), ATOM) if number >= 0 else (f"({_number(number)})", ATOM)


def _at_least(node: Subexpression, tightness: int) -> str:
    """Write a piece, in brackets if it would fall apart."""
    written, holds = _written(node)
    return written if holds >= tightness else f"({written})"


def _sum(parts: tuple[Subexpression, ...]) -> str:
    written = _at_least(parts[0], SUM)
    for part in parts[1:]:
        minus = part.head == "-"
        inside = _at_least(part.parts[0] if minus else part, PRODUCT)
        written += f" - {inside}" if minus else f" + {inside}"
    return written


def _product(parts: tuple[Subexpression, ...]) -> str:
    factors = _cancelled(parts)
    written = ""
    for base, power in factors:
        below = power < 0
        first = not written and not below
        piece, holds = _power(base, abs(power), pole=below)
        least = POWER if not first else ATOM if base.head == "-" else PRODUCT
        piece = piece if holds >= least else f"({piece})"
        written = piece if first else f"{written or 1} {'/' if below else '*'} {piece}"
    return written or "1"


def _cancelled(parts: Sequence[Subexpression]) -> list[tuple[Subexpression, float]]:
    """Return the factors of a product as powers; those of one base are one, as for SymPy."""
    found: dict[str, list[tuple[Subexpression, float]]] = {}
    for base, power in map(_powers, parts):
        found.setdefault(_written(base)[0], []).append((base, power))
    factors: list[tuple[Subexpression, float]] = []
    for alike in found.values():
        total = sum(power for _, power in alike)
        if len(alike) == 1 or all(power > 0 and power.is_integer() for _, power in alike):
            factors += alike
        elif total:
            factors.append((alike[0][0], total))
    return factors


def _powers(node: Subexpression) -> tuple[Subexpression, float]:
    """Take a piece apart into a base and a power that is a number; 1 for most."""
    match node.head, node.parts:
        case "/", (inner,):
            base, power = _powers(inner)
            return base, -power
        case _ if node.number is not None:
            return node, 1.0
        case "sqrt", (inner,):
            return inner, HALF
        case "**", (inner, exponent) if exponent.number is not None:
            base, power = _powers(inner) if exponent.number.is_integer() else (inner, 1.0)
            return base, power * exponent.number
        case _:
            return node, 1.0


def _power(base: Subexpression, power: float, pole: bool = False) -> tuple[str, int]:
    """Write a power of a piece, and say how tightly it holds together.

    Where a root is divided by its edge is a ``pole``, and no slope is asked for.
    """
    if power == 1:
        return _written(base)
    if not 0 < power < 1 or (pole and not _has_no_wall(base)):
        exponent = _number(power) if power > 0 else f"({_number(power)})"
        return f"{_at_least(base, ATOM)} ** {exponent}", POWER
    inside = _at_least(base, SUM)
    if _has_no_wall(base):
        return f"root({inside})" if power == HALF else f"root({inside}, {power!r})", ATOM
    slope = f"{power!r} * u ** {power - 1!r}"
    return f"steep(lambda u: u ** {power!r}, lambda u: {slope}, lambda x, y: {inside}, x, y)", ATOM


def _has_no_wall(node: Subexpression) -> bool:
    """Tell whether a piece is never below 0, and level where it is 0: its root has a tip there."""
    match node.head:
        case "abs" | "relu" | "exp" | "cosh" | "sigmoid" | "softplus":
            return True
        case "**":
            power = node.parts[1].number
            return (power is not None and power % 2 == 0) or _has_no_wall(node.parts[0])
        case "+" | "*" | "/" | "sqrt":
            return all(map(_has_no_wall, node.parts))
        case _:
            return node.number is not None and node.number >= 0


def _exponent(node: Subexpression) -> str:
    """Write an exponent: a whole number as such, which is a product and no power of floats."""
    if node.number is not None and node.number.is_integer():
        return f"({int(node.number)})" if node.number < 0 else f"{int(node.number)}"
    return _at_least(node, ATOM)


def _call(function: str, arguments: list[str]) -> str:
    if function in COMPARED:
        return f"where({arguments[0]} {function} {arguments[1]}, 1.0, 0.0)"
    if function == "where":
        condition, yes, no = arguments
        return f"choose({condition}, lambda: {yes} + 0 * x, lambda: {no} + 0 * x)"
    if function in CHOICES:
        return reduce(lambda a, b: f"{function}imum({a}, {b})", arguments)
    if function in SLOPES:
        return f"steep({function}, lambda u: {SLOPES[function]}, lambda x, y: {arguments[0]}, x, y)"
    if function == "softplus":
        return f"logaddexp(0 * x, {arguments[0]})"
    return f"{function}({', '.join(arguments)})"


def _number(number: float) -> str:
    return repr(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
