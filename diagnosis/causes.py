"""What may hold a run up or throw it off, and how each cause shows."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import eigenvalues, kinked
from diagnosis.evidence import Evidence
from diagnosis.motion import zigzags
from diagnosis.numbers_as_text import say
from diagnosis.stability import Stability
from experiments.labels import layers
from optimizers import Optimizer

SHEER = 1e6
"""Times the map's usual slope: no kink is as steep, but the wall of a pole is."""
RARE = 0.25
"""Part of the map: where a rate is too large in less than that, the ground is to blame."""


class Cause(StrEnum):
    """What an outcome is put down to."""

    NOTHING = "nothing is amiss"
    STEPS = "too few steps"
    SMALL_RATE = "a rate too small"
    LARGE_RATE = "a rate too large"
    SCHEDULE = "a schedule that starves it"
    DYING_RATE = "steps that die out"
    FIXED_STRIDE = "steps that do not shrink"
    FRICTION = "too little friction"
    VALLEY = "a narrow valley"
    STEEP_PLACE = "one steep place"
    LEVEL_GROUND = "level ground"
    KINK = "a kink"
    BALANCE = "a start on the ridge"
    PARABOLA = "steps to where a parabola is level"
    UNCHECKED = "steps that nothing checks"
    DECAY = "weight decay"
    NOISE = "noise"
    CLIPPING = "clipping that holds it back"
    DENT = "a dent"
    FLOORLESS = "a loss that falls on outwards"
    KNOB = "a knob that forbids every step"
    UNDEFINED = "a number that is undefined"


Finding = tuple[Cause, str]
"""What an outcome is put down to, and how that shows; nothing where the outcome says it all."""


def found_nothing(e: Evidence) -> Finding:
    """Say why a search finds no lower ground along its way: a wall, a kink, or rounding."""
    times = e.slope[-1] / e.usual_slope
    if times > SHEER:
        return Cause.STEEP_PLACE, (
            f"It finds no lower ground along its way where the slope is {say(times)} times the"
            " usual one."
        )
    if kinked(e.problem, e.end, e.mark):
        return Cause.KINK, "It finds no lower ground along its way any more: so it is at a kink."
    return Cause.LEVEL_GROUND, (
        "It finds no lower ground along its way any more: so it is where slopes are lost in"
        " rounding."
    )


def thrown(e: Evidence, s: Stability) -> bool:
    """Tell whether a steep place threw it across the map, at a rate that suits most others."""
    suits = s.law is not None and s.forbidden < RARE
    return suits and bool(np.max(e.stride, initial=0.0) > e.diagonal / 2)


def told_of_throw(e: Evidence, reason: str) -> str:
    """Add the longest step to a reason."""
    step = int(np.argmax(e.stride)) + 1
    return f"{reason} Step {step} threw it {say(e.stride[step - 1])} far."


def steep(e: Evidence) -> Finding:
    """Say how steep the ground was at worst, beside what is usual."""
    return Cause.STEEP_PLACE, (
        f"The slope is usually about {say(e.usual_slope)} and was {say(np.max(e.slope))} at worst."
    )


def hindered(e: Evidence, s: Stability) -> Finding | None:
    """Say what shortens the steps, or wastes them; None if nothing does."""
    rates = scheduled_rates(e)
    if rates is not None and rates[-1] < 0.05 * np.max(rates):
        shrunk = np.median(e.stride[3 * e.last // 4 :]) <= np.median(e.stride) / 2
        return Cause.SCHEDULE, (
            f"The schedule has brought lr from {say(np.max(rates))} down to {say(rates[-1])}"
            f"{', and the steps with it' if shrunk else ''}."
        )
    pull = s.lr * decay(e.run.optimizer) * norm(e.end)
    if pull > e.stride[-1]:
        return Cause.DECAY, (
            f"Weight decay draws it {say(pull)} a step towards the origin, and only"
            f" {say(e.stride[-1])} is left of the step."
        )
    hindrance = penalized(e) or cut_short(e, s)
    if hindrance is not None:
        return hindrance
    sharpest = float(e.axes[0][-1])
    left = e.slopes * e.slopes / np.abs(e.axes[0])  # to be gained by descending along each axis
    steep = s.law is not None and s.lr * sharpest > 0.75 * s.law
    if steep and left[-1] > np.sum(left) / 2 and zigzags(e):
        return Cause.LARGE_RATE, (
            f"lr·λmax is {say(s.lr * sharpest)} here, and {type(s.rule).__name__} settles below"
            f" {say(s.law)}: it zigzags across a valley."
        )
    return None


def decay(optimizer: Optimizer) -> float:
    """Return by how much, in shares of the rate, the layers of an optimizer shrink the point."""
    return sum(float(getattr(layer, "weight_decay", 0.0)) for layer in layers(optimizer))


def penalized(e: Evidence) -> Finding | None:
    """Say that a penalty on large weights holds the point, if its slope makes up for the loss's."""
    penalty = sum(float(getattr(layer, "l2", 0.0)) for layer in layers(e.run.optimizer)) * e.end
    if not norm(penalty + e.run.grad[e.last]) < min(norm(penalty), e.slope[-1]) / 2:
        return None
    return Cause.DECAY, (
        f"The penalty slopes by {say(norm(penalty))} towards the origin and the loss by"
        f" {say(e.slope[-1])} away from it."
    )


def cut_short(e: Evidence, s: Stability) -> Finding | None:
    """Say how much clipping shortens the slopes if it does so at most steps; else None.

    At a rate that is too large without it clipping is no hindrance, but what holds the run.
    """
    late = e.run.clipped[e.last // 2 : e.last]
    clips = [layer for layer in layers(e.run.optimizer) if layer.clips]
    if not clips or s.overshoots or 2 * np.sum(late) <= len(late):
        return None
    left = e.run.grad[e.last][:, None]
    for clipping in clips:
        left = clipping.clip(left)[0]
    return Cause.CLIPPING, (
        f"Clipping cut the slope at {int(np.sum(late))} of the last {len(late)} steps, here from"
        f" {say(e.slope[-1])} to {say(norm(left)[0])}."
    )


def scheduled_rates(e: Evidence) -> Array | None:
    """Return the learning rate that schedules gave each step, or None where there are none.

    Of the steps up to ``last``, and the one that overflowed. Not the rate that a step told of: some
    rules shorten their steps by themselves.
    """
    *wrappers, rule = layers(e.run.optimizer)
    schedules = [w.schedule for w in wrappers if w.turns == "lr"]
    if not schedules or not hasattr(rule, "lr"):
        return None
    taken = np.arange(min(e.last + 1, e.run.steps))
    rates = np.full(len(taken), float(rule.lr))
    for schedule in schedules:
        rates = rates * schedule(taken)
    return rates


def searches(rule: Optimizer) -> bool:
    """Tell whether a rule tries its steps before it takes them, so that none leads uphill."""
    return rule.monotone


def short(e: Evidence, s: Stability) -> Finding:
    """Say whether a rule that knows the length of a whole step takes shorter ones; else nothing."""
    bend = float(np.max(np.abs(e.axes[0])))
    damping = float(getattr(s.rule, "damping", 0.0))
    if s.rule.whole_steps and damping > bend > 0:
        return Cause.SMALL_RATE, (
            f"The damping of {say(damping)} is above all curvatures here, {say(bend)} at most:"
            " it shortens the steps to gradient descent's at lr / damping."
        )
    part = float(getattr(s.rule, "lr", 1.0))
    if s.rule.whole_steps and part < 1:
        return Cause.SMALL_RATE, f"It takes {say(part)} of each whole step, which is lr = 1."
    return Cause.STEPS, ""


def climbs(e: Evidence, s: Stability) -> Finding | None:
    """Say that Newton has gone uphill where the ground bends down; else None."""
    uphill = s.rule.drawn_to_saddles and e.value[-1] > e.value[0]
    if not uphill or not (e.smallest_curvatures_on_the_way < 0).any():
        return None
    return Cause.PARABOLA, f"{type(s.rule).__name__} climbs where the ground bends down."


def unchecked(e: Evidence, s: Stability) -> Finding | None:
    """Say that nothing keeps a rule of whole steps from overshooting; None for others."""
    if s.rule.whole_steps and "hess" in s.rule.asks:
        if float(getattr(s.rule, "lr", 1.0)) >= 2:
            told = "A whole step solves a parabola, and one of lr = 2 or more misses it by as much"
            return Cause.LARGE_RATE, f"{told} as before, or more."
        told = "Where a curvature is small its steps are long, and nothing checks them."
        return climbs(e, s) or (Cause.UNCHECKED, told)
    if s.rule.searches_lines and not searches(s.rule):
        return Cause.UNCHECKED, "Nothing checks its steps: it has no line search."
    return None


def bend(s: Stability) -> str:
    """Name the largest sharpness there is below the start, and the law about it."""
    return (
        f"Below its start lr·λmax is up to {say(s.lr * s.steepest)}, and"
        f" {type(s.rule).__name__} settles below {say(s.law)}"
    )


def too_fast(s: Stability) -> Finding:
    """Say that the rate is too large for the steepest place below the start."""
    return Cause.LARGE_RATE, f"{bend(s)}."


def friction(s: Stability, curvature: float) -> Finding:
    """Say that it swings, and below which beta it would not."""
    critical = s.critical_beta(curvature)
    return Cause.FRICTION, (
        "It swings like a ball with too little friction, and its swings outlast the run: at this"
        f" rate it stops swinging from beta = {critical:.2g} down."
    )


def at_rest(e: Evidence) -> tuple[float, float]:
    """Return the largest and the smallest curvature at the nearest known minimum, or at the end."""
    bottom = e.nearest_minimum if len(e.minima) else e.end
    curvatures = eigenvalues(e.problem, bottom[:, None])[0]
    return float(curvatures[-1]), float(curvatures[0])
