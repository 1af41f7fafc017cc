"""The value of a piece of a formula that holds neither x nor y."""

from __future__ import annotations

import numpy as np

from surfaces.formula.vocabulary import CHOICES, FUNCTIONS, NUMBERS

COMPARED: dict[str, np.ufunc] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def value_of(head: str, parts: list[float | None], text: str) -> float | None:
    """Return the value of a piece without x and y, else None. It may be infinite or NaN."""
    if head == "number":
        return float(text)
    if head in NUMBERS:
        return NUMBERS[head]
    numbers = [part for part in parts if part is not None]
    if not numbers or len(numbers) < len(parts):
        return None
    with np.errstate(all="ignore"):
        match head:
            case "+":
                return float(np.add.reduce(numbers))
            case "*":
                return float(np.multiply.reduce(numbers))
            case "-":
                return -numbers[0]
            case "/":
                return float(np.divide(1.0, numbers[0]))
            case "**":
                return float(np.power(numbers[0], numbers[1]))
            case function:
                return _applied(function, numbers)


def _applied(function: str, numbers: list[float]) -> float:
    """Return the value of a function of numbers."""
    if function == "where":
        return numbers[1] if numbers[0] else numbers[2]
    if function in COMPARED:
        return float(COMPARED[function](numbers[0], numbers[1]))
    if function in CHOICES:
        return float(CHOICES[function].reduce(numbers))
    return float(FUNCTIONS[function](*numbers))
