"""How the call of a known function is written; what is not known here is an upright name."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from figures.symbols import ATOM, LOGIC, POWER, PRODUCT, Piece, escaped

MODULES = ("np", "numpy", "math", "arrays", "linalg")


class Form(NamedTuple):
    """A pattern for the arguments of a function."""

    text: str
    least: int = LOGIC
    """How tightly the arguments must hold together to need no brackets in there."""
    level: int = ATOM

    @property
    def takes(self) -> int:
        """How many arguments it has."""
        return max((int(k) + 1 for k in re.findall(r"\{(\d)\}", self.text)), default=0)


LENGTH = Form(r"\left\lVert {0} \right\rVert")
OUTER = Form(r"{0} \, {1}^\top", POWER, PRODUCT)
PRODUCT_OF = Form(r"{0} \, {1}", PRODUCT, PRODUCT)
FORMS = {
    "exp": Form("e^{{{0}}}", level=POWER),
    "square": Form("{0}^{{2}}", ATOM, POWER),
    "sqrt": Form(r"\sqrt{{{0}}}"),
    "abs": Form(r"\left| {0} \right|"),
    "norm": LENGTH,
    "hypot.reduce": LENGTH,
    "floor": Form(r"\left\lfloor {0} \right\rfloor"),
    "ceil": Form(r"\left\lceil {0} \right\rceil"),
    "clip": Form(r"\min\left(\max\left({0},\; {1}\right),\; {2}\right)"),
    "outer": OUTER,
    "times": PRODUCT_OF,
    "along": Form(r"{0}^\top \, {1}", ATOM, PRODUCT),
    "identity": Form(r"{1} \, I", PRODUCT, PRODUCT),
    "solve": Form(r"{0}^{{-1}} \, {1}", ATOM, PRODUCT),
    "inv": Form("{0}^{{-1}}", ATOM, POWER),
    "logical_not": Form(r"\lnot {0}", PRODUCT, PRODUCT),
    "range": Form(r"\left\{{0, \dots, {0} - 1\right\}}", PRODUCT),
    "zeros_like": Form("0"),
    "zeros": Form("0"),
    "ones_like": Form("1"),
    "ones": Form("1"),
    "eye": Form("I"),
}
EINSUM = {
    "i,j->ij": OUTER,
    "ij,j->i": PRODUCT_OF,
    "ij,jk->ik": PRODUCT_OF,
    "i,ij,j->": Form(r"{0}^\top \, {1} \, {2}", ATOM, PRODUCT),
    "ii->i": Form(r"\operatorname{{diag}}\left({0}\right)"),
}
"""Products and diagonals that are written with indices, the batch apart."""
NAMES = {"maximum": r"\max", "fmax": r"\max", "max": r"\max", "maximum.reduce": r"\max"} | {
    "minimum": r"\min", "fmin": r"\min", "min": r"\min", "minimum.reduce": r"\min",
    "log": r"\ln", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "tanh": r"\tanh",
    "sinh": r"\sinh", "cosh": r"\cosh", "arctan": r"\arctan", "det": r"\det",
}  # fmt: skip
OPERATORS: dict[str, type[ast.operator]] = {
    "multiply": ast.Mult,
    "add": ast.Add,
    "subtract": ast.Sub,
    "divide": ast.Div,
    "power": ast.Pow,
    "float_power": ast.Pow,
    "matmul": ast.MatMult,
    "logical_and": ast.BitAnd,
    "logical_or": ast.BitOr,
}
SUMS = ("sum", "total", "add.reduce", "add.accumulate")
SAME = (
    *("array", "asarray", "ascontiguousarray", "copy", "astype", "broadcast_to", "reshape"),
    *("squeeze", "moveaxis", "expand_dims", "stack", "float", "int", "bool", "any", "all"),
    *("logical_or.reduce", "logical_and.reduce"),
)
"""Functions that change how a value is stored, not what it is; of one run, ``any`` too."""
SECOND = ("full", "full_like", "cast")
"""Functions whose second argument is all that matters."""


class Writer(Protocol):
    """Writes the arguments of a call."""

    def write(self, node: ast.AST, least: int = LOGIC) -> str:
        """Write an expression, in brackets if it holds together less tightly than ``least``."""
        ...

    def visit(self, node: ast.AST) -> Piece:
        """Write an expression, and say how tightly it holds together."""
        ...

    def binary(self, op: type[ast.operator], left: ast.expr, right: ast.expr) -> Piece:
        """Write what stands around an operator."""
        ...

    def cases(self, test: ast.expr, body: ast.expr, other: ast.expr) -> Piece:
        """Write a choice."""
        ...


def call(writer: Writer, node: ast.Call) -> Piece:
    """Write the call of a function."""
    name, owner = called(node.func)
    args = [arg for arg in node.args if ast.unparse(arg) != "self"]
    if owner is not None and ast.unparse(owner).split(".")[0] != "self":
        args = [owner, *args]
    match name, args:
        case "where", [test, body, other]:
            return writer.cases(test, body, other)
        case "einsum", [ast.Constant(value=str(indices)), *parts]:
            return _einsum(writer, indices.replace("...", "").replace(" ", ""), parts)
        case (("dot" | "inner"), [left, right]):
            return _inner(writer, left, right)
        case _, [value, *_] if name in SUMS:
            return _total(writer, value)
        case _, [value, *_] if name in SAME:
            return writer.visit(value)
        case _, [_, value] if name in SECOND:
            return writer.visit(value)
        case _, [left, right, *_] if name in OPERATORS:
            return writer.binary(OPERATORS[name], left, right)
        case _, _ if name in FORMS and FORMS[name].takes in (0, len(args)):
            return _filled(writer, FORMS[name], args)
        case _:
            word = NAMES.get(name) or _upright(name or ast.unparse(node.func))
            return Piece(applied(word, writer, args))


def called(function: ast.expr) -> tuple[str, ast.expr | None]:
    """Return the name of what is called, without its module, and what it is a method of.

    ``np.add.reduce`` is ``"add.reduce"`` of nothing, ``state.s.copy`` is ``"copy"`` of ``state.s``.
    """
    if not isinstance(function, ast.Attribute):
        return (function.id if isinstance(function, ast.Name) else ""), None
    names = ast.unparse(function).split(".")
    if names[0] in MODULES:
        return ".".join(name for name in names if name not in MODULES), None
    return function.attr, function.value


def applied(word: str, writer: Writer, args: Sequence[ast.expr]) -> str:
    """Write a function before its arguments; a column has brackets of its own."""
    inside = listed(writer, args)
    column = len(args) == 1 and re.fullmatch(r"\\begin{pmatrix}[^&]*?\\end{pmatrix}", inside)
    return word + (inside if column else rf"\left({inside}\right)")


def listed(writer: Writer, args: Sequence[ast.expr]) -> str:
    """Write arguments side by side."""
    return r",\; ".join(writer.write(arg) for arg in args)


def _upright(name: str) -> str:
    return rf"\operatorname{{{escaped(name)}}}"


def _filled(writer: Writer, form: Form, args: Sequence[ast.expr]) -> Piece:
    """Put arguments into a form."""
    return Piece(form.text.format(*(writer.write(arg, form.least) for arg in args)), form.level)


def _einsum(writer: Writer, indices: str, parts: Sequence[ast.expr]) -> Piece:
    """Write a product that is given by its indices."""
    if indices == "i,i->":
        return _inner(writer, *parts)
    if indices in EINSUM:
        return _filled(writer, EINSUM[indices], parts)
    return Piece(applied(_upright("einsum"), writer, parts))


def _total(writer: Writer, value: ast.expr) -> Piece:
    """Write a sum over the coordinates: of products it is an inner product."""
    match value:
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return _inner(writer, left, right)
        case _:
            return Piece(rf"\textstyle\sum {writer.write(value, PRODUCT)}", PRODUCT)


def _inner(writer: Writer, left: ast.expr, right: ast.expr) -> Piece:
    """Write an inner product; that of a vector with itself is its squared length."""
    if ast.dump(left) == ast.dump(right):
        return Piece(rf"\left\lVert {writer.write(left)} \right\rVert^{{2}}", POWER)
    return Piece(rf"{writer.write(left, ATOM)}^\top \, {writer.write(right, PRODUCT)}", PRODUCT)
