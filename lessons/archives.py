"""ZIPs of others: how much of one may be unpacked, checked before anything is.

What a ZIP says of its own sizes is not believed: a few bytes may unpack to gigabytes, entries may
overlap, and directories may be endless. Fifield (2019), "A better zip bomb",
https://www.bamsoftware.com/hacks/zipbomb/; PKWARE's APPNOTE.TXT,
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import io
import zipfile

MOST_BYTES = 64_000_000
"""Of a ZIP: it is held in memory."""
MOST_TAKEN = 250_000_000
"""Bytes that are unpacked from it, nested ZIPs included, one hand-in after the other."""
MOST_FILES = 10_000
"""Files in it, those in nested ZIPs included."""
MOST_NESTED, MOST_FILES_NESTED = 8_000_000, 1000
"""The same of a ZIP inside another, so that one student cannot use up what the others need."""

IN_THE_DIRECTORY = b"PK\x01\x02"
"""How each file begins in the directory of a ZIP (APPNOTE.TXT, section 4.3.12)."""
END, LARGE, RECORD, LONGEST_COMMENT = b"PK\x05\x06", b"PK\x06\x07", 22, 65_535
"""The record at its end, what stands before it in a large ZIP, and their sizes (4.3.15, 4.3.16)."""
USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How learning platforms pack. The others unpack gigabytes from a few bytes, at one blow."""
LOCKED, IN_UTF8 = 0x1, 0x800
"""Bits that say that a password is asked for, and how the name is written (section 4.4.4)."""


class UnpackLimit:
    """How much may still be unpacked from a ZIP, or from several together."""

    def __init__(
        self, most: int = MOST_TAKEN, files: int = MOST_FILES, outer: UnpackLimit | None = None
    ) -> None:
        """Begin with so many bytes and files; what is taken counts for the outer limit, too."""
        self.bytes, self.files, self.outer = most, files, outer

    def take(self, size: int, files: int = 0) -> None:
        """Count what is unpacked."""
        self.bytes -= size
        self.files -= files
        if self.outer:
            self.outer.take(size, files)

    def nested(self) -> UnpackLimit:
        """Return the limit of a ZIP inside."""
        return UnpackLimit(min(MOST_NESTED, self.bytes), min(MOST_FILES_NESTED, self.files), self)


class NotOpenedError(ValueError):
    """Why an archive is not opened, in a sentence without its full stop."""


def open_archive(held: bytes, most: int) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open a ZIP of up to so many files, if it can be unpacked in bounded time and memory.

    Returns what is in it, too.

    Raises ``NotOpenedError`` if it cannot be, and anything else for one that is damaged.
    """
    if held.count(IN_THE_DIRECTORY, *_directory(held)) > most:
        raise NotOpenedError(f"It is a ZIP of more than {max(most, 0)} files: unpack it")
    archive = zipfile.ZipFile(io.BytesIO(held))
    every = archive.infolist()
    if sum(info.compress_size for info in every) > len(held):
        raise NotOpenedError("It is a ZIP that says it holds more than it has room for")
    names = [info.filename for info in every]
    if "[Content_Types].xml" in names or names[:1] == ["mimetype"]:
        raise NotOpenedError("It is no hand-in, but a document of an office program")
    inside = [info for info in every if not info.is_dir()]
    if not inside:
        raise NotOpenedError("It is a ZIP with nothing in it")
    return archive, inside


def _directory(held: bytes) -> tuple[int, int]:
    """Return where the directory begins and ends that ``zipfile`` reads."""
    ends = len(held) - RECORD
    if not (held[ends:].startswith(END) and held.endswith(b"\0\0")):  # there is a comment
        ends = held.rfind(END, max(0, ends - LONGEST_COMMENT))
    if held[max(0, ends - 20) :].startswith(LARGE):
        return 0, len(held)
    return max(0, ends - int.from_bytes(held[ends + 12 : ends + 16], "little")), max(0, ends)


def name_in(info: zipfile.ZipInfo) -> str:
    """Return the name of a file in a ZIP: that of a Mac is UTF-8 without saying so."""
    try:
        return info.filename if info.flag_bits & IN_UTF8 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename
