"""How a formula is spelled: its words and signs, and what to say where they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from core.typed import MENDING, Words, near, quoted

VARIABLES = ("x", "y")
NUMBERS = {"pi": np.pi, "e": np.e}
CHOICES: dict[str, np.ufunc] = {"max": np.maximum, "min": np.minimum}
"""The functions of two arguments or more."""
ELEMENTARY: dict[str, np.ufunc] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "exp": np.exp,
    "log": np.log, "sqrt": np.sqrt, "abs": np.absolute, "sign": np.sign, "asinh": np.arcsinh,
    "acosh": np.arccosh, "atanh": np.arctanh, "log10": np.log10, "log2": np.log2,
    "log1p": np.log1p, "expm1": np.expm1, "floor": np.floor, "ceil": np.ceil,
}  # fmt: skip
"""Functions of one argument that NumPy has; ``log`` is the natural logarithm."""


def _sigmoid(u: Any) -> Any:
    """Return the logistic function, to its last digits on both sides."""
    return np.exp(-np.logaddexp(0.0, -u))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **ELEMENTARY,
    "relu": partial(np.maximum, 0.0),
    "sigmoid": _sigmoid,
    "softplus": partial(np.logaddexp, 0.0),
    "atan2": np.arctan2,
    **CHOICES,
}
"""All functions that are differentiated by a rule of their own."""
TAKES_TWO = ("atan2",)
WRITTEN_OUT: dict[str, tuple[int, str]] = {
    "where": (3, "where(x > 0, a, b)"), "clip": (3, "clip(x, low, high)"),
    "hypot": (2, "hypot(x, y)"), "pow": (2, "pow(x, 3)"), "square": (1, "square(x)"),
    "sec": (1, "sec(x)"), "csc": (1, "csc(x)"), "cot": (1, "cot(x)"),
}  # fmt: skip
"""Functions that are read as others: how many arguments each takes, and what it looks like."""
OTHER_NAMES = {
    "ln": "log", "maximum": "max", "minimum": "min", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "absolute": "abs", "fabs": "abs", "sgn": "sign", "power": "pow",
    "norm": "hypot", "clamp": "clip", "expit": "sigmoid", "logistic": "sigmoid", "fmax": "max",
    "fmin": "min", "log_2": "log2", "log_10": "log10", "ceiling": "ceil", "tg": "tan",
    "arcsen": "asin", "sen": "sin", "cosec": "csc",
}  # fmt: skip
COMPARISONS = {"Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!="}
"""By the names of Python's syntax tree; each is 1 where it holds, and else 0."""
OPERANDS = (*VARIABLES, *NUMBERS)
CALLED = {*FUNCTIONS, *WRITTEN_OUT, *OTHER_NAMES}
NAMES = (*OPERANDS, *FUNCTIONS, *WRITTEN_OUT)
TAKES = "a formula takes numbers, x, y, pi, e, + - * / ** ( ) and functions such as sin"
CURES = {
    "lg": "write log10(x), or log2(x)", "ld": "write log2(x)", "lb": "write log2(x)",
    "cbrt": "write sign(x)*abs(x)**(1/3)", "mod": "write x - y*floor(x/y)",
    "round": "write floor(x + 0.5)", "sinc": "write sin(x)/x",
    "heaviside": "write (x > 0), which is 1 where that holds and else 0",
    "step": "write (x > 0), which is 1 where that holds and else 0",
    "i": "a formula is of real numbers", "j": "a formula is of real numbers",
    "inf": "write a large number", "nan": "write where(condition, a, b)",
}  # fmt: skip
"""What to write in place of words that a formula has not."""


def scan(text: str, complain: Callable[[str, int, str], ValueError] | None = None) -> None:
    """Check that a text holds words and signs of a formula only, in an order that makes sense.

    Raises ``ValueError`` at the first that does not belong there.
    """
    complain = complain or complaint
    if not WORDS.scan(text, complain):
        raise complain("", 0, f"is no formula yet: {TAKES}")


def complaint(piece: str, start: int, problem: str) -> ValueError:
    """Return what to raise about a piece of a formula that starts at an index."""
    return ValueError(f'formula, column {start + 1}: "{quoted(piece)}" {problem}')


def _unknown(name: str, called: bool) -> str:
    """Say which of the known names somebody may have meant; nothing if it is one of them."""
    del called
    if OTHER_NAMES.get(name, name) in NAMES:
        return ""
    hint = CURES.get(name.lower()) or near(name, NAMES) or "choose from x, y, pi, e, sin, exp, …"
    return f"is no word of a formula: {hint}"


WORDS = Words(
    takes=TAKES,
    functions=CALLED,
    unknown=_unknown,
    operators=r"\*\*|[<>=!]=|(?:if|else|and|or)\b|[*/^,<>]",
    prefixes=r"not\b",
    example="x",
    mending={
        **MENDING,
        "=": "write only what stands on the right of it",
        "%": "write x - y*floor(x/y) for the remainder",
        "&": "write and between two conditions",
        "√": "write sqrt(x)",
        "!": "a factorial is of whole numbers only",
    },
)
