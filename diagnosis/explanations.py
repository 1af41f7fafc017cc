"""Why each outcome came about: the reason in numbers that were measured, and its cause."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from diagnosis.causes import (
    Cause,
    Finding,
    at_rest,
    bend,
    climbs,
    found_nothing,
    friction,
    hindered,
    searches,
    short,
    steep,
    thrown,
    told_of_throw,
    too_fast,
    unchecked,
)
from diagnosis.evidence import Evidence
from diagnosis.motion import fell, starved
from diagnosis.not_finite import defined
from diagnosis.numbers_as_text import place, say
from diagnosis.outcomes import Outcome, arrival
from diagnosis.pace import creeps, noise_drives, strides_now
from diagnosis.reasons import (
    above,
    descended,
    edge,
    left,
    levelled,
    stood,
    stopped_by_knob,
    sunk,
    swung,
)
from diagnosis.stability import Stability, stability
from diagnosis.surroundings import sinks

HALF = 50
"""Percent of the longest step: a step below has shrunk."""
Sentences = tuple[str, Finding]
"""What came about, and what it is put down to."""


def explain(e: Evidence, outcome: Outcome) -> tuple[str, Cause]:
    """Give the reason for an outcome, some sentences, and its cause."""
    reason, (cause, shown_by) = SPEAKERS[outcome](e, stability(e))
    return f"{reason} {shown_by}".strip(), cause


def converged(e: Evidence, _: Stability) -> Sentences:
    """Say when it arrived."""
    step, content = arrival(e), (Cause.NOTHING, "")
    if step is None:
        reason = f"The slope is down to {say(e.slope[-1])}, and no lower ground is known nearby."
        return reason, content
    where = f"within {say(e.mark)} of the minimum at {place(e.nearest_minimum)}"
    if step == 0:
        return f"It started {where}, and never left.", content
    reason = f"At step {step} it came {where} for good; the loss is down to {say(e.value[-1])}."
    return reason, content


def descending(e: Evidence, s: Stability) -> Sentences:
    """Say how fast it still descends, and what holds it up."""
    if not e.last:
        return "No step was taken.", (Cause.STEPS, "")
    if sinks(e):
        return sunk(e), (Cause.FLOORLESS, "A pole has no floor.")
    if starved(e) or not fell(e):
        return held_back(e, s)
    reason = descended(e) + edge(e, s)
    if thrown(e, s):
        return told_of_throw(e, reason), steep(e)
    hindrance = hindered(e, s)
    if hindrance is not None:
        return reason, hindrance
    shorter = 100 * e.stride[-1] / np.max(e.stride)
    if s.rule.accumulates and shorter < HALF:
        return reason, (
            Cause.DYING_RATE,
            (
                f"{type(s.rule).__name__} divides by all the gradients it has ever seen, and its"
                f" steps have shrunk to {say(shorter)}% of the longest."
            ),
        )
    return reason, slow(e, s)


def slow(e: Evidence, s: Stability) -> Finding:
    """Say what makes it slow where nothing holds it up."""
    across, along = at_rest(e)
    if s.swings(along) and s.outlasts(e.last):
        return friction(s, along)
    if s.settling_rate is not None and s.lr < s.settling_rate / 2 and not s.swings(along):
        return (Cause.SMALL_RATE, f"{bend(s)}: the rate is far below that.")
    if s.rule.plain and across > 10 * along > 0:
        return Cause.VALLEY, (
            f"The valley bends {say(across / along)} times as much across as along: a rate that"
            " suits the steep direction is small for the level one."
        )
    if s.law is None:
        return climbs(e, s) or short(e, s)
    return (Cause.STEPS, "")


def saddle(e: Evidence, s: Stability) -> Sentences:
    """Say in which direction the ground falls away."""
    curvatures, axes = e.axes
    down = curvatures[0]
    reason = (
        f"The slope is down to {say(e.slope[-1])}, but the ground falls away along"
        f" {place(axes[:, 0])}, where it bends by {say(down)}."
    )
    if curvatures[-1] < 0:
        reason = (
            f"The slope is down to {say(e.slope[-1])}, but this is a peak: the ground falls away on"
            f" all sides, and bends by {say(curvatures[-1])} down to {say(down)}."
        )
    if s.rule.drawn_to_saddles:
        told = f"{type(s.rule).__name__} steps to where a parabola is level, be it at a saddle."
        return reason, (Cause.PARABOLA, told)
    grows = ""
    if s.rule.plain and down < 0:
        grows = f" What it is off the ridge grows by a factor of {say(1 - s.lr * down)} a step."
    return reason + grows, (Cause.BALANCE, "")


def plateau(e: Evidence, s: Stability) -> Sentences:
    """Say how little slope there is."""
    reason = levelled(e)
    if s.law is None:
        return reason, climbs(e, s) or (Cause.LEVEL_GROUND, "")
    told = f"Steps of {type(s.rule).__name__} are as short as the slope is small."
    return reason, (Cause.LEVEL_GROUND, told)


def held_back(e: Evidence, s: Stability) -> Sentences:
    """Say what brought it to a stop on a slope."""
    reason, knob = stood(e), stopped_by_knob(e, s)
    if knob:
        return reason, (Cause.KNOB, knob)
    if searches(s.rule):
        return reason, hindered(e, s) or found_nothing(e)
    level = "Along directions that do not bend it does not move: its damping is 0."
    if getattr(s.rule, "damping", None) == 0:
        return reason, hindered(e, s) or (Cause.LEVEL_GROUND, level)
    return reason, hindered(e, s) or creeps(e)


def oscillating(e: Evidence, s: Stability) -> Sentences:
    """Say how wide it swings, and whether the rate, the noise or the momentum keeps it going."""
    reason = swung(e, s)
    if thrown(e, s):
        return told_of_throw(e, reason), steep(e)
    if s.overshoots:
        return reason, too_fast(s)
    hindrance = hindered(e, s)
    if hindrance is not None and hindrance[0] is Cause.DECAY:
        return reason, hindrance
    noisy = noise_drives(e)
    if noisy and searches(s.rule):
        return reason, (
            Cause.NOISE,
            (
                "The noise keeps it going: it believes the sample that a step asks, and the next"
                " step meets another."
            ),
        )
    if noisy:
        return reason, (Cause.NOISE, "The noise keeps it going.")
    along = at_rest(e)[1]
    if s.swings(along) and s.outlasts(e.last):
        return reason, friction(s, along)
    if searches(s.rule):
        stuck = e.rested_since(e.last // 2)
        winding = "It winds, but takes no step uphill."
        return reason, found_nothing(e) if stuck else (Cause.STEPS, winding)
    return reason, unchecked(e, s) or strides_now(e)


def diverged(e: Evidence, s: Stability) -> Sentences:
    """Say where it went, and whether the rate, one steep place or the loss itself sent it there."""
    reason = left(e)
    if e.last < e.run.steps and not defined(e):
        return reason, (Cause.UNDEFINED, "")
    if e.value[-1] < e.value[0] and not len(e.minima):
        bottomless = "The loss has no floor that way."
        return reason, (Cause.FLOORLESS, bottomless)
    if thrown(e, s):
        return told_of_throw(e, reason), steep(e)
    if s.overshoots:
        return reason, too_fast(s)
    if searches(s.rule) and not e.noisy:
        outwards = "The loss falls all the way out there, to no known minimum."
        return reason, (Cause.FLOORLESS, outwards)
    too_long = "Its steps are too long for the map."
    return reason, unchecked(e, s) or (Cause.LARGE_RATE, too_long)


def local_minimum(e: Evidence, s: Stability) -> Sentences:
    """Say how much better the best minimum is, and what holds it in this one."""
    least = e.axes[0][0]
    by = f", bending by {say(least)} or more" if least > 0 else ""
    reason = (
        f"The slope is down to {say(e.slope[-1])} and the ground rises on all sides{by}, but"
        f" {above(e)}."
    )
    if searches(s.rule):
        return reason, (Cause.DENT, "It takes no step uphill, and so it stays.")
    if s.law is None:
        return reason, (Cause.DENT, "")
    told = (
        f"{type(s.rule).__name__} stays in a dent while lr·λmax is below {say(s.law)}, here up to"
        f" lr = {say(s.law / e.axes[0][-1])}."
    )
    return reason, (Cause.DENT, told)


SPEAKERS: dict[Outcome, Callable[[Evidence, Stability], Sentences]] = {
    Outcome.CONVERGED: converged,
    Outcome.DESCENDING: descending,
    Outcome.SADDLE: saddle,
    Outcome.PLATEAU: plateau,
    Outcome.OSCILLATING: oscillating,
    Outcome.DIVERGED: diverged,
    Outcome.LOCAL_MINIMUM: local_minimum,
    Outcome.STALLED: held_back,
}
