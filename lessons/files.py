"""Hand-ins as they come: files, folders as learning platforms make them, and ZIPs of both.

Nothing that a file says of itself is believed: sizes are checked before anything is unpacked, and
whatever is wrong with one file is its own row, and stops no other.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from core.sentences import ended
from lessons.archives import (
    LOCKED,
    MOST_BYTES,
    MOST_NESTED,
    USUAL,
    NotOpenedError,
    UnpackLimit,
    name_in,
    open_archive,
)
from lessons.grading import PointsRow
from lessons.names import printable, shown
from lessons.work import LONGEST

ENOUGH = 4 * LONGEST + 4
"""Bytes of a hand-in that are read: as many as its characters may have, and one character more."""
BEGINNING = 4096
"""Bytes that show what a file is: only what begins as a hand-in does is read further."""
DEEPEST = 3
"""ZIPs inside one another."""
PIECE = 1_000_000
"""Bytes that are read at a time of what may be large."""
NAMED = 3
"""Of the files that are skipped for one reason, how many are named."""
LONGEST_SHOWN = 200
"""Characters of a name in a ZIP that are shown."""

MAGIC = b"PK\x03\x04"
COMPUTERS = re.compile(
    r"(^|/)(__MACOSX|\$RECYCLE\.BIN|\.git|\.svn|@eaDir|\.Trashes|\.fseventsd|\.Spotlight-V100)/"
    r"|(^|/)(\.DS_Store|(eh)?thumbs\.db|desktop\.ini|\.directory|\._[^/]*|\.~lock[^/]*|~\$[^/]*)$",
    re.IGNORECASE,
)
"""Names of files that operating systems put into folders, and nobody hands in."""
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".numbers")
POINTS = re.compile(r"(sep=.\s+)?\"?file\"?[,;\t]\"?name\"?[,;\t]\"?points\"?[,;\t]")
"""How a table of points begins, also as spreadsheets save it again."""
BEGINNINGS = {
    b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
    b"Rar!": "a RAR archive: pack it as a ZIP", b"7z\xbc\xaf": "a 7z archive: pack it as a ZIP",
    b"\x1f\x8b": "a gzip archive: pack it as a ZIP", b"<": "a web page",
}  # fmt: skip


@dataclass(frozen=True)
class Skipped:
    """A file in which nobody looks for a hand-in."""

    file: str
    why: str


Found = tuple[str, str] | PointsRow | Skipped
"""A hand-in's name and text; or why a file cannot be read; or why it is skipped."""


def files_below(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Return all files of folders, at any depth and in order, and those that are named.

    Each with its name below the folder that was named.
    """
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        closed: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=closed.append):
            folders.sort()
            inside = (Path(folder, name) for name in sorted(names))
            yield from ((one, one.relative_to(path).as_posix()) for one in inside)
        yield from ((Path(error.filename), Path(error.filename).name) for error in closed)


def on_disk(path: Path, below: str) -> Iterator[Found]:
    """Return what is found in a file of this machine, which has that name below its folder."""
    name = shown(path)
    if COMPUTERS.search(below):
        yield Skipped(name, "left by a computer")
        return
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):  # a pipe would be waited for without end
            kind = "a folder that cannot be opened" if stat.S_ISDIR(mode) else "no file"
            yield PointsRow(name, problem=f"It is {kind}.")
            return
        with path.open("rb") as file:
            yield from hand_ins_in(name, file, os.fstat(file.fileno()).st_size)
    except Exception as error:  # whatever is wrong with one file, it stops no other
        reason = getattr(error, "strerror", None) or error
        yield PointsRow(name, problem=ended(f"It cannot be opened: {reason}"))


def skipped_by_reason(skipped: Sequence[Skipped]) -> Iterator[tuple[str, str]]:
    """Say what was skipped: for each reason the beginning of a sentence, and the files."""
    for why in dict.fromkeys(one.why for one in skipped):
        files = [one.file for one in skipped if one.why == why]
        more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
        yield f"Skipped, {why}: ", f"{', '.join(files[:NAMED])}{more}"


def hand_ins_in(
    name: str, file: IO[bytes], size: int, limit: UnpackLimit | None = None, deep: int = 0
) -> Iterator[Found]:
    """Return what is found in a file of so many bytes: one hand-in, or many in a ZIP.

    ``limit`` bounds what is unpacked from several files together; ``deep`` says in how many ZIPs
    the file is. Raises nothing but what reading the file raises.
    """
    limit = limit or UnpackLimit()
    start = file.read(BEGINNING)
    suffix = PurePosixPath(name).suffix.lower()
    text = decoded(start).lstrip()
    if POINTS.match(text) or (suffix in TABLES and not text.startswith("{")):
        yield Skipped(name, "a table, and no hand-in")
    elif is_archive(name, start):
        if deep >= DEEPEST:
            yield PointsRow(name, problem=f"It is a ZIP that is {deep} deep in others: unpack it.")
        elif size > (most := MOST_NESTED if deep else MOST_BYTES):
            yield PointsRow(name, problem=f"It is a ZIP of more than {most / 1e6:g} MB: unpack it.")
        else:
            held = _rest(start, file, most)
            limit.take(len(held) if deep else 0)
            yield from _unpacked(name, held, limit.nested() if deep else limit, deep)
    elif kind := next((kind for magic, kind in BEGINNINGS.items() if start.startswith(magic)), ""):
        yield PointsRow(name, problem=f"It is no hand-in, but {kind}.")
    elif size > ENOUGH:
        yield PointsRow(name, problem=f"It is no hand-in: it has more than {LONGEST} characters.")
    elif limit.bytes <= 0:
        yield PointsRow(
            name, problem="It comes after too much else: unpack the ZIP, or grade less."
        )
    else:
        held = start + (file.read(ENOUGH - len(start)) if text.startswith("{") else b"")
        limit.take(len(held))
        yield name, decoded(held)


def _unpacked(name: str, held: bytes, limit: UnpackLimit, deep: int) -> Iterator[Found]:
    """Return what is found in a ZIP."""
    try:
        archive, inside = open_archive(held, limit.files)
    except Exception as error:  # a damaged archive can raise anything
        reason = str(error) if isinstance(error, NotOpenedError) else "It is a damaged ZIP"
        yield PointsRow(name, problem=ended(reason))
        return
    limit.take(0, len(inside))
    for info in inside:
        below = " ".join(printable(name_in(info)).split("\n"))[:LONGEST_SHOWN]
        one = f"{name}/{below}"
        if COMPUTERS.search(below.replace("\\", "/")):
            yield Skipped(one, "left by a computer")
        elif info.flag_bits & LOCKED:
            yield PointsRow(one, problem="It asks for a password: pack it without one.")
        elif info.compress_type not in USUAL:
            yield PointsRow(one, problem="It is packed in an unusual way: make an ordinary ZIP.")
        else:
            try:
                with archive.open(info) as packed:
                    yield from hand_ins_in(one, packed, info.file_size, limit, deep + 1)
            except Exception:  # as above; what was found before it stays
                yield PointsRow(one, problem="It is damaged: it cannot be taken out of its ZIP.")


def _rest(start: bytes, file: IO[bytes], most: int) -> bytes:
    """Return all of a file, up to a little more than so many bytes."""
    pieces, size = [start], len(start)
    while size <= most and (piece := file.read(PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def is_archive(name: str, held: bytes) -> bool:
    """Tell whether a file holds others, by its name or its first bytes."""
    return name.lower().endswith(".zip") or held.startswith(MAGIC)


def decoded(held: bytes) -> str:
    """Return the text of a file, as much of it as is read; never raises."""
    in_pairs = held.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if in_pairs else "utf-8-sig"
    return held[:ENOUGH].decode(encoding, errors="replace")
