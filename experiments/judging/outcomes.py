"""The names for what became of a run, and how they are told apart."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from core.arrays import norm
from experiments.judging.evidence import NEIGHBOURHOOD, Evidence, lasting

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


class Outcome(StrEnum):
    """What became of a run."""

    CONVERGED = "converged"
    DESCENDING = "still descending"
    SADDLE = "at a saddle"
    PLATEAU = "on a plateau"
    OSCILLATING = "oscillating"
    DIVERGED = "diverged"
    LOCAL_MINIMUM = "local minimum"


def outcome(e: Evidence) -> Outcome:
    """Name what became of a run.

    What kind of ground it stands on matters only once it has come to rest.
    """
    if e.last < e.run.steps or growing(e):
        return Outcome.DIVERGED
    if e.rested_since(max(1, min(10, e.last // 20))):
        if arrival(e) is not None:
            return Outcome.CONVERGED
        sloping = e.slope[-1] * e.diagonal > ROUNDING * e.relief
        if sloping and stuck(e) and flat(e):
            return Outcome.PLATEAU
        bottom = np.abs(e.newton) <= e.mark
        if bottom.all():  # a point without slope is right here
            return standing(e)
        faint = np.abs(e.slopes) * e.diagonal <= FAINT * e.relief
        if stuck(e) and (bottom | faint).all():  # at the bottom of a level valley
            return Outcome.PLATEAU
        if starved(e) or calmed(e):
            return Outcome.DESCENDING
    return Outcome.OSCILLATING if returns(e) or swings(e) else Outcome.DESCENDING


def growing(e: Evidence) -> bool:
    """Tell whether the loss, or the distance from the map, grows without an end in sight."""
    if e.last < 3:
        return False
    *before, last = (np.max(quarter) for quarter in e.quarters(e.reach))
    recent = np.max(e.reach[e.last - e.last // 10 :]) == last
    leaving = recent and last > AWAY * max(1.0, e.reach[0]) and last >= OUTWARD * max(before)
    _, second, third, fourth = (np.max(quarter) for quarter in e.quarters(e.gap))
    climbing = e.gap[0] < fourth >= GROWTH * third >= GROWTH * GROWTH * second
    return bool(leaving or climbing)


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


def standing(e: Evidence) -> Outcome:
    """Name a point without slope, by the lowest ground a marker's radius around it."""
    centre = e.end + e.axes[1] @ e.newton
    height = float(e.problem.value(centre[:, None])[0])
    rise = (np.min(e.around(centre, e.mark)) - height) / e.relief
    if rise < -LEVEL:
        return Outcome.SADDLE
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
    return bool(way < STRAIGHT * travelled or heights[-1] > heights[0])
