"""What may hold a run up or throw it off: how each cause shows, and what helps against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array, norm
from experiments.evidence import Evidence, eigenvalues
from experiments.labels import layers
from experiments.stability import Stability, round_down
from optimizers import (
    BFGS,
    LBFGS,
    AdamW,
    ConjugateGradient,
    Newton,
    Optimizer,
    SaddleFreeNewton,
    Scheduled,
    TrustRegion,
)
from optimizers.line_search import Backtracking, StrongWolfe

FOUND_NOTHING = (
    "It finds no lower ground along its way any more: so it is at a kink, and where slopes are lost"
    " in rounding. Start elsewhere."
)
RARE = 0.25
"""Part of the map: where a rate is too large in less than that, the ground is to blame."""


def thrown(e: Evidence, s: Stability) -> bool:
    """Tell whether a steep place threw it across the map, at a rate that suits most others."""
    suits = s.law is not None and s.forbidden < RARE
    return suits and bool(np.max(e.stride, initial=0.0) > e.diagonal / 2)


def told_of_throw(e: Evidence, reason: str) -> str:
    """Add the longest step to a reason."""
    step = int(np.argmax(e.stride)) + 1
    return f"{reason} Step {step} threw it {say(e.stride[step - 1])} far."


def clip(e: Evidence) -> str:
    """Advise to clip the slope to its usual size."""
    return (
        f"The slope is usually about {say(e.usual_slope)} and was {say(np.max(e.slope))} at worst:"
        f" cut it, with Clipped(…, norm={say(round_down(e.usual_slope))})."
    )


def hindered(e: Evidence, s: Stability) -> str | None:
    """Say what shortens the steps, or wastes them, and what to do about it; None if nothing."""
    highest, last = scheduled(e)
    if last < 0.05 * highest:
        return (
            f"The schedule has brought lr from {say(highest)} down to {say(last)}, and the steps"
            " with it: let it last longer, or end higher."
        )
    pull = s.lr * float(getattr(s.rule, "weight_decay", 0.0)) * norm(e.end)
    if isinstance(s.rule, AdamW) and pull > e.stride[-1]:
        return (
            f"Weight decay draws it {say(pull)} a step towards the origin, and only"
            f" {say(e.stride[-1])} is left of the step: with weight_decay = 0 it gets ahead."
        )
    steep = float(e.axes[0][-1])
    left = e.slopes * e.slopes / np.abs(e.axes[0])  # to be gained by descending along each axis
    if s.law is not None and s.lr * steep > 0.75 * s.law and left[-1] > np.sum(left) / 2:
        return (
            f"lr·λmax is {say(s.lr * steep)} here, and {type(s.rule).__name__} settles below"
            f" {say(s.law)}: it zigzags across a valley, and lr ="
            f" {say(round_down(s.law / 2 / steep))} would not."
        )
    return None


def scheduled(e: Evidence) -> tuple[float, float]:
    """Return the largest learning rate that schedules gave the rule, and the last; else NaN.

    Not the rate that a step told of: some rules shorten their steps by themselves.
    """
    *wrappers, rule = layers(e.run.optimizer)
    schedules = [w.schedule for w in wrappers if isinstance(w, Scheduled) and w.knob == "lr"]
    if not schedules or not hasattr(rule, "lr"):
        return np.nan, np.nan
    taken = np.arange(min(e.last + 1, e.run.steps))
    rates = np.full(len(taken), float(rule.lr))
    for schedule in schedules:
        rates = rates * schedule(taken)
    return float(np.max(rates)), float(rates[-1])


def searches(rule: Optimizer) -> bool:
    """Tell whether a rule tries its steps before it takes them, so that none leads uphill."""
    search = getattr(rule, "search", None)
    return isinstance(rule, TrustRegion) or isinstance(search, (Backtracking, StrongWolfe))


def bolder(s: Stability) -> str:
    """Name a larger rate as another thing to try, if there is one that the rule would heed."""
    if isinstance(s.rule, (Newton, SaddleFreeNewton, BFGS, LBFGS)):
        return ", or try lr = 1, the whole step" if s.rule.lr < 1 else ""
    heeds = hasattr(s.rule, "lr") and not isinstance(s.rule, ConjugateGradient)
    return ", or try a larger lr" if heeds else ""


def climbs(e: Evidence, s: Stability) -> str | None:
    """Say what helps a Newton that has gone uphill; None for all others."""
    if not isinstance(s.rule, Newton) or e.value[-1] < e.value[0]:
        return None
    return "Newton climbs where the ground bends down: take TrustRegion, which does not."


def unchecked(e: Evidence, s: Stability) -> str | None:
    """Say what keeps a rule of whole steps from overshooting; None for others."""
    if isinstance(s.rule, (Newton, SaddleFreeNewton)):
        return climbs(e, s) or (
            "Where a curvature is small its steps are long: raise the damping, or take TrustRegion,"
            " which refuses those that do not pay."
        )
    if isinstance(s.rule, (BFGS, LBFGS, ConjugateGradient)) and not searches(s.rule):
        return "Nothing checks its steps: give it a search, such as StrongWolfe()."
    return None


def bend(s: Stability) -> str:
    """Name the largest sharpness there is below the start, and the law about it."""
    return (
        f"Below its start lr·λmax is up to {say(s.lr * s.steepest)}, and"
        f" {type(s.rule).__name__} settles below {say(s.law)}"
    )


def slow_down(s: Stability) -> str:
    """Advise the rate that suits the steepest place below the start."""
    return f"{bend(s)}: try lr = {say(s.settling_rate)}."


def rub(s: Stability, curvature: float) -> str:
    """Advise a beta with more friction."""
    critical = s.critical_beta(curvature)
    return (
        "It swings like a ball with too little friction, and its swings outlast the run: at this"
        f" rate it stops swinging from beta = {critical:.2g} down."
    )


def pace(e: Evidence) -> str:
    """Say how fast the loss fell lately."""
    since = 3 * e.last // 4
    before, now = e.gap[since], e.gap[-1]
    if not 0 < now < before:
        return f", but did not fall since step {since}"
    half = say((e.last - since) / np.log2(before / now))
    return f", its height above the lowest lately halved every {half} steps"


def second_half(e: Evidence) -> tuple[float, float]:
    """Return how far the second half got, and how long its way was."""
    half = e.last // 2
    return float(norm(e.end - e.path[half])), float(np.sum(e.stride[half:]))


def at_rest(e: Evidence) -> tuple[float, float]:
    """Return the largest and the smallest curvature at the nearest known minimum, or at the end."""
    bottom = e.nearest_minimum if len(e.minima) else e.end
    curvatures = eigenvalues(e.problem, bottom[:, None])[0]
    return float(curvatures[-1]), float(curvatures[0])


def best_beta(condition: float) -> float:
    """Return the momentum that is fastest on a quadratic: Goh (2017), after Polyak (1964)."""
    root = np.sqrt(condition)
    return float(((root - 1) / (root + 1)) ** 2)


def say(number: Any) -> str:
    """Write a number for a sentence, with three digits."""
    return f"{number + 0.0:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def place(point: Array) -> str:
    """Write a point for a sentence."""
    return f"({', '.join(say(coordinate) for coordinate in point)})"
