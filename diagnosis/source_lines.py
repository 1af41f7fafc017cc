"""The statements of a function, and the lines of its source on which each of them begins."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from types import CodeType

from core.syntax import parse


@cache
def parsed(code: CodeType) -> tuple[str, ast.FunctionDef]:
    """Return the source of a function of ours, not indented, and its syntax tree."""
    source = textwrap.dedent(inspect.getsource(code))
    (definition,) = parse(source).body
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"{code.co_qualname} is no plain function")
    return source, definition


def heads(function: ast.FunctionDef) -> Iterator[tuple[int, ast.stmt]]:
    """Say for each line of a function which statement stands there; bodies have their own."""
    for statement in _statements(function.body):
        last = max(_end(part) for part in _parts(statement))
        for number in range(statement.lineno, last + 1):
            yield number, statement


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk through a body and the bodies within, but not into functions defined there."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.FunctionDef):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(statement, name, []))
        for handler in getattr(statement, "handlers", []):
            yield from _statements(handler.body)


def _parts(statement: ast.stmt) -> list[ast.AST]:
    """Return what a statement consists of before its body begins; itself if it has none."""
    match statement:
        case ast.If() | ast.While():
            return [statement.test]
        case ast.For():
            return [statement.target, statement.iter]
        case ast.With():
            return list(statement.items)
        case ast.Try() | ast.FunctionDef():
            return [ast.Pass(lineno=statement.lineno, end_lineno=statement.lineno)]
        case _:
            return [statement]


def _end(part: ast.AST) -> int:
    """Return the last line of a part of a statement."""
    return max(getattr(node, "end_lineno", None) or 0 for node in ast.walk(part))


def head_source(source: str, statement: ast.stmt) -> str:
    """Return a statement as it is written, without its body."""
    last = max(_end(part) for part in _parts(statement))
    return textwrap.dedent("\n".join(source.splitlines()[statement.lineno - 1 : last]))
