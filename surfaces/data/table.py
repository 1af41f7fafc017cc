"""The user's own tables, each called by its name and the digest of what is in it."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PureWindowsPath

import numpy as np

from core.arrays import Array
from surfaces.data.base import Dataset
from surfaces.data.comma_separated import REMARKS, Choices, TableContents, contents, layout
from surfaces.data.limits import quoted

MOST_TABLES = 64
"""Tables that are kept: at most some 85 MB."""
DIGITS = 20
"""Of a digest: enough that nobody finds another table with the same."""
LONGEST_NAME = 60
UNNAMED = "table.csv"

_shelf: OrderedDict[str, TableContents] = OrderedDict()
"""What was read, by its digest, the last used last: for everybody whom this process serves."""
_alone = threading.Lock()


@dataclass(frozen=True)
class Table(Dataset):
    """A table that somebody has brought: the last column is the target, all others are inputs.

    It is made by ``read_csv``. A link has room for its name and its digest only,
    ``Table('heights.csv','3f2a…')``: it works for everybody while the table is remembered.

    Raises ``ValueError`` for a table that is not, or no longer, here.
    """

    title = "Your own table"
    source = "Your own"
    licence = "Your own"

    name: str
    """That of the file."""
    digest: str

    def __post_init__(self) -> None:
        """Find the table, and take over what its columns are called."""
        if not (0 < len(self.name) <= LONGEST_NAME and self.name.isprintable()):
            raise ValueError(f"{quoted(self.name)} is no name of a table: allowed 1 to 60 letters")
        found = _remembered(self.digest)
        if found is None:
            raise ValueError(
                f"the table {quoted(self.name)} is not here, or no longer:"
                " upload the file, then open the link again"
            )
        object.__setattr__(self, "contents", found)
        object.__setattr__(self, "title", self.name)
        object.__setattr__(self, "features", found.names[:-1])
        object.__setattr__(self, "target", found.names[-1])
        object.__setattr__(self, "classes", found.classes)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about what was left out when the table was read."""
        held: TableContents = vars(self)["contents"]
        return held.notes

    def draw(self) -> tuple[Array, Array]:
        """Return the inputs ``(N, d)`` and the targets ``(N,)``."""
        held: TableContents = vars(self)["contents"]
        return held.inputs, held.targets


def read_csv(
    text: str,
    name: str = UNNAMED,
    *,
    target: str = "",
    task: str = "",
    decimal: str = "",
    leave_out: Sequence[str] = (),
) -> Table:
    """Read a table of samples, one a line: inputs, and in the last column the target.

    Columns are separated by commas, semicolons, tabs, pipes or spaces, by whichever all rows are
    equally long. The first line may name the columns, also as a remark after ``#`` or ``%``. A row
    with a missing value (empty, NA, NaN, ?, null, …) is left out, as is a column that only numbers
    the rows; ``notes`` names both. Words in the target count as classes, and so do a
    few whole numbers: 0, 1, …, of which each occurs, and 1, 2, … or -1, 0, 1 or any two, of which
    each occurs twice. All else is a quantity. ``name`` is that of the file, perhaps with its
    folder. The table is remembered; the least used one is forgotten where there are too many.

    ``target`` names another column, ``task`` is ``"regression"`` or ``"classification"``,
    ``decimal`` is ``"."`` or ``","``; by default each is as the table looks. The columns in
    ``leave_out`` are no inputs.

    Raises ``ValueError``, with a sentence that names row and column, for what is no such table: an
    input in words or dates; a number that is none, or that may be a thousand times as large; rows
    of different length; an input or a target that never changes; columns of the same name; more
    than 5000 rows, 33 columns, 10 classes, 500000 characters or 1000 in a cell.
    """
    choices = Choices(target, task, decimal, tuple(leave_out))
    found = contents(layout(text), choices)
    otherwise = found.notes or found.classes or any(mark in text for mark in REMARKS)
    if otherwise and choices == Choices():
        with suppress(ValueError):  # a link that was made earlier names what was then read
            _remember(contents(layout(text, earlier=True), choices, earlier=True))
    return Table(_plain(name), _remember(found))


def columns_of(text: str) -> tuple[str, ...]:
    """Return what the columns of a table are called, in their order, for ``read_csv``.

    Raises ``ValueError`` for what is no table.
    """
    return tuple(column.name for column in layout(text).columns)


def table_of(
    name: str, columns: Sequence[str], rows: Sequence[Sequence[float]], classes: Sequence[str] = ()
) -> Table:
    """Return a table of numbers: its columns' names and its rows, the target last.

    A program that names a table says with it what is in there, whatever file that came from.
    """
    inputs, targets = np.split(np.array(rows, dtype=float), [-1], axis=1)
    found = TableContents(tuple(columns), inputs, targets[:, 0], tuple(classes))
    return Table(name, _remember(found))


def _remember(found: TableContents) -> str:
    """Keep what was read, and return its digest."""
    digest = _digest(found)
    with _alone:
        _shelf[digest] = found
        _shelf.move_to_end(digest)
        while len(_shelf) > MOST_TABLES:
            _shelf.popitem(last=False)
    return digest


def _remembered(digest: str) -> TableContents | None:
    """Return what was read, if it is still here; it is then forgotten last."""
    with _alone:
        if digest in _shelf:
            _shelf.move_to_end(digest)
        return _shelf.get(digest)


def _digest(found: TableContents) -> str:
    """Return a hash of the contents of a table: files with the same contents have the same."""
    text = repr((found.names, found.classes, found.inputs.shape)).encode()
    numbers = np.column_stack([found.inputs, found.targets]) + 0.0  # -0.0 + 0.0 is 0.0
    return hashlib.sha256(text + numbers.astype("<f8").tobytes()).hexdigest()[:DIGITS]


def _plain(name: str) -> str:
    """Return the name of a file without its folder, as far as a link has room for it."""
    last = PureWindowsPath(name).name.strip()  # which knows both kinds of slashes
    return "".join(c if c.isprintable() else "_" for c in last)[:LONGEST_NAME].strip() or UNNAMED
