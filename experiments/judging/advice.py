"""What to say about each outcome: why it came to that, and what to try next.

Every number is measured on the run, and every rate that is advised follows from the curvatures that
the run met.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.judging.causes import (
    Advice,
    Cause,
    at_rest,
    bend,
    best_beta,
    bolder,
    climbs,
    clip,
    found_nothing,
    hindered,
    more,
    rub,
    searches,
    slow_down,
    thrown,
    told_of_throw,
    unchecked,
)
from experiments.judging.evidence import Evidence
from experiments.judging.not_finite import defined
from experiments.judging.outcomes import Outcome, arrival, fell, sinks, starved
from experiments.judging.reasons import (
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
from experiments.judging.stability import Stability
from experiments.judging.words import place, say
from optimizers import AdaGrad, GradientDescent, Newton

Sentences = tuple[str, Advice]
"""The reason, what it is put down to, and the advice."""


def explain(e: Evidence, outcome: Outcome) -> tuple[str, Cause, str]:
    """Give the reason for an outcome, its cause, and one piece of advice, a sentence or two."""
    reason, (cause, advice) = SPEAKERS[outcome](e, Stability(e))
    return reason, cause, advice


def converged(e: Evidence, s: Stability) -> Sentences:
    """Say when it arrived, and whether it could have been there sooner."""
    step, content = arrival(e), (Cause.NOTHING, "Nothing to mend.")
    if step is None:
        reason = f"The slope is down to {say(e.slope[-1])}, and no lower ground is known nearby."
        return reason, content
    where = f"within {say(e.mark)} of the minimum at {place(e.nearest_minimum)}"
    if step == 0:
        advice = "Nothing to mend: start farther away."
        return f"It started {where}, and never left.", (Cause.NOTHING, advice)
    reason = f"At step {step} it came {where} for good; the loss is down to {say(e.value[-1])}."
    room = s.settling_rate
    if isinstance(s.rule, GradientDescent) and room is not None and s.lr < room / 2:
        sooner = f"{bend(s)}: by that, lr = {say(room)} settles as well, and sooner."
        return reason, (Cause.NOTHING, sooner)
    if step < e.last // 2:
        enough = f"Nothing to mend: {step} of the {e.run.steps} steps were enough."
        return reason, (Cause.NOTHING, enough)
    return reason, content


def descending(e: Evidence, s: Stability) -> Sentences:
    """Say how fast it still descends, and what holds it up."""
    if not e.last:
        return "No step was taken.", (Cause.STEPS, "Give it steps.")
    if sinks(e):
        return sunk(e), (Cause.FLOORLESS, "A pole has no floor: there is nothing to converge to.")
    if starved(e) or not fell(e):
        return held_back(e, s)
    reason = descended(e) + edge(e, s)
    if thrown(e, s):
        return told_of_throw(e, reason), clip(e)
    hindrance = hindered(e, s)
    if hindrance is not None:
        return reason, hindrance
    if isinstance(s.rule, AdaGrad):
        shorter = 100 * e.stride[-1] / np.max(e.stride)
        return reason, (
            Cause.DYING_RATE,
            (
                "AdaGrad divides by all the gradients it has ever seen, and its steps have shrunk"
                f" to {say(shorter)}% of the longest: take a larger lr, or RMSprop, which forgets."
            ),
        )
    across, along = at_rest(e)
    if s.swings(along) and s.outlasts(e.last):
        return reason, rub(s, along)
    if s.settling_rate is not None and s.lr < s.settling_rate / 2 and not s.swings(along):
        room = say(s.settling_rate)
        faster = f"{bend(s)}: by that, lr = {room} settles as well, and is faster."
        return reason, (Cause.SMALL_RATE, faster)
    if isinstance(s.rule, GradientDescent) and across > 10 * along > 0:
        return reason, (
            Cause.VALLEY,
            (
                f"The valley bends {say(across / along)} times as much across as along: Momentum"
                f" adds up the small slopes along it, best with beta ="
                f" {best_beta(across / along):.2g}."
            ),
        )
    if s.law is None:
        return reason, climbs(e, s) or more(e, s)
    longer = "Give it more steps, or a rule that scales each direction by itself."
    return reason, (Cause.STEPS, longer)


def saddle(e: Evidence, s: Stability) -> Sentences:
    """Say in which direction the ground falls away, and how to get there."""
    curvatures, axes = e.axes
    down, aside = curvatures[0], e.path[0] + e.mark * axes[:, 0]
    reason = (
        f"The slope is down to {say(e.slope[-1])}, but the ground falls away along"
        f" {place(axes[:, 0])}, where it bends by {say(down)}."
    )
    if curvatures[-1] < 0:
        reason = (
            f"The slope is down to {say(e.slope[-1])}, but this is a peak: the ground falls away on"
            f" all sides, and bends by {say(curvatures[-1])} down to {say(down)}."
        )
    if isinstance(s.rule, Newton):
        return reason, (
            Cause.PARABOLA,
            (
                "Newton steps to where a parabola is level, be it at a saddle: TrustRegion goes"
                " down instead, and beside a ridge SaddleFreeNewton does, or a damping above"
                f" {say(-down)}."
            ),
        )
    grows = ""
    if isinstance(s.rule, GradientDescent) and down < 0:
        grows = f", which grows by a factor of {say(1 - s.lr * down)} a step"
    return reason, (
        Cause.BALANCE,
        f"Start a little aside{grows}, for instance at {place(aside)}, or add noise to the slope.",
    )


def plateau(e: Evidence, s: Stability) -> Sentences:
    """Say how little slope there is, and which rules do not mind."""
    reason = levelled(e)
    if s.law is None:
        return reason, climbs(e, s) or (Cause.LEVEL_GROUND, f"Start elsewhere{bolder(s)}.")
    return reason, (
        Cause.LEVEL_GROUND,
        (
            f"Steps of {type(s.rule).__name__} are as short as the slope is small: take a rule that"
            " divides by the size of the slope, such as Adam or RMSprop, or start elsewhere."
        ),
    )


def held_back(e: Evidence, s: Stability) -> Sentences:
    """Say what brought it to a stop on a slope."""
    reason, knob = stood(e), stopped_by_knob(e, s)
    if knob:
        told = "Set lowest below the lowest loss, or as low as you can be sure of."
        return f"{reason} {knob}", (Cause.KNOB, told)
    if searches(s.rule):
        return reason, hindered(e, s) or found_nothing(e)
    level = "Along directions that do not bend it does not move: a damping above 0 moves it."
    if getattr(s.rule, "damping", None) == 0:
        return reason, hindered(e, s) or (Cause.LEVEL_GROUND, level)
    shrunk = "Its steps have shrunk to nothing: take a larger lr."
    return reason, hindered(e, s) or (Cause.DYING_RATE, shrunk)


def oscillating(e: Evidence, s: Stability) -> Sentences:
    """Say how wide it swings, and whether the rate, the noise or the momentum keeps it going."""
    reason = swung(e, s)
    if thrown(e, s):
        return told_of_throw(e, reason), clip(e)
    if s.overshoots:
        return reason, slow_down(s)
    schedule = f"Scheduled(…, CosineAnnealing({max(e.run.steps, 1)}))"
    if e.noisy and searches(s.rule):
        return reason, (
            Cause.NOISE,
            (
                "It believes the sample that a step asks, and the next step meets another: take a"
                f" rule, or the search FixedStep(), whose lr can fall to zero with {schedule}."
            ),
        )
    if e.noisy:
        calmer = f"The noise keeps it going: let lr fall to zero, slowly, with {schedule}."
        return reason, (Cause.NOISE, calmer)
    along = at_rest(e)[1]
    if s.swings(along) and s.outlasts(e.last):
        return reason, rub(s, along)
    if searches(s.rule):
        stuck = e.rested_since(e.last // 2)
        winding = "It winds, but takes no step uphill: give it more steps."
        return reason, found_nothing(e) if stuck else (Cause.STEPS, winding)
    step = say(np.median(e.stride[e.last // 2 :]))
    return reason, unchecked(e, s) or (
        Cause.FIXED_STRIDE,
        (
            f"Its steps are {step} long and do not shrink by themselves: let lr fall to zero, with"
            f" {schedule}."
        ),
    )


def diverged(e: Evidence, s: Stability) -> Sentences:
    """Say where it went, and whether the rate, one steep place or the loss itself sent it there."""
    reason = left(e)
    if e.last < e.run.steps and not defined(e):
        told = "Steps half as long may keep it where loss and slope are defined."
        return reason, (Cause.UNDEFINED, told)
    if e.value[-1] < e.value[0] and not len(e.minima):
        bottomless = "The loss has no floor that way: there is nothing to converge to."
        return reason, (Cause.FLOORLESS, bottomless)
    if thrown(e, s):
        return told_of_throw(e, reason), clip(e)
    if s.overshoots:
        return reason, slow_down(s)
    if searches(s.rule) and not e.noisy:
        outwards = "The loss falls all the way out there, to no known minimum: start elsewhere."
        return reason, (Cause.FLOORLESS, outwards)
    too_long = "Its steps are too long for the map: try a tenth of the lr, or Clipped."
    return reason, unchecked(e, s) or (Cause.LARGE_RATE, too_long)


def local_minimum(e: Evidence, s: Stability) -> Sentences:
    """Say how much better the best minimum is, and how to get out of this one."""
    least = e.axes[0][0]
    by = f", bending by {say(least)} or more" if least > 0 else ""
    reason = (
        f"The slope is down to {say(e.slope[-1])} and the ground rises on all sides{by}, but"
        f" {above(e)}."
    )
    if searches(s.rule):
        return reason, (Cause.DENT, "It takes no step uphill, and so it stays: start elsewhere.")
    if s.law is None:
        advice = "Start elsewhere, or with a larger lr that a schedule lowers, or with noise."
        return reason, (Cause.DENT, advice)
    return reason, (
        Cause.DENT,
        (
            f"No dent holds {type(s.rule).__name__} once lr·λmax is above {say(s.law)}, here from"
            f" lr = {say(s.law / e.axes[0][-1])} on: begin there with a schedule, or start"
            " elsewhere."
        ),
    )


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
