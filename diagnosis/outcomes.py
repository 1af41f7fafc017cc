"""The names for what became of a run, and how they are told apart."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from core.arrays import Array, norm
from diagnosis.causes import Cause, hindered
from diagnosis.curvature import axes, kinked, poles
from diagnosis.evidence import NEIGHBOURHOOD, Evidence, lasting
from diagnosis.motion import (
    ADVANCE,
    FAINT,
    ROUNDING,
    calmed,
    exploded,
    fell,
    growing,
    returns,
    rises,
    starved,
    straight,
    swings,
    unstable,
)
from diagnosis.stability import Stability, rule_at

FLAT = 0.005
"""Part of the typical height: ground that varies less within ``NEIGHBOURHOOD`` is flat."""
LEVEL = 1e-6
"""Part of the typical height: what differs by less is equally high."""
STEEP = 10.0
"""Times what a run has come down in all that its last slope, along a marker's radius, would be."""
STEEP_PART = 0.5
"""Part of the map's usual slope that no run ends with at a minimum, unless something holds it."""
GENTLE = 0.05
"""Part of the map's usual slope: ground that slopes less is near a point without slope."""
NONE = 1e-9
"""Part of the map's usual slope: less is no slope at all, and Newton's methods stay there."""
VANISHED = 1 / 3
"""Part of a slope that is left at a true zero of it: of one that only dies out, 1/e is left."""
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
    if (whole and slopeless(e)) or e.rested_since(rest(e)):
        if arrival(e) is not None:
            return resting(e) if stopped_short(e) else Outcome.CONVERGED
        sloping = e.slope[-1] * e.diagonal > ROUNDING * e.relief
        if sloping and slight(e) and stuck(e) and flat(e):
            return Outcome.PLATEAU
        bottom = np.abs(e.newton) <= e.mark
        if bottom.all() and settled(e):  # a point without slope is right here
            return standing(e)
        faint = np.abs(e.slopes) * e.diagonal <= FAINT * e.relief
        if stuck(e) and (bottom | faint).all() and gentle(e):  # at the bottom of a level valley
            return Outcome.PLATEAU
        if (starved(e) or calmed(e)) and (fell(e) or held(e)):
            return resting(e)
    return moving(e)


def rest(e: Evidence) -> int:
    """Return how many last iterates lie together if it rests: a tenth of few, ten of many."""
    return max(1, min(5, e.last // 10), min(10, e.last // 20))


def moving(e: Evidence) -> Outcome:
    """Name a run that is on its way."""
    if returns(e):
        return Outcome.OSCILLATING
    if straight(e) and not fell(e) and level(e):
        return Outcome.PLATEAU
    if swings(e):
        return Outcome.OSCILLATING
    if fell(e) or not e.last:
        return Outcome.DESCENDING
    if level(e):
        return Outcome.PLATEAU
    if rises(e):
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


def typical(e: Evidence) -> float:
    """Return the height that ground is flat beside: of the map, or of the run if that is less."""
    own = float(max(e.gap[0], e.gap[-1]))
    return min(own, e.relief) if own > LEVEL * e.relief else e.relief


def stopped_short(e: Evidence) -> bool:
    """Tell whether something stopped it near a minimum, though on a slope as steep as usual."""
    steep = e.slope[-1] > STEEP_PART * e.usual_slope and e.gap[-1] > FAINT * e.relief
    if not steep or kinked(e.problem, e.nearest_minimum, e.mark):
        return False
    return held(e) and e.rested_since(max(1, e.last // 10))


def held(e: Evidence) -> bool:
    """Tell whether a schedule, decay or clipping keeps it from going on down."""
    hindrance = hindered(e, Stability(e))
    return hindrance is not None and hindrance[0] in HOLDS


def stuck(e: Evidence) -> bool:
    """Tell whether it is on high ground, and half of the run did not take it any lower."""
    gained = e.value[e.last // 2] - e.value[-1]
    return bool(e.gap[-1] > FLAT * e.relief and np.abs(gained) <= FAINT * typical(e))


def flat(e: Evidence) -> bool:
    """Tell whether the ground is flat all around."""
    rise = np.max(np.abs(e.around(e.end, NEIGHBOURHOOD * e.diagonal) - e.value[-1]))
    return bool(rise <= FLAT * typical(e))


def slight(e: Evidence) -> bool:
    """Tell whether its slope, all across the map, would not lead down to the lowest ground."""
    return bool(e.slope[-1] * e.diagonal < max(e.gap[-1], LEVEL * e.relief))


def slopeless(e: Evidence) -> bool:
    """Tell whether there is next to no slope, beside those that the map has below the start."""
    return bool(e.slope[-1] <= NONE * e.usual_slope)


def level(e: Evidence) -> bool:
    """Tell whether the ground is level all around, or has next to no slope."""
    return slopeless(e) or flat(e)


def sinks(e: Evidence) -> bool:
    """Tell whether it comes near a pole down which the loss falls without a floor."""
    if e.slope[-1] * e.mark <= STEEP * np.abs(e.value[-1] - e.value[0]):
        return False
    near, middle, far = (np.nanmedian(e.around(e.end, r * e.mark)) for r in (1e-6, 1e-3, 1.0))
    deepens = middle - near > ADVANCE * (far - middle)  # a root is as steep, but has a floor
    below = e.value[-1] < far
    return bool(below and deepens and poles(e.problem, e.end[:, None], e.mark)[0])


def gentle(e: Evidence) -> bool:
    """Tell whether the slope is small beside those that the map has below the start."""
    return bool(e.slope[-1] <= GENTLE * e.usual_slope)


def settled(e: Evidence) -> bool:
    """Tell whether it stays for want of slope, rather than because it is slow.

    By the slope itself, or by a second half that went to and fro without leaving.
    """
    if gentle(e):
        return True
    late = e.last // 2
    return e.rested_since(late) and bool(np.sum(e.stride[late:]) > 4 * e.mark)


def standing(e: Evidence) -> Outcome:
    """Name a point without slope, by the lowest ground a marker's radius around it."""
    centre = e.end + e.axes[1] @ e.newton
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


def levels(e: Evidence, centre: Array) -> bool:
    """Tell whether the slope does vanish where a parabola says so."""
    left = norm(e.problem.grad(centre[:, None]))[0]
    return bool(left <= VANISHED * e.slope[-1] or slopeless(e))


def crests(e: Evidence, centre: Array) -> bool:
    """Tell whether the slope along the way that bends down most vanishes there too."""
    left = np.abs(e.axes[1][:, 0] @ e.problem.grad(centre[:, None])[:, 0])
    return bool(left <= max(VANISHED * np.abs(e.slopes[0]), LEVEL * e.usual_slope))


def lowest(e: Evidence) -> bool:
    """Tell whether no lower ground is known, by the height of the map and by its own height."""
    level = LEVEL * e.relief
    if len(e.minima):  # what is level on a map of giant heights may still be far above the floor
        level = min(level, max(LEVEL * np.abs(e.value[-1]), ROUNDING * e.relief))
    return bool(e.gap[-1] <= level)
