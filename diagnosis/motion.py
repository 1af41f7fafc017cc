"""How a run moves: whether it falls, swings, runs dry, or leaves for good."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import EXACT
from diagnosis.evidence import LATE, Evidence
from diagnosis.once import once
from diagnosis.stability import stability

AWAY = 3.0
"""Map half-widths from the middle of the map: a run that is out there, and on its way, has left."""
FAR = 15.0
"""Map half-widths from the middle of the map, up to which a run that falls has not left yet."""
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
MOST = 0.9
"""Part of its ups and downs by which a loss must fall under noise, so that it is no luck."""
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
    depth = e.value[0] - e.value[-1]
    down = e.reach[-1] > AWAY and depth > EXPLOSION * max(float(np.ptp(e.heights)), e.gap[0])
    return bool(up or out or down)


def growing(e: Evidence) -> bool:
    """Tell whether the loss, or the distance from the map, grows without an end in sight."""
    if e.last < 3:
        return False
    *before, last = (np.max(quarter) for quarter in e.quarters(e.reach))
    recent = np.max(e.reach[e.last - e.last // 10 :]) == last
    leaving = recent and last > AWAY * max(1.0, e.reach[0]) and last >= OUTWARD * max(before)
    leaving &= e.reach[-1] > AWAY  # it may have come back
    down = len(e.minima) > 0 and e.value[-1] < e.value[0] and fell(e)
    leaving &= not (down and e.reach[-1] < FAR)
    _, second, third, fourth = (np.max(quarter) for quarter in e.quarters(e.gap))
    climbing = GROWTH * e.gap[0] <= fourth >= GROWTH * third >= GROWTH * GROWTH * second
    climbing &= fourth > third  # where all is level, every factor of it is too
    return bool(leaving or (climbing and (e.reach[-1] > OUTWARD or unstable(e))))


def unstable(e: Evidence) -> bool:
    """Tell whether the law of its rule forbids the last rate where the run ends."""
    law = stability(e)
    sharpness, limit = law.sharpness, law.law
    return sharpness is not None and limit is not None and sharpness > limit


@once
def fell(e: Evidence) -> bool:
    """Tell whether the second half of the run took the loss any lower, and its own half too.

    Of a run at rest only a fall part by part, or most of its ups and downs, is more than luck.
    """
    if e.last < 2:
        return bool(e.value[-1] < e.value[0])
    late = e.value[e.last // 2 :]
    least = 0.0 if len(e.minima) else ROUNDING * e.relief
    lost, lately = late[0] - e.value[-1], e.value[3 * e.last // 4] - e.value[-1]
    _, heights = second_half(e)
    falling = lately >= 0 or (heights[-1] < heights[-2] and -lately <= CLEAR * lost)
    if lost <= max(EXACT * np.abs(late[0]), least) or not falling:
        return False
    ups = np.sum(np.diff(late) > 0)
    if heights[-1] > min(heights) and e.value[-1] > np.min(late) and ups > 1:
        return False  # it was lower than it is, and was not just thrown once
    if e.last >= ENOUGH and heights[-1] >= heights[0]:
        return False  # only its last few steps go down
    lowest, rising = np.min(late), rises(e) and e.value[-1] > e.value[-2]
    if rising and e.value[-1] - lowest > ADVANCE * (late[0] - lowest) and not advanced(e):
        return False
    share = MOST if e.noisy else 1 / 2  # under noise half of the ups and downs may be luck
    now = lately > share * np.sum(np.abs(np.diff(e.value[3 * e.last // 4 :])))
    seen = max(lost, lately if now else 0.0) > visible(e)
    onward = directness(e) >= STRAIGHT or advanced(e)
    if seen and onward and np.sum(e.stride[e.last // 2 :]) > e.mark:
        return True
    steep = lost > max(10 * visible(e), ADVANCE * (e.gap[-1] + lost))
    if steep and onward:
        return True
    halves = len(e.minima) and lately > ADVANCE * (e.gap[-1] + lately)
    if lately <= FAINT * lost and not halves:
        return False  # it fell, but no longer does
    by_degrees = False
    if e.last >= ENOUGH:
        heights = [float(np.median(part)) for part in np.array_split(late, DEGREES)]
        by_degrees = heights == sorted(heights, reverse=True)
        _, heights = second_half(e)
        clearly = heights[-1] <= (1 - CLEAR) * heights[0]
        by_degrees = by_degrees or (clearly and heights == sorted(heights, reverse=True))
    steadily = lost > share * np.sum(np.abs(np.diff(late)))
    return bool(by_degrees or steadily)


@once
def rises(e: Evidence) -> bool:
    """Tell whether it has gone up again, and visibly so, from the lowest of its second half.

    Beside the typical height or, above a known floor, beside its own height.
    """
    up = e.value[-1] - np.min(e.value[e.last // 2 :])
    _, heights = second_half(e)
    grows = len(e.minima) and heights[-1] >= GROWTH * heights[0] > ROUNDING * e.relief
    return bool(up > visible(e) or (grows and up > 0))


def climbing(e: Evidence) -> bool:
    """Tell whether the last quarter of the run took the loss visibly up."""
    return bool(e.value[-1] - e.value[3 * e.last // 4] > visible(e)) and rises(e)


@once
def unseen(e: Evidence) -> bool:
    """Tell whether neither the point nor the loss has changed visibly in all the run."""
    return bool(np.sum(e.stride) < e.mark and np.ptp(e.value) < 10 * visible(e))


@once
def visible(e: Evidence) -> float:
    """Return the difference of heights that can be seen on the map, or in a run that starts low."""
    return FAINT * min(e.relief, float(e.gap.max()))


def bounces(e: Evidence) -> bool:
    """Tell whether the loss goes up and down, visibly, in a second half that hardly moves."""
    changes = np.diff(e.value[e.last // 2 :])
    up = changes[changes > 0]
    return len(up) > 1 and bool(np.sum(up) > max(10 * visible(e), np.sum(np.abs(changes)) / 3))


def returns(e: Evidence) -> bool:
    """Tell whether it goes round in a cycle that can be seen on the map."""
    return e.cycle is not None and e.cycle.width > e.mark


@once
def advanced(e: Evidence) -> bool:
    """Tell whether the last of the four parts of the second half is the lowest, and clearly lower.

    Under noise that may be luck: there each of six parts must be lower than the one before.
    """
    parts, heights = second_half(e)
    first, last = parts[0], parts[-1]
    falling = heights[-1] == min(heights) and np.min(last) < np.min(first)
    falling = falling and np.max(last) <= (1 - ADVANCE) * np.max(first)
    falling = falling and np.ptp(last) <= heights[0] - heights[-1]  # more than it swings
    if e.noisy:
        falling = heights == sorted(heights, reverse=True)
    return bool(falling and heights[-1] <= (1 - ADVANCE) * heights[0])


@once
def second_half(e: Evidence) -> tuple[list[Array], list[float]]:
    """Cut the heights of the second half into parts, and return the median of each."""
    gap = e.gap[e.last // 2 :]
    parts = np.array_split(gap, min(6 if e.noisy else 4, len(gap)))
    return parts, [float(np.median(part)) for part in parts]


def swings(e: Evidence) -> bool:
    """Tell whether the second half of the run went back and forth, or up, and to no avail."""
    if e.last < 2:
        return bool(e.value[-1] > e.value[0])
    if np.sum(e.stride[e.last // 2 :]) < e.mark and not (rises(e) or bounces(e)):
        return False  # none of it can be seen
    if advanced(e):
        return False
    _, heights = second_half(e)
    rose = heights[-1] > heights[0] and rises(e)  # as half a swing does, back and forth or not
    return bool(directness(e) < STRAIGHT or rose)


@once
def directness(e: Evidence) -> float:
    """Return the part of the way of the second half that is net displacement."""
    half = e.last // 2
    travelled = float(np.sum(e.stride[half:]))
    return float(norm(e.end - e.path[half])) / travelled if travelled else 1.0


def straight(e: Evidence) -> bool:
    """Tell whether the second half of the run went one way."""
    return directness(e) > 1 - STRAIGHT


@once
def starved(e: Evidence) -> bool:
    """Tell whether it came to rest on a slope, as a rule does that is held back or runs dry.

    Its steps have shrunk, but not because the slope has.
    """
    if e.last < 4 or e.distance[-1] <= 4 * e.mark or not e.rested_since(e.last // 2):
        return False
    first, *_, fourth = (np.median(quarter) for quarter in e.quarters(e.stride / e.slope[:-1]))
    early, *_, late = (np.median(quarter) for quarter in e.quarters(e.stride))
    return bool(fourth <= first / 10 and late <= early / 3)


@once
def calmed(e: Evidence) -> bool:
    """Tell whether the steps of a run at rest have shrunk to a tenth since its third quarter.

    However it went back and forth before, it does so no longer: a schedule ended it.
    """
    *_, third, _ = e.quarters(e.stride)
    last = e.stride[-max(1, e.last // 20) :]
    return bool(e.last >= ENOUGH and np.median(last) <= np.median(third) / 10)


def zigzags(e: Evidence) -> bool:
    """Tell whether most of the last steps turn back across the direction that bends most."""
    across = np.diff(e.path[-LATE:], axis=0) @ e.axes[1][:, -1]
    turns = across[1:] * across[:-1] < 0
    return 2 * int(np.sum(turns)) > len(turns)
