"""Hand-ins become a table: all is run again; what a file says it is worth counts for nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lessons.assignment import Assignment
from lessons.hand_in import HandIn

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


@dataclass(frozen=True)
class Row:
    """What one file is worth."""

    file: str
    name: str = ""
    points: float = 0.0
    most: float = 0.0
    minutes: float = 0.0
    """As the file tells it."""
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    """Of each exercise that was answered, between 0 and 1."""
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why, by exercise; for answers that are not wholly right."""
    problem: str = ""
    """Why the file could not be graded; ``""`` if it could."""
    terms: str = ""
    """Those that the file was made under, in a few words."""


def grade(file: str, text: str, assignment: Assignment | None = None) -> Row:
    """Grade one hand-in. Never raises: what cannot be graded is a row that says why.

    With ``assignment`` the file must be for that one; without, it is graded by its own.
    """
    try:
        handed = HandIn.from_text(text)
    except ValueError as error:
        return Row(file, problem=f"{error}.")
    if assignment is not None and handed.assignment != assignment:
        asked = f"It answers another assignment ({handed.assignment.title})"
        problem = f"{asked}, or its link was changed."
        return Row(file, handed.name, problem=problem, terms=handed.assignment.told)
    shares: dict[str, float] = {}
    reasons: dict[str, str] = {}
    points = most = 0.0
    for exercise in handed.assignment.posed(handed.name):
        most += exercise.points
        if exercise.name not in handed.work.answers:
            reasons[exercise.name] = "Not answered."
            continue
        found = exercise.grade(handed.work.answers[exercise.name], handed.assignment.locked)
        shares[exercise.name] = found.share
        points += exercise.points * found.share
        if not found.right:
            reasons[exercise.name] = found.because
    minutes, terms = handed.work.minutes, handed.assignment.told
    return Row(file, handed.name, points, most, minutes, shares, reasons, terms=terms)


def grade_all(
    files: Iterable[tuple[str, str]],
    assignment: Assignment | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[Row]:
    """Grade hand-ins, each a name and a text. ``progress`` is told how many are done.

    Who is there twice is told in both rows.
    """
    rows: list[Row] = []
    for file, text in files:
        rows.append(grade(file, text, assignment))
        if progress:
            progress(len(rows))
    return [_with_namesakes(row, rows) for row in rows]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as CSV: file, name, points, minutes, terms, exercises, reasons."""
    exercises = [*dict.fromkeys(name for row in rows for name in (*row.shares, *row.reasons))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    told = "minutes (as told)", "terms"
    writer.writerow(["file", "name", "points", "of", *told, *exercises, "reasons"])
    for row in rows:
        shares = [f"{row.shares[name]:g}" if name in row.shares else "" for name in exercises]
        told = [row.problem] if row.problem else []
        told += [f"{name}: {' '.join(why.split())}" for name, why in row.reasons.items()]
        cells = [row.file, row.name, f"{row.points:g}", f"{row.most:g}", f"{row.minutes:g}"]
        cells.append(row.terms)
        writer.writerow([_harmless(cell) for cell in (*cells, *shares, " | ".join(told))])
    return out.getvalue()


def _with_namesakes(row: Row, rows: Sequence[Row]) -> Row:
    others = [
        other.file
        for other in rows
        if other is not row and other.name and other.name.casefold() == row.name.casefold()
    ]
    if not others:
        return row
    reasons = {**row.reasons, "name": f"The same name is in {', '.join(others)}."}
    return replace(row, reasons=reasons)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from computing what somebody wrote as their name."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
