"""Grade hand-ins as a table: every answer is run again; what a file says of points is ignored."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.sentences import ended
from core.typed import quoted
from lessons.assignment import Assignment
from lessons.exercise import Answer, Exercise, Grade
from lessons.hand_in import HandIn
from lessons.names import folded, printable

FORMULA = re.compile(r"""((?:^|[;|])["'\s]*)(?=[=+\-@＝＋－＠])""")
"""How a piece of a cell begins that a spreadsheet would compute: also where ``;`` separates, as in
countries with a decimal comma, since that splits inside of quotation marks that a comma asks for.
https://owasp.org/www-community/attacks/CSV_Injection"""
AFTER_A_COMMA = re.compile(
    r"""(,["'\s]*)(?=[=@＝＠]|[+\-＋－](?![\d.]+(?:e[+-]?\d+)?(?:[\s),;]|$)))"""
)
"""The same after a comma, but for numbers: a point is written (-1.2, -3)."""
NAMED = 3
"""Of the files of one student, how many are named in the note that there are several."""


@dataclass(frozen=True)
class PointsRow:
    """What one file is worth."""

    file: str
    name: str = ""
    points: float = 0.0
    most: float = 0.0
    minutes: float = 0.0
    """As the file says; nobody can check it."""
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    """Of each exercise that was answered, between 0 and 1."""
    reasons: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why, by exercise; for answers that are not wholly right."""
    problem: str = ""
    """Why the file could not be graded; ``""`` if it could."""
    terms: str = ""
    """Those that the file was made under, in a few words."""


def grade(file: str, text: str, assignment: Assignment | None = None) -> PointsRow:
    """Grade one hand-in. Never raises: what cannot be graded is a row that says why.

    With ``assignment`` the file must be for that one; without, it is graded by its own.
    """
    try:
        handed = HandIn.from_text(text)
        if assignment is not None and handed.assignment != assignment:
            asked = f"It answers another assignment ({handed.assignment.title})"
            problem = f"{asked}, or its link was changed."
            return PointsRow(file, handed.name, problem=problem, terms=handed.assignment.summary)
        return _graded(file, handed)
    except ValueError as error:
        return PointsRow(file, problem=printable(ended(str(error))))
    except Exception as error:  # one file, whatever is in it, never stops the others
        return PointsRow(file, problem=ended(f"It could not be graded: {_failed(error)}"))


def _graded(file: str, handed: HandIn) -> PointsRow:
    """Run all answers of a hand-in."""
    shares: dict[str, float] = {}
    reasons: dict[str, str] = {}
    points = most = 0.0
    for exercise in handed.assignment.posed(handed.name):
        most += exercise.points
        if exercise.name not in handed.work.answers:
            reasons[exercise.name] = "Not answered."
            continue
        answer = handed.work.answers[exercise.name]
        found = _run(exercise, answer, handed.assignment.locked)
        shares[exercise.name] = found.share
        points += exercise.points * found.share
        if not found.right:
            reasons[exercise.name] = printable(found.because)
    minutes, terms = handed.work.minutes, handed.assignment.summary
    return PointsRow(file, handed.name, points, most, minutes, shares, reasons, terms=terms)


def _run(exercise: Exercise, answer: Answer, locked: Collection[str]) -> Grade:
    """Run one answer: one that raises is wrong, and takes no other answer with it."""
    try:
        return exercise.grade(answer, locked)
    except Exception as error:  # as above
        return Grade(0.0, f"It could not be graded ({_failed(error)}): look at this answer.")


def _failed(error: Exception) -> str:
    """Say what was raised, for whoever fixes it."""
    return f"{type(error).__name__}: {quoted(printable(str(error)))}"


def grade_all(
    files: Iterable[tuple[str, str] | PointsRow],
    assignment: Assignment | None = None,
    progress: Callable[[int], None] | None = None,
) -> list[PointsRow]:
    """Grade hand-ins, each a name and a text; what could not be read is a row already.

    ``progress`` is called with the number done. A name that is there twice is noted in both rows.
    """
    rows: list[PointsRow] = []
    for file in files:
        rows.append(file if isinstance(file, PointsRow) else grade(*file, assignment))
        if progress:
            progress(len(rows))
    return _with_same_names(rows)


def table(rows: Sequence[PointsRow]) -> str:
    """Return the rows as CSV: file, name, points, minutes, terms, exercises, reasons."""
    exercises = [*dict.fromkeys(name for row in rows for name in (*row.shares, *row.reasons))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ["file", "name", "points", "of", "minutes (as told)", "terms"]
    writer.writerow([*head, *exercises, "reasons"])
    for row in rows:
        shares = [f"{row.shares[name]:g}" if name in row.shares else "" for name in exercises]
        reasons = [row.problem] if row.problem else []
        reasons += [f"{name}: {' '.join(why.split())}" for name, why in row.reasons.items()]
        cells = [row.file, row.name, f"{row.points:g}", f"{row.most:g}", f"{row.minutes:g}"]
        cells.append(row.terms)
        writer.writerow([_harmless(cell) for cell in (*cells, *shares, " | ".join(reasons))])
    return out.getvalue()


def _with_same_names(rows: Sequence[PointsRow]) -> list[PointsRow]:
    """Say in the rows of one student that there are several."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.name:
            by_name[folded(row.name)].append(i)
    noted = [*rows]
    for of_one in by_name.values():
        for i in of_one if len(of_one) > 1 else ():
            others = [rows[k].file for k in of_one[: NAMED + 1] if k != i][:NAMED]
            more = len(of_one) - 1 - len(others)
            files = ", ".join(others) + (f" and {more} more" if more else "")
            reasons = {**rows[i].reasons, "name": f"The same name is in {files}."}
            noted[i] = replace(rows[i], reasons=reasons)
    return noted


def _harmless(cell: str) -> str:
    """Return a cell on one line, of which a spreadsheet computes no piece, whoever wrote it."""
    text = printable(" ".join(cell.split()))
    return AFTER_A_COMMA.sub(r"\1'", FORMULA.sub(r"\1'", text))
