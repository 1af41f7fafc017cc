"""The text of a file, whichever usual encoding it is in."""

from __future__ import annotations

import codecs
import unicodedata
from contextlib import suppress

from surfaces.data.limits import LONGEST, MOST_BYTES, refuse

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark, with which some programs begin a file."""
MARKED = (  # the longer marks first: that of UTF-32 begins as that of UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = "the file is no text: if it is a spreadsheet, save it as CSV in the program that made it"
BROKEN = "the file begins as {} does, but goes on otherwise: save it anew, as UTF-8"
UNKNOWN = "the file has letters in an unknown encoding: save it anew as CSV, in UTF-8"
OTHERWISE = "the file is {}, not a table: save it as CSV in the program that made it"
OTHERS = {"<!doctype": "a web page", "<html": "a web page", "<?xml": "XML", "{": "JSON"}
"""How files begin that are text, but no table."""


def decoded(raw: bytes) -> str:
    """Return the text of a file, whichever usual encoding it is in.

    A byte order mark decides; without one it is UTF-8 or, where it cannot be, Windows-1252, whose
    letters are those of Latin-1. Raises ``ValueError`` for files too large or no text.
    """
    if len(raw) > MOST_BYTES:
        refuse(f"the file has {len(raw)} bytes: allowed {MOST_BYTES}")
    marked = next((encoding for mark, encoding in MARKED if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    if marked:
        refuse(BROKEN.format(marked.upper()))
    return refuse(BINARY if min(raw) < ord("\t") else UNKNOWN)  # as in text no byte is


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, each with its end, however the system writes that.

    Raises ``ValueError`` for a text that is too long, or no table.
    """
    if len(text) > LONGEST:
        refuse(f"the table has {len(text)} characters: allowed {LONGEST}")
    text = text.lstrip(MARK).replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n\x85" for c in {*text}):
        refuse(BINARY)
    begin = text[:40].lstrip().lower()
    for mark, what in OTHERS.items():
        if begin.startswith(mark):
            refuse(OTHERWISE.format(what))
    return [f"{line}\n" for line in text.split("\n")]
