"""Schedules written out in plain Python: a factor that depends on the steps already taken."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from exports import schedules
from exports.losses import uses
from exports.words import NotOffered
from optimizers.schedules import Mirrored, Schedule, Sequential, Warmup

CURVES: dict[str, Callable[..., float]] = {
    "StepDecay": schedules.step_decay,
    "ExponentialDecay": schedules.exponential_decay,
    "LinearDecay": schedules.linear_decay,
    "PolynomialDecay": schedules.polynomial_decay,
    "CosineAnnealing": schedules.cosine_annealing,
    "WarmRestarts": schedules.warm_restarts,
    "InverseSqrt": schedules.inverse_sqrt,
    "WarmupStableDecay": schedules.warmup_stable_decay,
    "Cyclic": schedules.cyclic,
    "OneCycle": schedules.one_cycle,
    "OneCycleThreePhase": schedules.one_cycle_three_phase,
}
"""The function that draws each curve; its arguments are the schedule's fields."""
SOURCES = [*CURVES.values(), schedules.half_cosine, schedules.elapsed]


def factor(schedule: Schedule, t: str = "t") -> str:
    """Write a factor as an expression in ``t``, the number of steps already taken.

    Raises ``NotOffered`` for a schedule that is not written out here.
    """
    match schedule:
        case Warmup(steps=steps, then=then):
            ramp = f"({t} + 1) / {steps}"
            return f"({ramp} if {t} < {steps} else {factor(then, _less(t, steps))})"
        case Sequential(first=first, steps=steps, then=then):
            after = factor(then, _less(t, steps))
            return f"({factor(first, t)} if {t} < {steps} else {after})"
        case Mirrored(of=of, low=low):
            return f"(1 - (1 - {low!r}) * {factor(of, t)})"
        case _:
            name = type(schedule).__name__
    if name == "Constant":
        return "1.0"
    if name not in CURVES:
        raise NotOffered(f"The schedule {schedule.title} is not written out yet.")
    settings = [f"{f.name}={getattr(schedule, f.name)!r}" for f in fields(schedule)]
    return f"{CURVES[name].__name__}({', '.join([t.strip('()'), *settings])})"


def needed(program: str) -> list[str]:
    """Return the source of each curve that a program uses."""
    sources: list[str] = []
    for curve in SOURCES:  # a curve stands before what it calls
        if any(uses(text, curve.__name__) for text in [program, *sources]):
            sources.append(_untyped(inspect.getsource(curve)))
    return sources


def _less(t: str, steps: Any) -> str:
    return f"({t} - {steps})" if t == "t" else f"({t[1:-1]} - {steps})"


def _untyped(source: str) -> str:
    """Leave out what a short program has no use for."""
    return source.rstrip().replace(": float", "").replace(": int", "").replace(" -> float", "")
