"""``python -m lessons.grade FILES…``: grade hand-ins, and print a table as CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.commands import FAILED, command, output
from core.outputs import write_text
from core.sentences import ended
from lessons.assignment import UNREADABLE, Assignment
from lessons.files import Skipped, files_below, on_disk, skipped_by_reason
from lessons.grading import PointsRow, grade_all, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade the files that the command line names; return 0, or 2 if one could not be graded."""
    parser = argparse.ArgumentParser(
        "python -m lessons.grade",
        description="Run every answer of hand-ins again, and print what each is worth as CSV.",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, help="hand-ins, ZIPs, or folders of them at any depth"
    )
    parser.add_argument(
        "--assignment",
        type=_assignment,
        help="the link of the assignment; without it each file is graded by the one it names,"
        " which a student may have changed",
    )
    parser.add_argument("--output", type=output(), help="write the table there, not to the screen")
    chosen = parser.parse_args(arguments)
    files = [*files_below(chosen.files)]
    if chosen.output and _would_be_lost(chosen.output, files):
        parser.error(f"--output {chosen.output}: that is to be graded, and would be lost")
    skipped: list[Skipped] = []
    at = 0

    def hand_ins() -> Iterator[tuple[str, str] | PointsRow]:
        nonlocal at
        for at, (path, below) in enumerate(files, 1):  # noqa: B007  (``report`` reads it)
            for one in on_disk(path, below):
                if isinstance(one, Skipped):
                    skipped.append(one)
                else:
                    yield one

    def report(done: int) -> None:
        sys.stderr.write(f"\r{done} graded, file {at} of {len(files)}")
        sys.stderr.flush()

    rows = grade_all(hand_ins(), chosen.assignment, report if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    _say(rows, skipped)
    if not rows:
        parser.error("there is no hand-in: name files, ZIPs, or folders that hold some")
    return _written(rows, chosen.output)


def _would_be_lost(path: Path, files: Sequence[tuple[Path, str]]) -> bool:
    """Tell whether a table would overwrite what is graded; an earlier table may be overwritten."""
    taken = path.resolve() in {each.resolve() for each, _ in files}
    return taken and not all(isinstance(one, Skipped) for one in on_disk(path, path.name))


def _written(rows: Sequence[PointsRow], path: Path | None) -> int:
    """Write the table to a file or to the screen; nothing that was graded is lost."""
    failed = any(row.problem for row in rows)
    if path:
        try:
            write_text(path, table(rows), "utf-8-sig")
        except OSError as error:
            sys.stderr.write(f"{ended(str(error))} The table goes to the screen instead.\n")
            path, failed = None, True
    if not path:
        sys.stdout.write(table(rows))
    return FAILED if failed else 0


def _say(rows: Sequence[PointsRow], skipped: Sequence[Skipped]) -> None:
    """Say how many were graded, and what was not even tried."""
    for beginning, files in skipped_by_reason(skipped):
        sys.stderr.write(f"{beginning}{files}\n")
    failed = sum(bool(row.problem) for row in rows)
    if failed:
        sys.stderr.write(f"{failed} of {len(rows)} could not be graded: see their reasons\n")


def _assignment(text: str) -> Assignment:
    """Read a link, as the page does."""
    try:
        assignment, notes = Assignment.nearest(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{ended(str(error))} {UNREADABLE}") from None
    for sentence in notes:
        sys.stderr.write(f"{sentence}\n")
    return assignment


if __name__ == "__main__":
    command(main)
