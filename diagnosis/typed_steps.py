"""One step of a rule that somebody typed, line by line, told as that of a rule of the library."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any

from core.arrays import Array
from core.syntax import parse
from diagnosis.tracing import Passage, Question, TracedLine
from optimizers.rule import Rule
from optimizers.typed.program import Kept, program

REMEMBERED = 64


def typed_step(
    rule: Rule, f: Any, theta: Array, state: Kept, t: int, asked: list[Question]
) -> tuple[tuple[Array, Kept], tuple[Passage, ...]]:
    """Take step ``t``, as ``rule.step`` does, and tell its lines.

    They are those of ``rule.python``. ``asked`` is what the loss ``f`` was asked so far: it grows
    meanwhile. Returns what the step returned, and its one passage.
    """
    source, definition = _parsed(rule.text)
    statements = iter(definition.body)
    shown: dict[str, Any] = {"self": rule, "f": f, "theta": theta, "state": state, "t": t}
    told = list[TracedLine]()
    own = program(rule.text)

    def tell(known: int, after: dict[str, Any], returned: Any = None) -> None:
        statement = next(statements)
        written = source[statement.lineno - 1].strip()
        questions = tuple(asked[known:])
        told.append(
            TracedLine(statement, written, statement.lineno, shown, after, returned, questions, 1)
        )

    known = len(asked)
    names = own.names(f, theta, state, t, vars(rule))
    if own.slope:
        tell(known, after := {**shown, "g": names["g"]})
        shown = after
    for line in own.lines:
        known = len(asked)
        names[line.name] = line.value.run(names)
        tell(known, after := {**shown, line.name: names[line.name]})
        shown = after
    result = names["theta"], own.kept(names, theta)
    tell(len(asked), shown, result)
    return result, (Passage("Rule.step", rule.python, definition, tuple(told), 1),)


@lru_cache(REMEMBERED)
def _parsed(text: str) -> tuple[list[str], ast.FunctionDef]:
    """Return the lines of the Python of a rule, and its syntax tree."""
    source = Rule(text).python
    (definition,) = parse(source).body
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"{text} is no plain function")
    return source.splitlines(), definition
