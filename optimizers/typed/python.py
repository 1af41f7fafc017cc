"""A typed rule as the Python that this library would have for it: to be read, never to be run."""

from __future__ import annotations

import ast
from collections.abc import Collection
from copy import deepcopy
from functools import reduce
from typing import Any

from optimizers.typed.program import RuleProgram
from optimizers.typed.spelling import KNOBS, OF_VECTORS, OTHER_NAMES, QUESTIONS

OTHERWISE = [ast.Constant(1.0), ast.Constant(0.0)]


def as_python(program: RuleProgram) -> str:
    """Return the source of a ``step``, as in the modules of ``optimizers``."""
    lines, given = list[str](), set[str]()
    if program.slope:
        lines.append("g = f.grad(theta)")
        given.add("g")
    for line in program.lines:
        translated = _Translator({*program.states} - given).visit(deepcopy(line.value.tree))
        lines.append(f"{line.name} = {ast.unparse(translated)}")
        given.add(line.name)
    kept = f"Kept({', '.join(program.states)})" if program.states else "None"
    body = "".join(f"    {line}\n" for line in [*lines, f"return theta, {kept}"])
    return f"def step(self, f, theta, state, t):\n{body}"


class _Translator(ast.NodeTransformer):
    """Turns the words of a rule into those of NumPy and of this library."""

    def __init__(self, of_before: Collection[str]) -> None:
        self.of_before = of_before

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Find a knob in ``self``, and what was kept in ``state``."""
        if node.id in KNOBS:
            return ast.Attribute(ast.Name("self"), node.id)
        return ast.Attribute(ast.Name("state"), node.id) if node.id in self.of_before else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Write a power as a function, which rounds one number and many alike."""
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Pow):
            return _numpy("power", left, right)
        return ast.BinOp(left, node.op, right)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Write a comparison as a number."""
        return _numpy("where", self.generic_visit(node), *OTHERWISE)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Write a function as it is called there."""
        word = ast.unparse(node.func)
        name = OTHER_NAMES.get(word, word)
        args = [self.visit(arg) for arg in node.args]
        if name in QUESTIONS:
            return ast.Call(ast.Attribute(ast.Name("f"), QUESTIONS[name]), args, [])
        if name in OF_VECTORS:
            return ast.Call(ast.Name(name), args, [])
        if name == "where":
            condition = node.args[0]
            if isinstance(condition, ast.Compare):
                args[0] = self.generic_visit(condition)
            else:
                args[0] = ast.Compare(args[0], [ast.NotEq()], [ast.Constant(0)])
        elif len(args) > 1:
            return reduce(lambda one, other: _numpy(name, one, other), args)
        return _numpy(name, *args)


def _numpy(name: str, *args: Any) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("np"), name), [*args], [])
