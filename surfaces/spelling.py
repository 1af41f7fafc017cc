"""How a formula is spelled: its words and signs, and what to say where they are wrong."""

from __future__ import annotations

import numpy as np

from core.typed import MENDING, Words, near, quoted

VARIABLES = ("x", "y")
NUMBERS = {"pi": np.pi, "e": np.e}
CHOICES: dict[str, np.ufunc] = {"max": np.maximum, "min": np.minimum}
"""The functions of two arguments or more."""
FUNCTIONS: dict[str, np.ufunc] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos,
    "atan": np.arctan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "exp": np.exp,
    "log": np.log, "sqrt": np.sqrt, "abs": np.absolute, "sign": np.sign, **CHOICES,
}  # fmt: skip
"""All functions; ``log`` is the natural logarithm."""
OTHER_NAMES = {"ln": "log", "maximum": "max", "minimum": "min"}
OPERANDS = (*VARIABLES, *NUMBERS)
NAMES = (*OPERANDS, *FUNCTIONS)
TAKES = "a formula takes numbers, x, y, pi, e, + - * / ** ( ) and functions such as sin"


def scan(text: str) -> None:
    """Check that a text holds words and signs of a formula only, in an order that makes sense.

    Raises ``ValueError`` at the first that does not belong there.
    """
    if not WORDS.scan(text, complaint):
        raise complaint("", 0, f"is no formula yet: {TAKES}")


def complaint(piece: str, start: int, problem: str) -> ValueError:
    """Return what to raise about a piece of a formula that starts at an index."""
    return ValueError(f'formula, column {start + 1}: "{quoted(piece)}" {problem}')


def _unknown(name: str, called: bool) -> str:
    """Say which of the known names somebody may have meant; nothing if it is one of them."""
    del called
    if OTHER_NAMES.get(name, name) in NAMES:
        return ""
    if set(name) <= {*VARIABLES, "e"}:
        hint = f"for the product write {'*'.join(name[:20])}"
    else:
        hint = near(name, NAMES) or f"choose from {', '.join(NAMES)}"
    return f"is no word of a formula: {hint}"


WORDS = Words(
    takes=TAKES,
    functions={*FUNCTIONS, *OTHER_NAMES},
    unknown=_unknown,
    operators=r"\*\*|[*/^,]",
    example="x",
    mending={**MENDING, "=": "write only what stands on the right of it"},
)
