"""Conditions that hold whatever the runs do, and so say nothing about them: ``1 < 2``.

A condition is evaluated with other values in the place of what is measured: it says something only
if it can fail.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

import numpy as np

from core.arrays import Array
from lessons.evaluation import (
    CONSTANTS,
    Evaluation,
    NotANumberError,
    Numbers,
    conjuncts,
    measured,
    statistic,
)
from lessons.expressions import Expression
from lessons.measure import Fact

DRAWS = 500
"""Values that are tried in the place of what is measured."""
NUMBERS = (0.0, 0.5, 1.0, 2.0, 3.0, 10.0, 1e-9, 1e9, np.inf)
"""Some of them; the others are near the numbers of the text."""
NEAR = (1.0, 0.999, 1.001, -1.0)
"""Parts of those numbers."""


def vacuous(expression: Expression, numbers: Numbers) -> Iterator[str]:
    """Return the parts of a condition that hold on all runs that could be."""
    for part in conjuncts(expression.tree):
        if not _fails(part, expression.text, numbers):
            yield ast.unparse(part)


def undecided(expression: Expression, numbers: Numbers) -> bool:
    """Tell whether a condition holds on some runs that could be, and not on others."""
    tree, text = expression.tree, expression.text
    return _fails(tree, text, numbers) and _fails(ast.UnaryOp(ast.Not(), tree), text, numbers)


def _fails(part: ast.expr, text: str, numbers: Numbers) -> bool:
    """Tell whether a condition fails for some values of what it measures."""
    asked = _Measured()
    tree = asked.visit(copy.deepcopy(part))
    pool = _pool(tree, numbers)
    generator = np.random.default_rng(0)
    for _ in range(DRAWS if asked.facts else 1):
        given = {
            name: bool(generator.integers(2)) if fact else float(generator.choice(pool))
            for name, fact in asked.facts.items()
        }
        try:
            if not Evaluation(text, {**numbers, **given}).value(tree):
                return True
        except (ArithmeticError, NotANumberError):
            continue
    return False


def _pool(tree: ast.AST, numbers: Numbers) -> Array:
    """Return the values that decide a condition: those of its text, and what lies beside them."""
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known = {**CONSTANTS, **numbers}
    told = [float(str(one)) for one in constants] + [known[name] for name in names & {*known}]
    beside = [factor * one for one in told for factor in NEAR]
    return np.array([*NUMBERS, *beside, *(one + 1 for one in told), *(one - 1 for one in told)])


class _Measured(ast.NodeTransformer):
    """Puts a name in the place of each thing that is measured; a statistic is of one draw."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self.facts: dict[str, bool] = {}
        """By name, whether it is true or false, or else a number."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace a node, or look inside."""
        if isinstance(node, ast.Call) and statistic(node):
            return self.visit(node.args[0])
        if measure := measured(node):
            name = f"measured {ast.unparse(node)}"
            self.facts[name] = isinstance(measure, Fact)
            return ast.Name(name)
        return super().visit(node)
