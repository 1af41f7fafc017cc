"""What a header may compute: sums of named numbers, and comparisons of what was measured of runs.

``w - 2*lr*w``, ``arrived(Momentum) < arrived(Adam)``, ``lowest < 1e-3 and evaluations <= 200``,
``mean(loss) < 0.03``. Such a text is read with ``ast`` against a whitelist and never evaluated as
Python.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from core.syntax import parse_expression
from core.typed import near, quoted
from experiments import Trajectory
from lessons.evaluation import (
    ARITHMETIC,
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    OF_MANY,
    SIGNS,
    Evaluation,
    NotANumberError,
    Numbers,
    Value,
    error,
    measured,
    statistic,
)
from lessons.measures import MEASURES
from lessons.seeds import STATISTICS

LONGEST = 300
"""Characters."""

NODES: tuple[type[ast.AST], ...] = (
    *(ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Name, ast.Constant),
    *ARITHMETIC,
    *COMPARISONS,
    *SIGNS,
    *(ast.And, ast.Or, ast.Not, ast.Load),
)


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
                raise error(self.text, node, "has no place in an expression")
            if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
                raise error(self.text, node, "is not a number")
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
        calls = [n for n in ast.walk(self.tree) if isinstance(n, ast.Call) and measured(n)]
        entrants = {id(n) for call in calls for n in call.args[:1]}
        return {n.id for n in named if id(n) not in entrants} - {*CONSTANTS, *MEASURES}

    @property
    def measures(self) -> bool:
        """Whether it asks anything about runs."""
        return any(measured(n) for n in ast.walk(self.tree) if isinstance(n, ast.Name))

    def asks(self, measure: str) -> bool:
        """Tell whether it asks for a measure."""
        return any(isinstance(n, ast.Name) and n.id == measure for n in ast.walk(self.tree))

    @property
    def of_one_draw(self) -> list[str]:
        """The measures that it asks of one run, where noise gives another number each time."""
        inside = {id(n) for s in ast.walk(self.tree) if statistic(s) for n in ast.walk(s)}
        names = [n for n in ast.walk(self.tree) if isinstance(n, ast.Name) and id(n) not in inside]
        return sorted({n.id for n in names if (m := measured(n)) and not m.settled})

    def check(self, numbers: Collection[str]) -> None:
        """Raise ``ValueError`` if it uses a name that is none of these."""
        for name in sorted(self.names - {*numbers}):
            hint = near(name, [*numbers, *MEASURES, *CONSTANTS])
            known = f"known are {', '.join(sorted(numbers)) or 'no numbers'}, and the measures"
            raise ValueError(f'"{name}" in "{quoted(self.text)}" is unknown: {hint or known}')

    def value(self, numbers: Numbers, runs: Sequence[Trajectory] = ()) -> Value:
        """Return what it comes to; NaN where arithmetic fails.

        Raises ``ValueError`` for a name that is not known, for a run that is not in the race, and
        for a measure of a run that is a batch of draws, outside a statistic.
        """
        try:
            return Evaluation(self.text, numbers, tuple(runs)).value(self.tree)
        except (ArithmeticError, NotANumberError):
            return math.nan

    def number(self, numbers: Numbers, runs: Sequence[Trajectory] = ()) -> float:
        """Return what it comes to, as a number; NaN for one that no float can hold."""
        try:
            return float(self.value(numbers, runs))
        except OverflowError:  # of a whole number with hundreds of digits
            return math.nan

    def _check(self, node: ast.Call) -> None:
        """Refuse a call of what is no function, or with too many or too few arguments."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        known = {*FUNCTIONS, *OF_MANY, *STATISTICS, *MEASURES}
        if node.keywords or name not in known:
            hint = near(name, known)
            raise error(self.text, node, f"calls what is no function and no measure: {hint}")
        if name in MEASURES:
            takes = MEASURES[name].takes
            if len(node.args) not in (takes, takes + 1):
                raise error(self.text, node, f"takes an entrant, and {takes} numbers")
        elif name in STATISTICS:
            if len(node.args) != 1 or any(map(statistic, ast.walk(node.args[0]))):
                raise error(self.text, node, "takes one expression, without another statistic")
        elif not node.args or (name in FUNCTIONS and len(node.args) != 1):
            raise error(
                self.text, node, "takes one number" if name in FUNCTIONS else "takes numbers"
            )
