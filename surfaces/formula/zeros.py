"""Where something of a formula may happen: the zeros of its brackets, such as 30 in (x - 30)**2."""

from __future__ import annotations

from itertools import product

from surfaces.base import Point
from surfaces.formula.subexpression import Subexpression

MOST = 6
"""Zeros for each coordinate; the points are all pairs of them."""


def hints(formula: Subexpression) -> tuple[Point, ...]:
    """Return points whose coordinates are zeros of sums in a formula, each in x or y alone."""
    zeros: dict[str, dict[float, None]] = {"x": {}, "y": {}}
    _collect(formula, zeros)
    across, along = ([*zeros[axis]][:MOST] or [0.0] for axis in "xy")
    return tuple(product(across, along)) if any(zeros.values()) else ()


def _collect(node: Subexpression, zeros: dict[str, dict[float, None]]) -> None:
    if node.head == "+" and (zero := _zero(node)):
        zeros[zero[0]][zero[1]] = None
    for part in node.parts:
        _collect(part, zeros)


def _zero(node: Subexpression) -> tuple[str, float] | None:
    """Return the coordinate and the zero of a sum that is straight in one of them."""
    constant, factors = 0.0, {"x": 0.0, "y": 0.0}
    for part in node.parts:
        if part.number is not None:
            constant += part.number
            continue
        straight = _straight(part)
        if straight is None:
            return None
        factors[straight[0]] += straight[1]
    used = [axis for axis, factor in factors.items() if factor]
    return (used[0], -constant / factors[used[0]]) if len(used) == 1 else None


def _straight(node: Subexpression) -> tuple[str, float] | None:
    """Return the coordinate and the factor of a number times a coordinate."""
    match node.head:
        case "x" | "y":
            return node.head, 1.0
        case "-":
            inside = _straight(node.parts[0])
            return None if inside is None else (inside[0], -inside[1])
        case "*":
            numbers = [part.number for part in node.parts if part.number is not None]
            rest = [part for part in node.parts if part.number is None]
            if len(rest) != 1 or rest[0].head not in ("x", "y"):
                return None
            factor = 1.0
            for number in numbers:
                factor *= number
            return rest[0].head, factor
        case _:
            return None
