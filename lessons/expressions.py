"""What a header may compute: sums of named numbers, and comparisons of what was measured of runs.

``w - 2*lr*w``, ``arrived(Momentum) < arrived(Adam)``, ``lowest < 1e-3 and evaluations <= 200``.
Such a text is read with ``ast`` against a whitelist and never evaluated as Python.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from core.syntax import parse_expression
from core.typed import near, quoted
from experiments import Trajectory
from experiments.labels import layers
from lessons.measures import MEASURES, Measure, entrant

LONGEST = 300
"""Characters."""
MANY = 2
"""Runs from which on it is said whose a measure is."""

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
NODES: tuple[type[ast.AST], ...] = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Name, ast.Constant),
    *ARITHMETIC,
    *COMPARISONS,
    *SIGNS,
    *(ast.And, ast.Or, ast.Not, ast.Load),
)


class NotANumberError(Exception):
    """What a sum comes to that has no real value: the root of -1."""


@dataclass(frozen=True)
class Goal:
    """One thing that is to hold of a run, in words."""

    asked: str
    """``its lowest loss: below 0.01``."""
    reached: str
    """``its lowest loss is 0.3``."""
    bound: str
    """``below 0.01``."""
    holds: bool


@dataclass(frozen=True)
class Expression:
    """A text that stands for a number, or for true or false.

    Raises ``ValueError``, with a sentence that quotes it, for a text that is none.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse what is not on the whitelist."""
        for node in ast.walk(self.tree):
            if not isinstance(node, NODES):
                raise self.error(node, "has no place in an expression")
            if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
                raise self.error(node, "is not a number")
            if isinstance(node, ast.Call):
                self._check(node)

    @cached_property
    def tree(self) -> ast.expr:
        """The syntax tree."""
        problem = f"it has {len(self.text)} characters, allowed {LONGEST}"
        if len(self.text) <= LONGEST:
            try:
                return parse_expression(self.text.strip())
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                problem = getattr(error, "msg", None) or "it cannot be read"
        raise ValueError(f'"{quoted(self.text)}" is no expression: {problem}')

    @property
    def names(self) -> set[str]:
        """The names in it that are no functions and no measures."""
        called = {id(n.func) for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        named = [n for n in ast.walk(self.tree) if isinstance(n, ast.Name) and id(n) not in called]
        entrants = {id(n) for call in self._measured() for n in call.args[:1]}
        return {n.id for n in named if id(n) not in entrants} - {*CONSTANTS, *MEASURES}

    @property
    def measures(self) -> bool:
        """Whether it asks anything about runs."""
        return any(isinstance(n, ast.Name) and n.id in MEASURES for n in ast.walk(self.tree))

    def check(self, numbers: Collection[str]) -> None:
        """Raise ``ValueError`` if it uses a name that is none of these."""
        for name in sorted(self.names - {*numbers}):
            hint = near(name, [*numbers, *MEASURES, *CONSTANTS])
            known = f"known are {', '.join(sorted(numbers)) or 'no numbers'}, and the measures"
            raise ValueError(f'"{name}" in "{quoted(self.text)}" is unknown: {hint or known}')

    def value(self, numbers: Numbers, runs: Sequence[Trajectory] = ()) -> Value:
        """Return what it comes to; NaN where arithmetic fails.

        Raises ``ValueError`` for a name that is not known, or a run that is not in the race.
        """
        try:
            return self._value(self.tree, numbers, runs)
        except (ArithmeticError, NotANumberError):
            return math.nan

    def number(self, numbers: Numbers, runs: Sequence[Trajectory] = ()) -> float:
        """Return what it comes to, as a number."""
        return float(self.value(numbers, runs))

    def goals(self, numbers: Numbers, runs: Sequence[Trajectory]) -> list[Goal]:
        """Return everything that must hold for it to be true, with what the runs reach."""
        return [self._goal(part, numbers, runs) for part in self._conjuncts(self.tree)]

    def broken(self, numbers: Numbers, runs: Sequence[Trajectory]) -> list[str]:
        """Say what was measured, and what was asked, where that does not hold."""
        return [
            f"{goal.reached}; asked is {goal.bound}"
            for goal in self.goals(numbers, runs)
            if not goal.holds
        ]

    def _goal(self, part: ast.expr, numbers: Numbers, runs: Sequence[Trajectory]) -> Goal:
        """Return one thing that must hold."""
        left, bound = self._asked(part, numbers, runs)
        measure = _measure(left)
        try:
            holds = bool(self._value(part, numbers, runs))
        except (ArithmeticError, NotANumberError):
            holds = False
        if measure is None:
            return Goal(bound, "that does not hold", bound, holds)
        who, given = self._of(left, numbers, runs)
        run = entrant(who, runs)
        whose = f"{layers(run.optimizer)[-1].title}: " if len(runs) >= MANY else ""
        asked, reached = measure.wanted(bound, *given), measure.told(run, *given)
        return Goal(f"{whose}{asked}", f"{whose}{reached}", bound, holds)

    def _asked(
        self, part: ast.expr, numbers: Numbers, runs: Sequence[Trajectory]
    ) -> tuple[ast.expr, str]:
        """Return the piece that measures, and what is asked of it, in words."""
        match part:
            case ast.Compare(left, [sign], [right]) if _measure(left):
                bound = float(self._value(right, numbers, runs))
                return left, f"{COMPARISONS[type(sign)][0]} {bound:.6g}"
            case ast.UnaryOp(ast.Not(), inner) if measure := _measure(inner):
                return inner, f"not {measure.phrase}"
            case _ if measure := _measure(part):
                return part, measure.phrase
            case _:
                return part, ast.unparse(part)

    def _of(
        self, node: ast.expr, numbers: Numbers, runs: Sequence[Trajectory]
    ) -> tuple[str, list[float]]:
        """Return what a measure is asked about: the name of an entrant, and numbers."""
        args = node.args if isinstance(node, ast.Call) else []
        measure = _measure(node)
        takes = measure.takes if measure else 0
        who, given = args[: len(args) - takes], args[len(args) - takes :]
        values = [float(self._value(one, numbers, runs)) for one in given]
        return ast.unparse(who[0]) if who else "", values

    def _conjuncts(self, node: ast.expr) -> Iterator[ast.expr]:
        """Return what must hold together."""
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for part in node.values:
                yield from self._conjuncts(part)
        else:
            yield node

    def _measured(self) -> Iterator[ast.Call]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _measure(node):
                yield node

    def _check(self, node: ast.Call) -> None:
        """Refuse a call of what is no function, or with too many or too few arguments."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        known = {*FUNCTIONS, *OF_MANY, *MEASURES}
        if node.keywords or name not in known:
            hint = near(name, known)
            raise self.error(node, f"calls what is no function and no measure: {hint}")
        if name in MEASURES:
            takes = MEASURES[name].takes
            if len(node.args) not in (takes, takes + 1):
                raise self.error(node, f"takes an entrant, and {takes} numbers")
        elif not node.args or (name in FUNCTIONS and len(node.args) != 1):
            raise self.error(node, "takes one number" if name in FUNCTIONS else "takes numbers")

    def error(self, node: ast.AST, problem: str) -> ValueError:
        """Return what to raise about a piece."""
        piece = ast.get_source_segment(self.text.strip(), node) or self.text
        return ValueError(f'"{quoted(piece)}" in "{quoted(self.text)}" {problem}'.rstrip(": "))

    def _value(self, node: ast.AST, numbers: Numbers, runs: Sequence[Trajectory]) -> Value:
        """Evaluate one node."""
        match node:
            case ast.Constant(number):
                return cast("float", number)
            case ast.Name(name):
                return self._named(name, numbers, runs)
            case ast.Call(ast.Name(name)):
                return self._called(name, node, numbers, runs)
            case ast.UnaryOp(sign, inner):
                value = self._value(inner, numbers, runs)
                return not value if isinstance(sign, ast.Not) else SIGNS[type(sign)](value)
            case ast.BinOp(left, sign, right):
                one, other = (self._value(part, numbers, runs) for part in (left, right))
                return _real(lambda: ARITHMETIC[type(sign)](float(one), float(other)))
            case ast.BoolOp(sign, parts):
                holds = (self._value(part, numbers, runs) for part in parts)
                return all(holds) if isinstance(sign, ast.And) else any(holds)
            case ast.Compare(left, signs, others):
                values = [self._value(part, numbers, runs) for part in (left, *others)]
                pairs = zip(signs, values, values[1:], strict=False)
                return all(COMPARISONS[type(sign)][1](a, b) for sign, a, b in pairs)
            case _:
                raise self.error(node, "cannot be evaluated")

    def _called(
        self, name: str, node: ast.Call, numbers: Numbers, runs: Sequence[Trajectory]
    ) -> Value:
        """Return a function of numbers, or what a measure says about an entrant."""
        if name in MEASURES:
            who, values = self._of(node, numbers, runs)
            return MEASURES[name].of(entrant(who, runs), *values)
        values = [float(self._value(one, numbers, runs)) for one in node.args]
        if name in OF_MANY:
            return OF_MANY[name](values)
        return _real(lambda: FUNCTIONS[name](*values))

    def _named(self, name: str, numbers: Numbers, runs: Sequence[Trajectory]) -> Value:
        """Return a number by its name, or what a measure says about the only run."""
        if name in numbers:
            return numbers[name]
        if name in MEASURES and not MEASURES[name].takes:
            return MEASURES[name].of(entrant("", runs))
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise ValueError(f'"{name}" in "{quoted(self.text)}" is unknown')


def _real(compute: Callable[[], float]) -> float:
    """Compute a number. Raises ``NotANumberError`` where mathematics has no real one."""
    try:
        return compute()
    except ValueError:
        raise NotANumberError from None


def _measure(node: ast.AST) -> Measure | None:
    """Return the measure that a node names, or calls."""
    name = node.func if isinstance(node, ast.Call) else node
    return MEASURES.get(name.id) if isinstance(name, ast.Name) else None
