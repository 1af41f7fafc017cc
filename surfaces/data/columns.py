"""Columns of a table as inputs or as the target: quantities, classes, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from surfaces.data.limits import LEAST_ROWS, MOST_CLASSES, MOST_ROWS, quoted, refuse
from surfaces.data.numerals import Cells, is_missing, is_number, looks_like_a_date, numbers

CLASSES = frozenset({"none", "nil", "missing"})
"""Words for a missing value in a column of numbers; among words they may be classes."""
IDENTIFIER = re.compile(
    r"#|nr\.?|row|row ?names?|idx|index|unnamed: 0|(.*[_ .-])?id", re.IGNORECASE
)
CAMEL_ID = re.compile(r".*[a-z]I[dD]")
NAMED = 5
"""Rows that a sentence names."""


class Target(NamedTuple):
    """What is to be predicted for each sample."""

    values: Array
    """``(N,)``: quantities, or the numbers of classes."""
    classes: tuple[str, ...]


def counts_rows(column: Cells, *, first: bool) -> bool:
    """Tell whether a column only numbers or names the rows, as many programs write in front."""
    if len({*column.texts}) < len(column.texts):
        return False
    if not column.name:
        return first
    named = IDENTIFIER.fullmatch(column.name) or CAMEL_ID.fullmatch(column.name)
    return bool(named) and all(text.isdecimal() for text in column.texts)


def complete(columns: Sequence[Cells]) -> tuple[list[Cells], list[str]]:
    """Return the columns without the rows in which a value is missing, and a sentence about them.

    Raises ``ValueError`` where too few are left.
    """
    target = columns[-1].texts
    classes = frozenset[str]() if any(map(is_number, target)) else CLASSES
    lacking = [[is_missing(text) for text in column.texts] for column in columns[:-1]]
    lacking.append([is_missing(text) and text.lower() not in classes for text in target])
    kept = [k for k, gaps in enumerate(zip(*lacking, strict=True)) if not any(gaps)]
    lines, count = columns[0].lines, len(target)
    if len(kept) == count:
        return [*columns], []
    many = count - len(kept)
    if len(kept) < LEAST_ROWS:
        worst = max(range(len(columns)), key=lambda k: sum(lacking[k]))
        line = lines[lacking[worst].index(True)]
        what = "the target" if worst == len(columns) - 1 else "a number"
        refuse(
            f"row {line}, column {quoted(columns[worst].name)}: {what} is missing; so it is in"
            f" {many} of {count} rows, and {len(kept)} are left: allowed {LEAST_ROWS} to"
            f" {MOST_ROWS}: leave that column out, or fill it in"
        )
    gone = [lines[k] for k, gaps in enumerate(zip(*lacking, strict=True)) if any(gaps)]
    named = ", ".join(map(str, gone[:NAMED])) + (f" and {many - NAMED} more" * (many > NAMED))
    words = (
        ("row", "has a missing value and was") if many == 1 else ("rows", "miss a value and were")
    )
    left = [Cells(c.name, [lines[k] for k in kept], [c.texts[k] for k in kept]) for c in columns]
    return left, [f"{many} {words[0]} of {count} {words[1]} left out: {words[0]} {named}."]


def quantities(column: Cells, marked: Mapping[str, str], decimal: str) -> Array:
    """Read a column of numbers that are not all the same.

    ``marked`` are the decimal marks of the whole table, see ``numbers``. Raises ``ValueError``.
    """
    text, name = column.texts[0], quoted(column.name)
    if not any(map(is_number, column.texts)):
        if looks_like_a_date(text):
            refuse(
                f"column {name} holds dates or times, such as {quoted(text)}: leave it out, or"
                " count the days or seconds instead"
            )
        refuse(
            f"column {name} holds words, such as {quoted(text)}: leave it out, or write numbers"
            " for them"
        )
    values = np.array(numbers(column, marked, decimal))
    if values.min() == values.max():
        refuse(f"column {name} is {text[:40]} in every row, which says nothing: drop it")
    return values


def target_of(
    column: Cells, marked: Mapping[str, str], decimal: str, task: str, *, earlier: bool = False
) -> Target:
    """Read the target: quantities, or classes by number with their names.

    With no ``task``, words are classes, and so are a few whole numbers: 0, 1, …, and, unless as
    ``earlier``, 1, 2, … or -1, 0, 1 or any two, if each occurs twice. Raises ``ValueError``.
    """
    name, numeric = quoted(column.name), [is_number(text) for text in column.texts]
    if not any(numeric) or (task == "classification" and not all(numeric)):
        if task == "regression":
            refuse(f"column {name} holds words, such as {quoted(column.texts[0])}: no quantity")
        words = dict.fromkeys(column.texts)
        if not 2 <= len(words) <= MOST_CLASSES:
            refuse(
                f"column {name} has {len(words)} different words: allowed 2 to {MOST_CLASSES}"
                " classes: choose another column as the target"
            )
        numbered = {word: float(k) for k, word in enumerate(words)}
        return Target(np.array([numbered[word] for word in column.texts]), tuple(words))
    try:
        values = quantities(column, marked, decimal)
    except ValueError as error:
        if all(numeric) or len({*column.texts}) > MOST_CLASSES:
            raise
        refuse(f"{error}; if these are classes, say so")
    distinct, which, times = np.unique(values, return_inverse=True, return_counts=True)
    counted = earlier or bool(times.min() == 1)
    if task == "classification" and len(distinct) > MOST_CLASSES:
        refuse(
            f"column {name} has {len(distinct)} different numbers: allowed {MOST_CLASSES} classes"
        )
    if task == "classification" or (not task and _are_classes(distinct, counted)):
        return Target(which.astype(float), tuple(f"{value:.10g}" for value in distinct))
    return Target(values, ())


def _are_classes(distinct: Array, counted: bool) -> bool:
    """Tell whether the numbers of a target look like those of classes; if ``counted``, from 0."""
    count = len(distinct)
    if count > MOST_CLASSES:
        return False
    if np.array_equal(distinct, np.arange(count)):
        return True
    if counted or (distinct != np.round(distinct)).any():
        return False
    listed = np.arange(count)
    return (
        count == 2 or np.array_equal(distinct, listed + 1) or np.array_equal(distinct, listed - 1)
    )
