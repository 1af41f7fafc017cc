r"""Runs that come back, again and again, to where they were: found by recurrence, with the period.

Past :math:`\alpha\lambda = 2` a minimum throws gradient descent out, and where the ground gets
steeper farther out it is thrown back: first it hops between two points, at larger rates among
four, eight, and in the end it never comes back. Rules of a fixed stride hop at any rate. On cycles
of gradient descent, and why so many have the period 2: Chen and Bruna (2023), "Beyond the Edge of
Stability via Two-step Gradient Updates", https://arxiv.org/abs/2206.04172
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, norm

RECURRENCE = 1e-3
"""Part of the width of a cycle: as near as every round must come to the last one."""
ROUNDS = 4
"""A tail tells of a cycle if it holds so many rounds."""
LONGEST = 64
"""The longest period that is looked for."""
STILL = 1e-9
"""Part of the largest coordinate: a tail that moves less is at rest, or plays with rounding."""


@dataclass(frozen=True)
class Cycle:
    """The points that the end of a run visits over and over."""

    period: int
    since: int
    """The step from which on every round is like the last."""
    width: float
    """The largest distance between the last point and another one of the tail."""
    deviation: float
    """How far a point of the tail is, at most, from the one of the last round: a length."""


def cycle(path: Array) -> Cycle | None:
    """Return the cycle in which a path ``(T + 1, n)`` ends, or None.

    The tail is the last quarter of the path, of eight points at least. Its period is the least p at
    which every point lies within ``RECURRENCE`` times the tail's width of the point of the last p
    that stands in its place; only up to ``LONGEST``, and with ``ROUNDS`` rounds in the tail.
    """
    tail = path[-min(max(len(path) // 4, 8), ROUNDS * LONGEST) :]
    width = float(np.max(norm((tail - tail[-1]).T)))
    if not width > STILL * np.max(np.abs(tail)):
        return None
    for period in range(2, len(tail) // ROUNDS + 1):
        deviation = float(np.max(_strayed(tail, period)))
        if deviation <= RECURRENCE * width:
            astray = np.flatnonzero(_strayed(path, period) > RECURRENCE * width)
            return Cycle(period, int(astray[-1]) + 1 if len(astray) else 0, width, deviation)
    return None


def _strayed(path: Array, period: int) -> Array:
    """Return how far each point is from the one of the last round in its place."""
    last_round = path[-period:]
    places = (np.arange(len(path)) - len(path)) % period
    return norm((path - last_round[places]).T)
