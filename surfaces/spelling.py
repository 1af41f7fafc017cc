"""How a formula is spelled: its words and signs, and what to say where they are wrong."""

from __future__ import annotations

import difflib
import re

import numpy as np

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

TOKEN = re.compile(
    r"(?P<gap>[ \t\r\n]+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<open>\()|(?P<close>\))|(?P<sign>[-+])|(?P<operator>\*\*|[*/^,])",
    re.ASCII,
)
OPERANDS_BEGIN, OPERANDS_END = ("number", "name", "open"), ("number", "name", "close")
MENDING = {
    "=": "write only what stands on the right of it", "|": "write abs(x) for |x|",
    ".": "it belongs between digits only", "[": "use round brackets", "]": "use round brackets",
    "{": "use round brackets", "}": "use round brackets", "'": "use no quotation marks",
    '"': "use no quotation marks", "×": "write *", "·": "write *", "÷": "write /", "−": "write -",
    "–": "write -", "²": "write **2", "³": "write **3", "π": "write pi", "√": "write sqrt(x)",
}  # fmt: skip


def complaint(piece: str, start: int, problem: str) -> ValueError:
    """Return what to raise about a piece of a formula that starts at an index."""
    piece = " ".join(piece[:40].split()) + ("…" if len(piece) > 40 else "")
    piece = piece if piece.isprintable() else ascii(piece)[1:-1]
    return ValueError(f'formula, column {start + 1}: "{piece}" {problem}')


def scan(text: str) -> None:
    """Check that a text holds words and signs of a formula only, in an order that makes sense.

    Raises ``ValueError`` at the first that does not belong there.
    """
    tokens: list[re.Match[str]] = []
    place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None:
            sign = text[place]
            code = "" if sign.isascii() else f"(U+{ord(sign):04X}) "
            raise complaint(sign, place, f"{code}has no place here: {MENDING.get(sign, TAKES)}")
        if token.lastgroup != "gap":
            tokens.append(token)
        place = token.end()
    if not tokens:
        raise complaint("", 0, f"is no formula yet: {TAKES}")
    for before, token in zip([None, *tokens], tokens, strict=False):
        _check(text, before, token)
    if tokens[-1].lastgroup in ("sign", "operator", "open"):
        raise complaint(tokens[-1][0], tokens[-1].start(), "has nothing after it: what is missing?")


def _check(text: str, before: re.Match[str] | None, token: re.Match[str]) -> None:
    """Check one word or sign, and how it follows the one before."""
    if token.lastgroup == "name" and OTHER_NAMES.get(token[0], token[0]) not in NAMES:
        raise complaint(token[0], token.start(), f"is no word of a formula: {_meant(token[0])}")
    last = "" if before is None else before.lastgroup
    if before is not None and last in OPERANDS_END and token.lastgroup in OPERANDS_BEGIN:
        called = token.lastgroup == "open" and last == "name" and before[0] not in OPERANDS
        if not called:
            raise _missing_operator(text, before, token)
    if token.lastgroup == "operator" and last not in OPERANDS_END:
        twice = before is not None and before[0] == token[0] == "/"
        hint = "write / once" if twice else "what is missing?"
        raise complaint(token[0], token.start(), f"has nothing before it: {hint}")


def _missing_operator(text: str, before: re.Match[str], token: re.Match[str]) -> ValueError:
    """Return what to raise about two neighbours with nothing to join them."""
    piece = text[before.start() : token.end()]
    if before[0] in FUNCTIONS:
        hint = f"brackets are missing, as in {before[0]}(x)"
    else:
        hint = f'a * or another operator is missing before "{token[0]}"'
        if before.end() < token.start():
            hint += " (in a link, + is written %2B)"
    return complaint(piece, before.start(), f"cannot be read: {hint}")


def _meant(name: str) -> str:
    """Say which of the known names somebody may have meant."""
    if set(name) <= {*VARIABLES, "e"}:
        return f"for the product write {'*'.join(name[:20])}"
    near = difflib.get_close_matches(name[:20].lower(), NAMES)
    return f"did you mean {' or '.join(near)}?" if near else f"choose from {', '.join(NAMES)}"
