"""Lines of a rule as mathematics: with its symbols, and with the numbers of one step put in.

Python's own syntax tree of our own source is read, so a new rule needs nothing to be shown.
Whatever has no sign of its own is written as an upright name, or as the source that it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from core.arrays import Array
from diagnosis.tracing import Passage, TracedLine
from figures.equations import COLORED, Equation
from figures.formulas import RuleSymbols
from figures.notation import Notation, evaluate, evaluates_loss, parameters
from figures.numbers_as_latex import NumberSymbols
from figures.symbols import escaped, numbers, symbol


class TypesetRow(NamedTuple):
    """A line and its equations: none where nothing is computed."""

    line: TracedLine
    equations: tuple[Equation, ...]


def typeset(passage: Passage, colors: Mapping[str, str] | None = None) -> tuple[TypesetRow, ...]:
    """Write the lines of a passage as equations.

    ``colors`` are those of fields of the state, by name, and of the gradient, by ``"grad"``.
    """
    notation = Notation.of(passage, colors or {})
    done: set[str] = set()
    rows: list[TypesetRow] = []
    for line in passage.lines:
        writer = _Line(line, passage, notation, frozenset(done))
        rows.append(TypesetRow(line, tuple(writer.equations())))
        done |= {node.id for target in _targets(line.statement) for node in _names(target)}
    return tuple(rows)


class _Line:
    """Writes the equations of one line."""

    def __init__(
        self, line: TracedLine, passage: Passage, notation: Notation, done: frozenset[str]
    ) -> None:
        self.line, self.passage, self.notation, self.done = line, passage, notation, done
        answers = _answers(line)
        self.symbols = RuleSymbols(notation, line.before, done, answers)
        self.numbers = NumberSymbols(notation, line.before, done, answers)

    def equations(self) -> Iterator[Equation]:
        """Write what the statement says."""
        match self.line.statement:
            case ast.Return(value=ast.expr() as value) if self.notation.theta:
                yield from self.stepped(value)
            case ast.Return(value=ast.expr() as value):
                yield self.equation(self.itself(), value, self.line.returned)
            case ast.If(test=test) | ast.While(test=test):
                yield self.equation("", test, self.line.returned)
            case ast.For(target=target, iter=values):
                after = RuleSymbols(self.notation, self.line.after, self.done, {})
                held = numbers(evaluate(target, self.line.after)) or ""
                yield Equation(after.write(target), r"\in", self.symbols.write(values), "", held)
            case ast.Expr(value=ast.Call() as value):
                yield self.equation("", value, None)
            case _:
                yield from self.assignments()

    def assignments(self) -> Iterator[Equation]:
        """Write what is assigned; several things at once one by one."""
        match self.line.statement:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                for target, value in zip(targets, values, strict=False):
                    yield self.assigned([target], value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                known = [t for t in targets if numbers(evaluate(t, self.line.after)) is not None]
                yield self.assigned(known if len(known) == 1 else [ast.Tuple(targets)], value)
            case ast.Assign(targets=targets, value=value):
                yield self.assigned(targets, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield self.assigned([target], value)
            case ast.AugAssign(target=target, op=op, value=value):
                yield self.assigned([target], ast.BinOp(target, op, value))
            case _:
                return

    def itself(self) -> str:
        """Write the function applied to its parameters."""
        names = [name for name in parameters(self.passage.definition) if name != "self"]
        inside = r",\; ".join(self.notation.name(name, self.done) for name in names)
        name = self.passage.name.removesuffix(".__call__").rpartition(".")[2]
        return rf"\operatorname{{{escaped(name)}}}\left({inside}\right)"

    def stepped(self, value: ast.expr) -> Iterator[Equation]:
        """Write what a step returns: the new point, and what of the state is computed only here."""
        theta, state = self.line.returned
        target = symbol(self.notation.theta, "t")
        match value:
            case ast.Tuple(elts=[point, left]):
                if not (isinstance(point, ast.Name) and point.id == self.notation.theta):
                    yield self.equation(target, point, theta)
                yield from self.left(left, state)
            case _:
                yield self.equation(target, value, theta)

    def left(self, value: ast.expr, state: Any) -> Iterator[Equation]:
        """Write the fields of a new state that are more than a name."""
        match value:
            case ast.Call(args=args, keywords=keywords) if hasattr(state, "_fields"):
                given = [*zip(state._fields, args, strict=False)]
                given += [(keyword.arg, keyword.value) for keyword in keywords]
            case _:
                return
        for name, part in given:
            held = getattr(state, name or "", None)
            if not isinstance(part, ast.Name | ast.Attribute) and numbers(held) is not None:
                yield self.equation(self.field(name), part, held)

    def field(self, name: str) -> str:
        """Write a field of the new state."""
        return self.symbols.colored(symbol(name, "t"), ast.Name(name)).text

    def assigned(self, targets: list[ast.expr], value: ast.expr) -> Equation:
        """Write an assignment to one target, or to several the same."""
        new = {node.id for target in targets for node in _names(target)}
        after = RuleSymbols(self.notation, self.line.after, self.done | new, {})
        again = new & {node.id for node in _names(value)} & (self.done | self.local)
        equation = self.equation(
            " = ".join(after.write(target) for target in targets),
            value,
            evaluate(targets[0], self.line.after),
        )
        return equation._replace(relation=r"\leftarrow") if again else equation

    @property
    def local(self) -> set[str]:
        """Parameters that have one symbol before and after they are assigned to."""
        return {*parameters(self.passage.definition)} - {self.notation.theta}

    def equation(self, target: str, value: ast.expr, result: Any) -> Equation:
        """Write a value in its three ways, and leave out what repeats."""
        self.symbols.whole = self.numbers.whole = value
        in_symbols, in_numbers = self.symbols.write(value), self.numbers.write(value)
        came_out = numbers(result) or ""
        if COLORED.sub(r"\2", in_numbers) == came_out:
            in_numbers = ""
        if in_numbers == in_symbols:
            in_numbers = ""
        color = COLORED.fullmatch(target)
        if color and came_out:
            came_out = rf"\textcolor{{{color[1]}}}{{{came_out}}}"
        return Equation(target, "=" if target else "", in_symbols, in_numbers, came_out)


def _answers(line: TracedLine) -> dict[ast.AST, Array]:
    """Return the value of each evaluation of a loss in a statement, unless it calls others."""
    calls = [node for node in _evaluated(line.statement) if evaluates_loss(node)]
    if len(calls) != len(line.asked):
        return {}
    return {call: question.answer for call, question in zip(calls, line.asked, strict=True)}


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through expressions in the order in which they are evaluated."""
    for name, part in ast.iter_fields(node):
        if name in ("body", "orelse") and isinstance(node, ast.stmt):
            continue
        children = cast("list[Any]", part) if isinstance(part, list) else [part]
        for child in children:
            if isinstance(child, ast.AST):
                yield from _evaluated(child)
    yield node


def _targets(statement: ast.stmt) -> list[ast.expr]:
    """Return what a statement assigns to."""
    match statement:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.For(target=target):
            return [target]
        case _:
            return []


def _names(node: ast.AST) -> Iterator[ast.Name]:
    """Find the names in an expression; owners of attributes do not count."""
    if isinstance(node, ast.Name):
        yield node
    elif not isinstance(node, ast.Attribute):
        for child in ast.iter_child_nodes(node):
            yield from _names(child)
