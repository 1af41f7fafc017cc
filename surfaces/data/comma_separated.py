"""Comma-separated text, and what is wrong in it: files as they come from all kinds of programs.

Python's ``csv`` parses; what is here finds the separator, the decimal mark and the header, and
refuses what cannot be learned from, with its row and column. ``pandas.read_csv`` is no substitute:
with ``sep=None`` it reads 66 of the 168 tables of ``tests/surfaces/table_corpus.py`` as meant, and
46 of the 49 that must be refused without an error, as text or as wrong numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from surfaces.data.columns import complete, counts_rows, quantities, target_of
from surfaces.data.encodings import lines_of
from surfaces.data.limits import LEAST_COLUMNS, LEAST_ROWS, MOST_ROWS, quoted, refuse
from surfaces.data.numerals import DECIMALS, ERRORS, Cells, is_missing, is_number, marks
from surfaces.data.separators import SEPARATORS, Parted, best_parted, parted

REMARKS = ("#", "%")
"""What a line begins with that is no row."""
LOOKED_AT = 10
"""Rows that decide whether the first one is a header."""
MENTIONED = 6
"""Columns that a sentence lists."""
TASKS = ("regression", "classification")


class Choices(NamedTuple):
    """What somebody wants of a table, where that is not as it looks."""

    target: str = ""
    """The name of the column; by default the last one."""
    task: str = ""
    """One of ``TASKS``; by default as the target looks."""
    decimal: str = ""
    """``.`` or ``,``; by default as the numbers look."""
    leave_out: tuple[str, ...] = ()
    """The names of columns."""


class TableContents(NamedTuple):
    """What a table says."""

    names: tuple[str, ...]
    """Of the columns, the target's last."""
    inputs: Array
    """``(N, d)``"""
    targets: Array
    """``(N,)``"""
    classes: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """Sentences about what was left out."""


class Layout(NamedTuple):
    """The columns of a table, before any cell of them is read."""

    columns: tuple[Cells, ...]
    notes: tuple[str, ...]


def layout(text: str, *, earlier: bool = False) -> Layout:
    """Find the columns of a table, and what they are called.

    With ``earlier``, remarks and numbers of rows are columns like all others, as they once were.
    Raises ``ValueError``, with a sentence, for what is no table.
    """
    lines, remark = (lines_of(text), "") if earlier else _without_remarks(lines_of(text))
    if not any(line.strip("".join(SEPARATORS) + "\n") for line in lines):
        refuse("the table is empty")
    table = best_parted(lines)
    rows = [cells for _, cells in table.rows]
    names = ["", *rows[0]] if table.numbered else rows[0] if _is_header(rows) else []
    body, count = table.rows[bool(names) :], table.count - bool(names)
    if not LEAST_ROWS <= count <= MOST_ROWS:
        refuse(f"the table has {count} rows: allowed {LEAST_ROWS} to {MOST_ROWS}")
    wide, numbers = len(rows[-1]), [line for line, _ in body]
    names = names or _from_remark(remark, table) or [*(f"x{k + 1}" for k in range(wide - 1)), "y"]
    columns = [Cells(n, numbers, [cells[k] for _, cells in body]) for k, n in enumerate(names)]
    columns = [column for column in columns if column.name or any(column.texts)]
    inputs = enumerate(columns[:-1])
    gone = [] if earlier else [c for k, c in inputs if counts_rows(c, first=k == 0)]
    notes: list[str] = []
    if gone and len(columns) - len(gone) >= LEAST_COLUMNS:
        columns = [column for column in columns if column not in gone]
        named = ", ".join(quoted(c.name) if c.name else "the first, without a name" for c in gone)
        notes = [f"A column that only numbers the rows was left out: {named}."]
    for k, column in enumerate(columns):
        if not column.name:
            refuse(f"column {k + 1} has no name: write one above it")
        if column.name in (other.name for other in columns[:k]):
            refuse(f"two columns are called {quoted(column.name)}: rename one of them")
    return Layout(tuple(columns), tuple(notes))


def contents(found: Layout, choices: Choices, *, earlier: bool = False) -> TableContents:
    """Read the columns of a table; see ``read_csv`` for what they may look like.

    With ``earlier``, no value counts as missing, and fewer targets as classes. Raises
    ``ValueError``, with a sentence, for what cannot be learned from.
    """
    if choices.task not in ("", *TASKS):
        refuse(f"{quoted(choices.task)} is no task: choose {' or '.join(TASKS)}")
    if choices.decimal not in ("", *DECIMALS):
        refuse(f"{quoted(choices.decimal)} marks no decimals: choose {' or '.join(DECIMALS)}")
    columns = _chosen(found.columns, choices)
    columns, notes = (columns, []) if earlier else complete(columns)
    marked = marks(text for column in columns for text in column.texts)
    inputs = [quantities(column, marked, choices.decimal) for column in columns[:-1]]
    target = target_of(columns[-1], marked, choices.decimal, choices.task, earlier=earlier)
    names = tuple(column.name for column in columns)
    notes = (*found.notes, *notes)
    return TableContents(names, np.column_stack(inputs), target.values, target.classes, notes)


def _chosen(columns: Sequence[Cells], choices: Choices) -> list[Cells]:
    """Return the columns that somebody wants, the target last."""
    known = {column.name: column for column in columns}
    for name in (*choices.leave_out, *filter(None, [choices.target])):
        if name not in known:
            some = ", ".join(map(quoted, [*known][:MENTIONED])) + ", …" * (len(known) > MENTIONED)
            refuse(f"there is no column {quoted(name)}: choose from {some}")
    kept = [column for column in columns if column.name not in choices.leave_out]
    if choices.target in choices.leave_out:
        refuse(f"column {quoted(choices.target)} cannot be the target and be left out")
    if len(kept) < LEAST_COLUMNS:
        refuse("a target and at least one input are needed: leave fewer columns out")
    target = known.get(choices.target, kept[-1])
    return [*(column for column in kept if column is not target), target]


def _without_remarks(lines: Sequence[str]) -> tuple[list[str], str]:
    """Return the lines with remarks made empty, and the last remark before the first row."""
    kept: list[str] = []
    remark, begun, quoting = "", False, False
    for line in lines:
        if not quoting and _is_remark(text := line.lstrip()):
            remark = remark if begun else text
            kept.append("\n")
        else:
            kept.append(line)
            begun = begun or not line.isspace()
            quoting ^= line.count('"') % 2 == 1
    return kept, remark


def _is_remark(line: str) -> bool:
    """Tell whether a line is no row, nor begins with a column called ``#`` or a broken formula."""
    return (
        line.startswith(REMARKS)
        and line[1:2] not in (",", ";", "|")
        and not line.lower().startswith(ERRORS)
    )


def _from_remark(remark: str, table: Parted) -> list[str]:
    """Return what a remark above the rows calls the columns, if it has a word for each."""
    found = parted([remark.lstrip("".join(REMARKS)).lstrip()], table.separator)
    cells = found.rows[0][1] if found.rows else []
    named = len({*cells} - {""}) == table.wide == len(cells) and not any(map(is_number, cells))
    return cells if named else []


def _is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names columns: it has a word where others have numbers.

    Where no column has numbers, it is one if it has a word, another one, for each.
    """
    head, *body = rows
    words = [not (is_number(cell) or is_missing(cell)) for cell in head]
    below = list(zip(*body[:LOOKED_AT], strict=False))
    if not below:
        return False
    named = [word and any(map(is_number, cells)) for word, cells in zip(words, below, strict=False)]
    named[-1] = words[-1] and is_number(below[-1][0])  # of classes, some may look like numbers
    return any(named) or (all(words) and len({*head}) == len(head))
