"""What an expression comes to, on numbers and on the runs of a race."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from core.arrays import Array
from core.typed import quoted
from experiments import Trajectory
from lessons.measure import Measure, entrant
from lessons.measures import MEASURES
from lessons.seeds import STATISTICS, Kept, draws

Value = float | bool
Numbers = Mapping[str, float]
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "abs": math.fabs,
    "exp": math.exp,
    "log": math.log,
    "cos": math.cos,
    "sin": math.sin,
    "round": round,
}
OF_MANY: dict[str, Callable[[Iterable[float]], float]] = {"min": min, "max": max}
ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[float, float], bool]]] = {
    ast.Lt: ("below", operator.lt),
    ast.LtE: ("at most", operator.le),
    ast.Gt: ("above", operator.gt),
    ast.GtE: ("at least", operator.ge),
    ast.Eq: ("exactly", operator.eq),
}
SIGNS: dict[type[ast.unaryop], Callable[[float], float]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


class NotANumberError(Exception):
    """What a sum comes to that has no real value: the root of -1."""


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Evaluates the nodes of one text.

    ``runs`` are single, or batches over the draws of the noise, of which only statistics may be
    asked: their methods raise ``ValueError`` for anything else, for a name that is not known, and
    for a run that is not in the race.
    """

    text: str
    numbers: Numbers
    runs: tuple[Trajectory, ...] = ()
    spreads: dict[ast.AST, Array] = field(default_factory=dict[ast.AST, Array])
    """What was found for each draw, by node: a statistic is asked again about some of them."""

    def value(self, node: ast.AST, kept: Kept | None = None) -> Value:
        """Return what a node comes to; raise an error of arithmetic where it has no value.

        Statistics are of the draws that are ``kept``, or of all.
        """
        match node:
            case ast.Constant(number):
                return cast("float", number)
            case ast.Name(name):
                return self._named(name)
            case ast.Call(ast.Name(name)):
                return self._called(name, node, kept)
            case ast.UnaryOp(sign, inner):
                value = self.value(inner, kept)
                return not value if isinstance(sign, ast.Not) else SIGNS[type(sign)](value)
            case ast.BinOp(left, sign, right):
                one, other = (self.value(part, kept) for part in (left, right))
                return _real(lambda: ARITHMETIC[type(sign)](float(one), float(other)))
            case ast.BoolOp(sign, parts):
                holds = (self.value(part, kept) for part in parts)
                return all(holds) if isinstance(sign, ast.And) else any(holds)
            case ast.Compare(left, signs, others):
                values = [self.value(part, kept) for part in (left, *others)]
                pairs = zip(signs, values, values[1:], strict=False)
                return all(COMPARISONS[type(sign)][1](a, b) for sign, a, b in pairs)
            case _:
                raise error(self.text, node, "cannot be evaluated")

    def spread(self, node: ast.Call) -> Array:
        """Return what stands in a statistic, for each draw of the noise, ``(draws,)``."""
        if node not in self.spreads:
            inner, found = node.args[0], list[float]()
            for runs in draws(self.runs):
                try:
                    found.append(float(Evaluation(self.text, self.numbers, runs).value(inner)))
                except (ArithmeticError, NotANumberError):
                    found.append(math.nan)
            self.spreads[node] = np.array(found)
        return self.spreads[node]

    def asked_of(self, node: ast.expr) -> tuple[str, list[float]]:
        """Return what a measure is asked about: the name of an entrant, and numbers."""
        args = node.args if isinstance(node, ast.Call) else []
        measure = measured(node)
        takes = measure.takes if measure else 0
        who, given = args[: len(args) - takes], args[len(args) - takes :]
        values = [float(self.value(one)) for one in given]
        return ast.unparse(who[0]) if who else "", values

    def _called(self, name: str, node: ast.Call, kept: Kept | None) -> Value:
        """Return a function of numbers, a statistic, or what a measure says about an entrant."""
        if name in STATISTICS:
            values = self.spread(node)
            return STATISTICS[name](values if kept is None else values[kept])
        if name in MEASURES:
            who, given = self.asked_of(node)
            return self._measured(name, who, given)
        values = [float(self.value(one, kept)) for one in node.args]
        if name in OF_MANY:
            return OF_MANY[name](values)
        return _real(lambda: FUNCTIONS[name](*values))

    def _named(self, name: str) -> Value:
        """Return a number by its name, or what a measure says about the only run."""
        if name in self.numbers:
            return self.numbers[name]
        if name in MEASURES and not MEASURES[name].takes:
            return self._measured(name, "", [])
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise ValueError(f'"{name}" in "{quoted(self.text)}" is unknown')

    def _measured(self, name: str, who: str, given: Sequence[float]) -> Value:
        """Return what a measure says about one run: of many draws, only what all have in common."""
        run, measure = entrant(who, self.runs), MEASURES[name]
        if run.last.ndim and not measure.settled:
            raise ValueError(f'{name} in "{quoted(self.text)}" is one number for each draw: {CURE}')
        return measure.of(run[0] if run.last.ndim else run, *given)


CURE = "of a noisy race ask for mean(…), median(…), or share(…) of the draws for which it holds"


def error(text: str, node: ast.AST, problem: str) -> ValueError:
    """Return what to raise about a piece of a text."""
    piece = ast.get_source_segment(text.strip(), node) or text
    return ValueError(f'"{quoted(piece)}" in "{quoted(text)}" {problem}'.rstrip(": "))


def conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    """Return what must hold together for a condition to hold."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for part in node.values:
            yield from conjuncts(part)
    else:
        yield node


def statistic(node: ast.AST) -> str:
    """Return the name of the statistic that a node asks for; ``""`` if it asks for none."""
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    return name if name in STATISTICS else ""


def measured(node: ast.AST) -> Measure | None:
    """Return the measure that a node names, or calls."""
    name = node.func if isinstance(node, ast.Call) else node
    return MEASURES.get(name.id) if isinstance(name, ast.Name) else None


def _real(compute: Callable[[], float]) -> float:
    """Compute a number. Raises ``NotANumberError`` where mathematics has no real one."""
    try:
        return compute()
    except ValueError:
        raise NotANumberError from None
