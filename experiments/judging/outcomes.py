"""The names for what became of a run, and how they are told apart."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from core.arrays import norm
from experiments.judging.causes import Cause, hindered
from experiments.judging.evidence import EXACT, NEIGHBOURHOOD, Evidence, lasting, poles
from experiments.judging.stability import Stability

AWAY = 3.0
"""Map half-widths from the middle of the map: a run that is out there, and on its way, has left."""
OUTWARD = 1.25
"""Factor by which the last quarter of a run that leaves goes farther than any before."""
GROWTH = 2.0
"""Factor from quarter to quarter of a run that makes a growing loss a divergence."""
FLAT = 0.005
"""Part of the typical height: ground that varies less within ``NEIGHBOURHOOD`` is flat."""
FAINT = 0.001
"""Part of the typical height: less than this is lost along a diagonal of a slope that is faint."""
LEVEL = 1e-6
"""Part of the typical height: what differs by less is equally high."""
ROUNDING = 1e-16
"""Part of the typical height: what differs by less, no number of that size can tell."""
ADVANCE = 0.1
"""Part of the loss by which a second half must improve, lest it went back and forth in vain."""
STRAIGHT = 0.3
"""Part of the way that is net displacement: less is back and forth."""


EXPLOSION = 1e4
"""Times the height of the start, or of the map's ground, that no loss gets to by swinging."""
STEEP = 10.0
"""Times what a run has come down in all that its last slope, along a marker's radius, would be."""
GENTLE = 0.05
"""Part of the map's usual slope: ground that slopes less is near a point without slope."""
NONE = 1e-9
"""Part of the map's usual slope: less is no slope at all, however the run came there."""
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
    if e.last < e.run.steps or exploded(e) or growing(e):
        return Outcome.DIVERGED
    if sinks(e):
        return Outcome.DESCENDING
    level = e.slope[-1] <= NONE * e.usual_slope and not returns(e)
    if level or e.rested_since(max(1, min(10, e.last // 20))):
        if arrival(e) is not None:
            return Outcome.CONVERGED
        sloping = e.slope[-1] * e.diagonal > ROUNDING * e.relief
        if sloping and stuck(e) and flat(e):
            return Outcome.PLATEAU
        bottom = np.abs(e.newton) <= e.mark
        if bottom.all() and settled(e):  # a point without slope is right here
            return standing(e)
        faint = np.abs(e.slopes) * e.diagonal <= FAINT * e.relief
        if stuck(e) and (bottom | faint).all() and gentle(e):  # at the bottom of a level valley
            return Outcome.PLATEAU
        if starved(e) or calmed(e):
            return resting(e)
    return moving(e)


def moving(e: Evidence) -> Outcome:
    """Name a run that is on its way."""
    if returns(e) or swings(e):
        return Outcome.OSCILLATING
    if fell(e) or not e.last:
        return Outcome.DESCENDING
    if flat(e) or e.slope[-1] <= NONE * e.usual_slope:
        return Outcome.PLATEAU
    return Outcome.OSCILLATING if rises(e) else resting(e)


def resting(e: Evidence) -> Outcome:
    """Name a run that does not arrive because its steps die: on a slope, all the same."""
    return Outcome.DESCENDING if fell(e) or dried(e) else Outcome.STALLED


def exploded(e: Evidence) -> bool:
    """Tell whether the loss ends near its highest, out of all proportion to where it began."""
    rise = e.value - np.min(e.value)
    return bool(rise[-1] > EXPLOSION * max(rise[0], e.relief) and rise[-1] > np.max(rise) / 10)


def growing(e: Evidence) -> bool:
    """Tell whether the loss, or the distance from the map, grows without an end in sight."""
    if e.last < 3:
        return False
    *before, last = (np.max(quarter) for quarter in e.quarters(e.reach))
    recent = np.max(e.reach[e.last - e.last // 10 :]) == last
    leaving = recent and last > AWAY * max(1.0, e.reach[0]) and last >= OUTWARD * max(before)
    _, second, third, fourth = (np.max(quarter) for quarter in e.quarters(e.gap))
    climbing = e.gap[0] < fourth >= GROWTH * third >= GROWTH * GROWTH * second
    return bool(leaving or (climbing and (e.reach[-1] > OUTWARD or unstable(e))))


def unstable(e: Evidence) -> bool:
    """Tell whether the law of its rule forbids the last rate where the run ends."""
    law = Stability(e)
    sharpness, limit = law.sharpness, law.law
    return sharpness is not None and limit is not None and sharpness > limit


def arrival(e: Evidence) -> int | None:
    """Return from which step on the run stayed within a marker's radius of known minima."""
    return lasting(e.distance <= e.mark)


def stuck(e: Evidence) -> bool:
    """Tell whether it is on high ground, and half of the run did not take it any lower."""
    gained = e.value[e.last // 2] - e.value[-1]
    return bool(e.gap[-1] > FLAT * e.relief and np.abs(gained) <= FAINT * e.relief)


def flat(e: Evidence) -> bool:
    """Tell whether the ground is flat all around."""
    rise = np.max(np.abs(e.around(e.end, NEIGHBOURHOOD * e.diagonal) - e.value[-1]))
    return bool(rise <= FLAT * e.relief)


def starved(e: Evidence) -> bool:
    """Tell whether it came to rest on a slope, as a rule does that is held back or runs dry.

    Its steps have shrunk, but not because the slope has.
    """
    if e.last < 4 or e.distance[-1] <= 4 * e.mark or not e.rested_since(e.last // 2):
        return False
    first, *_, fourth = (np.median(quarter) for quarter in e.quarters(e.stride / e.slope[:-1]))
    return bool(fourth <= first / 10)


def calmed(e: Evidence) -> bool:
    """Tell whether the steps of a run at rest have shrunk to a tenth since its third quarter.

    However it went back and forth before, it does so no longer: a schedule ended it.
    """
    *_, third, _ = e.quarters(e.stride)
    last = e.stride[-max(1, e.last // 20) :]
    return bool(len(third) and np.median(last) <= np.median(third) / 10)


def dried(e: Evidence) -> bool:
    """Tell whether something around the rule holds it, or its steps die out by degrees."""
    hindrance = hindered(e, Stability(e))
    return hindrance is not None and hindrance[0] in HOLDS


def sinks(e: Evidence) -> bool:
    """Tell whether it comes near a pole down which the loss falls without a floor."""
    if e.slope[-1] * e.mark <= STEEP * np.abs(e.value[-1] - e.value[0]):
        return False
    below = e.value[-1] < np.nanmedian(e.around(e.end, e.mark))
    return bool(below and poles(e.problem, e.end[:, None], e.mark)[0])


def fell(e: Evidence) -> bool:
    """Tell whether the second half of the run took the loss any lower."""
    before = e.value[e.last // 2] if e.last > 1 else e.value[0]
    return bool(e.value[-1] < before - EXACT * np.abs(before))


def rises(e: Evidence) -> bool:
    """Tell whether it has gone up again, and visibly so, from the lowest of its second half."""
    return bool(e.value[-1] - np.min(e.value[e.last // 2 :]) > FAINT * min(e.relief, e.gap.max()))


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
        return Outcome.SADDLE if gentle(e) else moving(e)
    if not len(e.minima):
        if rise <= LEVEL and flat(e):
            return Outcome.PLATEAU
        if unstable(e) and e.stride[-1] > 0:
            return moving(e)
    if lowest(e) or (rise > LEVEL and not len(e.minima)):
        return Outcome.CONVERGED
    if e.distance[-1] <= 4 * e.mark:  # it is the known minimum, seen through a curved valley
        return Outcome.DESCENDING
    return Outcome.LOCAL_MINIMUM if rise > LEVEL else Outcome.PLATEAU


def lowest(e: Evidence) -> bool:
    """Tell whether no lower ground is known, by the height of the map and by its own height."""
    level = LEVEL * e.relief
    if len(e.minima):  # what is level on a map of giant heights may still be far above the floor
        level = min(level, max(LEVEL * np.abs(e.value[-1]), ROUNDING * e.relief))
    return bool(e.gap[-1] <= level)


def returns(e: Evidence) -> bool:
    """Tell whether it goes round in a cycle that can be seen on the map."""
    return e.cycle is not None and e.cycle.width > e.mark


def swings(e: Evidence) -> bool:
    """Tell whether the second half of the run went back and forth, or up, and to no avail.

    To some avail: the last of its four parts is the lowest, and clearly lower than the first. Under
    noise that may be luck: there each of six parts must be lower than the one before.
    """
    if e.last < 2:
        return bool(e.value[-1] > e.value[0])
    late = slice(e.last // 2, None)
    parts = np.array_split(e.gap[late], min(6 if e.noisy else 4, len(e.gap[late])))
    heights = [float(np.median(part)) for part in parts]
    falling = heights == sorted(heights, reverse=True) if e.noisy else heights[-1] == min(heights)
    if falling and heights[-1] <= (1 - ADVANCE) * heights[0]:
        return False
    way = norm(e.path[-1] - e.path[late][0])
    travelled = np.sum(e.stride[late])
    rose = heights[-1] > heights[0] and rises(e)  # as half a swing does, back and forth or not
    return bool(way < STRAIGHT * travelled or rose)
