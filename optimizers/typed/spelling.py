"""How a typed rule is spelled: its lines, words and signs, and what to say where they are wrong."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from core import arrays
from core.typed import MENDING, Complain, Words, near, quoted
from optimizers import algebra
from optimizers.typed.numbers import (
    is_less,
    is_less_or_equal,
    is_more,
    is_more_or_equal,
    is_same,
    power,
    where,
)

LONGEST = 1000
"""Characters in a rule."""
MOST_LINES = 24
LONGEST_NAME = 24

GIVEN = ("theta", "g", "t")
"""The point, the gradient at it, and the number of the step, from 1."""
KNOBS = ("lr", "beta", "beta1", "beta2", "decay", "eps", "weight_decay")
QUESTIONS = {"grad": "grad", "f": "value"}
"""Functions that ask the loss, and for what."""
OF_VECTORS: dict[str, Callable[..., Any]] = {"dot": algebra.dot, "norm": arrays.norm}
"""Functions of vectors that come out as one number."""


class Function(NamedTuple):
    """A function by coordinate."""

    function: Callable[..., Any]
    takes: int
    """Arguments; of ``maximum`` and ``minimum`` there may be more."""


FUNCTIONS = {
    "sqrt": Function(np.sqrt, 1), "abs": Function(np.absolute, 1), "sign": Function(np.sign, 1),
    "exp": Function(np.exp, 1), "log": Function(np.log, 1), "square": Function(np.square, 1),
    "tanh": Function(np.tanh, 1), "power": Function(power, 2), "clip": Function(np.clip, 3),
    "maximum": Function(np.maximum, 2), "minimum": Function(np.minimum, 2),
    "where": Function(where, 3),
}  # fmt: skip
COMPARISONS: dict[str, Callable[..., Any]] = {
    "Lt": is_less,
    "LtE": is_less_or_equal,
    "Gt": is_more,
    "GtE": is_more_or_equal,
    "Eq": is_same,
}
"""What compares two things, by the names of Python's syntax tree."""
OTHER_NAMES = {"max": "maximum", "min": "minimum", "ln": "log", "pow": "power", "clamp": "clip"}
CALLED = (*FUNCTIONS, *OF_VECTORS, *QUESTIONS)
CHOOSE = f"choose from {', '.join(CALLED)}"
KNOWN = (*GIVEN, *KNOBS)
MEANT = {
    **dict.fromkeys(("alpha", "eta", "rate", "learning_rate", "step_size"), "lr"),
    **dict.fromkeys(("mu", "momentum", "b"), "beta"),
    **dict.fromkeys(("b1", "beta_1"), "beta1"),
    **dict.fromkeys(("b2", "beta_2"), "beta2"),
    **dict.fromkeys(("rho", "gamma"), "decay"),
    **dict.fromkeys(("epsilon", "e"), "eps"),
    **dict.fromkeys(("wd", "lam", "l2"), "weight_decay"),
    **dict.fromkeys(("w", "x", "p", "params", "weights", "parameters"), "theta"),
    **dict.fromkeys(("gradient", "dw", "dx", "df", "grads"), "g"),
    **dict.fromkeys(("step", "i", "k", "n", "epoch", "iteration"), "t"),
}
"""What others call the words of a rule."""
TAKES = "a line takes names, numbers, + - * / ** ( ) < > == and functions such as sqrt"
EXAMPLE = "m = 0.9*m + 0.1*g"
KEYWORDS = {
    **dict.fromkeys(("if", "else", "elif"), "write where(condition, a, b)"),
    **dict.fromkeys(("and", "or", "not"), "write a product of comparisons, as in (t > 1)*(t < 9)"),
    **dict.fromkeys(("for", "while"), "the lines are taken once a step, one after the other"),
    "lambda": "call it weight_decay",
}
RESERVED = ("self", "state", "np", "Kept")
"""Names that a rule has where it is shown as Python."""
ENTRY_BY_ENTRY = "every line already goes coordinate by coordinate"
NO_COLON = "write = alone, and where(condition, a, b) for if"
SUMS = {"sum": "write dot(a, b) for the sum of a*b", "mean": "write dot(a, b) for the sum of a*b"}


class RuleRow(NamedTuple):
    """A line that is not empty: ``name = value``."""

    text: str
    name: str
    start: int
    """Where the value starts in the text."""
    complain: Complain


def complaint(number: int) -> Complain:
    """Return what makes the complaints about a line; the first is 1."""

    def complain(piece: str, start: int, problem: str) -> ValueError:
        return ValueError(f'rule, line {number}, column {start + 1}: "{quoted(piece)}" {problem}')

    return complain


def checked(text: str) -> str:
    """Return a text that is not too long. Raises ``ValueError`` for one that is."""
    if len(text) > LONGEST:
        problem = f"is too much: a rule has up to {LONGEST} characters"
        raise ValueError(f'rule, character {LONGEST + 1}: "{quoted(text[LONGEST:])}" {problem}')
    return text


def rows(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Return the lines that are not empty, with their numbers from 1.

    Raises ``ValueError`` if there are too many, or none.
    """
    count = 0
    for number, whole in enumerate(lines, 1):
        line = whole.strip(" \t")
        if not line:
            continue
        count += 1
        if count > MOST_LINES:
            problem = f"is too much: a rule has up to {MOST_LINES} lines"
            raise complaint(number)(line, 0, problem)
        yield number, line
    if not count:
        raise complaint(1)("", 0, f"is no rule yet: write a line such as {EXAMPLE}")


def row(line: str, complain: Complain) -> RuleRow:
    """Check one line, and find out what is given a value.

    Raises ``ValueError`` for a line that holds something else than words and signs of a rule, in
    an order that makes sense: a name, =, and its value.
    """
    if short := re.search(r"(\w+)\s*(\*\*|[-+*/])=(?!=)", line, re.ASCII):
        name, sign = quoted(short[1]), short[2]
        raise complain(short[0], short.start(), f"is too short: write {name} = {name} {sign} …")
    tokens = WORDS.scan(line, complain)
    equals = [token for token in tokens if token[0] == "="]
    if not equals:
        compares = next((token for token in tokens if token[0] == "=="), None)
        if compares is not None:
            raise complain("==", compares.start(), "compares: write = to give a name its value")
        raise complain(line, 0, f"gives nothing a value: write name = value, as in {EXAMPLE}")
    left = line[: equals[0].start()].rstrip()
    if equals[0] is not tokens[1] or tokens[0].lastgroup != "name":
        raise complain(left, 0, "cannot stand on the left of =: there stands one name")
    if len(equals) > 1:
        problem = "has no place here: a line has one =, and == compares"
        raise complain("=", equals[1].start(), problem)
    if left == "t" or left in KNOBS:
        fixed = "counts the steps" if left == "t" else "is a knob, set beside the rule"
        raise complain(left, 0, f"{fixed}: leave this line out, or use another name")
    return RuleRow(line, left, equals[0].end(), complain)


def _unknown(name: str, called: bool) -> str:
    """Say what is wrong with a name that a bracket follows, or not; nothing if it may be one."""
    if name in KEYWORDS or keyword.iskeyword(name):
        return f"is no word of a rule: {KEYWORDS.get(name, TAKES)}"
    if OTHER_NAMES.get(name, name) in CALLED:
        missing = f"write {name}({'theta' if name in QUESTIONS else 'v'}), or use another name"
        return "" if called else f"is a function: {missing}"
    if name in RESERVED:
        return "is no name of a rule: use another name"
    if name.startswith("_") or len(name) > LONGEST_NAME:
        return f"is no name: one begins with a letter and has up to {LONGEST_NAME}"
    if called and name not in KNOWN:
        hint = SUMS.get(name) or near(name, (*CALLED, *OTHER_NAMES))
        if hint or len(name) > 2:
            return f"is no function of a rule: {hint or CHOOSE}"
    return ""


WORDS = Words(
    takes=TAKES,
    functions={*CALLED, *OTHER_NAMES},
    unknown=_unknown,
    operators=r"\*\*|<=|>=|==|[*/^,<>=]",
    example="v",
    mending={
        **MENDING, ".": "it belongs between digits only, and functions stand alone: sqrt(v)",
        "[": ENTRY_BY_ENTRY, "]": ENTRY_BY_ENTRY, ":": NO_COLON, "#": "write no remarks",
        "!": "write 1 - (a == b) for a != b", "&": KEYWORDS["and"], "%": "it has no remainders",
        "@": "write dot(a, b)", "|": "write abs(v), or norm(v) for the length of a vector",
        "θ": "write theta", "α": "write lr", "η": "write lr", "β": "write beta",
        "ε": "write eps", "λ": "write weight_decay", "∇": "write g, or grad(theta)",
        "√": "write sqrt(v)", "←": "write =", "≤": "write <=", "≥": "write >=", "≠": "write <",
    },
)  # fmt: skip
