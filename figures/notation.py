"""The symbols of the names in one function, and their values before a line of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.knobs import knobs
from diagnosis.tracing import Names, Passage, single
from figures.symbols import ACCENTS, symbol

LOSS = {"value": "", "grad": r"\nabla ", "hess": r"\nabla^2 "}
"""The methods of a loss, as they are written before its name."""

CONSTANTS = {"inf": r"\infty", "pi": r"\pi", "e": "e", "nan": r"\text{NaN}"}
MODULES = ("np", "numpy", "math")


@dataclass(frozen=True)
class Notation:
    """The names of one function.

    In the ``step`` of a rule the points and the state that it is given are those of ``t-1``, and
    what is assigned to their names, or to those of the state's fields, is that of ``t``.
    """

    rule: str = ""
    """What ``self`` is called, and in a ``step`` the other four of its parameters."""
    f: str = ""
    theta: str = ""
    state: str = ""
    t: str = ""
    knobs: Mapping[str, str] = field(default_factory=dict[str, str])
    """The symbol of each knob of ``self``."""
    fields: frozenset[str] = frozenset()
    """The names of the state's fields."""
    gradients: frozenset[str] = frozenset()
    """Names that hold plain gradients."""
    colors: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of fields, by name, and of the gradient, by ``"grad"``."""

    @classmethod
    def of(cls, passage: Passage, colors: Mapping[str, str]) -> Notation:
        """Read the notation of a function off its source and what it was called with."""
        names = parameters(passage.definition)
        before: Names = passage.lines[0].before if passage.lines else {}
        owner = before.get("self")
        symbols: dict[str, str] = {}
        if owner is not None and hasattr(owner, "__dataclass_fields__"):
            symbols = {name: knob.symbol for name, knob in knobs(owner).items()}
        step = passage.definition.name == "step" and len(names) == 5
        return cls(
            **dict(zip(("rule", "f", "theta", "state", "t"), names, strict=True)) if step else {},
            knobs=symbols,
            fields=frozenset(getattr(before.get(names[3]), "_fields", ())) if step else frozenset(),
            gradients=_gradients(passage.definition),
            colors=colors,
        )

    def name(self, name: str, done: frozenset[str]) -> str:
        """Write a name; ``done`` are those assigned so far."""
        if self.theta and name == self.theta:
            return symbol(name, "t" if name in done else "t-1")
        indexed = self.theta and ({name, _plain(name)} & {*self.fields, *self.gradients})
        return symbol(name, "t" if indexed else "")

    def attribute(self, node: ast.Attribute) -> str:
        """Write what belongs to something else: a knob, a part of the state."""
        root = ast.unparse(node.value)
        if root in MODULES and node.attr in CONSTANTS:
            return CONSTANTS[node.attr]
        if node.attr in LOSS and root != "self":
            return rf"{LOSS[node.attr]}f\left({symbol(root.rpartition('.')[2])}\right)"
        if root == "self":
            return self.knobs.get(node.attr) or symbol(node.attr)
        if self.state and root.split(".")[0] == self.state:
            return symbol(node.attr, "t-1")
        return symbol(node.attr, symbol(root.rpartition(".")[2]))

    def color(self, node: ast.expr) -> str:
        """Return the colour of a name, or of a question for the gradient; ``""`` if it has none."""
        match node:
            case ast.Call(func=ast.Attribute(attr="grad")) | ast.Attribute(attr="grad"):
                return self.colors.get("grad", "")
            case ast.Name(id=name) if name in self.gradients:
                return self.colors.get("grad", "")
            case ast.Name(id=name) if self.state:
                return self.colors.get(name) or self.colors.get(_plain(name), "")
            case ast.Attribute(value=ast.Name(id=root), attr=name) if root == self.state != "":
                return self.colors.get(name, "")
            case _:
                return ""


def parameters(function: ast.FunctionDef) -> list[str]:
    """Return the names of a function's parameters, in order."""
    return [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]


def evaluates_loss(node: ast.AST) -> bool:
    """Tell whether a node evaluates a loss: ``f.grad(theta)``."""
    match node:
        case ast.Call(func=ast.Attribute(attr=kind), args=[_], keywords=[]):
            return kind in LOSS
        case _:
            return False


def evaluate(node: ast.AST, names: Names) -> Any:
    """Return what a name, an attribute or an element held; None where that is unknown."""
    try:
        match node:
            case ast.Name(id=name):
                return names[name]
            case ast.Constant(value=value):
                return value
            case ast.Attribute(value=owner, attr=name):
                return getattr(evaluate(owner, names), name)
            case ast.Subscript(value=owner, slice=index):
                return evaluate(owner, names)[_index(index, names)]
            case _:
                return None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def rank(node: ast.AST, names: Names) -> int:
    """Return how many axes something has, the batch apart: 0 is a number, 1 a vector."""
    match node:
        case ast.Call(func=ast.Attribute(attr=kind)) if evaluates_loss(node):
            return {"value": 0, "grad": 1, "hess": 2}[kind]
        case ast.Call(func=function, args=args):
            flat = ast.unparse(function).rpartition(".")[2] in ("norm", "total", "sum", "reduce")
            return 0 if flat else max((rank(arg, names) for arg in args), default=0)
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Constant():
            return getattr(single(evaluate(node, names)), "ndim", 0)
        case _:
            children = (rank(child, names) for child in ast.iter_child_nodes(node))
            return max(children, default=0)


def _index(node: ast.expr, names: Names) -> Any:
    """Return an index: a number, a slice, or several of them."""
    match node:
        case ast.Tuple(elts=parts):
            return tuple(_index(part, names) for part in parts)
        case ast.Slice(lower=low, upper=high, step=by):
            return slice(
                *(None if part is None else _index(part, names) for part in (low, high, by))
            )
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_index(operand, names)
        case _:
            return evaluate(node, names)


def _plain(name: str) -> str:
    """Take the accent off: ``m_hat`` belongs to ``m``."""
    base, _, accent = name.partition("_")
    return base if accent in ACCENTS else name


def _gradients(function: ast.FunctionDef) -> frozenset[str]:
    """Find the names that are given plain gradients."""
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=False)
            case ast.Assign(targets=names, value=value):
                pairs = ((name, value) for name in names)
            case _:
                continue
        found |= {name.id for name, value in pairs if isinstance(name, ast.Name) and _grad(value)}
    return frozenset(found)


def _grad(node: ast.expr) -> bool:
    """Tell whether something is a plain gradient."""
    match node:
        case ast.Call(func=ast.Attribute(attr="grad")) | ast.Attribute(attr="grad"):
            return True
        case _:
            return False
