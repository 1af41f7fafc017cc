"""Hand-ins as they come: a file each, or many in a ZIP, as learning platforms give them out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from zlib import error as Corrupt  # noqa: N812  (zlib's name says nothing)

from lessons.work import LONGEST

ENOUGH = 4 * LONGEST + 4
"""Bytes of a hand-in that are read: as many as its characters may have, and one character more."""
MAGIC = b"PK\x03\x04"
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, Corrupt)
"""What a damaged, strange or locked archive raises."""


def is_archive(name: str, held: bytes) -> bool:
    """Tell whether a file holds others, by its name or its first bytes."""
    return name.lower().endswith(".zip") or held.startswith(MAGIC)


def texts(name: str, held: bytes, most: int | None = None) -> Iterator[tuple[str, str]]:
    """Return the name and the text of each hand-in of a file; of a ZIP, at most so many.

    What cannot be read has a text that is no hand-in, and so becomes a row that says why.
    """
    if not is_archive(name, held):
        yield name, decoded(held)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir()]
            for info in inside[:most]:
                with archive.open(info) as packed:
                    yield f"{name}/{info.filename}", decoded(packed.read(ENOUGH))
    except UNREADABLE:
        yield name, "a ZIP that cannot be read, or asks for a password"


def decoded(held: bytes) -> str:
    """Return the text of a file, as much of it as is read; never raises."""
    return held[:ENOUGH].decode("utf-8-sig", errors="replace")
