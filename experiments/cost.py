"""What a computation costs, known before it starts, in evaluations.

One evaluation is that of the gradient of a formula of two coordinates at one point. A step costs
what its rule asks of the loss, with everything that is wrapped around it, and what it computes
itself; a loss that takes longer counts as several. So the cost does not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.labels import layers
from experiments.operations import Operations, of_all, of_step
from optimizers import Optimizer
from optimizers.wrappers import Wrapper
from surfaces import Surface

LIMIT = 18_000_000
"""Evaluations that one computation may cost: about a minute on one core of a server."""
PREVIEW = LIMIT / 60
"""What is computed for a slider that is still held may cost that much."""
EACH = 8
"""Operations of NumPy that take as long as one evaluation."""
NUMBERS = 400
"""Numbers that an operation works out in the time of its call."""
CACHED = 1200
"""The same of formulas asked for slopes alone, where no path is kept: what is worked on stays in
the processor's cache."""
PROBES = 0.3
"""The part of the probes of a line search that is reckoned with; most searches end sooner."""
LOOP = 12
"""Operations that a step takes beside its rule."""
KEPT = 30
"""Numbers that take as long as to keep one coordinate of a path."""
DRAWN = 60
"""Operations that it takes to set up a generator, and to draw with it."""


def of_run(rule: Optimizer, problem: Surface, steps: float, runs: float = 1) -> float:
    """Return the cost of a run, or of a batch of so many ``runs``, with its path."""
    true, path = of_all(problem), runs * (steps + 1)
    kept = Operations(0, KEPT * len(problem.domain.low))
    ends = sum(_time(one, path) for one in (true.value, true.grad, kept))
    return steps * of_one_step(rule, problem, runs) + ends / EACH


def of_one_step(
    rule: Optimizer, problem: Surface, runs: float = 1, numbers: float = NUMBERS
) -> float:
    """Return the cost of a step of a batch of so many ``runs``.

    The axes of Hessians take the cube of their rows.
    """
    asked, own, n = rule.most_asked(PROBES), rule.arithmetic(PROBES), len(problem.domain.low)
    answers = zip(asked, of_step(problem), strict=True)
    loss = sum(often * _time(one, runs, numbers) for often, one in answers if often)
    vectors = own.vectors * (1 + n * runs / numbers)
    matrices = own.matrices * (1 + n * n * runs / NUMBERS)
    axes = n * n * n * runs / 2 / NUMBERS if asked.hess else 0.0
    return (LOOP + problem.generators(runs) * DRAWN + loss + vectors + matrices + axes) / EACH


def of_values(problem: Surface, points: float) -> float:
    """Return the cost of the values of a step's loss at so many points."""
    return _time(of_step(problem).value, points) / EACH


def of_hessians(problem: Surface, points: int) -> float:
    """Return the cost of the curvatures of the true loss at so many points, one by one."""
    n = len(problem.domain.low)
    return points * (_time(of_all(problem).hess, 1) + n * n * n / 2 / NUMBERS) / EACH


def of_ends(rule: Optimizer, problem: Surface, steps: int, runs: float) -> float:
    """Return the cost of many runs whose paths are not kept: a look at the true loss each step."""
    value, _, hess = rule.most_asked()
    numbers = CACHED if not problem.sample_count and not value and not hess else NUMBERS
    look = _time(of_all(problem).value, runs, numbers) / EACH
    return steps * (of_one_step(rule, problem, runs, numbers) + look)


def of_budget(rule: Optimizer, problem: Surface, budget: int, runs: float) -> float:
    """Return the cost of runs that end once each has asked for so many evaluations.

    A search asks now more and now less, but at least for two of them.
    """
    value, grad, hess = rule.most_asked(0.0)
    least = value + grad + len(problem.domain.low) * hess
    return of_run(rule, problem, max(1.0, budget / least), runs)


def _time(one: Operations, points: float, numbers: float = NUMBERS) -> float:
    """Return how long operations take on so many points at once, in calls."""
    return one.calls + one.numbers * points / numbers


class Entrant(NamedTuple):
    """What one of several rules costs."""

    rule: Optimizer
    problem: Surface
    evaluations: float


class Cost(NamedTuple):
    """What a computation costs, and what there is to take less of."""

    entrants: Sequence[Entrant] = ()
    less: str = ""
    """Beside steps and optimizers, in the words of its page: "fewer seeds"."""
    steps: int = 0
    """How many steps a run takes, where what the entrants cost is in proportion to them."""
    beside: float = 0
    """Evaluations that no step asks for."""

    @property
    def evaluations(self) -> float:
        """All together."""
        return self.beside + sum(one.evaluations for one in self.entrants)

    def refusal(self, limit: float = LIMIT) -> str:
        """Say that it is too much, and how to mend that; ``""`` if it is not."""
        cost = self.evaluations
        if cost <= limit:
            return ""
        told = (
            f"This would cost {told_as(cost)} evaluations; allowed are {told_as(limit)}, some"
            f" {60 * limit / LIMIT:.0f} seconds of work."
        )
        dearest = max(self.entrants, key=lambda one: one.evaluations, default=None)
        wrapper = _multiplying(dearest) if dearest else ""
        if dearest and wrapper:
            name = layers(dearest.rule)[-1].title
            told += f" The dearest is {name}: remove {wrapper} from around it."
        room = int(0.99 * self.steps * (limit - self.beside) / (cost - self.beside or 1))
        several = len({one.rule for one in self.entrants}) > 1
        cures = [f"at most {room} steps"] * (room > 0) + [self.less] * bool(self.less)
        cures += ["fewer optimizers"] * several
        return f"{told} {'Or take' if wrapper else 'Take'} {', or '.join(cures)}."


def told_as(evaluations: float) -> str:
    """Write a number of evaluations, rounded."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size <= evaluations < 1e15:
            return f"{evaluations / size:.3g} {word}"
    return f"{evaluations:,.0f}" if evaluations < 1e6 else f"{evaluations:.1g}"


def _multiplying(entrant: Entrant) -> str:
    """Name the wrappers that make a rule more than twice as dear, and how many there are."""
    rule, problem, _ = entrant
    cost = of_one_step(rule, problem)
    wrappers: list[type[Optimizer]] = [type(one) for one in layers(rule)[:-1]]
    for kind in dict.fromkeys(wrappers):
        if cost > 2 * of_one_step(_without(rule, kind), problem):
            count = wrappers.count(kind)
            return f"the {count} {kind.__name__}" if count > 1 else kind.__name__
    return ""


def _without(rule: Optimizer, kind: type[Optimizer]) -> Optimizer:
    """Return a rule without the wrappers of a kind."""
    if not isinstance(rule, Wrapper):
        return rule
    inner = _without(rule.inner, kind)
    return inner if type(rule) is kind else rule.with_field("inner", inner)
