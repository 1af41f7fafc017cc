"""What lessons and exercises may ask about a run: each measure by its name, one number each.

``arrived(Momentum)`` asks about the entrant of that class, ``arrived(2)`` about the second of the
race, and plain ``arrived`` about the only one. A measure is a function below, its docstring what
it measures.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from core.arrays import norm
from diagnosis import Outcome, judge
from diagnosis.evidence import Evidence, eigenvalues
from experiments import Trajectory
from experiments.cost_axes import evaluations as evaluations_up_to
from experiments.cost_axes import gradients as gradients_up_to
from experiments.labels import layers
from lessons.measure import Fact, Measure, Of

MEASURES: dict[str, Measure] = {}
"""By name."""


def _measure(
    phrase: str, never: str = "", *, settled: bool = False, meaning: str = ""
) -> Callable[[Of], Of]:
    """Register a function as a measure."""

    def register(of: Of) -> Of:
        MEASURES[of.__name__] = Measure(of, phrase, never, settled, meaning)
        return of

    return register


def _fact(outcome: Outcome) -> Fact:
    """Return the measure of whether a run has an outcome."""

    def of(run: Trajectory) -> bool:
        return judge(run).outcome is outcome

    of.__doc__ = f"Whether its verdict is “{outcome}”."
    return Fact(of, f"“{outcome}”")


MEASURES.update({outcome.name.lower(): _fact(outcome) for outcome in Outcome})


@_measure(
    "it arrives at step",
    "it does not arrive",
    meaning=", to stay within 0.5 % of the map's diagonal of a lowest minimum",
)
def arrived(run: Trajectory) -> float:
    """From which step on it stays at a lowest minimum; infinite if it never does.

    At it is whoever is nearer than 0.5 % of the map's diagonal, the radius of a mark on the map.
    """
    verdict = judge(run)
    return float(verdict.step or 0) if verdict.outcome is Outcome.CONVERGED else math.inf


@_measure("its loss is below {} at step", "its loss is never below {}")
def reached(run: Trajectory, height: float) -> float:
    """At which step its loss is first below a height: ``reached(Adam, 0.001)``; or infinite."""
    steps = np.flatnonzero(run.value < height)
    return float(steps[0]) if steps.size else math.inf


@_measure("its evaluations until its loss is below {} are", "its loss is never below {}")
def price_to(run: Trajectory, height: float) -> float:
    """How many evaluations of loss and gradient take its loss below a height."""
    step = reached(run, height)
    return float(evaluations_up_to(run)[int(step)]) if math.isfinite(step) else math.inf


@_measure("its gradient evaluations until its loss is below {} are", "its loss is never below {}")
def slopes_to(run: Trajectory, height: float) -> float:
    """How many gradient evaluations take its loss below a height; a Hessian counts its columns."""
    step = reached(run, height)
    return float(gradients_up_to(run)[int(step)]) if math.isfinite(step) else math.inf


@_measure("its loss at the end is")
def loss(run: Trajectory) -> float:
    """Loss at the end."""
    return float(run.value[-1])


@_measure("its lowest loss is")
def lowest(run: Trajectory) -> float:
    """Lowest loss on the way."""
    return float(np.min(run.value))


@_measure("its evaluations in all are")
def evaluations(run: Trajectory) -> float:
    """How many evaluations of loss and gradient it makes in all."""
    return float(evaluations_up_to(run)[-1])


@_measure("its gradient evaluations in all are")
def gradients(run: Trajectory) -> float:
    """How many gradient evaluations it makes in all; a Hessian counts its columns."""
    return float(gradients_up_to(run)[-1])


@_measure("it ends at x =")
def x(run: Trajectory) -> float:
    """First coordinate of its end."""
    return float(run.theta[-1, 0])


@_measure("it ends at y =")
def y(run: Trajectory) -> float:
    """Second coordinate of its end."""
    return float(run.theta[-1, 1])


@_measure("its distance to the nearest known minimum is")
def distance(run: Trajectory) -> float:
    """Distance of its end to the nearest known minimum."""
    return float(Evidence(run).distance[-1])


@_measure("the slope at its end is")
def slope(run: Trajectory) -> float:
    """Norm of the gradient at its end."""
    return float(norm(run.grad[int(run.last)][:, None])[0])


@_measure("the largest curvature at its end is")
def curvature(run: Trajectory) -> float:
    """Largest eigenvalue of the Hessian at its end."""
    return float(eigenvalues(run.problem, run.theta[-1][:, None])[0, -1])


@_measure("the smallest curvature at its end is")
def least_curvature(run: Trajectory) -> float:
    """Smallest eigenvalue of the Hessian at its end."""
    return float(eigenvalues(run.problem, run.theta[-1][:, None])[0, 0])


@_measure("its last rate is", settled=True)
def rate(run: Trajectory) -> float:
    """Its last learning rate."""
    known = run.lr[np.isfinite(run.lr)]
    return float(known[-1]) if known.size else math.nan


@_measure("its highest rate is", settled=True)
def highest_rate(run: Trajectory) -> float:
    """Its highest learning rate."""
    known = run.lr[np.isfinite(run.lr)]
    return float(np.max(known)) if known.size else math.nan


@_measure("its β is", settled=True)
def momentum(run: Trajectory) -> float:
    """Its β, the part of its velocity that a step keeps; 0 for a rule that has none."""
    rule: Any = layers(run.optimizer)[-1]
    return float(getattr(rule, "beta", getattr(rule, "beta1", 0.0)))


@_measure("the steps in which clipping acted are")
def clipped(run: Trajectory) -> float:
    """In how many steps clipping acted."""
    return float(np.count_nonzero(run.clipped))


@_measure("the turns of coordinate {} are")
def turns(run: Trajectory, coordinate: float) -> float:
    """How often a coordinate turned round: ``turns(Momentum, 1)`` for the first."""
    way = np.diff(run.theta[: int(run.last) + 1, int(coordinate) - 1])
    way = np.sign(way[way != 0.0])
    return float(np.count_nonzero(way[1:] != way[:-1]))


@_measure("the steps in which its loss rises are")
def climbs(run: Trajectory) -> float:
    """In how many steps its loss rose."""
    return float(np.count_nonzero(np.diff(run.value[: int(run.last) + 1]) > 0))


@_measure("its largest distance from the start is")
def furthest(run: Trajectory) -> float:
    """Largest distance from the start."""
    return float(np.max(norm((run.theta - run.theta[0]).T)))


@_measure("its distance to the minimum in the last half is")
def ball(run: Trajectory) -> float:
    """Distance to the nearest known minimum in the last half, root of the mean square."""
    away = Evidence(run).distance[run.steps // 2 + 1 :]
    return float(np.sqrt(np.mean(away * away))) if away.size else math.nan


@_measure("its first step has the length")
def first_step(run: Trajectory) -> float:
    """Length of its first step."""
    return float(norm((run.theta[1] - run.theta[0])[:, None])[0])


@_measure("its last step has the length")
def last_step(run: Trajectory) -> float:
    """Length of its last step."""
    k = int(run.last)
    return float(norm((run.theta[k] - run.theta[k - 1])[:, None])[0]) if k else 0.0


@_measure("its steps are", settled=True)
def steps(run: Trajectory) -> float:
    """How many steps it takes."""
    return float(run.steps)
