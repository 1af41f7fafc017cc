"""Why a run ended before its last step: what became infinite or undefined, when, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from core.loss import Loss
from diagnosis.evidence import Evidence
from diagnosis.numbers_as_text import place, say
from optimizers import Optimizer, Rule
from optimizers.typed.program import program
from optimizers.wrappers import Wrapper
from surfaces import Formula
from surfaces.formula.constants import value_of
from surfaces.formula.parser import parse
from surfaces.formula.subexpression import Subexpression

OFTEN = 10_000
"""Steps up to which a typed rule is run once more, to see which of its lines it was."""


def tell_not_finite(e: Evidence) -> str:
    """Say at which step which of point, loss and gradient was not finite any more, and why."""
    stop, step = e.run.stop, e.last + 1
    if not np.isfinite(stop).all():
        kind = "undefined" if np.isnan(stop).any() else "infinite"
        return f"Step {step} itself became {kind}{_line(e)}, where loss and gradient were finite."
    value = float(e.problem.value(stop[:, None])[0])
    if np.isnan(value):
        piece = _undefined(e.problem, stop)
        if not piece:
            return f"The loss overflowed at step {step}: parts of it became infinite."
        left = f"it left the domain of {piece}"
        return f"At step {step} {left}: at {place(stop)} the loss has no value."
    if np.isinf(value):
        low, high = e.problem.domain.low, e.problem.domain.high
        inside = np.all((low <= stop) & (stop <= high)) and np.max(e.reach) <= 1
        if inside and e.gap[-1] <= e.gap[0]:
            return f"At step {step} it hit a pole at {place(stop)}: there the loss is infinite."
        return f"The loss overflowed at step {step}: it became infinite."
    slope = e.problem.grad(stop[:, None])
    kind = "undefined" if np.isnan(slope).any() else "infinite"
    return (
        f"The gradient became {kind} at step {step}, at {place(stop)}, where the loss is"
        f" {say(value)}."
    )


def defined(e: Evidence) -> bool:
    """Tell whether a run that stopped did so by growing: something became infinite, not undefined.

    A step that is undefined after the numbers had grown beyond measure is an overflow too.
    """
    value = float(e.problem.value(e.run.stop[:, None])[0])
    if np.isfinite(e.run.stop).all():
        return bool(np.isinf(value) or (np.isnan(value) and not _undefined(e.problem, e.run.stop)))
    return bool(np.isinf(e.run.stop).any() or e.slope[-1] > HUGE or np.max(e.reach) > HUGE)


HUGE = 1e100
"""The square of such a number is beyond half of what a float can hold."""


def _undefined(problem: Any, point: Array) -> str:
    """Name the first piece of a typed formula that has no value at a point.

    ``""`` if there is none: where infinite parts cancel, the loss has grown beyond all numbers.
    """
    problem = getattr(problem, "without_noise", problem)
    if not isinstance(problem, Formula):
        return ""
    x, y = map(float, point)
    found = _evaluated(parse(problem.text), x, y)
    return found if isinstance(found, str) else ""


def _evaluated(node: Subexpression, x: float, y: float) -> float | str:
    """Return the value of a piece, or the text of the smallest one in it that has none."""
    if node.number is not None:
        return node.number
    if node.head in ("x", "y"):
        return x if node.head == "x" else y
    if node.head == "where":
        chosen = _evaluated(node.parts[0], x, y)
        return chosen if isinstance(chosen, str) else _evaluated(node.parts[2 - (chosen > 0)], x, y)
    parts = list[float]()
    for part in node.parts:
        value = _evaluated(part, x, y)
        if isinstance(value, str):
            return value
        parts.append(value)
    value = value_of(node.head, [*parts], node.text) or 0.0
    if not np.isnan(value) or np.isnan(parts).any():
        return value
    return "" if np.isinf(parts).any() else node.text


@dataclass(frozen=True)
class Watched(Rule):
    """A typed rule that notes the first of its lines whose value is not finite."""

    def watch(self, noted: list[str]) -> Watched:
        """Return this rule with a list to note it in."""
        return self.with_field("noted", noted)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take the lines of step t."""
        own, noted = program(self.text), vars(self)["noted"]
        names = own.names(f, theta, state, t, vars(self))
        for number, line in enumerate(own.lines, 1):
            names[line.name] = line.value.run(names)
            if not noted and not np.isfinite(names[line.name]).all():
                noted.append(f"in line {number} of the rule, {line.text}")
        return names["theta"], own.kept(names, theta)


def _line(e: Evidence) -> str:
    """Say which line of a typed rule it was, by running it once more; ``""`` for other rules."""
    noted = list[str]()
    optimizer = _watched(e.run.optimizer, noted)
    if optimizer == e.run.optimizer or e.last > OFTEN:
        return ""
    theta = e.path[0][:, None]
    state = optimizer.init(theta)
    for t in range(1, e.last + 2):
        theta, state = optimizer.step(e.problem.at(t, e.run.seed), theta, state, t)
    return f", {noted[0]}" if noted else ""


def _watched(optimizer: Optimizer, noted: list[str]) -> Optimizer:
    """Watch a typed rule inside all wrappers."""
    if isinstance(optimizer, Wrapper):
        return optimizer.with_field("inner", _watched(optimizer.inner, noted))
    if not isinstance(optimizer, Rule):
        return optimizer
    watched = object.__new__(Watched)
    vars(watched).update(vars(optimizer))
    return watched.watch(noted)
