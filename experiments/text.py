"""Surfaces, rules, schedules and line searches as text: the library's own constructor calls.

How they are written stands in ``kinds``. Other spellings of the same call (spaces, positions,
``Adam`` for ``Adam()``) are read too.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, replace
from typing import Any, TypeVar, cast

import numpy as np

from core.knobs import Knob
from core.syntax import parse_expression
from experiments.kinds import (
    KINDS,
    Parameter,
    parameters,
    refuse,
    shorten,
    suggest,
    within,
    write,
)

T = TypeVar("T")

DEEPEST = 8
"""How many constructor calls may stand around another one."""
LONGEST = 2000
"""Characters in the text of one thing: far above need, and far below what strains a parser."""
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A string, as far as it has no line break without an escape."""


def read(text: str | T, kind: type[T], complain: Callable[[str], object] = refuse) -> T:
    """Read the constructor call of a thing of some kind: ``read("Adam(lr=0.1)", Optimizer)``.

    A thing that was made already is held to the same bounds.

    ``complain`` is told all that is wrong, each in a sentence. If it returns, the reading goes on
    with the nearest that is allowed: a number at its bound, an argument at its default, the rule
    inside a wrapper that makes no sense.

    Raises ``ValueError`` where nothing can be mended, and by default for every complaint. Nothing
    is ever evaluated.
    """
    if isinstance(text, str):
        text = text.strip()
        thing = ConstructorReader(text, complain).thing(_parsed(text), kind)
    else:
        thing = checked(text, kind, complain)
    if len(written := write(thing)) > LONGEST:  # it could not be read back
        refuse(f"{shorten(written)} has {len(written)} characters written out, allowed {LONGEST}")
    return thing


def read_number(
    text: str | float, allowed: Knob, name: str, complain: Callable[[str], object] = refuse
) -> float:
    """Read one number within the bounds of a knob; complaints as in ``read``.

    Raises ``ValueError`` if it is not a number, and by default for every complaint.
    """
    if isinstance(text, str):
        text = text.strip()
        return ConstructorReader(text, complain).number(_parsed(text), allowed, name)
    return within(_finite(text), write(text), allowed, name, complain)


def checked(thing: T, kind: type[T], complain: Callable[[str], object], depth: int = 0) -> T:
    """Return a thing that exists, with each of its knobs within its bounds.

    Raises ``ValueError`` for what no text can say: see ``read``.
    """
    owner: Any = type(thing)
    _known(owner.__name__, write(thing), kind)
    if depth > DEEPEST:
        refuse(f"{shorten(write(thing))} is nested too deep: allowed {DEEPEST} levels")
    changed: dict[str, Any] = {}
    for parameter in parameters(owner).values():
        value = getattr(thing, parameter.name)
        now = _argument(value, parameter, f" in {owner.__name__}", complain, depth)
        if now is not value and repr(now) != repr(value):
            changed[parameter.name] = now
    return replace(cast("Any", thing), **changed) if changed else thing


def _argument(
    value: Any, parameter: Parameter, where: str, complain: Callable[[str], object], depth: int
) -> Any:
    """Return what an argument of a constructor is, as ``checked`` does."""
    name, expects, default = parameter
    if default is not MISSING and value == default:  # which text leaves out
        return default
    if isinstance(expects, Knob):
        return within(_finite(value), write(value), expects, name, complain, where)
    if expects in (str, bool):
        if not isinstance(value, expects):
            refuse(f"{name} = {write(value)} is no {expects.__name__}{where}")
        return value
    return checked(value, expects, complain, depth + 1)


def _finite(value: Any) -> Any:
    """Return a number as Python's own, and nothing for what text cannot say."""
    number: Any = cast("Any", value).item() if isinstance(value, np.number) else value
    return None if isinstance(number, float) and not math.isfinite(number) else number


def _known(name: str, quoted: str, kind: type, where: str = "") -> None:
    """Refuse what is no member of a kind."""
    noun, members = KINDS[kind]
    if name not in members:
        others = [k.noun for k in KINDS.values() if name in k.members]
        hint = f"{name} is {others[0]}" if others else suggest(name, list(members))
        refuse(f"{shorten(quoted)} is not {noun}{where}: {hint}")


@dataclass(frozen=True)
class ConstructorReader:
    """Turns the syntax tree of a text into things, and complains about what it meets."""

    source: str
    complain: Callable[[str], object]

    def thing(self, node: ast.expr, kind: type[T], where: str = "", depth: int = 0) -> T:
        """Read a call, or a bare name, of a member of a kind."""
        name, positional, named = _call(node)
        _known(name, self.quote(node), kind, where)
        members = KINDS[kind].members
        if depth > DEEPEST:
            refuse(f"{self.quote(node)} is nested too deep{where}: allowed {DEEPEST} levels")
        taken = parameters(members[name])
        pairs = [*zip(taken, positional, strict=False), *named]
        if len(positional) > len(taken):
            extra = self.quote(positional[len(taken)])
            self.complain(f"{extra} is one argument too many in {name}: {_takes(taken)}")
        held: dict[str, Any] = {}
        for key, argument in pairs:
            try:
                if key not in taken:
                    refuse(f"{shorten(key)} is no argument of {name}: {suggest(key, list(taken))}")
                if key in held:
                    refuse(f"{key} is given twice in {name}")
                held[key] = self.argument(argument, taken[key], name, depth)
            except ValueError as error:
                self.complain(str(error))
        return self.built(members[name], held, kind, node)

    def built(self, owner: type, held: dict[str, Any], kind: type[T], node: ast.expr) -> T:
        """Call a registered constructor with what was read."""
        try:
            for parameter in parameters(owner).values():
                if parameter.default is MISSING and parameter.name not in held:
                    refuse(f"{parameter.name} is missing in {self.quote(node)}")
            return owner(**held)
        except ValueError as error:
            inside = [argument for argument in held.values() if isinstance(argument, kind)]
            if not inside:
                raise
            self.complain(str(error))
            return inside[0]

    def argument(self, node: ast.expr, parameter: Parameter, owner: str, depth: int) -> Any:
        """Read what an argument of a constructor expects."""
        name, expects, _ = parameter
        if isinstance(expects, Knob):
            if expects.optional and isinstance(node, ast.Constant) and node.value is None:
                return None
            return self.number(node, expects, name, f" in {owner}")
        if expects is str:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                return node.value
            refuse(f"{name} = {self.quote(node)} is not a string in {owner}")
        if expects is bool:
            if isinstance(node, ast.Constant) and isinstance(node.value, bool):
                return node.value
            refuse(f"{name} = {self.quote(node)} is neither True nor False in {owner}")
        return self.thing(node, expects, f" in {owner}", depth + 1)

    def number(self, node: ast.expr, allowed: Knob, name: str, where: str = "") -> float:
        """Read a number, and hold it within what is allowed."""
        sign, digits = 1, node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            sign, digits = -1, node.operand
        number = digits.value if isinstance(digits, ast.Constant) else None
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            number *= sign
        return within(number, self.quote(node), allowed, name, self.complain, where)

    def quote(self, node: ast.expr) -> str:
        """Return a piece of the text as it was written."""
        return shorten(ast.get_source_segment(self.source, node) or self.source)


def _parsed(text: str) -> ast.expr:
    """Return the syntax tree of an expression."""
    try:
        if len(text) > LONGEST:
            refuse(f"it has {len(text)} characters, allowed {LONGEST}")
        if not QUOTED.sub("", text).isascii():  # what is typed, such as x², has its own reader
            refuse("it has characters outside ASCII")
        return parse_expression(text)
    except SyntaxError as error:
        problem = error.msg
    except (RecursionError, MemoryError):  # how the parser says that brackets nest too deep
        problem = "it is nested too deep"
    except ValueError as error:
        problem = str(error)
    raise ValueError(f"{shorten(text) or 'nothing'} cannot be read: {problem}")


def _call(node: ast.expr) -> tuple[str, list[ast.expr], list[tuple[str, ast.expr]]]:
    """Take a call apart; what is neither a call nor a name has the name ``""``."""
    if isinstance(node, ast.Name):
        return node.id, [], []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id, node.args, [(k.arg or "**", k.value) for k in node.keywords]
    return "", [], []


def _takes(taken: dict[str, Parameter]) -> str:
    return f"it takes {', '.join(taken) or 'none'}"
