"""The names for what became of a run, and how they are told apart."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from core.arrays import Array, norm
from diagnosis.causes import Cause, hindered
from diagnosis.curvature import axes, kinked
from diagnosis.evidence import Evidence, lasting
from diagnosis.motion import (
    FAINT,
    ROUNDING,
    calmed,
    climbing,
    exploded,
    fell,
    growing,
    returns,
    rises,
    starved,
    straight,
    swings,
    unseen,
    unstable,
)
from diagnosis.stability import rule_at, stability
from diagnosis.surroundings import (
    FLAT,
    LEVEL,
    bottom,
    crests,
    flat,
    gentle,
    level,
    levels,
    lowest,
    near_bottom,
    settled,
    sinks,
    slight,
    slopeless,
    stuck,
)

STEEP_PART = 0.5
"""Part of the map's usual slope that no run ends with at a minimum, unless something holds it."""
REMAINDER = 1e-5
"""Part of a descent that is left at most when it is over, where no minimum is known."""
HOLDS = (Cause.SCHEDULE, Cause.DECAY, Cause.CLIPPING)
"""What keeps a run from going on down: without it, it would."""


class Outcome(StrEnum):
    """What became of a run."""

    CONVERGED = "converged"
    DESCENDING = "still descending"
    SADDLE = "at a saddle"
    PLATEAU = "on a plateau"
    OSCILLATING = "oscillating"
    DIVERGED = "diverged"
    LOCAL_MINIMUM = "local minimum"
    STALLED = "stalled on a slope"


def outcome(e: Evidence) -> Outcome:
    """Name what became of a run.

    What kind of ground it stands on matters only once it has come to rest.
    """
    if e.last < e.run.steps or exploded(e) or (growing(e) and e.slope[-1] > 0):
        return Outcome.DIVERGED
    if sinks(e):
        return Outcome.DESCENDING
    whole = rule_at(e.run.optimizer, max(e.last, 1)).whole_steps
    at_rest = (whole and slopeless(e)) or (e.rested_since(rest(e)) and not left_before(e))
    return (rested(e) if at_rest else None) or moving(e)


def rested(e: Evidence) -> Outcome | None:
    """Name a run that has come to rest, or None where that does not say what it is."""
    if arrival(e) is not None:
        return resting(e) if stopped_short(e) else Outcome.CONVERGED
    if goes_on(e):
        return Outcome.DESCENDING
    sloping = e.slope[-1] * e.diagonal > ROUNDING * e.relief
    if sloping and slight(e) and stuck(e) and flat(e):
        return Outcome.PLATEAU
    if near_bottom(e) and settled(e):
        centre = bottom(e)
        if centre is not None:  # a point without slope is right here
            return standing(e, centre)
        if fell(e):
            return Outcome.DESCENDING
    faint = np.abs(e.slopes) * e.diagonal <= FAINT * e.relief
    near = np.abs(e.newton) <= e.mark
    if stuck(e) and (near | faint).all() and gentle(e):  # at the bottom of a level valley
        return Outcome.PLATEAU
    if (starved(e) or calmed(e)) and (fell(e) or held(e)) and not climbing(e):
        return resting(e)
    return None


def rest(e: Evidence) -> int:
    """Return how many last iterates lie together if it rests: a tenth of few, ten of many."""
    return max(1, min(5, e.last // 10), min(10, e.last // 20))


def left_before(e: Evidence) -> bool:
    """Tell whether it has lain where it ends for longer before, and was thrown out again."""
    here = norm((e.path - e.end).T) <= e.mark
    changes = np.flatnonzero(np.diff(here)) + 1
    stays = [len(stay) for stay in np.split(here, changes) if stay[0]]
    return len(stays) > 1 and max(stays[:-1]) > max(stays[-1], 2)


def moving(e: Evidence) -> Outcome:
    """Name a run that is on its way."""
    if returns(e):
        return Outcome.OSCILLATING
    if straight(e) and not fell(e) and level(e):
        return Outcome.PLATEAU
    if swings(e) and not unseen(e):
        return Outcome.OSCILLATING
    if fell(e) or not e.last:
        return Outcome.DESCENDING
    if level(e):
        return Outcome.PLATEAU
    if rises(e) and not unseen(e):
        return Outcome.OSCILLATING
    if e.rested_since(e.last - e.last // 2):
        return resting(e)
    if gentle(e) and e.gap[-1] > FLAT * e.relief:
        return Outcome.PLATEAU
    crept = straight(e) and e.rested_since(e.last - e.last // 2, 4 * e.mark)
    return Outcome.STALLED if crept else Outcome.OSCILLATING  # as high, and elsewhere


def resting(e: Evidence) -> Outcome:
    """Name a run that does not arrive because its steps die: on a slope, all the same."""
    if fell(e):
        return Outcome.DESCENDING
    return Outcome.PLATEAU if level(e) else Outcome.STALLED


def arrival(e: Evidence) -> int | None:
    """Return from which step on the run stayed within a marker's radius of known minima."""
    return lasting(e.distance <= e.mark)


def stopped_short(e: Evidence) -> bool:
    """Tell whether something stopped it near a minimum, though on a slope as steep as usual."""
    steep = e.slope[-1] > STEEP_PART * e.usual_slope and e.gap[-1] > FAINT * e.relief
    if not steep or kinked(e.problem, e.nearest_minimum, e.mark):
        return False
    return held(e) and e.rested_since(max(1, e.last // 10))


def held(e: Evidence) -> bool:
    """Tell whether a schedule, decay or clipping keeps it from going on down."""
    hindrance = hindered(e, stability(e))
    return hindrance is not None and hindrance[0] in HOLDS


def goes_on(e: Evidence) -> bool:
    """Tell whether it still falls, to a bottom that nobody has named, and has some way to go."""
    if len(e.minima) or not (near_bottom(e) and fell(e)):
        return False
    left = np.sum(np.abs(e.slopes * e.newton)) / 2
    return bool(left > REMAINDER * (e.value[0] - e.value[-1]))


def standing(e: Evidence, centre: Array) -> Outcome:
    """Name a point without slope, by the lowest ground a marker's radius around it."""
    height = float(e.problem.value(centre[:, None])[0])
    rise = (np.min(e.around(centre, e.mark)) - height) / e.relief
    if rise < -LEVEL:
        if e.distance[-1] <= 4 * e.mark:  # a curved valley, not a saddle
            return moving(e)
        if np.min(axes(e.problem, centre)[0]) * e.mark**2 > LEVEL * e.relief:  # a narrow dent
            return Outcome.LOCAL_MINIMUM if levels(e, centre) else moving(e)
        return Outcome.SADDLE if gentle(e) and crests(e, centre) else moving(e)
    if not len(e.minima):
        if rise <= LEVEL and flat(e):
            return Outcome.PLATEAU if slight(e) else moving(e)
        if unstable(e) and e.stride[-1] > 0:
            return moving(e)
    if lowest(e) or (rise > LEVEL and not len(e.minima)):
        return Outcome.CONVERGED
    if e.distance[-1] <= 4 * e.mark:  # it is the known minimum, seen through a curved valley
        return Outcome.DESCENDING
    if not levels(e, centre):
        return moving(e)
    return Outcome.LOCAL_MINIMUM if rise > LEVEL else Outcome.PLATEAU
