"""A formula that somebody typed, as an expression in Python.

It is written anew from its syntax tree, which was checked against a whitelist: nothing of the text
itself gets into a program.
"""

from __future__ import annotations

from functools import reduce

from surfaces.formula.constants import COMPARED
from surfaces.formula.parser import parse
from surfaces.formula.subexpression import Subexpression
from surfaces.formula.vocabulary import CHOICES

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a piece holds together."""


def expression(text: str) -> str:
    """Write a formula in x and y as an expression of Python's.

    Functions go by their names there; ``max`` and ``min`` are ``maximum`` and ``minimum``, of two
    arguments, ``root`` and ``choose`` are helpers. A formula without x and y still depends on x, by
    nothing.

    Raises ``ValueError`` for what is no formula.
    """
    root = parse(text)
    written = _at_least(root, SUM)
    return written if root.number is None else f"{written} + 0 * x"


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
        case "**" if _is_root(parts[1]):
            return f"root({_at_least(parts[0], SUM)}, {_exponent(parts[1])})", ATOM
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
    written = _at_least(parts[0], PRODUCT if parts[0].head != "-" else ATOM)
    for part in parts[1:]:
        below = part.head == "/"
        inside = _at_least(part.parts[0] if below else part, POWER)
        written += f" / {inside}" if below else f" * {inside}"
    return written


def _is_root(exponent: Subexpression) -> bool:
    """Tell whether a power has a wall at 0."""
    return exponent.number is not None and 0 < exponent.number < 1


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
    if function == "sqrt":
        return f"root({arguments[0]})"
    if function == "softplus":
        return f"logaddexp(0 * x, {arguments[0]})"
    return f"{function}({', '.join(arguments)})"


def _number(number: float) -> str:
    return repr(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
