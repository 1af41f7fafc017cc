"""``python -m lessons.grade FILES…``: grade hand-ins, and print a table as CSV."""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from lessons.assignment import Assignment
from lessons.grading import grade_all, table
from lessons.hand_in import LONGEST


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
    """Read a link, with or without the address before it."""
    try:
        return Assignment.from_query(urlsplit(text).query or text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Return the name and the text of each file; what cannot be read has a text that is none."""
    for path in paths:
        if path.is_dir():
            yield from _texts(sorted(p for p in path.iterdir() if p.is_file()))
        elif zipfile.is_zipfile(path):
            yield from _packed(path)
        else:
            try:
                with path.open(encoding="utf-8-sig", errors="replace") as file:
                    yield str(path), file.read(LONGEST + 1)
            except OSError as error:
                yield str(path), f"{error}"


def _packed(path: Path) -> Iterator[tuple[str, str]]:
    """Return the files of a ZIP, as learning platforms hand them out."""
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as file:
                    text = file.read(4 * LONGEST).decode("utf-8-sig", errors="replace")
                yield f"{path}/{info.filename}", text


if __name__ == "__main__":
    sys.exit(main())
