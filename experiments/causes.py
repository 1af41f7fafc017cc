"""What may hold a run up or throw it off: how each cause shows, and what helps against it."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array, norm
from experiments.evidence import Evidence, eigenvalues
from experiments.stability import Stability, round_down
from optimizers import AdamW

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
    if s.lr < 0.05 * np.fmax.reduce(e.run.lr):
        return (
            f"The schedule has brought lr from {say(np.fmax.reduce(e.run.lr))} down to {say(s.lr)},"
            " and the steps with it: let it last longer, or end higher."
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
