"""Why a run came to its outcome, in a sentence or two: every number is measured on that run."""

from __future__ import annotations

import numpy as np

from core.arrays import norm
from diagnosis.curvature import eigenvalues
from diagnosis.evidence import LATE, Evidence
from diagnosis.not_finite import tell_not_finite
from diagnosis.numbers_as_text import place, say
from diagnosis.stability import Stability

AT_EDGE = 0.1
"""A sharpness so near to what the rate allows, as a part of it, is at the edge of stability."""


def above(e: Evidence) -> str:
    """Say how far above the lowest loss it ends, or what the loss is where no minimum is known."""
    if not len(e.minima):
        return f"the loss is {say(e.value[-1])}"
    if e.gap[-1] < 0:
        return f"the loss is {say(-e.gap[-1])} below that of the minima on the map"
    return f"the loss is still {say(e.gap[-1])} above the lowest"


def descended(e: Evidence) -> str:
    """Say how fast it still descends."""
    first, last, fell = say(e.value[0]), say(e.value[-1]), e.value[0] - e.value[-1]
    went = f"went from {first} to {last}"
    if first == last and fell > 0:  # alike in three digits
        went = f"fell by no more than {say(fell)}, from {first}"
    return f"The loss {went}{pace(e)}; the slope is {say(e.slope[-1])}."


def pace(e: Evidence) -> str:
    """Say how fast the loss fell lately."""
    since = 3 * e.last // 4
    before, now = e.gap[since], e.gap[-1]
    if not now < before:
        return f", all of it by step {since}"
    if not len(e.minima) or not now > 0:  # nothing lower is known than where it ends
        return f", and fell from {say(e.value[since])} to {say(e.value[-1])} since step {since}"
    half = (e.last - since) / np.log2(before / now)
    if half > e.last:  # it has not halved even once
        return f", and its height above the lowest would halve in {say(half)} more steps"
    return f", its height above the lowest lately halved every {say(half)} steps"


def sunk(e: Evidence) -> str:
    """Say that it comes near a pole."""
    return (
        f"It closes in on a pole at {place(e.end)}: there the slope is {say(e.slope[-1])} and the"
        f" loss, {say(e.value[-1])} by now, falls on without a floor, so it is no minimum."
    )


def stood(e: Evidence) -> str:
    """Say where it came to rest, and what the loss did meanwhile."""
    half, (went, _) = e.last // 2, second_half(e)
    if not np.any(e.stride):
        return f"It never moved: where it stands there is a slope of {say(e.slope[-1])}."
    fell = e.value[half] - e.value[-1]
    then = f"the loss fell by {say(fell)}" if fell > 0 else "the loss did not fall"
    how = "came to rest" if e.rested_since(max(1, e.last // 10)) else "hardly moves"
    return (
        f"It {how} where there is a slope of {say(e.slope[-1])}: since step {half} it moved"
        f" by {say(went)} and {then}; {above(e)}."
    )


def stopped_by_knob(e: Evidence, s: Stability) -> str:
    """Say which knob keeps it from stepping; ``""`` if it is none that is known to."""
    lowest = getattr(s.rule, s.rule.floor_knob, -np.inf)
    if lowest > e.value[-1]:
        return (
            f"Its knob {s.rule.floor_knob} is {say(lowest)}, above the loss of {say(e.value[-1])}:"
            " from there Polyak's rule takes no step."
        )
    return ""


def levelled(e: Evidence) -> str:
    """Say how little slope there is."""
    went, _ = second_half(e)
    far = ""
    if e.reach[-1] > 1:
        far = f" That is {say(e.reach[-1])} times as far out as the edge of the map."
    return (
        f"The second half of the run moved it by {say(went)}: the slope is {say(e.slope[-1])}, and"
        f" {above(e)}.{far}"
    )


def swung(e: Evidence, s: Stability) -> str:
    """Say how wide it swings, in which cycle, and whether it is at the edge of stability."""
    went, travelled = second_half(e)
    fell = e.value[e.last // 2] > e.value[-1] or e.last < 2
    still = f"is {say(e.value[-1])}" if fell else f"has not fallen: it is {say(e.value[-1])}"
    told = (
        f"In its second half it travelled {say(travelled)} but ended {say(went)} from where it was;"
        f" the loss {still}."
    )
    lowest = np.min(e.value[e.last // 2 :])
    if went > travelled / 2 and e.value[-1] > lowest:
        told = (
            f"In its second half it moved by {say(went)} and the loss rose to {say(e.value[-1])},"
            f" from {say(lowest)} at its lowest."
        )
    if e.cycle is not None:
        told += f" It repeats every {e.cycle.period} steps."
    return told + edge(e, s)


def edge(e: Evidence, s: Stability) -> str:
    """Say that the curvature at the end is what the rate allows, or more; ``""`` if it is not."""
    if s.law is None or not s.lr > 0:
        return ""
    largest = eigenvalues(e.problem, e.path[-LATE:].T)[:, -1]
    largest = largest[np.isfinite(largest)]
    if not len(largest):
        return ""
    limit, typical = s.law / s.lr, float(np.median(largest))
    if typical < (1 - AT_EDGE) * limit:
        return ""
    allowed = f"lr = {say(s.lr)} allows {say(s.law)}/lr = {say(limit)}"
    if typical > (1 + AT_EDGE) * limit:
        return f" Where it ends λmax is {say(typical)}, and {allowed}."
    return f" It is at the edge of stability: λmax is {say(typical)} there, and {allowed}."


def left(e: Evidence) -> str:
    """Say where a run that diverged went, or what became infinite or undefined."""
    if e.last < e.run.steps:
        return tell_not_finite(e)
    told = f"The loss went from {say(e.value[0])} to {say(e.value[-1])}"
    if e.reach[-1] <= 1:
        return f"{told}, and grows faster and faster."
    return f"{told} and the point {say(e.reach[-1])} times as far out as the edge of the map."


def second_half(e: Evidence) -> tuple[float, float]:
    """Return how far the second half got, and how long its way was."""
    half = e.last // 2
    return float(norm(e.end - e.path[half])), float(np.sum(e.stride[half:]))
