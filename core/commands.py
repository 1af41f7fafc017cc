"""What all command lines share: UTF-8 on every console, options that make sense, a quiet Ctrl-C."""

from __future__ import annotations

import io
import math
import os
import sys
import warnings
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from core.outputs import writable

CANCELLED = 130
"""The exit code of a command that Ctrl-C ended: 128 and the number of the signal."""
FAILED = 2
"""That of a command that was asked for what makes no sense, or could not do all of it."""
MOST_WORKERS = 61
"""Processes: Windows waits for no more at once."""


def command(main: Callable[[], int | None]) -> None:
    """Do what a command does, and end with its exit code.

    Text goes out in UTF-8 whatever the console says that it can show, to a file as well. Ctrl-C
    ends it with a sentence; a reader that goes away, such as ``head``, ends it too.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    warnings.simplefilter("ignore", SyntaxWarning)  # of Python, about a text that somebody typed
    try:
        code = main() or 0
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\ncancelled\n")
        code = CANCELLED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python says it too
        code = FAILED
    sys.exit(code)


def _quietly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say that Ctrl-C came without saying where; all else as Python says it."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("\ncancelled\n")
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _quietly  # from now on: a command takes a second to import what it needs


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return what reads a whole number of an option, for ``argparse``: from ``low`` to ``high``."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ArgumentTypeError(f"{text[:40]!r} is no whole number from {low} to {high}")
        return number

    return read


def real_number(low: float = -math.inf, high: float = math.inf) -> Callable[[str], float]:
    """Return what reads a finite number of an option, for ``argparse``."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (low <= number <= high and math.isfinite(number)):
            bounds = f" from {low:g} to {high:g}" if math.isfinite(high - low) else ""
            raise ArgumentTypeError(f"{text[:40]!r} is no finite number{bounds}")
        return number

    return read


def output(ending: str = "") -> Callable[[str], Path]:
    """Return what reads the place of a file to be written, for ``argparse``, and tries it."""

    def read(text: str) -> Path:
        if not text.endswith(ending):
            raise ArgumentTypeError(f"{text}: name a file that ends in {ending}")
        try:
            writable(text)
        except OSError as error:
            raise ArgumentTypeError(str(error)) from None
        return Path(text)

    return read
