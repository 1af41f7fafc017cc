"""How a run moves: whether it falls, swings, runs dry, or leaves for good."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import EXACT
from diagnosis.evidence import Evidence
from diagnosis.stability import Stability

AWAY = 3.0
"""Map half-widths from the middle of the map: a run that is out there, and on its way, has left."""
OUTWARD = 1.25
"""Factor by which the last quarter of a run that leaves goes farther than any before."""
GROWTH = 2.0
"""Factor from quarter to quarter of a run that makes a growing loss a divergence."""
ADVANCE = 0.1
"""Part of the loss by which a second half must improve, lest it went back and forth in vain."""
ENOUGH = 16
"""Steps from which on it is no luck that parts of the second half fall, or that it calms down."""
DEGREES = 6
"""Parts of the second half that are compared for that."""
CLEAR = 0.01
"""Part of the height that fewer parts must fall by, so that it is no luck."""
STRAIGHT = 0.3
"""Part of the way that is net displacement: less is back and forth."""
THROWN = 100.0
"""Map half-widths from the middle of the map, at which a run is not coming back."""
EXPLOSION = 1e4
"""Times the height of the start, or of the map's ground, that no loss gets to by swinging."""
FAINT = 0.001
"""Part of the typical height: less than this is lost along a diagonal of a slope that is faint."""
ROUNDING = 1e-16
"""Part of the typical height: what differs by less, no number of that size can tell."""


def exploded(e: Evidence) -> bool:
    """Tell whether it ends out of all proportion high, or far out, and is not coming back."""
    rise = e.value - np.min(e.value)
    up = rise[-1] > EXPLOSION * max(rise[0], e.relief) and rise[-1] > rise[3 * e.last // 4] / 10
    out = e.reach[-1] > THROWN * max(1.0, e.reach[0]) and e.reach[-1] > np.max(e.reach) / 2
    return bool(up or out)


def growing(e: Evidence) -> bool:
    """Tell whether the loss, or the distance from the map, grows without an end in sight."""
    if e.last < 3:
        return False
    *before, last = (np.max(quarter) for quarter in e.quarters(e.reach))
    recent = np.max(e.reach[e.last - e.last // 10 :]) == last
    leaving = recent and last > AWAY * max(1.0, e.reach[0]) and last >= OUTWARD * max(before)
    _, second, third, fourth = (np.max(quarter) for quarter in e.quarters(e.gap))
    climbing = GROWTH * e.gap[0] <= fourth >= GROWTH * third >= GROWTH * GROWTH * second
    climbing &= fourth > third  # where all is level, every factor of it is too
    return bool(leaving or (climbing and (e.reach[-1] > OUTWARD or unstable(e))))


def unstable(e: Evidence) -> bool:
    """Tell whether the law of its rule forbids the last rate where the run ends."""
    law = Stability(e)
    sharpness, limit = law.sharpness, law.law
    return sharpness is not None and limit is not None and sharpness > limit


def fell(e: Evidence) -> bool:
    """Tell whether the second half of the run took the loss any lower, and its own half too.

    Of a run at rest only a fall part by part, or most of its ups and downs, is more than luck.
    """
    if e.last < 2:
        return bool(e.value[-1] < e.value[0])
    late = e.value[e.last // 2 :]
    least = 0.0 if len(e.minima) else ROUNDING * e.relief
    lower = late[0] - e.value[-1] > max(EXACT * np.abs(late[0]), least)
    if not lower or e.value[-1] > e.value[3 * e.last // 4]:
        return False
    lowest, rising = np.min(late), rises(e) and e.value[-1] > e.value[-2]
    if rising and e.value[-1] - lowest > ADVANCE * (late[0] - lowest) and not advanced(e):
        return False
    if np.sum(e.stride[e.last // 2 :]) > e.mark:
        return True
    if e.value[3 * e.last // 4] - e.value[-1] <= FAINT * (late[0] - e.value[-1]):
        return False  # it fell, but no longer does
    by_degrees = False
    if e.last >= ENOUGH:
        heights = [float(np.median(part)) for part in np.array_split(late, DEGREES)]
        by_degrees = heights == sorted(heights, reverse=True)
        _, heights = second_half(e)
        clearly = heights[-1] <= (1 - CLEAR) * heights[0]
        by_degrees = by_degrees or (clearly and heights == sorted(heights, reverse=True))
    steadily = late[0] - e.value[-1] > np.sum(np.abs(np.diff(late))) / 2
    return bool(by_degrees or steadily)


def rises(e: Evidence) -> bool:
    """Tell whether it has gone up again, and visibly so, from the lowest of its second half."""
    return bool(e.value[-1] - np.min(e.value[e.last // 2 :]) > FAINT * min(e.relief, e.gap.max()))


def returns(e: Evidence) -> bool:
    """Tell whether it goes round in a cycle that can be seen on the map."""
    return e.cycle is not None and e.cycle.width > e.mark


def advanced(e: Evidence) -> bool:
    """Tell whether the last of the four parts of the second half is the lowest, and clearly lower.

    Under noise that may be luck: there each of six parts must be lower than the one before.
    """
    parts, heights = second_half(e)
    first, last = parts[0], parts[-1]
    falling = heights[-1] == min(heights) and np.min(last) < np.min(first)
    falling = falling and np.max(last) <= (1 - ADVANCE) * np.max(first)
    if e.noisy:
        falling = heights == sorted(heights, reverse=True)
    return bool(falling and heights[-1] <= (1 - ADVANCE) * heights[0])


def second_half(e: Evidence) -> tuple[list[Array], list[float]]:
    """Cut the heights of the second half into parts, and return the median of each."""
    gap = e.gap[e.last // 2 :]
    parts = np.array_split(gap, min(6 if e.noisy else 4, len(gap)))
    return parts, [float(np.median(part)) for part in parts]


def swings(e: Evidence) -> bool:
    """Tell whether the second half of the run went back and forth, or up, and to no avail."""
    if e.last < 2:
        return bool(e.value[-1] > e.value[0])
    if np.sum(e.stride[e.last // 2 :]) < e.mark and not rises(e):
        return False  # none of it can be seen
    if advanced(e):
        return False
    _, heights = second_half(e)
    rose = heights[-1] > heights[0] and rises(e)  # as half a swing does, back and forth or not
    return bool(directness(e) < STRAIGHT or rose)


def directness(e: Evidence) -> float:
    """Return the part of the way of the second half that is net displacement."""
    half = e.last // 2
    travelled = float(np.sum(e.stride[half:]))
    return float(norm(e.end - e.path[half])) / travelled if travelled else 1.0


def straight(e: Evidence) -> bool:
    """Tell whether the second half of the run went one way."""
    return directness(e) > 1 - STRAIGHT


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
    return bool(e.last >= ENOUGH and np.median(last) <= np.median(third) / 10)
