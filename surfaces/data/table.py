"""The user's own table: comma-separated text, read with a word on whatever is wrong in it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, NoReturn

import numpy as np

from core.arrays import Array
from surfaces.data.base import REMEMBERED, Dataset

LONGEST = 500_000
"""Characters of a table."""
MOST_ROWS, LEAST_ROWS = 5000, 3
MOST_COLUMNS, LEAST_COLUMNS = 33, 2
MOST_CLASSES = 10
LARGEST = 1e9
"""Numbers beyond this are more likely a mistake, and their squares lose too many digits."""
SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class Table(Dataset):
    """Comma-separated text as a data set: the last column is the target, all others are inputs.

    See ``read_csv`` for what a table may look like. Raises ``ValueError`` as that does.
    """

    title = "Your own table"
    source = "Your own"
    licence = "Your own"

    text: str

    def __post_init__(self) -> None:
        """Check the text, and take over what its columns are called."""
        read = _read(self.text)
        object.__setattr__(self, "features", read.names[:-1])
        object.__setattr__(self, "target", read.names[-1])
        object.__setattr__(self, "classes", read.classes)

    def draw(self) -> tuple[Array, Array]:
        """Return the inputs ``(N, d)`` and the targets ``(N,)``."""
        read = _read(self.text)
        return read.inputs, read.targets


def read_csv(text: str) -> Table:
    """Read a table of samples, one a line: inputs, and in the last column the target.

    Columns are separated by commas, semicolons or tabs; decimals have a point. The first line may
    name the columns. If the target is in words, or in whole numbers 0, 1, … of which each occurs,
    it counts as a class; else it is a quantity.

    Raises ``ValueError``, with a sentence that names row and column, for what is no such table: a
    number that is none, or missing, or not finite; rows of different length; an input or a target
    that never changes; columns of the same name; more than 5000 rows, 33 columns, 10 classes or
    500000 characters.
    """
    return Table(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").strip())


class _Read(NamedTuple):
    """What a text says."""

    names: tuple[str, ...]
    inputs: Array
    targets: Array
    classes: tuple[str, ...]


@lru_cache(REMEMBERED)
def _read(text: str) -> _Read:
    """Read a table, or raise ``ValueError``."""
    rows = _rows(text)
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
            _refuse(f"two columns are called {_quote(name)}: rename one of them")
    columns = [[(line, row[k]) for line, row in rows] for k in range(len(names))]
    inputs = [_quantities(name, cells) for name, cells in zip(names, columns[:-1], strict=False)]
    targets, classes = _targets(names[-1], columns[-1])
    return _Read(names, np.column_stack(inputs), targets, classes)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Take a text apart: the line and the cells of each row, all equally many."""
    if len(text) > LONGEST:
        _refuse(f"the table has {len(text)} characters: allowed {LONGEST}")
    if not text:
        _refuse("the table is empty")
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
        _refuse(f"column {_quote(name)} is {cells[0][1]} in every row, which says nothing: drop it")
    return np.array(numbers)


def _targets(name: str, cells: Sequence[tuple[int, str]]) -> tuple[Array, tuple[str, ...]]:
    """Read the target: quantities, or classes by number with their names."""
    words = [cell for _, cell in cells]
    for line, word in cells:
        if not word:
            _refuse(f"row {line}, column {_quote(name)}: the target is missing")
    if any(map(_is_number, words)):
        numbers = _quantities(name, cells)
        count = int(numbers.max()) + 1
        labels = np.unique(numbers).tolist() == list(range(count)) and count <= MOST_CLASSES
        return numbers, tuple(str(k) for k in range(count)) if labels else ()
    classes = tuple(dict.fromkeys(words))
    if not 2 <= len(classes) <= MOST_CLASSES:
        _refuse(
            f"column {_quote(name)} has {len(classes)} different words: allowed 2 to {MOST_CLASSES}"
            " classes"
        )
    return np.array([classes.index(word) for word in words], float), classes


def _is_number(cell: str) -> bool:
    """Tell whether a cell is meant as a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _number(cell: str, line: int, name: str) -> float:
    """Read a number of reasonable size."""
    where = f"row {line}, column {_quote(name)}"
    if not cell:
        _refuse(f"{where}: a number is missing")
    if not _is_number(cell):
        hint = ": decimals have a point" if _is_number(cell.replace(",", ".")) else ""
        _refuse(f"{where}: {_quote(cell)} is not a number{hint}")
    if not abs(float(cell)) <= LARGEST:  # as NaN is not either
        _refuse(f"{where}: {_quote(cell)} is out of range: allowed {-LARGEST:g} to {LARGEST:g}")
    return float(cell)


def _quote(piece: str) -> str:
    """Return a piece of somebody's text, fit to be quoted in a sentence."""
    return ascii(piece[:40])[:-1] + ("…'" if len(piece) > 40 else "'")


def _refuse(complaint: str) -> NoReturn:
    raise ValueError(complaint)
