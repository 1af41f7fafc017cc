"""What is to hold of runs, part by part, in words, and how certain it is where there is noise."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.arrays import Array
from experiments import Trajectory
from experiments.labels import layers
from lessons.evaluation import (
    COMPARISONS,
    Evaluation,
    NotANumberError,
    Numbers,
    conjuncts,
    measured,
    statistic,
)
from lessons.expressions import Expression
from lessons.measure import entrant
from lessons.seeds import error_of_share, jackknife, spread

MANY = 2
"""Runs from which on it is said whose a measure is."""


@dataclass(frozen=True, eq=False)
class Goal:
    """One thing that is to hold of a run, in words."""

    asked: str
    """``its lowest loss: below 0.01``."""
    reached: str
    """``its lowest loss is 0.3``."""
    bound: str
    """``below 0.01``."""
    holds: bool
    certainty: float = math.inf
    """By how many standard errors of the draws it holds, or does not; infinite without noise."""
    drawn: Array | None = None
    """What was measured in each draw of the noise, ``(draws,)``; None where there is no noise."""
    limit: float = math.nan
    """What the statistic of ``drawn`` is compared with."""


def goals(expression: Expression, numbers: Numbers, runs: Sequence[Trajectory]) -> list[Goal]:
    """Return everything that must hold for a condition to hold, with what the runs reach.

    Raises ``ValueError`` as ``Expression.value`` does.
    """
    evaluation = Evaluation(expression.text, numbers, tuple(runs))
    return [_goal(part, evaluation) for part in conjuncts(expression.tree)]


def broken(expression: Expression, numbers: Numbers, runs: Sequence[Trajectory]) -> list[str]:
    """Say what was measured, and what was asked, where that does not hold."""
    return [
        f"{goal.reached}; asked is {goal.bound}"
        for goal in goals(expression, numbers, runs)
        if not goal.holds
    ]


def certainty(expression: Expression, numbers: Numbers, runs: Sequence[Trajectory]) -> float:
    """Return by how many standard errors a condition holds, or by how many it does not."""
    found = goals(expression, numbers, runs)
    if missed := [goal.certainty for goal in found if not goal.holds]:
        return max(missed)
    return min(goal.certainty for goal in found)


def at_most(measure: str, expression: Expression, numbers: Numbers) -> list[float]:
    """Return the numbers that a condition sets as the most that a measure of a run may be."""
    found: list[float] = []
    for part in conjuncts(expression.tree):
        match part:
            case ast.Compare(ast.Name(name), [ast.LtE()], [right]) if name == measure:
                bound = Expression(ast.unparse(right))
                found += [] if bound.measures else [bound.number(numbers)]
            case _:
                pass
    return found


def _goal(part: ast.expr, on: Evaluation) -> Goal:
    """Return one thing that must hold."""
    try:
        holds = bool(on.value(part))
    except (ArithmeticError, NotANumberError):
        holds = False
    match part:
        case ast.Compare(left, [sign], [right]) if statistic(left) and isinstance(left, ast.Call):
            return _of_draws(left, sign, right, on, holds)
        case ast.Compare(left, _, others):
            sure = min(_certainty(one, other, on) for one, other in pairwise((left, *others)))
        case _:
            sure = math.inf
    left, bound = _asked(part, on)
    measure = measured(left)
    if measure is None:
        return Goal(bound, "that does not hold", bound, holds, sure)
    who, given = on.asked_of(left)
    run, whose = entrant(who, on.runs), _whose(who, on)
    run = run[0] if run.last.ndim else run
    asked, reached = measure.wanted(bound, *given), measure.describe(run, *given)
    return Goal(f"{whose}{asked}", f"{whose}{reached}", bound, holds, sure)


def _of_draws(
    left: ast.Call, sign: ast.cmpop, right: ast.expr, on: Evaluation, holds: bool
) -> Goal:
    """Return a goal for a statistic over the draws."""
    name, limit, found = statistic(left), float(on.value(right)), float(on.value(left))
    drawn, inner = on.spread(left), left.args[0]
    what, bound = ast.unparse(inner), f"{COMPARISONS[type(sign)][0]} {limit:.6g}"
    measure = measured(inner)
    draws = f"{drawn.size} draws of the noise"
    if name == "share":
        one, asked = _asked(inner, on) if _of_one_measure(inner) else (inner, "")
        if measure := measured(one):
            who, given = on.asked_of(one)
            what = f"{_whose(who, on)}{measure.wanted(asked, *given)}"
        bound = f"{COMPARISONS[type(sign)][0]} {100 * limit:.4g} %"
        asked, reached = (
            f"{what}, in {bound} of {draws}",
            f"{what}, in {100 * found:.3g} % of {draws}",
        )
    else:
        if measure:
            who, given = on.asked_of(inner)
            what = f"{_whose(who, on)}{measure.named(*given)}"
        what = f"{what}, {name} over {draws}"
        asked, reached = f"{what}: {bound}", f"{what}, is {found:.4g} ({spread(drawn)})"
    return Goal(asked, reached, bound, holds, _certainty(left, right, on), drawn, limit)


def _certainty(left: ast.expr, right: ast.expr, on: Evaluation) -> float:
    """Return how far apart two sides are, in standard errors of the draws; infinite without any."""
    asked = [n for side in (left, right) for n in ast.walk(side) if isinstance(n, ast.Call)]
    counts = [on.spread(node).size for node in asked if statistic(node)]
    if not counts or counts[0] == 1:
        return math.inf
    try:
        apart = abs(float(on.value(left)) - float(on.value(right)))
        if statistic(left) == "share":
            error = error_of_share(float(on.value(left)), counts[0])
        else:
            error = jackknife(
                lambda kept: float(on.value(left, kept)) - float(on.value(right, kept)), counts[0]
            )
    except (ArithmeticError, NotANumberError):
        return 0.0
    if math.isfinite(error):
        return apart / error if error else math.inf
    return math.inf if math.isinf(apart) else 0.0


def _asked(part: ast.expr, on: Evaluation) -> tuple[ast.expr, str]:
    """Return the piece that measures, and what is asked of it, in words."""
    match part:
        case ast.Compare(left, [sign], [right]) if measured(left):
            bound = float(on.value(right))
            return left, f"{COMPARISONS[type(sign)][0]} {bound:.6g}"
        case ast.UnaryOp(ast.Not(), inner) if measure := measured(inner):
            return inner, f"not {measure.phrase}"
        case _ if measure := measured(part):
            return part, measure.phrase
        case _:
            return part, ast.unparse(part)


def _of_one_measure(node: ast.expr) -> bool:
    """Tell whether a condition compares one measure with a number, or asks whether one holds."""
    return sum(measured(n) is not None for n in ast.walk(node) if isinstance(n, ast.Name)) == 1


def _whose(who: str, on: Evaluation) -> str:
    """Say whose a measure is, where several take part."""
    if len(on.runs) < MANY:
        return ""
    return f"{layers(entrant(who, on.runs).optimizer)[-1].title}: "
