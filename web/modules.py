"""The JavaScript modules on disk, and what imports what."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = HERE / "pages"
"""The style sheets of pages, each named after its page; ``style.css`` is that of all."""
IMPORT = re.compile(r'^((?:import|export)\b[^;"]*?")(\.{1,2}/[\w./-]+\.js)(";)', re.MULTILINE)


@cache
def graph(entry: Path) -> tuple[Path, ...]:
    """Return a module and all modules that it needs, itself first."""
    found: dict[Path, None] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = None
            waiting += imports(path)
    return tuple(found)


def imports(path: Path) -> list[Path]:
    """Return the modules that a module imports by itself."""
    code = path.read_text(encoding="utf-8")
    return [(path.parent / address).resolve() for _, address, _ in IMPORT.findall(code)]


def renamed(path: Path, name: Callable[[Path], str]) -> str:
    """Return the code of a module that imports others by names, not by where they lie."""
    return IMPORT.sub(
        lambda found: f"{found[1]}{name((path.parent / found[2]).resolve())}{found[3]}",
        path.read_text(encoding="utf-8"),
    )
