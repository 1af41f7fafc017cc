"""The lines that a step went through, and what every name held there.

The step is watched by the interpreter's own tracing while it runs once, on this thread alone; what
was traced before is traced again afterwards. A rule knows nothing of it and computes the same.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any, NamedTuple, TypeVar

from core.arrays import Array
from diagnosis.source_lines import head_source, heads, parsed

T = TypeVar("T")
Names = Mapping[str, Any]
Function = Callable[..., Any]

PLUMBING = ("optimizers.base", "optimizers.algebra", "optimizers.cached", "scaled", "total")
"""Modules and functions that say nothing about how a rule works."""


class Question(NamedTuple):
    """What a step asked of the loss, where, and the answer."""

    kind: str
    """``"value"``, ``"grad"`` or ``"hess"``."""
    point: Array
    """``(n,)``, or ``(n, k)`` for several points at once."""
    answer: Array
    """A number, ``(n,)`` or ``(n, n)``; one of them for each point."""


@dataclass(frozen=True, eq=False)
class TracedLine:
    """One statement that was executed; of a loop or a condition, its head."""

    statement: ast.stmt
    source: str
    number: int
    """Its line in the source of the function; the first is 1."""
    before: Names
    """What every name in scope held before."""
    after: Names
    """And after."""
    returned: Any
    """What a ``return`` gave back, or whether a condition held; else None."""
    asked: tuple[Question, ...]
    """What was asked of the loss meanwhile, also by what the statement called."""
    passes: int
    """How often it was executed; everything else is of the last time."""


class Passage(NamedTuple):
    """The lines of one function that were executed when it was last called."""

    name: str
    """With its class: ``"Adam.step"``."""
    source: str
    definition: ast.FunctionDef
    lines: tuple[TracedLine, ...]
    """In the order of the source."""
    times: int
    """How often it was called."""


def single(array: Any) -> Any:
    """Drop the batch axis of a run from one start, ``(…, 1)``; all else is returned as it is."""
    return array[..., 0] if getattr(array, "shape", ())[-1:] == (1,) else array


def traced(
    function: Function, asked: Sequence[Question], call: Callable[[], T]
) -> tuple[T, tuple[Passage, ...]]:
    """Call something that calls a function of ours, and tell the lines of its first run.

    Followed are also the functions of the same package that were called from there. ``asked`` is
    what the loss was asked so far: it grows while the function runs. Returns what the call
    returned, and the passages in the order in which they were entered: the function's own first.
    """
    tracer = _Tracer(function, asked)
    with watching(tracer.enter):
        result = call()
    return result, tuple(passage.told() for passage in tracer.passages.values())


@contextmanager
def watching(enter: Any) -> Generator[None]:
    """Let somebody else (or nobody, None) trace what this thread calls."""
    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(before)


class _Tracer:
    """Follows a function, and the functions of its package that are called from there."""

    def __init__(self, function: Function, asked: Sequence[Question]) -> None:
        self.code: CodeType = function.__code__
        self.package = function.__module__.partition(".")[0]
        self.asked = asked
        self.passages: dict[CodeType, _Passage] = {}

    def enter(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Say whether, and by whom, a frame is followed."""
        code = frame.f_code
        if not self.passages and code is not self.code:
            return None
        if self.passages and (code is self.code or not self.tells(frame)):
            return None
        times = self.passages[code].times if code in self.passages else 0
        self.passages[code] = _Passage(code, self.asked, times + 1)
        return self.passages[code].within

    def tells(self, frame: FrameType) -> bool:
        """Whether a function belongs to the mathematics of the package."""
        module = str(frame.f_globals.get("__name__"))
        name = frame.f_code.co_name
        return (
            module.partition(".")[0] == self.package
            and module not in PLUMBING
            and name not in PLUMBING
            and (name == "__call__" or not name.startswith(("<", "__")))
        )


class _Passage:
    """Looks on while one frame runs."""

    def __init__(self, code: CodeType, asked: Sequence[Question], times: int) -> None:
        self.code, self.asked, self.times = code, asked, times
        self.source, self.definition = parsed(code)
        self.heads = dict(heads(self.definition))
        self.current: ast.stmt | None = None
        self.names: Names = {}
        self.known = 0
        self.found: dict[int, TracedLine] = {}

    def told(self) -> Passage:
        """Return what was seen."""
        lines = tuple(self.found[number] for number in sorted(self.found))
        return Passage(self.code.co_qualname, self.source, self.definition, lines, self.times)

    def within(self, frame: FrameType, event: str, arg: Any) -> Any:
        """Note what happens at each line."""
        if event == "return":
            self.finish(frame, arg)
        elif event == "line":
            head = self.heads.get(frame.f_lineno - self.code.co_firstlineno + 1)
            left = isinstance(head, ast.With) and head.lineno in self.found  # only its end is here
            if head is not self.current and not left:
                self.finish(frame, head)
                self.current, self.known = head, len(self.asked)
        return self.within

    def finish(self, frame: FrameType, followed: Any) -> None:
        """Note the statement that ran until now, and what the names hold after it.

        ``followed`` is what came next: a statement, or what the function returned.
        """
        after = {name: _kept(held) for name, held in frame.f_locals.items()}
        if self.current is not None:
            number = self.current.lineno
            last = self.found.get(number)
            self.found[number] = TracedLine(
                self.current,
                head_source(self.source, self.current),
                number,
                self.names,
                after,
                _outcome(self.current, followed),
                tuple(self.asked[self.known :]),
                last.passes + 1 if last else 1,
            )
        self.names, self.current = after, None


def _outcome(statement: ast.stmt, followed: Any) -> Any:
    """Return what a ``return`` gave back, or whether a condition held."""
    match statement:
        case ast.Return():
            return followed
        case ast.If(body=[first, *_]) | ast.While(body=[first, *_]):
            return followed is first
        case _:
            return None


def _kept(held: Any) -> Any:
    """Return what a name holds, safe from being written into later."""
    return held.copy() if hasattr(held, "copy") else held
