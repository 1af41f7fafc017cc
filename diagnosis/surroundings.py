"""What the ground is like where a run ends."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import axes, poles
from diagnosis.evidence import NEIGHBOURHOOD, Evidence
from diagnosis.motion import ADVANCE, FAINT, ROUNDING

FLAT = 0.005
"""Part of the typical height: ground that varies less within ``NEIGHBOURHOOD`` is flat."""
LEVEL = 1e-6
"""Part of the typical height: what differs by less is equally high."""
STEEP = 10.0
"""Times what a run has come down in all that its last slope, along a marker's radius, would be."""
GENTLE = 0.05
"""Part of the map's usual slope: ground that slopes less is near a point without slope."""
NONE = 1e-9
"""Part of the map's usual slope: less is no slope at all, and Newton's methods stay there."""
VANISHED = 1 / 3
"""Part of a slope that is left at a true zero of it: of one that only dies out, 1/e is left."""
NEWTON_STEPS = 8
"""Steps of Newton's method from the end to the point without slope beside it."""


def typical(e: Evidence) -> float:
    """Return the height that ground is flat beside: of the map, or of the run if that is less."""
    own = float(max(e.gap[0], e.gap[-1]))
    return min(own, e.relief) if own > LEVEL * e.relief else e.relief


def near_bottom(e: Evidence) -> bool:
    """Tell whether a parabola is level within a marker's radius."""
    return bool((np.abs(e.newton) <= e.mark).all())


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

    By the slope itself, or by a second half that came as near as can be seen, or went to and fro.
    """
    if gentle(e):
        return True
    late = e.last - e.last // 2
    if not e.rested_since(late):
        return False
    there = stuck(e) and np.max(np.abs(e.newton)) <= e.mark / 2
    return bool(there or np.sum(e.stride[e.last // 2 :]) > 4 * e.mark)


def bottom(e: Evidence) -> Array | None:
    """Return the point without slope near the end, ``(n,)``, or None if Newton's method leaves."""
    point, step = e.end, e.axes[1] @ e.newton
    for _ in range(NEWTON_STEPS):
        point = point + step
        if norm(point - e.end) > 2 * e.mark:
            return None
        if norm(step) <= LEVEL * e.mark:
            break
        curvatures, ways = axes(e.problem, point)
        slopes = ways.T @ e.problem.grad(point[:, None])[:, 0]
        step = ways @ np.where(slopes == 0, 0.0, -slopes / curvatures)
    return point


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
