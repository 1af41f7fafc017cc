"""Numbers as people write them: with a decimal point or comma, perhaps with groups of thousands.

What "1,000" means depends on who wrote it. The other numbers of a table decide, or else its owner
does: nothing is guessed that changes a number a thousandfold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from surfaces.data.limits import LARGEST, SMALLEST, quoted, refuse

DECIMALS = {".": "point", ",": "comma"}
"""What may mark decimals."""
GROUPS = "'\N{RIGHT SINGLE QUOTATION MARK} \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""What parts thousands besides, and never marks decimals."""
ERRORS = ("#n/a", "#nv", "#n/d", "#div/0!", "#num!", "#value!", "#wert!", "#valeur!", "#ref!")
"""What spreadsheets write for a value that there is not, in lower case."""
MISSING = frozenset({
    "", "na", "n/a", "<na>", "nan", "-nan", "1.#qnan", "-1.#ind", "null", "nil", "none", "missing",
    "?", "-", "--", ".", "\\n", *ERRORS,
})  # fmt: skip
"""How programs write that a value is missing, in lower case."""
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
MINUS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")
DATE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?|\d{1,2}:\d\d(:\d\d)?([.,]\d+)?( ?[ap]m)?"
    r"|\d{1,2}[-. ]+[a-z]{3,9}\.?([-, ]+\d{2,4})?|[a-z]{3,9}[-. ]+\d{1,2},?([-, ]+\d{2,4})?",
    re.ASCII | re.IGNORECASE,
)


def _pattern(decimal: str, group: str) -> re.Pattern[str]:
    """Return what numbers with such a decimal mark look like."""
    grouped = rf"[1-9]\d{{0,2}}(?P<by>[{re.escape(group + GROUPS)}])\d{{3}}(?:(?P=by)\d{{3}})*"
    whole = rf"(?P<whole>\d+|{grouped})"
    fraction = rf"{re.escape(decimal)}(?P<fraction>\d*)"
    return re.compile(
        rf"(?P<sign>[+-]?)(?:{whole}(?:{fraction})?|{re.escape(decimal)}(?P<only>\d+))"
        r"(?P<power>[eE][+-]?\d+)?",
        re.ASCII,
    )


PATTERNS = {".": _pattern(".", ","), ",": _pattern(",", ".")}


class Numeral(NamedTuple):
    """A number read with one decimal mark."""

    value: float
    by: str
    """What parts its thousands; empty if nothing does."""
    sure: bool
    """Whether it looks like thousands by itself: two groups, or a group and decimals."""


@lru_cache(8192)  # numbers repeat, and each is asked for three times
def numeral(cell: str, decimal: str) -> Numeral | None:
    """Read a cell with a decimal mark; ``None`` where it is no such number."""
    if cell.isdecimal() and cell.isascii():
        return Numeral(float(cell), "", sure=False)
    cell = cell.translate(MINUS)
    if cell.lower() in INFINITE:
        return Numeral(float(cell), "", sure=False)
    if (found := PATTERNS[decimal].fullmatch(cell)) is None:
        return None
    sign, whole, by, fraction, only, power = (
        found[name] or "" for name in ("sign", "whole", "by", "fraction", "only", "power")
    )
    digits = whole.replace(by, "") if by else whole
    sure = by != "" and (whole.count(by) > 1 or found["fraction"] is not None)
    return Numeral(float(f"{sign}{digits or 0}.{fraction or only or 0}{power}"), by, sure)


def is_number(cell: str) -> bool:
    """Tell whether a cell is meant as a number, whatever marks its decimals."""
    return any(numeral(cell, decimal) for decimal in DECIMALS)


def looks_like_a_date(cell: str) -> bool:
    """Tell whether a cell is a date or a time of day."""
    return DATE.fullmatch(cell) is not None


def is_missing(cell: str) -> bool:
    """Tell whether a cell says that there is no value."""
    return cell.lower() in MISSING


def marks(cells: Iterable[str]) -> dict[str, str]:
    """Return the decimal marks that some numbers can be read with alone, each with such a cell."""
    found: dict[str, str] = {}
    for cell in cells:
        if "." in cell or "," in cell:
            possible = [decimal for decimal in DECIMALS if numeral(cell, decimal)]
            if len(possible) == 1:
                found.setdefault(possible[0], cell)
    return found


class Cells(NamedTuple):
    """A column as it is written: its name, the line of each cell, and the cells."""

    name: str
    lines: Sequence[int]
    texts: Sequence[str]

    def at(self, k: int) -> str:
        """Return where a cell is, for a sentence."""
        return f"row {self.lines[k]}, column {quoted(self.name)}"


def numbers(column: Cells, marked: Mapping[str, str], decimal: str = "") -> list[float]:
    """Read a column of numbers.

    ``marked`` are the ``marks`` of all columns. With a ``decimal`` that is the mark, and nothing is
    asked about. Raises ``ValueError``, with a sentence that names row and column.
    """
    asked = not decimal
    own = marks(column.texts)
    if asked and len(own) > 1:
        point, comma = quoted(own["."]), quoted(own[","])
        refuse(
            f"column {quoted(column.name)} has {point} with a decimal point and {comma} with a"
            " decimal comma: write all numbers in one way"
        )
    decimal = decimal or next(iter(own or (marked if len(marked) == 1 else {})), ".")
    read = [numeral(text, decimal) for text in column.texts]
    parted = {one.by for one in read if one and one.sure}
    found: list[float] = []
    for k, (text, one) in enumerate(zip(column.texts, read, strict=True)):
        if one is None:
            refuse(f"{column.at(k)}: {quoted(text)} is not a number{_hint(text, decimal)}")
        if asked and one.by in DECIMALS and one.by not in parted:
            other = numeral(text, one.by)
            refuse(
                f"{column.at(k)}: {quoted(text)} may be {one.value:.10g} or"
                f" {other.value if other else 0:.10g}: say whether decimals have a point or a"
                " comma, or write it without a mark for thousands"
            )
        found.append(_within(column, k, one.value))
    return found


def _within(column: Cells, k: int, number: float) -> float:
    """Return a number of reasonable size."""
    text = quoted(column.texts[k])
    if not abs(number) <= LARGEST:
        refuse(f"{column.at(k)}: {text} is out of range: allowed {-LARGEST:g} to {LARGEST:g}")
    if 0 < abs(number) < SMALLEST:
        refuse(f"{column.at(k)}: {text} is closer to 0 than {SMALLEST:g}: take a smaller unit")
    return number


def _hint(cell: str, decimal: str) -> str:
    """Say how to mend a cell that is no number."""
    if is_number(cell):
        return f": decimals have a {DECIMALS[decimal]}"
    if is_number(cell.rstrip("% ")):
        return ": write it without %"
    if is_number(cell.strip("$€£¥ ")):
        return ": write it without the currency"
    return ""
