"""Numbers as people write them: ``≈4.8``, ``w = 4,8``, ``1×10⁻³``, ``π/4``, ``20%``, ``4.8 steps``.

What may mean two numbers is not guessed: ``1,000`` is one thousand here and one there.
"""

from __future__ import annotations

import math
import re
import unicodedata

from core.typed import quoted
from lessons.evaluation import CONSTANTS, FUNCTIONS
from lessons.expressions import Expression

HOW = "write it as 0.25, 1/4, 2.5e-1 or 25%"
LONGEST = 120
"""Characters."""
CLOSE = 0.02
"""Part by which two sides of one answer, such as ``1/3 = 0.33``, may differ."""

MINUS = dict.fromkeys("−–—‒‐‑―﹣－➖˗⁻", "-") | {"＋": "+"}
SIGNS = MINUS | dict.fromkeys("×·⋅∙•✕✖∗＊", "*") | dict.fromkeys("÷∕⁄／", "/")
WORDS = {"π": "pi", "ln": "log", "√": "sqrt", "∞": "inf", "ℯ": "e"}
ROMAN = {r"\cdot": "*", r"\times": "*", r"\pi": "π", r"\ln": "ln", r"\sqrt": "√", r"\left": ""}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
EQUALS = re.compile(
    r"[=≈~∼≃≅≐≒:]+|\b(?:about|roughly|circa|ca\b\.?|approx(?:imately|\b\.?))", re.IGNORECASE
)
SEVERAL = re.compile(r"[=≈~:][^=≈~:]*(?:[,;]\s|;|\band\b)\s*[^\W\d][\w.()]*\s*[=≈~:]")
"""Two equations, as in ``w = 4.8, b = 3``."""
NAMES = {*CONSTANTS, *FUNCTIONS} - {"inf"}
TOKEN = re.compile(
    r"\d+\.?\d*(?:[eE][+-]?\d+)?(?![\w.])|\d+\.?\d*|\.\d+(?:[eE][+-]?\d+)?|[^\W\d]+|\*\*|."
)
EITHER = re.compile(r"(?<![\w.,])[1-9]\d{0,2},\d{3}(?![\w.,])")
"""What may be thousands or decimals, inside of a sum."""
BELOW = re.compile(r"/\s*(\d+\.?\d*|\.\d+)\s*(?:π|pi\b|√|\()")
"""A product without a sign after a division: ``1/2π``."""
THOUSANDS = re.compile(
    r"[1-9]\d{0,2}(?:(?P<mark>[, '’_\u00a0\u2009\u202f])\d{3})(?:(?P=mark)\d{3})*"
)


def read_number(text: str, unit: str = "", *, count: bool = False) -> float:
    """Read a number, perhaps with a name before it or its unit behind it.

    ``count`` says that a whole number is asked for. Raises ``ValueError``, with a sentence that
    says how to write it, for a text that is none, and for one that may mean two numbers.
    """
    plain = _without(unit, text)
    if len(plain) > LONGEST:
        raise ValueError(f"it has {len(plain)} characters, allowed {LONGEST}: {HOW}")
    if SEVERAL.search(plain):
        raise ValueError(f"{_shown(text)} names several numbers: give the one that is asked for")
    sides = [side for side in map(str.strip, EQUALS.split(plain)) if side]
    values = [_side(side, text, count=count) for side in sides]
    read = [value for value in values if value is not None]
    if not read:
        raise ValueError(f"{_shown(text)} is not a number: {HOW}")
    if any(abs(one - read[-1]) > CLOSE * abs(read[-1]) for one in read):
        raise ValueError(f"{_shown(text)} names {len(read)} numbers: give the one you mean")
    return read[-1]


def _without(unit: str, text: str) -> str:
    """Return a text in plain letters, without its unit and what is around it."""
    text = re.sub(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
    for name, sign in ROMAN.items():
        text = text.replace(name, sign)
    text = text.replace("{", "(").replace("}", ")")
    text = re.sub(r"(\d*)([¼-¾⅐-⅞↉])", _fraction, text)
    text = re.sub(f"[{''.join(RAISED)}]+", _raised, text)
    text = unicodedata.normalize("NFKC", "".join(SIGNS.get(c, c) for c in text))
    text = "".join(SIGNS.get(c, _digit(c)) for c in text if unicodedata.category(c) != "Cf")
    text = text.strip(" \t\r\n$\"'“”„«»!?;`")
    for one in (unit, unit.removesuffix("s")) if unit else ():
        ending = re.compile(rf"(?<![^\W\d]){re.escape(one)}\s*\.?$", re.IGNORECASE)
        if ending.search(text):
            text = ending.sub("", text)
            break
    return text.strip().rstrip(".;").strip()


def _side(text: str, whole: str, *, count: bool) -> float | None:
    """Read one side of an equation; None if it is no number."""
    percent = text.endswith("%")
    plain = _decimal(text.rstrip("% "), whole, count=count)
    if below := BELOW.search(plain):
        problem = f"{_shown(whole)} can be read in two ways: put brackets around what is divided by"
        raise ValueError(f"{problem}, as in 1/(2*pi), after the / of {_shown(below[0])}")
    try:
        expression = Expression(_arithmetic(plain))
        value = math.nan if expression.names or expression.measures else expression.value({})
    except (ValueError, TypeError):
        return None
    if isinstance(value, bool):  # as of "4 or 5", which holds
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    if not math.isfinite(value) or re.match(r"[+-]?0[xob]", plain, re.IGNORECASE):
        return None
    return value / 100 if percent else value


def _decimal(text: str, whole: str, *, count: bool) -> str:
    """Return a text with points in its numbers, and no marks of thousands.

    Raises ``ValueError`` for a mark that may be either.
    """
    if re.search(r"\b(?:min|max)\b", text):
        return text
    grouped = re.fullmatch(rf"([+-]?\s*)({THOUSANDS.pattern})(\.\d*)?", text)
    if grouped and grouped["mark"] == "," and grouped[0].count(",") == 1 and "." not in text:
        left, right = grouped[0].split(",")
        problem = f"{_shown(whole)} may be {left}{right} or {left}.{right}"
        raise ValueError(f"{problem}: write it without a comma, or with a decimal point")
    if grouped:
        return text.replace(grouped["mark"], "")
    if count and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text):
        problem = f"{_shown(whole)} may be {text.replace('.', '')} or a fraction"
        raise ValueError(f"{problem}: write the count without a point")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}", text):
        return text.replace(".", "")
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", text):
        return text.replace(".", "").replace(",", ".")
    if either := EITHER.search(text):
        problem = f"{_shown(either[0])} in {_shown(whole)} may be {either[0].replace(',', '')}"
        raise ValueError(f"{problem} or {either[0].replace(',', '.')}: write it without a comma")
    return re.sub(r"(?<=\d),(?=\d)", ".", text) if _one_comma_each(text) else text


def _one_comma_each(text: str) -> bool:
    """Tell whether no number in a text has both marks, or two commas."""
    return all(n.count(",") < 2 and not {*",."} <= {*n} for n in re.findall(r"[\d.,]+", text))


def _arithmetic(text: str) -> str:
    """Return a text in the words of expressions, with ``*`` where a product needs no sign."""
    text = re.sub(r"(?<=[\d)])\s*[xX]\s*(?=10\s*(?:\^|\*\*|\())", "*", text)
    text = re.sub(r"(?<![^\W\d_])ln\s*(\d+\.?\d*|π)", r"ln(\1)", text)
    for word, name in WORDS.items():
        text = re.sub(rf"{word}(?![^\W\d_])", name, text)
    text = re.sub(r"sqrt\s*(\d+\.?\d*|pi|e)", r"sqrt(\1)", text).replace("^", "**")
    pieces = re.sub(r"\s*([^\w\s.]|\*\*)\s*", r"\1", text).strip()
    written, before = "", ""
    for piece in TOKEN.findall(pieces):
        factor = piece == "(" or (piece in NAMES and piece != "e")
        after = before[:1].isdigit() or before == ")" or before in CONSTANTS
        written += "*" * (factor and after) + piece
        before = before if piece == " " else piece
    return re.sub(r" (?=\*)|(?<=\*) ", "", written)


def _fraction(match: re.Match[str]) -> str:
    """Write ``½`` and ``1½`` out."""
    value = unicodedata.numeric(match[2])
    return f"({match[1] or 0}+{value!r})"


def _raised(match: re.Match[str]) -> str:
    """Write ``⁻³`` as a power."""
    return f"**({''.join(RAISED[c] for c in match[0])})"


def _shown(text: str) -> str:
    """Return what somebody wrote, in Markdown in which nothing of it acts."""
    return f"`{quoted(text.strip()).replace('`', chr(39)) or ' '}`"


def _digit(character: str) -> str:
    """Return the ASCII digit of a digit of any script; ``٫`` is a decimal point."""
    if character == "٫":
        return "."
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
