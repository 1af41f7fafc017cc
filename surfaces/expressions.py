"""A formula as somebody types it: read with ``ast``, and refused unless a whitelist knows it all.

Its length, depth, powers, and the size of its derivatives are checked on the syntax tree. Nothing
is computed before that but the values of the pieces that are numbers.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from core.typed import DEEPEST, TypedSource, chain, parsed
from surfaces.colloquial import colloquial
from surfaces.constants import value_of
from surfaces.spelling import (
    CHOICES,
    COMPARISONS,
    FUNCTIONS,
    NUMBERS,
    OPERANDS,
    OTHER_NAMES,
    TAKES,
    TAKES_TWO,
    WRITTEN_OUT,
    complaint,
    scan,
)
from surfaces.swell import CONSTANT, VARIABLE, Size, choice, chosen, level, plus, through, times

LONGEST = 1000
"""Characters in a formula."""
HIGHEST = 100
"""The largest power: from there on hardly a point of the map has a finite height."""
REMEMBERED = 64
"""Texts of which the reading is kept."""
LARGEST = 4000
"""Pieces of a function and its derivatives: what is differentiated in half a second at worst."""


@dataclass(frozen=True, eq=False)
class Node:
    """A piece of a formula: what it is, what it is made of, and its text.

    ``head`` is ``number``, ``x``, ``y``, ``pi``, ``e``, ``+`` and ``*`` (of any number of parts),
    ``-`` and ``/`` (of one: the negative, the inverse), ``**``, a comparison, ``where`` (of a
    condition and two more), or the name of a function.
    """

    head: str
    parts: tuple[Node, ...]
    text: str
    size: Size
    number: float | None
    """Its value if neither x nor y is in it, and then finite."""

    @property
    def heads(self) -> set[str]:
        """What occurs in it."""
        return {self.head}.union(*(part.heads for part in self.parts))


def parse(text: str) -> Node:
    """Read a formula in x and y.

    Raises ``ValueError`` for whatever is not allowed or too large: which piece, at which column,
    and how to mend it.
    """
    return parsed_as_typed(text)[1]


@lru_cache(REMEMBERED)
def parsed_as_typed(text: str) -> tuple[str, Node]:
    """Read a formula; return it in the spelling that is kept, and what it is."""
    if len(text) > LONGEST:
        problem = f"is too much: a formula has up to {LONGEST} characters"
        raise complaint(text[LONGEST:], LONGEST, problem)
    spelled = colloquial(text)
    if len(spelled.text) > LONGEST:
        problem = f"is too much: written out, it has more than {LONGEST} characters"
        raise complaint(text, 0, problem)
    scan(spelled.text, spelled.complain)
    source, tree = parsed(spelled.text, spelled.complain)
    return spelled.text, Reader(source).node(tree)


@dataclass(frozen=True)
class Reader:
    """Turns the syntax tree of a formula into nodes, each checked before the next is made."""

    source: TypedSource

    def node(self, tree: ast.expr, depth: int = 0) -> Node:
        """Read a piece, its parts first."""
        if depth > DEEPEST:
            raise self.source.error(tree, f"is nested too deep: allowed are {DEEPEST} levels")
        match tree:
            case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
                return self.made("number", (), tree, CONSTANT)
            case ast.Name(id=name):
                if name not in OPERANDS:
                    raise self.source.error(tree, f"needs arguments in brackets, as in {name}(x)")
                return self.made(name, (), tree, CONSTANT if name in NUMBERS else VARIABLE)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.node(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(tree, self.node(operand, depth + 1))
            case ast.BinOp():
                return self.operation(tree, depth)
            case _:
                return self.chosen(tree, depth)

    def chosen(self, tree: ast.expr, depth: int) -> Node:
        """Read a condition, a choice by one, or a function."""
        match tree:
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.condition(tree, depth)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.where(tree, [test, body, other], depth)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(tree, OTHER_NAMES.get(name, name), arguments, depth)
            case ast.Tuple():
                raise self.source.error(
                    tree, "has a comma outside a function: decimals have a point"
                )
            case _:
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def operation(self, tree: ast.BinOp, depth: int) -> Node:
        """Read what an operator joins."""
        match tree.op:
            case ast.Add() | ast.Sub():
                return self.sum(tree, depth)
            case ast.Mult() | ast.Div():
                return self.product(tree, depth)
            case ast.Pow():
                base, exponent = (self.node(part, depth + 1) for part in (tree.left, tree.right))
                return self.power(tree, base, exponent)
            case _:  # which do not get past the scan
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def sum(self, tree: ast.expr, depth: int) -> Node:
        """Read a whole sum at once, however long."""
        terms: list[Node] = []
        for operation, term in chain(tree, ast.Add, ast.Sub):
            part = self.node(term, depth + 1)
            terms.append(self.negative(term, part) if isinstance(operation, ast.Sub) else part)
        return self.made("+", tuple(terms), tree, reduce(plus, (term.size for term in terms)))

    def product(self, tree: ast.expr, depth: int) -> Node:
        """Read a whole product at once, however long; the minus of ``-2*x`` stands before all."""
        factors: list[Node] = []
        for operation, factor in chain(tree, ast.Mult, ast.Div):
            part = self.node(factor, depth + 1)
            if isinstance(operation, ast.Div):
                part = self.made("/", (part,), factor, through(part.size))
            factors.append(part)
        minus = factors[0].head == "-"
        if minus:
            factors[0] = factors[0].parts[0]
        size = reduce(times, (factor.size for factor in factors))
        made = self.made("*", tuple(factors), tree, size)
        return self.negative(tree, made) if minus else made

    def negative(self, tree: ast.expr, part: Node) -> Node:
        """Return the negative of a piece."""
        return self.made("-", (part,), tree, part.size)

    def power(self, tree: ast.expr, base: Node, exponent: Node) -> Node:
        """Return a power with a constant exponent, or one of a base that may be positive."""
        if exponent.number is not None:
            if abs(exponent.number) > HIGHEST:
                raise self.source.error(
                    tree, f"is too high a power: allowed are {-HIGHEST} to {HIGHEST}"
                )
            size = through(base.size)
        elif base.number is not None and base.number <= 0:
            raise self.source.error(
                tree, "is real at single points only: its base must be positive"
            )
        else:
            size = through(times(exponent.size, through(base.size)))
        return self.made("**", (base, exponent), tree, size)

    def condition(self, tree: ast.Compare | ast.BoolOp | ast.UnaryOp, depth: int) -> Node:
        """Read a condition, which is 1 where it holds, and else 0."""
        match tree:
            case ast.Compare():
                sides = [tree.left, *tree.comparators]
                heads = [COMPARISONS.get(type(op).__name__, "") for op in tree.ops]
                if "" in heads:
                    raise self.source.error(tree, f"has no place here: {TAKES}")
                parts = [self.node(side, depth + 1) for side in sides]
                held = [
                    self.made(head, (a, b), tree, level(plus(a.size, b.size)))
                    for head, a, b in zip(heads, parts[:-1], parts[1:], strict=True)
                ]
                return self.joined("min", held, tree)
            case ast.BoolOp(op=op, values=values):
                held = [self.truth(value, depth + 1) for value in values]
                return self.joined("min" if isinstance(op, ast.And) else "max", held, tree)
            case _:
                held = self.truth(tree.operand, depth + 1)
                never = Node("number", (), "0", CONSTANT, 0.0)
                return self.made("==", (held, never), tree, level(held.size))

    def joined(self, head: str, held: list[Node], tree: ast.expr) -> Node:
        """Return whether all of some conditions hold, or any."""
        if len(held) == 1:
            return held[0]
        return self.made(head, tuple(held), tree, reduce(choice, (part.size for part in held)))

    def truth(self, tree: ast.expr, depth: int) -> Node:
        """Read what is to be a condition."""
        if not isinstance(tree, ast.Compare | ast.BoolOp) and not (
            isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not)
        ):
            raise self.source.error(tree, "is no condition: write one such as x > 0")
        return self.condition(tree, depth)

    def where(self, tree: ast.expr, arguments: list[ast.expr], depth: int) -> Node:
        """Read a choice by a condition."""
        held = self.truth(arguments[0], depth + 1)
        yes, no = (self.node(argument, depth + 1) for argument in arguments[1:])
        return self.made("where", (held, yes, no), tree, chosen(held.size, yes.size, no.size))

    def call(self, tree: ast.Call, name: str, arguments: list[ast.expr], depth: int) -> Node:
        """Read a function with its arguments."""
        known = name in FUNCTIONS or name in WRITTEN_OUT
        if not known or tree.keywords or any(isinstance(a, ast.Starred) for a in arguments):
            raise self.source.error(tree, f"has no place here: {TAKES}")
        given = len(arguments)
        if name in CHOICES and given < 2:
            raise self.source.error(
                tree, f"cannot stand here: {name} takes two arguments or more, not {given}"
            )
        usual = 1 + (name in TAKES_TWO), "log(x)/log(10)" * (name == "log" and given == 2)
        takes, example = WRITTEN_OUT.get(name, usual)
        if name not in CHOICES and given != takes:
            words = {1: "one argument", 2: "two arguments", 3: "three arguments"}[takes]
            hint = f": write {example}" * bool(example)
            problem = f"cannot stand here: {name} takes {words}, not {given}{hint}"
            raise self.source.error(tree, problem)
        if name == "where":
            return self.where(tree, arguments, depth)
        parts = tuple(self.node(argument, depth + 1) for argument in arguments)
        if name in WRITTEN_OUT:
            return self.written_out(tree, name, parts)
        size = reduce(choice, (part.size for part in parts))
        if name in TAKES_TWO:
            size = through(times(parts[0].size, parts[1].size))
        return self.made(name, parts, tree, size if name in CHOICES else through(size))

    def written_out(self, tree: ast.expr, name: str, parts: tuple[Node, ...]) -> Node:
        """Return a function that others make up."""
        two = Node("number", (), "2", CONSTANT, 2.0)
        match name:
            case "pow":
                return self.power(tree, *parts)
            case "square":
                return self.power(tree, parts[0], two)
            case "hypot":
                squares = tuple(self.power(tree, part, two) for part in parts)
                size = plus(squares[0].size, squares[1].size)
                whole = self.made("+", squares, tree, size)
                return self.made("sqrt", (whole,), tree, through(whole.size))
            case "clip":
                lower = choice(parts[0].size, parts[1].size)
                raised = self.made("max", parts[:2], tree, lower)
                return self.made("min", (raised, parts[2]), tree, choice(lower, parts[2].size))
            case _:
                below = {"sec": "cos", "csc": "sin", "cot": "tan"}[name]
                part = self.made(below, parts, tree, through(parts[0].size))
                return self.made("/", (part,), tree, through(part.size))

    def made(self, head: str, parts: tuple[Node, ...], tree: ast.expr, size: Size) -> Node:
        """Return a node that is not too large and, if it is a number, finite."""
        if size.total > LARGEST:
            raise self.source.error(
                tree,
                f"is too much to be differentiated twice (some {size.total} pieces, allowed are"
                f" {LARGEST}): use fewer factors and fewer levels",
            )
        _, text = self.source.piece(tree)
        number = value_of(head, [part.number for part in parts], text)
        if number is not None and not np.isfinite(number):
            what = f"1/{text}" if head == "/" else "it"
            raise self.source.error(tree, f"cannot stand here: {what} is no finite real number")
        return Node(head, parts, text, size, number)
