"""A formula as somebody types it: read with ``ast``, and refused unless a whitelist knows it all.

Its length, depth, powers and factors are checked on the syntax tree; only numbers are computed.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.typed import DEEPEST, TypedSource, chain, parsed
from surfaces.formula.constants import value_of
from surfaces.formula.normalize import colloquial
from surfaces.formula.subexpression import Subexpression, constant
from surfaces.formula.vocabulary import (
    CHOICES,
    COMPARISONS,
    FUNCTIONS,
    OPERANDS,
    OTHER_NAMES,
    TAKES,
    TAKES_TWO,
    WRITTEN_OUT,
    complaint,
    scan,
)

LONGEST = 1000
"""Characters in a formula."""
HIGHEST = 100
"""The largest power: from there on hardly a point of the map has a finite height."""
MOST_FACTORS = 60
"""Factors of a product."""
REMEMBERED = 64
"""Texts of which the reading is kept."""


def parse(text: str) -> Subexpression:
    """Read a formula in x and y.

    Raises ``ValueError`` for what is not allowed: which piece, which column, how to mend it.
    """
    return parsed_as_typed(text)[1]


@lru_cache(REMEMBERED)
def parsed_as_typed(text: str) -> tuple[str, Subexpression]:
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

    def node(self, tree: ast.expr, depth: int = 0) -> Subexpression:
        """Read a piece, its parts first."""
        if depth > DEEPEST:
            raise self.source.error(tree, f"is nested too deep: allowed are {DEEPEST} levels")
        match tree:
            case ast.Constant(value=int() | float()) if not isinstance(tree.value, bool):
                return self.made("number", (), tree)
            case ast.Name(id=name):
                if name not in OPERANDS:
                    raise self.source.error(tree, f"needs arguments in brackets, as in {name}(x)")
                return self.made(name, (), tree)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.node(operand, depth + 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(tree, self.node(operand, depth + 1))
            case ast.BinOp():
                return self.operation(tree, depth)
            case _:
                return self.chosen(tree, depth)

    def chosen(self, tree: ast.expr, depth: int) -> Subexpression:
        """Read a condition, a choice by one, or a function."""
        match tree:
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self.condition(tree, depth)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self.where(tree, [test, body, other], depth)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(tree, OTHER_NAMES.get(name, name), arguments, depth)
            case ast.Tuple():
                problem = "has a comma outside a function: decimals have a point"
                raise self.source.error(tree, problem)
            case _:
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def operation(self, tree: ast.BinOp, depth: int) -> Subexpression:
        """Read what an operator joins."""
        match tree.op:
            case ast.Add() | ast.Sub():
                return self.sum(tree, depth)
            case ast.Mult() | ast.Div():
                return self.product(tree, depth)
            case ast.Pow():
                sides = tree.left, tree.right
                return self.power(tree, *(self.node(side, depth + 1) for side in sides))
            case _:  # which do not get past the scan
                raise self.source.error(tree, f"has no place here: {TAKES}")

    def sum(self, tree: ast.expr, depth: int) -> Subexpression:
        """Read a whole sum at once, however long."""
        terms: list[Subexpression] = []
        for operation, term in chain(tree, ast.Add, ast.Sub):
            part = self.node(term, depth + 1)
            terms.append(self.negative(term, part) if isinstance(operation, ast.Sub) else part)
        return self.made("+", tuple(terms), tree)

    def product(self, tree: ast.expr, depth: int) -> Subexpression:
        """Read a whole product at once, however long; the minus of ``-2*x`` stands before all."""
        factors: list[Subexpression] = []
        for operation, factor in chain(tree, ast.Mult, ast.Div):
            part = self.node(factor, depth + 1)
            if isinstance(operation, ast.Div):
                part = self.made("/", (part,), factor)
            factors.append(part)
        if sum(factor.number is None for factor in factors) > MOST_FACTORS:
            problem = f"is too much to be differentiated twice: allowed are {MOST_FACTORS} factors"
            raise self.source.error(tree, problem)
        minus = factors[0].head == "-"
        if minus:
            factors[0] = factors[0].parts[0]
        made = self.made("*", tuple(factors), tree)
        return self.negative(tree, made) if minus else made

    def negative(self, tree: ast.expr, part: Subexpression) -> Subexpression:
        """Return the negative of a piece."""
        return self.made("-", (part,), tree)

    def power(self, tree: ast.expr, base: Subexpression, exponent: Subexpression) -> Subexpression:
        """Return a power with a constant exponent, or one of a base that may be positive."""
        if exponent.number is not None:
            if abs(exponent.number) > HIGHEST:
                raise self.source.error(
                    tree, f"is too high a power: allowed are {-HIGHEST} to {HIGHEST}"
                )
        elif base.number is not None and base.number <= 0:
            raise self.source.error(
                tree, "is real at single points only: its base must be positive"
            )
        return self.made("**", (base, exponent), tree)

    def condition(self, tree: ast.Compare | ast.BoolOp | ast.UnaryOp, depth: int) -> Subexpression:
        """Read a condition, which is 1 where it holds, and else 0."""
        match tree:
            case ast.Compare():
                sides = [tree.left, *tree.comparators]
                heads = [COMPARISONS.get(type(op).__name__, "") for op in tree.ops]
                if "" in heads:
                    raise self.source.error(tree, f"has no place here: {TAKES}")
                parts = [self.node(side, depth + 1) for side in sides]
                held = [
                    self.made(head, (a, b), tree)
                    for head, a, b in zip(heads, parts[:-1], parts[1:], strict=True)
                ]
                return self.joined("min", held, tree)
            case ast.BoolOp(op=op, values=values):
                held = [self.truth(value, depth + 1) for value in values]
                return self.joined("min" if isinstance(op, ast.And) else "max", held, tree)
            case _:
                held = self.truth(tree.operand, depth + 1)
                return self.made("==", (held, constant(0.0)), tree)

    def joined(self, head: str, held: list[Subexpression], tree: ast.expr) -> Subexpression:
        """Return whether all of some conditions hold, or any."""
        return held[0] if len(held) == 1 else self.made(head, tuple(held), tree)

    def truth(self, tree: ast.expr, depth: int) -> Subexpression:
        """Read what is to be a condition."""
        if not isinstance(tree, ast.Compare | ast.BoolOp) and not (
            isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not)
        ):
            raise self.source.error(tree, "is no condition: write one such as x > 0")
        return self.condition(tree, depth)

    def where(self, tree: ast.expr, arguments: list[ast.expr], depth: int) -> Subexpression:
        """Read a choice by a condition."""
        held = self.truth(arguments[0], depth + 1)
        yes, no = (self.node(argument, depth + 1) for argument in arguments[1:])
        return self.made("where", (held, yes, no), tree)

    def call(
        self, tree: ast.Call, name: str, arguments: list[ast.expr], depth: int
    ) -> Subexpression:
        """Read a function with its arguments."""
        starred = any(isinstance(argument, ast.Starred) for argument in arguments)
        if name not in {*FUNCTIONS, *WRITTEN_OUT} or tree.keywords or starred:
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
            hint = f"not {given}" + f": write {example}" * bool(example)
            raise self.source.error(tree, f"cannot stand here: {name} takes {words}, {hint}")
        if name == "where":
            return self.where(tree, arguments, depth)
        parts = tuple(self.node(argument, depth + 1) for argument in arguments)
        if name in WRITTEN_OUT:
            return self.written_out(tree, name, parts)
        return self.made(name, parts, tree)

    def written_out(
        self, tree: ast.expr, name: str, parts: tuple[Subexpression, ...]
    ) -> Subexpression:
        """Return a function that others make up."""
        match name:
            case "pow":
                return self.power(tree, *parts)
            case "square":
                return self.power(tree, parts[0], constant(2.0))
            case "hypot":
                squares = tuple(self.power(tree, part, constant(2.0)) for part in parts)
                return self.made("sqrt", (self.made("+", squares, tree),), tree)
            case "clip":
                return self.made("min", (self.made("max", parts[:2], tree), parts[2]), tree)
            case _:
                below = {"sec": "cos", "csc": "sin", "cot": "tan"}[name]
                return self.made("/", (self.made(below, parts, tree),), tree)

    def made(self, head: str, parts: tuple[Subexpression, ...], tree: ast.expr) -> Subexpression:
        """Return a piece that, if it is a number, is finite."""
        text = self.source.piece(tree)[1]
        number = value_of(head, [part.number for part in parts], text)
        if number is not None and not np.isfinite(number):
            what = f"1/{text}" if head == "/" else "it"
            raise self.source.error(tree, f"cannot stand here: {what} is no finite real number")
        return Subexpression(head, parts, text, number)
