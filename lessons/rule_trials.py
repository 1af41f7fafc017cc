"""Trials of a typed rule: it runs beside the true one on several surfaces, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import knobs
from core.loss import Problem
from optimizers import Optimizer, Rule
from optimizers.schedules import Schedule, StepDecay
from surfaces import Himmelblau, McCormick, Noisy, Quadratic, Rosenbrock

TOLERANCE = 1e-6
"""Coordinates are the same if they differ by less than this part of their size, or of the distance
from the start where that is more: far above rounding, far below any mistake."""
STEPS, LONG = 40, 1000
"""Steps of a trial, and of one that finds mistakes which come late."""
CLOSE = 1e-7
"""The tolerance of the long trial, on a surface where rounding shrinks and does not grow."""
REMEMBERED = 1024
"""Paths of right rules and of known mistakes, run once and not for every answer of a class."""


@dataclass(frozen=True, eq=False)
class Trial:
    """What both rules are tried on."""

    surface: Problem
    start: tuple[float, ...]
    knobs: dict[str, float]
    """Knobs that are set otherwise than the teacher has them."""
    schedule: Schedule | None
    found: str
    """What it says about a rule that was right in all trials before."""
    steps: int = STEPS
    tolerance: float = TOLERANCE


TRIALS = (
    Trial(Himmelblau(), (-0.2, -0.9), {}, None, ""),
    Trial(
        McCormick(),
        (0.9, 2.1),
        {"lr": 0.04, "beta": 0.7, "beta1": 0.6, "beta2": 0.9, "decay": 0.8}
        | {"eps": 0.01, "weight_decay": 0.3},
        None,
        "With the knobs as they were it was right: is one of them written as a number?",
    ),
    Trial(
        Rosenbrock(b=3.0),
        (-0.7, 1.3),
        {"lr": 0.03, "beta": 0.85, "beta1": 0.8, "beta2": 0.95, "decay": 0.9}
        | {"eps": 0.005, "weight_decay": 0.2},
        StepDecay(every=4, gamma=0.6),
        "As long as the rate stays the same it is right: here a schedule lowers it.",
    ),
    Trial(
        Noisy(Quadratic(condition=4.0, angle=25.0), sigma=0.5),
        (1.3, -1.9),
        {},
        None,
        "So far it was right: it changes later than a short run shows.",
        LONG,
        CLOSE,
    ),
)
"""Surfaces, none of them aligned with the axes or of one curvature, and settings that distinguish
rules. On the last one noise keeps a rule moving, and rounding does not grow."""


@dataclass(frozen=True)
class Departure:
    """Where the path of a rule first leaves the right one."""

    step: int
    coordinate: int
    """The one that is furthest off."""
    before: tuple[float, ...]
    """Where both stood."""
    theirs: tuple[float, ...]
    """Where the rule went; NaN or infinite if it divided by zero."""
    right: tuple[float, ...]
    trial: int
    """In which of the trials."""


def path(rule: Optimizer, true: Optimizer, trial: Trial, late: int = 0) -> Array:
    """Return all points of a run with the knobs of the true rule, ``(steps + 1, n)``.

    Also those that are not finite. The rule gets a number of the step that is ``late`` too large.
    """
    rule = _as_set(rule, true, trial)
    theta = np.array(trial.start)[:, None]
    points = [theta]
    with np.errstate(all="ignore"):
        state = rule.init(theta)
        for t in range(1, trial.steps + 1):
            scheduled = rule
            if trial.schedule is not None and "lr" in knobs(true):
                scheduled = rule.scaled("lr", trial.schedule(t - 1))
            theta, state = scheduled.step(trial.surface.at(t), theta, state, t + late)
            points.append(theta)
    return np.array(points)[..., 0]


@lru_cache(REMEMBERED)
def known_path(text: str, true: Optimizer, trial: Trial) -> Array:
    """Return the path of a known text with the knobs of a rule; of that rule for no text."""
    return path(Rule(text) if text else true, true, trial)


def _as_set(rule: Optimizer, true: Optimizer, trial: Trial) -> Optimizer:
    """Return a rule with the knobs of the true one, or those of the trial."""
    for name, about in knobs(true).items():
        if name in knobs(rule):
            value = getattr(true, name)
            if name in trial.knobs:
                value = min(max(trial.knobs[name], about.low), about.high)
            rule = rule.with_field(name, value)
    return rule


def departure(theirs: Array, right: Array, nth: int, trial: Trial) -> Departure | None:
    """Find where a path leaves the right one, as far as that is finite."""
    error = _relative_error(theirs, right)
    steps = np.flatnonzero((error > trial.tolerance).any(axis=1))
    if not steps.size:
        return None
    t = int(steps[0])
    return Departure(
        step=t,
        coordinate=int(np.argmax(error[t])),
        before=tuple(right[t - 1].tolist()),
        theirs=tuple(theirs[t].tolist()),
        right=tuple(right[t].tolist()),
        trial=nth,
    )


def same(some: Iterable[Array], others: Iterable[Array], trials: Sequence[Trial]) -> bool:
    """Tell whether paths are the same, up to where both overflow, and take a step at all."""
    moves = False
    for one, other, trial in zip(some, others, trials, strict=False):
        finite: npt.NDArray[np.bool_] = np.asarray(np.isfinite(one).all(axis=1))
        if (finite != np.isfinite(other).all(axis=1)).any():
            return False
        if (_relative_error(other, one)[finite] > trial.tolerance).any():
            return False
        moves |= bool(np.isfinite(one[1]).all())
    return moves


def _relative_error(theirs: Array, right: Array) -> Array:
    """Return errors over the size or the distance from the start, ``(steps, n)``."""
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(right - right[0], axis=1)[:, None]
        error = np.abs(theirs - right) / np.maximum(np.abs(right), distance)
    error[~np.isfinite(theirs)] = np.inf
    error[~np.isfinite(right).all(axis=1)] = 0.0  # there is nothing right beyond an overflow
    error[0] = 0.0
    return error
