"""The logistic function, exact far into its tails."""

from __future__ import annotations

import numpy as np

from core.arrays import Array


def sigmoid(z: Array) -> tuple[Array, Array, Array]:
    """Map numbers of any shape to the logistic function and its first two derivatives there."""
    tail = np.exp(-np.abs(z))
    small, large = tail / (1 + tail), 1 / (1 + tail)  # the sigmoid of -abs(z), and of abs(z)
    slope = small * large  # s (1 - s), without the cancellation
    value = np.where(z < 0, small, large)
    return value, slope, slope * np.where(z < 0, large - small, small - large)
