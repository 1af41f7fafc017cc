"""Expressions of a rule as LaTeX, with the numbers of one step put in."""

from __future__ import annotations

import ast

from figures.formulas import RuleSymbols
from figures.notation import evaluate
from figures.symbols import CHOSEN, DIGITS, Piece, figure, numbers


class NumberSymbols(RuleSymbols):
    """Writes expressions of one line with the numbers that they had."""

    times = r"\cdot"

    def visit(self, node: ast.AST) -> Piece:
        """Write the value of a name; its symbol, if the value is not made of numbers."""
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and (held := self.held(node)):
            return held
        return super().visit(node)

    def held(self, node: ast.expr) -> Piece | None:
        """Write the value of a node, if it is made of numbers."""
        held = evaluate(node, self.names)
        text = numbers(held, CHOSEN if isinstance(held, (int, float)) else DIGITS)
        return None if text is None else self.colored(text, node, figure(text).level)

    def question(self, node: ast.Call, kind: str, loss: ast.expr) -> Piece:
        """Write the value of a loss; if the line is only that evaluation, write it at its point."""
        answer = self.answers.get(node)
        text = None if answer is None or node is self.whole else numbers(answer)
        if text is None:
            return super().question(node, kind, loss)
        return self.colored(text, node, figure(text).level)
