"""Surfaces, rules, schedules and line searches as text: the library's own constructor calls.

The canonical text has the fields without a default by position, then, by name and in the order of
the fields, only what differs from its default: ``Clipped(Adam(lr=0.05),norm=1)``,
``Scheduled(Momentum(),Warmup(steps=20,then=CosineAnnealing()))``. There are no spaces, numbers are
the shortest that read back as the same float, and ``+`` never occurs, since in a link it would be a
space, but in strings, where a link encodes it: ``Formula(text='x**2 + y**2')``. Other spellings of
the same call (spaces, positions, ``Adam`` for ``Adam()``) are read too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache, partial
from typing import Any, NamedTuple, NoReturn, TypeVar, cast, get_type_hints

import numpy as np

from core.knobs import Knob
from core.syntax import parse_expression
from core.typed import near, quoted
from optimizers import LINE_SEARCHES, OPTIMIZERS, Optimizer
from optimizers import WRAPPERS as RULES_WITH_A_RULE
from optimizers.line_search import LineSearch
from optimizers.schedules import SCHEDULES, Schedule
from surfaces import SURFACES, Surface
from surfaces import WRAPPERS as SURFACES_WITH_A_SURFACE
from surfaces.data import DATASETS, Dataset, Table
from surfaces.networks import ACTIVATIONS, NETWORKS, Activation, Learner

T = TypeVar("T")
shorten = partial(quoted, longest=80)
"""Links hold longer words than formulas."""

DEEPEST = 8
"""How many constructor calls may stand around another one."""
LONGEST = 2000
"""Characters in the text of one thing: far above need, and far below what strains a parser."""
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A string, as far as it has no line break without an escape."""
MENTIONED = 10
"""How many of the allowed names an error lists."""


class Registry(NamedTuple):
    """What a family of things is called, and its members by name."""

    noun: str
    members: dict[str, type]


KINDS: dict[type, Registry] = {
    Surface: Registry("a surface", {**SURFACES, **SURFACES_WITH_A_SURFACE}),
    Optimizer: Registry("an optimizer", {**OPTIMIZERS, **RULES_WITH_A_RULE}),
    Schedule: Registry("a schedule", {**SCHEDULES}),
    Dataset: Registry("a data set", {**DATASETS, "Table": Table}),
    Learner: Registry("a network", {**NETWORKS}),
    Activation: Registry("an activation", {**ACTIVATIONS}),
    LineSearch: Registry("a line search", {**LINE_SEARCHES}),
}


class Parameter(NamedTuple):
    """A constructor's argument: a number, a thing of some kind, a string, or true or false."""

    name: str
    expects: Knob | type[Any]
    default: Any


@cache
def parameters(owner: type[Any]) -> dict[str, Parameter]:
    """Return what the constructor of a registered class takes, by name and in order."""
    hints = get_type_hints(owner)
    taken: dict[str, Parameter] = {}
    for f in fields(owner):
        expects = f.metadata.get("knob", hints[f.name])
        if isinstance(expects, Knob) or expects in (str, bool) or expects in KINDS:
            default = f.default if f.default_factory is MISSING else f.default_factory()
            taken[f.name] = Parameter(f.name, expects, default)
    return taken


def refuse(complaint: str) -> NoReturn:
    """Raise ``ValueError``: what a reader does about a complaint unless it was told otherwise."""
    raise ValueError(complaint)


def write(thing: Any) -> str:
    """Return the canonical text of a thing of any kind, or of what its fields hold.

    Numbers are as short as reads back to the same number: ``100``, ``0.05``, ``1e-08``.

    Raises ``ValueError`` if the thing is not registered, or holds what text cannot say, such as a
    swept knob.
    """
    if thing is None or isinstance(thing, (str, bool)):
        return ascii(thing)
    if isinstance(thing, np.number):
        return write(cast("float", thing.item()))
    if isinstance(thing, int):
        return str(thing)
    if isinstance(thing, float):
        return repr(thing + 0.0).removesuffix(".0").replace("e+", "e")  # -0.0 + 0.0 is 0.0
    name = type(thing).__name__
    if not any(kind.members.get(name) is type(thing) for kind in KINDS.values()):
        raise ValueError(f"{name} is not registered, and so has no text")
    arguments: list[str] = []
    for parameter in parameters(cast("type[Any]", type(thing))).values():
        held = getattr(thing, parameter.name)
        if isinstance(held, np.ndarray):
            raise ValueError(f"{parameter.name} is swept in {name}: text says one number a knob")
        if parameter.default is MISSING:
            arguments.append(write(held))
        elif held != parameter.default:
            arguments.append(f"{parameter.name}={write(held)}")
    return f"{name}({','.join(arguments)})"


def read(text: str, kind: type[T], complain: Callable[[str], object] = refuse) -> T:
    """Read the constructor call of a thing of some kind: ``read("Adam(lr=0.1)", Optimizer)``.

    ``complain`` is told all that is wrong, each in a sentence. If it returns, the reading goes on
    with the nearest that is allowed: a number at its bound, an argument at its default, the rule
    inside a wrapper that makes no sense.

    Raises ``ValueError`` where nothing can be mended, and by default for every complaint. Nothing
    is ever evaluated.
    """
    text = text.strip()
    thing = ConstructorReader(text, complain).thing(_parsed(text), kind)
    if len(write(thing)) > LONGEST:  # it could not be read back
        refuse(f"{shorten(text)} has {len(write(thing))} characters written out, allowed {LONGEST}")
    return thing


def read_number(
    text: str, allowed: Knob, name: str, complain: Callable[[str], object] = refuse
) -> float:
    """Read one number within the bounds of a knob; complaints as in ``read``.

    Raises ``ValueError`` if it is not a number, and by default for every complaint.
    """
    text = text.strip()
    return ConstructorReader(text, complain).number(_parsed(text), allowed, name)


def suggest(name: str, allowed: Sequence[str]) -> str:
    """Say which of the allowed names somebody may have meant."""
    if not allowed:
        return "there is none"
    if meant := near(name, allowed):
        return meant
    more = f" and {len(allowed) - MENTIONED} more" if len(allowed) > MENTIONED else ""
    return f"choose from {', '.join(allowed[:MENTIONED])}{more}"


@dataclass(frozen=True)
class ConstructorReader:
    """Turns the syntax tree of a text into things, and complains about what it meets."""

    source: str
    complain: Callable[[str], object]

    def thing(self, node: ast.expr, kind: type[T], where: str = "", depth: int = 0) -> T:
        """Read a call, or a bare name, of a member of a kind."""
        name, positional, named = _call(node)
        noun, members = KINDS[kind]
        if name not in members:
            others = [k.noun for k in KINDS.values() if name in k.members]
            hint = f"{name} is {others[0]}" if others else suggest(name, list(members))
            refuse(f"{self.quote(node)} is not {noun}{where}: {hint}")
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
        bounds = f"allowed {write(allowed.low)} to {write(allowed.high)}"
        sign, digits = 1, node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            sign, digits = -1, node.operand
        number = digits.value if isinstance(digits, ast.Constant) else None
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            refuse(f"{name} = {self.quote(node)} is not a number{where}: {bounds}")
        number *= sign
        held = min(max(number, allowed.low), allowed.high)  # before float(): integers are unbounded
        if held != number:
            self.complain(f"{name} = {self.quote(node)} is out of range{where}: {bounds}")
        if not allowed.integer:
            return float(held) + 0.0
        if held != round(held):
            self.complain(f"{name} = {self.quote(node)} is not a whole number{where}: {bounds}")
        return round(held)

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
    refuse(f"{shorten(text) or 'nothing'} cannot be read: {problem}")


def _call(node: ast.expr) -> tuple[str, list[ast.expr], list[tuple[str, ast.expr]]]:
    """Take a call apart; what is neither a call nor a name has the name ``""``."""
    if isinstance(node, ast.Name):
        return node.id, [], []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id, node.args, [(k.arg or "**", k.value) for k in node.keywords]
    return "", [], []


def _takes(taken: dict[str, Parameter]) -> str:
    return f"it takes {', '.join(taken) or 'none'}"
