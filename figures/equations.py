"""An equation in up to three ways, set on as many lines as a narrow page asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

COLORED = re.compile(r"\\textcolor\{(#\w+)\}\{(.*)\}")
ROOM = 31
"""Digits in a line of a narrow page."""
COLUMN = re.compile(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}")
FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")


class Equation(NamedTuple):
    """A line of a rule as LaTeX for KaTeX."""

    target: str
    """What is being computed; empty for a condition or a call."""
    relation: str
    """``=``, or an arrow where a name gets another value; empty without a target."""
    symbols: str
    numbers: str
    """The same with numbers; empty where that says no more."""
    result: str
    """What came out; empty where there is no number for it, or nothing new."""


def block(equation: Equation) -> str:
    """Set an equation on one line, or on as many below each other as a narrow page asks for."""
    target, relation, *sides = equation
    sides = [side for side in sides if side]
    if not target:
        return r"\;\Rightarrow\; ".join(sides)
    rows, room = [f"{target} &{relation} {sides[0]}"], ROOM - width(target) - width(sides[0])
    for side in sides[1:]:
        room -= width(side) + 2
        if room < 0:
            rows.append(f"&= {side}")
            room = ROOM - width(side) - 2
        else:
            rows[-1] += rf" = {side}"
    return r"\begin{aligned} " + r" \\[4pt] ".join(rows) + r" \end{aligned}"


def width(latex: str) -> int:
    """Estimate how wide a formula is, in digits."""
    text = re.sub(r"\\textcolor\{#\w+\}|\\(begin|end)\{cases\}|\\[,;]|\\text|[_^]", "", latex)
    text = COLUMN.sub(lambda found: "(" + max(found[1].split(r"\\"), key=len) + ")", text)
    text = FRACTION.sub(lambda found: max(found[1], found[2], key=len), text)
    return len(re.sub(r"[{} ]", "", re.sub(r"\\[a-zA-Z]+", "x", text)))
