"""Two rules from the same starts, and whether chance would show as much."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.arrays import Array


class Duel(NamedTuple):
    """Two rules from the same starts."""

    ahead: int
    """Starts from which the first ended lower."""
    behind: int
    """Starts from which it ended higher."""
    chance: float
    """How often a fair coin would be as one-sided: the two-sided sign test, ties left out."""


def duel(one: Array, other: Array) -> Duel:
    """Compare final losses start by start, ``(starts,)`` each."""
    ahead, behind = int(np.sum(one < other)), int(np.sum(one > other))
    return Duel(ahead, behind, sign_test(ahead, behind))


def median(losses: Array) -> float:
    """Return the median of losses, some perhaps infinite."""
    with np.errstate(invalid="ignore"):  # between infinities
        middle = float(np.median(losses))
    return math.inf if math.isnan(middle) else middle


def sign_test(ahead: int, behind: int) -> float:
    """Return how often a fair coin would fall as one-sidedly as that, either way.

    Dixon and Mood (1946), "The statistical sign test",
    https://doi.org/10.1080/01621459.1946.10501898
    """
    count, fewer = ahead + behind, min(ahead, behind)
    tail = sum(math.comb(count, k) for k in range(fewer + 1))
    return min(1.0, 2 * tail / 2**count)
