"""Files that are written whole or not at all: beside their place, then renamed into it.

Whoever reads the file meets the old one or the new one, and a full disk leaves the old one as it
was. ``os.replace``, https://docs.python.org/3/library/os.html#os.replace
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole(path: Path | str) -> Generator[IO[bytes]]:
    """Yield a binary file that becomes ``path`` once all is written; until then, nothing changes.

    An exception inside, be it a full disk or Ctrl-C, leaves what stood there before. A pipe or a
    device, such as ``/dev/stdout``, is written to as it is.

    Raises ``OSError``, with a sentence, where nothing can be written.
    """
    place = writable(path)
    as_it_is = place.exists() and not place.is_file()
    new = place if as_it_is else _beside(place)
    try:
        with new.open("wb" if as_it_is else "xb") as file:
            yield file
            file.flush()
            if not as_it_is:
                os.fsync(file.fileno())
        if place.is_file():
            new.chmod(stat.S_IMODE(place.stat().st_mode))
        if new != place:
            new.replace(place)
    except BaseException as error:
        if new != place:
            new.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _refused(path, error) from None
        raise


def write_text(path: Path | str, text: str, encoding: str = "utf-8") -> None:
    """Write a text, its lines ended as they are, whole or not at all. Raises as ``whole`` does."""
    held = text.encode(encoding)
    with whole(path) as file:
        file.write(held)


def writable(path: Path | str) -> Path:
    """Try whether a file can be written there, and return its place, links followed.

    Nothing is left behind, and a file that is there stays as it is. To be asked before the work.

    Raises ``OSError``, with a sentence that says how to mend it.
    """
    try:
        place = Path(path)
        if place.is_dir():
            raise IsADirectoryError("it is a folder: name a file in it")
        if place.exists() and not place.is_file():
            return place
        place = place.resolve()
        if not place.parent.is_dir():
            raise FileNotFoundError(f"there is no folder {place.parent}: make it first")
        if place.exists():
            place.open("ab").close()  # a spreadsheet that holds it open on Windows shows here
        beside = _beside(place)
        beside.open("xb").close()
        beside.unlink()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name; a circle of links
        raise _refused(path, error) from None
    return place


def _refused(path: Path | str, error: Exception) -> OSError:
    """Return what to raise where a file cannot be written."""
    return OSError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")


def _beside(place: Path) -> Path:
    """Return the name of a new file in the same folder."""
    return place.with_name(f".{secrets.token_hex(8)}.part")
