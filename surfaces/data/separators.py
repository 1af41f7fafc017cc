"""The separator of a table: the one by which all its rows are equally long.

Several often fit: in ``1,5;2,5`` a comma makes three cells, and a semicolon two. The one is taken
by which most cells are numbers. Quotes, and what stands in them, are left to Python's ``csv``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from surfaces.data.limits import (
    LEAST_COLUMNS,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    quoted,
    refuse,
)
from surfaces.data.numerals import is_missing, is_number

SEPARATORS = (",", ";", "\t", "|", " ")
"""In the order of preference where several fit equally well; a space is any run of blanks."""
SAID = re.compile(r'"?sep=(.)\1*"?\n', re.IGNORECASE)
"""How spreadsheets say the separator, in the first line."""
TRIED = 200
"""Rows that are looked at to choose between separators."""


@dataclass(frozen=True)
class Parted:
    """Lines parted by one separator."""

    separator: str
    rows: list[tuple[int, list[str]]]
    """The number of the line in which each row ends, and its cells: as many rows as may be."""
    count: int
    """How many rows there are."""
    complaint: str = ""
    """Why the lines cannot be parted so; there are no rows then."""

    @cached_property
    def wide(self) -> int:
        """How many cells the longest row has, without the empty ones at its end."""
        return max((_filled(cells) for _, cells in self.rows), default=0)

    @cached_property
    def numbered(self) -> bool:
        """Whether the header has a cell less, as where each row begins with what it is called."""
        head, *body = (cells for _, cells in self.rows)
        return (
            LEAST_COLUMNS <= len(head) == self.wide - 1
            and all(len(cells) >= self.wide for cells in body)
            and not all(map(is_number, head))
        )

    @cached_property
    def fits(self) -> bool:
        """Whether all rows are equally long, but for empty cells at the end."""
        return self.wide >= LEAST_COLUMNS and all(
            len(cells) >= self.wide for _, cells in self.rows[self.numbered :]
        )

    @cached_property
    def merit(self) -> tuple[bool, float]:
        """How well the separator suits: the greater, the better."""
        if not self.rows:
            return False, -1.0
        if self.fits:
            cells = [cell for _, row in self.rows[1 : TRIED + 1] for cell in row]
            useful = sum(is_missing(c) or (is_number(c) and " " not in c) for c in cells)
            return True, useful / max(1, len(cells))
        ((wide, times),) = Counter(len(cells) for _, cells in self.rows).most_common(1)
        return False, times / len(self.rows) if wide >= LEAST_COLUMNS else 0.0

    def squared(self) -> Parted:
        """Return it with all rows equally long. Raises ``ValueError`` where they are not."""
        if self.complaint:
            refuse(self.complaint)
        if not self.rows:
            refuse("the table is empty")
        (first, head), wide = self.rows[0], self.wide if self.fits else len(self.rows[0][1])
        if not LEAST_COLUMNS <= max(wide, self.wide) <= MOST_COLUMNS:
            refuse(
                f"row {first} has {max(wide, self.wide)} columns: allowed {LEAST_COLUMNS} to"
                f" {MOST_COLUMNS}, separated by commas, semicolons, tabs, pipes (|) or spaces"
            )
        for line, cells in self.rows:
            if not self.fits and len(cells) != wide:
                title = f": if row {first} is a title, delete it" if len(head) == 1 else ""
                refuse(f"row {line} has {len(cells)} columns, the first row has {wide}{title}")
            if (longest := max(map(len, cells))) > LONGEST_CELL:
                refuse(f"row {line} has a cell of {longest} characters: allowed {LONGEST_CELL}")
        return Parted(
            self.separator, [(line, cells[:wide]) for line, cells in self.rows], self.count
        )


def best_parted(lines: Sequence[str]) -> Parted:
    """Part lines, each with its end, by the separator that suits them best, or that they say.

    Raises ``ValueError``, with what is wrong by that separator, where none suits.
    """
    if said := SAID.fullmatch(lines[0]):
        if said[1].isalnum() or said[1] in "\"'.+-":
            refuse(f"row 1: {quoted(said[1])} cannot separate columns: take one of , ; | or a tab")
        return parted(["\n", *lines[1:]], said[1]).squared()
    found = [parted(lines, s) for s in SEPARATORS if s == "," or any(s in line for line in lines)]
    return max(found, key=lambda one: one.merit).squared()  # of equals, the first


def parted(lines: Sequence[str], separator: str) -> Parted:
    """Part lines into rows; those without a word are left out."""
    if separator == " ":
        lines = [line.replace("\t", " ").rstrip() + "\n" for line in lines]
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[tuple[int, list[str]]] = []
    count = 0
    try:
        for row in reader:
            cells = [cell.strip().replace("\n", " ") for cell in row]
            if any(cells):
                count += 1
                if count <= MOST_ROWS + 2:  # a header, and one too many
                    rows.append((reader.line_num, cells))
    except csv.Error as error:
        where = f"row {reader.line_num}"
        if "limit" in str(error):
            return Parted(
                separator, [], 0, f"{where} has too long a cell: allowed {LONGEST_CELL} characters"
            )
        what = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(error))
        hint = "look for a quote without its counterpart"
        return Parted(separator, [], 0, f"{where} cannot be read: {what}: {hint}")
    return Parted(separator, rows, count)


def _filled(cells: Sequence[str]) -> int:
    """Return how many cells there are, without the empty ones at the end."""
    return max((k + 1 for k, cell in enumerate(cells) if cell), default=0)
