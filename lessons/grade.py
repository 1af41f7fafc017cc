"""``python -m lessons.grade FILES…``: grade hand-ins, and print a table as CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from lessons.assignment import UNREADABLE, Assignment
from lessons.files import ENOUGH, is_archive, texts
from lessons.grading import grade_all, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade the files that the command line names; return 0, or 2 if one could not be graded."""
    parser = argparse.ArgumentParser(
        "python -m lessons.grade",
        description="Run every answer of hand-ins again, and print what each is worth as CSV.",
    )
    parser.add_argument("files", nargs="+", type=Path, help="hand-ins, or folders of them")
    parser.add_argument(
        "--assignment",
        type=_assignment,
        help="the link of the assignment; without it each file is graded by the one it names,"
        " which a student may have changed",
    )
    parser.add_argument("--output", type=Path, help="write the table there, not to the screen")
    chosen = parser.parse_args(arguments)
    files = [*_texts(chosen.files)]

    def tell(done: int) -> None:
        sys.stderr.write(f"\r{done} of {len(files)}")
        sys.stderr.flush()

    rows = grade_all(files, chosen.assignment, tell if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if chosen.output:
        chosen.output.write_text(table(rows), encoding="utf-8-sig", newline="")
    else:
        sys.stdout.write(table(rows))
    return 2 if any(row.problem for row in rows) else 0


def _assignment(text: str) -> Assignment:
    """Read a link, as the page does."""
    try:
        assignment, told = Assignment.nearest(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}. {UNREADABLE}") from None
    for sentence in told:
        sys.stderr.write(f"{sentence}\n")
    return assignment


def _texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Return the name and the text of each hand-in; what cannot be read has a text that is none."""
    for path in paths:
        if path.is_dir():
            yield from _texts(sorted(p for p in path.iterdir() if p.is_file()))
            continue
        try:
            with path.open("rb") as file:
                held = file.read(ENOUGH)
                held += file.read() if is_archive(path.name, held) else b""
        except OSError as error:
            yield str(path), f"{error}"
        else:
            yield from texts(str(path), held)


if __name__ == "__main__":
    sys.exit(main())
