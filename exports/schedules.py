"""The schedules in plain Python, one number at a time: their source goes into programs.

Each is the curve of the schedule of the same name, after ``t`` steps.
"""

from __future__ import annotations

import math


def step_decay(t: int, every: int, gamma: float) -> float:
    """Cut the rate again and again."""
    return gamma ** (t // every)


def exponential_decay(t: int, rate: float) -> float:
    """Lose the same share at every step."""
    return math.exp(-rate * t)


def linear_decay(t: int, steps: int, floor: float) -> float:
    """Fall by the same amount at every step."""
    return floor + (1 - floor) * (1 - min(t / steps, 1))


def polynomial_decay(t: int, steps: int, power: float, floor: float) -> float:
    """Fall along a power of the time that is left."""
    return floor + (1 - floor) * (1 - min(t / steps, 1)) ** power


def cosine_annealing(t: int, steps: int, floor: float) -> float:
    """Fall along half a cosine."""
    return half_cosine(min(t / steps, 1), 1, floor)


def warm_restarts(t: float, period: float, growth: float, floor: float) -> float:
    """Anneal, jump back, and anneal again, longer each time."""
    while t >= period:
        t, period = t - period, period * growth
    return half_cosine(t / period, 1, floor)


def inverse_sqrt(t: int, warmup: int) -> float:
    """Climb, then fall as one over the root of time."""
    return min((t + 1) / warmup, math.sqrt(warmup / (t + 1)))


def warmup_stable_decay(t: int, steps: int, rise: float, fall: float, floor: float) -> float:
    """Climb, stay, and settle at the very end."""
    climbed = (t + 1) / max(rise * steps, 1)
    left = min(max((steps - t) / max(fall * steps, 1), 0), 1)
    return min(climbed, floor + (1 - floor) * left)


def cyclic(t: int, period: int, floor: float) -> float:
    """Swing between a small and the full rate, in straight lines."""
    return floor + (1 - floor) * (1 - abs(1 - 2 * (t % period) / period))


def one_cycle(t: int, steps: int, rise: float, start: float, end: float) -> float:
    """Climb to the full rate, and come down to almost none."""
    peak = max(rise * steps - 1, 0)
    if t < peak:
        return half_cosine(elapsed(t, 0, peak), start, 1)
    return half_cosine(elapsed(t, peak, steps - 1), 1, end)


def one_cycle_three_phase(t: int, steps: int, rise: float, start: float, end: float) -> float:
    """Climb, come down the same way, and then to almost nothing."""
    peak = max(rise * steps - 1, 0)
    if t < peak:
        return half_cosine(elapsed(t, 0, peak), start, 1)
    if t < 2 * peak:
        return half_cosine(elapsed(t, peak, 2 * peak), 1, start)
    return half_cosine(elapsed(t, 2 * peak, steps - 1), start, end)


def half_cosine(progress: float, start: float, end: float) -> float:
    """Go from one level to another, gently at both ends."""
    return end + (start - end) * (1 + math.cos(math.pi * progress)) / 2


def elapsed(t: float, start: float, end: float) -> float:
    """Return which part of a stretch of time is over."""
    return min(max((t - start) / max(end - start, 1e-9), 0), 1)
