"""Expressions of a rule as LaTeX, in its symbols."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import groupby
from types import EllipsisType

import numpy as np

from core.arrays import Array
from diagnosis.tracing import Names
from figures.calls import applied, call, called, listed
from figures.notation import LOSS, Notation, evaluate, evaluates_loss, rank
from figures.symbols import (
    ATOM,
    CHOSEN,
    LOGIC,
    NEGATIVE,
    POWER,
    PRODUCT,
    ROW,
    SUM,
    TRUTH,
    Piece,
    bracketed,
    escaped,
    figure,
    number,
    numbers,
    symbol,
)

RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge", ast.Eq: "=", ast.NotEq: r"\ne",
    ast.Is: "=", ast.IsNot: r"\ne", ast.In: r"\in", ast.NotIn: r"\notin",
}  # fmt: skip


class RuleSymbols(ast.NodeVisitor):
    """Writes expressions of one line in symbols."""

    times = r"\,"

    def __init__(
        self,
        notation: Notation,
        names: Names,
        done: frozenset[str],
        answers: Mapping[ast.AST, Array],
    ) -> None:
        """Take the values of names before the line, which were assigned before, and of losses."""
        self.notation, self.names, self.done, self.answers = notation, names, done, answers
        self.whole: ast.AST | None = None

    def write(self, node: ast.AST, least: int = LOGIC) -> str:
        """Write an expression, in brackets if it holds together less tightly than ``least``."""
        return bracketed(self.visit(node), least)

    def generic_visit(self, node: ast.AST) -> Piece:
        """Write what has no sign of its own as the source that it is."""
        return Piece(rf"\texttt{{{escaped(ast.unparse(node))}}}", LOGIC)

    def visit_Constant(self, node: ast.Constant) -> Piece:
        """Write a number, or a word."""
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return figure(number(node.value, CHOSEN))
        if node.value is ...:
            return Piece(r"\dots")
        return Piece(rf"\text{{{escaped(str(node.value).lower())}}}")

    def visit_Name(self, node: ast.Name) -> Piece:
        """Write a name."""
        return self.colored(self.notation.name(node.id, self.done), node)

    def visit_Attribute(self, node: ast.Attribute) -> Piece:
        """Write what belongs to something."""
        if node.attr == "T":
            return Piece(rf"{self.write(node.value, ATOM)}^\top", POWER)
        return self.colored(self.notation.attribute(node), node)

    def visit_Subscript(self, node: ast.Subscript) -> Piece:
        """Write an element; an index that only arranges axes is left out."""
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if all(isinstance(i, ast.Slice) or _is_axis(i) for i in index):
            return self.visit(node.value)
        below = r",\,".join(":" if isinstance(i, ast.Slice) else self.write(i) for i in index)
        return Piece(rf"{{{self.write(node.value, POWER)}}}_{{{below}}}", POWER)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Piece:
        """Write a sign, or a negation."""
        if isinstance(node.op, ast.UAdd):
            return self.visit(node.operand)
        if isinstance(node.op, ast.USub):
            return Piece(f"-{self.write(node.operand, PRODUCT)}", NEGATIVE)
        return Piece(rf"\lnot {self.write(node.operand, PRODUCT)}", TRUTH)

    def visit_BinOp(self, node: ast.BinOp) -> Piece:
        """Write what stands around an operator."""
        return self.binary(type(node.op), node.left, node.right)

    def visit_BoolOp(self, node: ast.BoolOp) -> Piece:
        """Write conditions that are joined."""
        return self.joined("and" if isinstance(node.op, ast.And) else "or", node.values)

    def visit_Compare(self, node: ast.Compare) -> Piece:
        """Write a comparison."""
        parts = [self.write(node.left, SUM)]
        for op, other in zip(node.ops, node.comparators, strict=True):
            parts += [RELATIONS[type(op)], self.write(other, SUM)]
        return Piece(" ".join(parts), TRUTH)

    def visit_IfExp(self, node: ast.IfExp) -> Piece:
        """Write a choice."""
        return self.cases(node.test, node.body, node.orelse)

    def visit_Tuple(self, node: ast.Tuple | ast.List) -> Piece:
        """Write things side by side."""
        return Piece(rf"\left({listed(self, node.elts)}\right)")

    def visit_List(self, node: ast.List) -> Piece:
        """Write things side by side."""
        return self.visit_Tuple(node)

    def visit_Call(self, node: ast.Call) -> Piece:
        """Write an evaluation of the loss, or another call."""
        match node:
            case ast.Call(func=ast.Attribute(value=loss, attr=kind)) if evaluates_loss(node):
                return self.question(node, kind, loss)
            case ast.Call(func=ast.Attribute(value=rule, attr="step")):
                inside = evaluate(rule, self.names)
                title = getattr(inside, "title", "the rule inside")
                return Piece(applied(rf"\text{{step of {escaped(title)}}}", self, node.args[:2]))
            case _:
                return call(self, node)

    def question(self, node: ast.Call, kind: str, loss: ast.expr) -> Piece:
        """Write an evaluation of a loss."""
        of = symbol(ast.unparse(loss).rpartition(".")[2])
        return self.colored(applied(LOSS[kind] + of, self, node.args), node, POWER)

    def colored(self, text: str, node: ast.expr, level: int = ATOM) -> Piece:
        """Give a part of the formula its colour."""
        color = self.notation.color(node)
        return Piece(rf"\textcolor{{{color}}}{{{text}}}" if color else text, level)

    def binary(self, op: type[ast.operator], left: ast.expr, right: ast.expr) -> Piece:
        """Write what stands around an operator."""
        if op in (ast.Add, ast.Sub):
            sign = "+" if op is ast.Add else "-"
            return Piece(f"{self.write(left, SUM)} {sign} {self.write(right, PRODUCT)}", SUM)
        if op in (ast.Mult, ast.MatMult):
            return self.product([*_factors(left, op), right], op)
        if op is ast.Div:
            return Piece(rf"\frac{{{self.write(left)}}}{{{self.write(right)}}}", PRODUCT)
        if op is ast.Mod:
            return Piece(rf"{self.write(left, PRODUCT)} \bmod {self.write(right, PRODUCT)}", SUM)
        if op is ast.Pow:
            return Piece(f"{self.write(left, ATOM)}^{{{self.write(right)}}}", POWER)
        if op in (ast.BitAnd, ast.BitOr):
            return self.joined("and" if op is ast.BitAnd else "or", [*_factors(left, op), right])
        if op is ast.FloorDiv:
            inside = rf"\frac{{{self.write(left)}}}{{{self.write(right)}}}"
            return Piece(rf"\left\lfloor {inside} \right\rfloor")
        return self.generic_visit(ast.BinOp(left, op(), right))

    def product(self, factors: Sequence[ast.expr], op: type[ast.operator]) -> Piece:
        """Write factors side by side; equal neighbours are a power, entry by entry."""
        text, level, vector = "", PRODUCT, False
        for _, group in groupby(factors, ast.dump):
            first, *more = group
            if more and op is ast.Mult:
                part = Piece(f"{self.write(first, ATOM)}^{{{1 + len(more)}}}", POWER)
            else:
                part = self.visit(first)
            axes = rank(first, self.names) > 0
            if text:
                sign = r"\odot" if vector and axes and op is ast.Mult else self.times
                text += f" {sign} {bracketed(part, PRODUCT)}"
            else:
                text, level = (
                    bracketed(part, NEGATIVE),
                    NEGATIVE if part.level == NEGATIVE else PRODUCT,
                )
            vector = vector or axes
        return Piece(text, level)

    def positive(self, node: ast.expr) -> bool:
        """Tell whether something is known, and above zero throughout."""
        held = evaluate(node, self.names)
        return numbers(held) is not None and bool(np.all(np.asarray(held) > 0))

    def joined(self, word: str, parts: Sequence[ast.expr]) -> Piece:
        """Write conditions that are joined by a word."""
        return Piece(rf" \text{{ {word} }} ".join(self.write(p, TRUTH) for p in parts), LOGIC)

    def cases(self, test: ast.expr, body: ast.expr, other: ast.expr) -> Piece:
        """Write a choice; an alternative that is a choice itself goes on in the same list.

        ``np.where(x > 0, x, 1.0)`` keeps from dividing by zero: where it need not, it is ``x``.
        """
        if _guard(test, body, other) and self.positive(body):
            return self.visit(body)
        rows = [rf"{self.write(body)} & \text{{if }} {self.write(test)}"]
        while choice := _choice(other):
            test, body, other = choice
            rows.append(rf"{self.write(body)} & \text{{if }} {self.write(test)}")
        rows.append(rf"{self.write(other)} & \text{{otherwise}}")
        return Piece(rf"\begin{{cases}} {ROW.join(rows)} \end{{cases}}", SUM)


def _factors(node: ast.expr, op: type[ast.operator]) -> list[ast.expr]:
    """Return what an operator joins from left to right."""
    match node:
        case ast.BinOp(left=left, op=own, right=right) if isinstance(own, op):
            return [*_factors(left, op), right]
        case _:
            return [node]


def _choice(node: ast.expr) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """Take a choice apart: its condition, what holds then, and the alternative."""
    match node:
        case ast.IfExp(test=test, body=body, orelse=other):
            return test, body, other
        case ast.Call(func=function, args=[test, body, other]) if called(function)[0] == "where":
            return test, body, other
        case _:
            return None


def _guard(test: ast.expr, body: ast.expr, other: ast.expr) -> bool:
    """Tell whether a choice only keeps a denominator from being zero."""
    match test:
        case ast.Compare(left=left, ops=[ast.Gt()], comparators=[ast.Constant(value=0)]):
            constant = isinstance(other, ast.Constant) or ast.unparse(other) == "np.inf"
            return constant and ast.dump(left) == ast.dump(body)
        case _:
            return False


def _is_axis(index: ast.expr) -> bool:
    """Tell whether an index only arranges axes: ``None``, ``...`` or ``()``."""
    match index:
        case ast.Constant(value=None | EllipsisType()) | ast.Tuple(elts=[]):
            return True
        case _:
            return False
