"""The lines of a typed rule, each piece checked before the next is made."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from core.typed import DEEPEST, TypedSource, chain, parsed
from optimizers.typed.numbers import power
from optimizers.typed.spelling import (
    COMPARISONS,
    FUNCTIONS,
    OF_VECTORS,
    OTHER_NAMES,
    QUESTIONS,
    TAKES,
    RuleRow,
)

LONGEST_CHAIN = 60
"""Terms or factors one after the other, and levels in brackets, all together."""
Names = Mapping[str, Any]
"""What every name holds while a step is taken; the questions to the loss by their names too."""
Run = Callable[[Names], Any]
OPERATIONS: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: power,
}


@dataclass(frozen=True, eq=False)
class RuleNode:
    """A piece of a line: what it is, what it is made of, and how it is computed."""

    head: str
    """``number``, ``name``, the name of a function, or an operator's in Python's syntax tree."""
    parts: tuple[RuleNode, ...]
    tree: ast.expr
    source: TypedSource
    run: Run

    def __iter__(self) -> Iterator[RuleNode]:
        """Walk through the piece and all its parts, in the order in which they are computed."""
        for part in self.parts:
            yield from part
        yield self

    @property
    def name(self) -> str:
        """The name, if it is one."""
        return self.tree.id if isinstance(self.tree, ast.Name) else ""

    @property
    def reads(self) -> set[str]:
        """The names in it."""
        return {node.name for node in self if node.head == "name"}

    def error(self, problem: str) -> ValueError:
        """Return what to raise about it."""
        return self.source.error(self.tree, problem)


@dataclass(frozen=True, eq=False)
class RuleLine:
    """A line of a rule: a name, and the value that it is given."""

    name: str
    value: RuleNode
    text: str

    def error(self, problem: str) -> ValueError:
        """Return what to raise about the name."""
        return self.value.source.complain(self.name, 0, problem)


def read(row: RuleRow) -> RuleLine:
    """Read a line.

    Raises ``ValueError`` for whatever is not allowed: which piece, where, and how to mend it.
    """
    source, tree = parsed(" " * row.start + row.text[row.start :], row.complain)
    if _levels(tree) > LONGEST_CHAIN:
        problem = f"is too much for a line, {LONGEST_CHAIN} operations in a row: name a part of it"
        raise source.error(tree, problem)
    return RuleLine(row.name, RuleReader(source).node(tree), " ".join(row.text.split()))


def _levels(tree: ast.AST) -> int:
    """Return the depth of a syntax tree, in which every term of a sum is a level."""
    levels, waiting = 0, [tree]
    while waiting:
        waiting = [child for node in waiting for child in ast.iter_child_nodes(node)]
        levels += 1
    return levels


@dataclass(frozen=True)
class RuleReader:
    """Turns the syntax tree of a value into nodes."""

    source: TypedSource

    def node(self, tree: ast.expr, depth: int = 0) -> RuleNode:
        """Read a piece, its parts first."""
        if depth > DEEPEST:
            raise self.source.error(tree, f"is nested too deep: allowed are {DEEPEST} levels")
        match tree:
            case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
                return self.number(tree)
            case ast.Name(id=name):
                return RuleNode("name", (), tree, self.source, lambda names: names[name])
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.node(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.applied("USub", np.negative, [self.node(operand, depth + 1)], tree)
            case ast.BinOp():
                return self.operation(tree, depth)
            case ast.Compare():
                return self.comparison(tree, depth)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(tree, OTHER_NAMES.get(name, name), arguments, depth)
            case ast.Tuple(elts=elements):
                problem = "has a comma outside a function: write one value"
                raise self.source.error(tree, problem if elements else "is empty: what is missing?")
            case _:
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def number(self, tree: ast.Constant) -> RuleNode:
        """Read a number."""
        _, text = self.source.piece(tree)
        held = float(text)
        if not np.isfinite(held):
            raise self.source.error(tree, "is larger than any number can be: write a smaller one")
        return RuleNode("number", (), tree, self.source, lambda _: held)

    def operation(self, tree: ast.BinOp, depth: int) -> RuleNode:
        """Read what an operator joins."""
        match tree.op:
            case ast.Add() | ast.Sub():
                return self.joined(tree, depth, ast.Add, ast.Sub)
            case ast.Mult() | ast.Div():
                return self.joined(tree, depth, ast.Mult, ast.Div)
            case ast.Pow():
                parts = [self.node(part, depth + 1) for part in (tree.left, tree.right)]
                return self.applied("Pow", power, parts, tree)
            case _:  # which do not get past the scan
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def joined(self, tree: ast.BinOp, depth: int, *same: type[ast.operator]) -> RuleNode:
        """Read a whole sum or product, however long; it is worked out from left to right."""
        operators, operands = zip(*chain(tree, *same), strict=True)
        parts = tuple(self.node(operand, depth + 1) for operand in operands)
        first = parts[0].run
        rest = [
            (OPERATIONS[type(operator)], part.run)
            for operator, part in zip(operators[1:], parts[1:], strict=True)
        ]

        def run(names: Names) -> Any:
            so_far = first(names)
            for operation, part in rest:
                so_far = operation(so_far, part(names))
            return so_far

        return RuleNode(type(tree.op).__name__, parts, tree, self.source, run)

    def comparison(self, tree: ast.Compare, depth: int) -> RuleNode:
        """Read a comparison, which is 1 where it holds, and 0 elsewhere."""
        head = type(tree.ops[0]).__name__
        if len(tree.ops) > 1:
            problem = "compares more than two: write a product, as in (0 < a)*(a < 1)"
            raise self.source.error(tree, problem)
        if head not in COMPARISONS:
            raise self.source.error(tree, f"has no place here: {TAKES}")
        parts = [self.node(part, depth + 1) for part in (tree.left, tree.comparators[0])]
        return self.applied(head, COMPARISONS[head], parts, tree)

    def call(self, tree: ast.Call, name: str, arguments: list[ast.expr], depth: int) -> RuleNode:
        """Read a function with its arguments."""
        if tree.keywords or any(isinstance(argument, ast.Starred) for argument in arguments):
            raise self.source.error(tree, f"has no place here: {TAKES}")
        more = name in ("maximum", "minimum")
        takes = FUNCTIONS[name].takes if name in FUNCTIONS else 2 if name == "dot" else 1
        given = len(arguments)
        if given < takes or (given > takes and not more):
            wanted = f"{takes} argument{'s' * (takes > 1)}{' or more' * more}"
            raise self.source.error(tree, f"cannot stand here: {name} takes {wanted}, not {given}")
        parts = [self.node(argument, depth + 1) for argument in arguments]
        if name in QUESTIONS:
            about = parts[0].run
            return RuleNode(
                name, (parts[0],), tree, self.source, lambda names: names[name](about(names))
            )
        function = OF_VECTORS.get(name) or FUNCTIONS[name].function
        if given > 2 and more:
            return self.applied(name, lambda *choices: reduce(function, choices), parts, tree)
        return self.applied(name, function, parts, tree)

    def applied(
        self, head: str, function: Callable[..., Any], parts: Sequence[RuleNode], tree: ast.expr
    ) -> RuleNode:
        """Return a function of parts."""
        runs = [part.run for part in parts]
        if len(runs) == 1:
            only = runs[0]
            return RuleNode(
                head, tuple(parts), tree, self.source, lambda names: function(only(names))
            )

        def run(names: Names) -> Any:
            return function(*[part(names) for part in runs])

        return RuleNode(head, tuple(parts), tree, self.source, run)
