"""Names and numbers as LaTeX, in the part of it that KaTeX knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from core.arrays import Array
from diagnosis.tracing import single

LOGIC, TRUTH, SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(7)
"""How tightly the parts of a formula hold together."""

GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi"),
    *("omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
)
SHORT = {"eps": r"\epsilon", "lr": r"\alpha", "lam": r"\lambda", "var": r"\text{var}"}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}
COMMA, ROW = r",\,", r" \\ "
LIMITS = {"max": r"\max", "min": r"\min", "plus": "+", "minus": "-"}
DIGITS, CHOSEN = 4, 6
"""Significant digits of what was computed, and of what somebody chose."""
MOST = 4
"""Entries of a vector, or rows of a matrix, that are all written out."""


class Piece(NamedTuple):
    """A part of a formula, and how tightly it holds together."""

    text: str
    level: int = ATOM


def bracketed(piece: Piece, least: int) -> str:
    """Return the text of a part, in brackets if it holds together less tightly than ``least``."""
    return piece.text if piece.level >= least else rf"\left({piece.text}\right)"


def figure(text: str) -> Piece:
    """Return a number, or a column of them, that is written already as a part of a formula."""
    if text.startswith(r"\begin"):
        return Piece(text)
    if text.startswith("-"):
        return Piece(text, NEGATIVE)
    return Piece(text, PRODUCT if r"\times" in text else POWER if "^" in text else ATOM)


def symbol(name: str, when: str = "") -> str:
    r"""Write an identifier as its symbol: ``m_hat`` is ``\hat{m}``, ``beta1`` is ``\beta_{1}``.

    ``when`` is added as a lower index: ``symbol("v_max", "t-1")`` is ``v_{\max,\,t-1}``.
    """
    letter, below = _letter(name)
    rest = name[len(letter) + len(below) :].strip("_").split("_") if letter else []
    if not letter or not all(part in ACCENTS or part in LIMITS or len(part) < 5 for part in rest):
        text, rest, below = rf"\text{{{escaped(name.strip('_').replace('_', ' '))}}}", [], ""
    else:
        text = SHORT.get(letter) or (rf"\{letter}" if letter in GREEK else letter)
    lower = [below] if below else []
    for part in filter(None, rest):
        if part in ACCENTS:
            text = f"{ACCENTS[part]}{{{text}}}"
        else:
            lower.append(LIMITS.get(part) or (part if len(part) == 1 else rf"\text{{{part}}}"))
    lower += [when] if when else []
    return f"{text}_{{{COMMA.join(lower)}}}" if lower else text


def _letter(name: str) -> tuple[str, str]:
    """Take off the letter that a name begins with, and digits behind it; ``""`` if it is a word."""
    known = "|".join([*sorted([*GREEK, *SHORT], key=len, reverse=True), "[A-Za-z]"])
    found = re.match(rf"({known})_?(\d*)(?=_|$)", name)
    return (found[1], found[2]) if found else ("", "")


def number(value: float, digits: int = DIGITS) -> str:
    """Write a number, small and large ones with a power of ten, without useless zeros."""
    if not np.isfinite(value):
        return r"\text{NaN}" if np.isnan(value) else r"\infty" if value > 0 else r"-\infty"
    value = float(value) + 0.0  # no -0
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        digits = max(digits, 5) if abs(value) >= 1e4 else digits  # before the point all are written
        return np.format_float_positional(value, digits, fractional=False, trim="-")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa} \times {power}")


def numbers(held: Any, digits: int = DIGITS) -> str | None:
    """Write what a name holds: a number, a column, a matrix; None if it is nothing of the kind."""
    if held is None or isinstance(held, str):
        return None
    array = np.asarray(single(held)) if isinstance(held, np.ndarray) else held
    if isinstance(array, (tuple, list)):
        entries: list[Any] = [*cast("tuple[Any, ...]", array)]
        if not all(isinstance(x, (int, float)) for x in entries):
            return None
        array = entries
    array = np.asarray(array)
    if array.dtype.kind not in "biuf" or array.ndim > 2:
        return None
    rows = [_entry(x, digits) for x in array] if array.ndim == 1 else []
    if array.ndim == 0:
        return _entry(array, digits)
    if array.ndim == 2:
        rows = [" & ".join(_shortened([_entry(x, digits) for x in row], r"\dots")) for row in array]
        dots = " & ".join([r"\vdots"] * min(array.shape[1], MOST))
    else:
        dots = r"\vdots"
    return rf"\begin{{pmatrix}} {ROW.join(_shortened(rows, dots))} \end{{pmatrix}}"


def _entry(value: Array, digits: int) -> str:
    """Write one entry of an array."""
    if value.dtype.kind == "b":
        return r"\text{true}" if value else r"\text{false}"
    return number(float(value), digits)


def _shortened(parts: Sequence[str], dots: str) -> list[str]:
    """Keep the first and the last of many parts."""
    return [*parts] if len(parts) <= MOST else [*parts[: MOST - 2], dots, parts[-1]]


def escaped(text: str) -> str:
    r"""Return a text that may stand in ``\text`` or ``\texttt`` as it is."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(c, f"\\{c}" if c in "{}$&#_%" else c) for c in text)
