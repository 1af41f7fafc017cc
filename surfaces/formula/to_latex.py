"""A formula as LaTeX, in the order in which it was typed."""

from __future__ import annotations

import re

from surfaces.formula.subexpression import Subexpression
from surfaces.formula.vocabulary import FUNCTIONS

NAMED = {
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "sign": r"\operatorname{sgn}",
    "log10": r"\log_{10}",
    "log2": r"\log_{2}",
    "sigmoid": r"\sigma",
    **{
        name: rf"\operatorname{{{name}}}"
        for name in ("relu", "softplus", "atan2", "asinh", "acosh", "atanh", "log1p", "expm1")
    },
}
"""Functions that LaTeX knows by another name."""
RELATIONS = {"<": " < ", "<=": r" \le ", ">": " > ", ">=": r" \ge ", "==": " = ", "!=": r" \ne "}


def latex(node: Subexpression) -> str:
    """Return a formula as LaTeX, without dollar signs."""
    first = node.parts[0] if node.parts else node
    match node.head:
        case "number":
            return _number(node.text)
        case "x" | "y" | "e" | "pi":
            return r"\pi" if node.head == "pi" else node.head
        case "+":
            return _sum(node.parts)
        case "-":
            return "-" + _factor(first)
        case "*":
            return _product(node.parts)
        case "/":
            return rf"\frac{{1}}{{{latex(first)}}}"
        case "**":
            return _power(*node.parts)
        case "where":
            return _cases(*node.parts)
        case comparison if comparison in RELATIONS:
            return rf"\left[{_condition(node)}\right]"
        case _:
            return _call(node.head, ", ".join(map(latex, node.parts)))


def _cases(condition: Subexpression, yes: Subexpression, no: Subexpression) -> str:
    """Write a choice by a condition."""
    return (
        rf"\begin{{cases}} {latex(yes)} & \text{{if }} {_condition(condition)}"
        rf" \\ {latex(no)} & \text{{else}} \end{{cases}}"
    )


def _condition(node: Subexpression) -> str:
    """Write a condition."""
    if node.head in RELATIONS:
        return RELATIONS[node.head].join(latex(part) for part in node.parts)
    word = r" \text{ and } " if node.head == "min" else r" \text{ or } "
    return word.join(_condition(part) for part in node.parts)


def _call(function: str, inside: str) -> str:
    """Write a function of something."""
    match function:
        case "sqrt":
            return rf"\sqrt{{{inside}}}"
        case "abs":
            return rf"\left|{inside}\right|"
        case "exp":
            return f"e^{{{inside}}}"
        case "floor" | "ceil":
            return rf"\left\l{function} {inside} \right\r{function}"
        case _:
            return NAMED.get(function, "\\" + function) + _bracketed(inside)


def _sum(parts: tuple[Subexpression, ...]) -> str:
    """Write a sum, in which what has a minus sign is subtracted."""
    written = latex(parts[0])
    for part in parts[1:]:
        minus = part.head == "-"
        written += f" - {_factor(part.parts[0])}" if minus else f" + {latex(part)}"
    return written


def _product(parts: tuple[Subexpression, ...]) -> str:
    """Write a product, as a fraction if anything is divided by."""
    above = [part for part in parts if part.head != "/"]
    below = [part.parts[0] for part in parts if part.head == "/"]
    if not below:
        return _side_by_side(above)
    if len(above) > 1 and above[0].text == "1":
        above = above[1:]
    return rf"\frac{{{_side_by_side(above) or '1'}}}{{{_side_by_side(below)}}}"


def _side_by_side(factors: list[Subexpression]) -> str:
    """Write factors one after the other, with a dot where digits would run together."""
    if len(factors) == 1:
        return latex(factors[0])
    written = ""
    for factor in factors:
        piece = _factor(factor) if not written or factor.head != "-" else _bracketed(latex(factor))
        dot = r"\cdot " if written and piece[0].isdigit() else ""
        written += (" " if written else "") + dot + piece
    return written


def _factor(node: Subexpression) -> str:
    """Write what a sign or another factor is to act upon as a whole."""
    return _bracketed(latex(node)) if node.head in ("+", "-") else latex(node)


def _power(base: Subexpression, exponent: Subexpression) -> str:
    """Write a power; that of a function stands behind its name, as in sin²(x)."""
    raised = f"^{{{latex(exponent)}}}"
    written = latex(base)
    if base.head in ("x", "y", "e", "pi", "abs") or written.isdecimal():
        return written + raised
    name, bracket, arguments = written.partition(r"\left(")
    if (
        base.head in FUNCTIONS
        and base.head not in ("exp", "sqrt", "log10", "log2")
        and exponent.number is not None
    ):
        return name + raised + bracket + arguments
    return _bracketed(written) + raised


def _number(text: str) -> str:
    """Write a number as it was typed, with a power of ten for an exponent."""
    digits, _, exponent = re.sub(r"^\.", "0.", text.lower()).partition("e")
    digits = digits.removesuffix(".")
    if not exponent:
        return digits
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \cdot {power}"


def _bracketed(latex: str) -> str:
    return rf"\left({latex}\right)"
