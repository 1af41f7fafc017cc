"""Comma-separated text, and what is wrong in it: files as they come from all kinds of programs."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, NoReturn

import numpy as np

from core.arrays import Array

LONGEST = 500_000
"""Characters of a table."""
MOST_BYTES = 4 * LONGEST
"""Of a file: no character takes more than four."""
MOST_ROWS, LEAST_ROWS = 5000, 3
MOST_COLUMNS, LEAST_COLUMNS = 33, 2
MOST_CLASSES = 10
LARGEST, SMALLEST = 1e9, 1e-9
"""Numbers beyond these are more likely a mistake, and their squares lose too many digits."""
SEPARATORS = (",", ";", "\t")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark, with which some programs begin a file."""
BINARY = "the file is no text: if it is a spreadsheet, save it as CSV in the program that made it"
BROKEN = "the file begins as {} does, but goes on otherwise: save it anew, as UTF-8"
MARKED = (  # the longer marks first: that of UTF-32 begins as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(raw: bytes) -> str:
    """Return the text of a file, whichever usual encoding it is in.

    A byte order mark decides; without one it is UTF-8 or, where it cannot be, Windows-1252, whose
    letters are those of Latin-1. Raises ``ValueError`` for files too large or no text.
    """
    if len(raw) > MOST_BYTES:
        _refuse(f"the file has {len(raw)} bytes: allowed {MOST_BYTES}")
    marked = next((encoding for mark, encoding in MARKED if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise ValueError(BROKEN.format(marked.upper()) if marked else BINARY)


class Contents(NamedTuple):
    """What a table says."""

    names: tuple[str, ...]
    """Of the columns, the target's last."""
    inputs: Array
    """``(N, d)``"""
    targets: Array
    """``(N,)``"""
    classes: tuple[str, ...]


def contents(text: str) -> Contents:
    """Read a table; see ``read_csv`` for what it may look like.

    Raises ``ValueError``, with a sentence, for what is no such table.
    """
    rows = _rows(text.removeprefix(MARK).strip())
    head = rows[0][1]
    named = any(not _is_number(cell) for cell in head[:-1]) or (
        not _is_number(head[-1]) and len(rows) > 1 and _is_number(rows[1][1][-1])
    )
    names = tuple(head) if named else (*(f"x{k + 1}" for k in range(len(head) - 1)), "y")
    rows = rows[1:] if named else rows
    if not LEAST_ROWS <= len(rows) <= MOST_ROWS:
        _refuse(f"the table has {len(rows)} rows: allowed {LEAST_ROWS} to {MOST_ROWS}")
    for k, name in enumerate(names):
        if not name:
            _refuse(f"column {k + 1} has no name")
        if name in names[:k]:
            _refuse(f"two columns are called {quoted(name)}: rename one of them")
    columns = [[(line, row[k]) for line, row in rows] for k in range(len(names))]
    inputs = [_quantities(name, cells) for name, cells in zip(names, columns[:-1], strict=False)]
    targets, classes = _targets(names[-1], columns[-1])
    return Contents(names, np.column_stack(inputs), targets, classes)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Take a text apart: the line and the cells of each row, all equally many."""
    if len(text) > LONGEST:
        _refuse(f"the table has {len(text)} characters: allowed {LONGEST}")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in {*text}):
        _refuse(BINARY)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        _refuse(f"row {reader.line_num} cannot be read: {error}")
    if not rows:
        _refuse("the table is empty")
    wide = len(rows[0][1])
    if not LEAST_COLUMNS <= wide <= MOST_COLUMNS:
        _refuse(
            f"row {rows[0][0]} has {wide} columns: allowed {LEAST_COLUMNS} to {MOST_COLUMNS},"
            " separated by commas, semicolons or tabs"
        )
    for line, cells in rows:
        if len(cells) != wide:
            _refuse(f"row {line} has {len(cells)} columns, the first row has {wide}")
    return rows


def _quantities(name: str, cells: Sequence[tuple[int, str]]) -> Array:
    """Read a column of numbers that are not all the same."""
    numbers = [_number(cell, line, name) for line, cell in cells]
    if min(numbers) == max(numbers):
        _refuse(f"column {quoted(name)} is {cells[0][1]} in every row, which says nothing: drop it")
    return np.array(numbers)


def _targets(name: str, cells: Sequence[tuple[int, str]]) -> tuple[Array, tuple[str, ...]]:
    """Read the target: quantities, or classes by number with their names."""
    words = [cell for _, cell in cells]
    for line, word in cells:
        if not word:
            _refuse(f"row {line}, column {quoted(name)}: the target is missing")
    if any(map(_is_number, words)):
        numbers = _quantities(name, cells)
        count = int(numbers.max()) + 1
        labels = np.unique(numbers).tolist() == list(range(count)) and count <= MOST_CLASSES
        return numbers, tuple(str(k) for k in range(count)) if labels else ()
    classes = tuple(dict.fromkeys(words))
    if not 2 <= len(classes) <= MOST_CLASSES:
        _refuse(
            f"column {quoted(name)} has {len(classes)} different words: allowed 2 to {MOST_CLASSES}"
            " classes"
        )
    return np.array([classes.index(word) for word in words], float), classes


def _is_number(cell: str) -> bool:
    """Tell whether a cell is meant as a number; Python's own ``1_000`` is not."""
    if "_" in cell or not cell.isascii():
        return False
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str, line: int, name: str) -> float:
    """Read a number of reasonable size."""
    where = f"row {line}, column {quoted(name)}"
    if not cell:
        _refuse(f"{where}: a number is missing")
    if not _is_number(cell):
        hint = ": decimals have a point" if _is_number(cell.replace(",", ".")) else ""
        _refuse(f"{where}: {quoted(cell)} is not a number{hint}")
    number = float(cell)
    if not abs(number) <= LARGEST:  # as NaN is not either
        _refuse(f"{where}: {quoted(cell)} is out of range: allowed {-LARGEST:g} to {LARGEST:g}")
    if 0 < abs(number) < SMALLEST:
        _refuse(f"{where}: {quoted(cell)} is closer to 0 than {SMALLEST:g}: take a smaller unit")
    return number


def quoted(piece: str) -> str:
    """Return a piece of somebody's text, fit to be quoted in a sentence."""
    return ascii(piece[:40])[:-1] + ("…'" if len(piece) > 40 else "'")


def _refuse(complaint: str) -> NoReturn:
    raise ValueError(complaint)
