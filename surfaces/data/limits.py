"""How large a table may be: what is larger is refused before anything is made of it."""

from __future__ import annotations

from typing import NoReturn

LONGEST = 500_000
"""Characters of a table."""
MOST_BYTES = 4 * LONGEST
"""Of a file: no character takes more than four."""
MOST_ROWS, LEAST_ROWS = 5000, 3
MOST_COLUMNS, LEAST_COLUMNS = 33, 2
LONGEST_CELL = 1000
"""Characters; the name of a column is a cell too."""
MOST_CLASSES = 10
LARGEST, SMALLEST = 1e9, 1e-9
"""Numbers beyond these are more likely a mistake, and their squares lose too many digits."""


def refuse(complaint: str) -> NoReturn:
    """Raise ``ValueError`` with a sentence that says what is wrong, and how to mend it."""
    raise ValueError(complaint)


def quoted(piece: str) -> str:
    """Return a piece of somebody's text, fit to be quoted in a sentence."""
    return ascii(piece[:40])[:-1] + ("…'" if len(piece) > 40 else "'")
