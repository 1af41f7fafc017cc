"""Fewer points of a long curve: evenly chosen ones, or what stands out in each bin of it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.arrays import Array

Steps = npt.NDArray[np.integer]
"""Numbers of steps, ``(k,)``."""


def evenly(first: int, last: int, most: int) -> Steps:
    """Return at most so many whole numbers, evenly apart, the first and the last among them."""
    return np.unique(np.linspace(first, last, min(last - first + 1, most)).round().astype(int))


def largest(y: Array, most: int) -> Steps:
    """Return where a curve is largest in each of up to ``most`` bins; NaN is never the largest."""
    filled = np.nan_to_num(y, nan=-np.inf)
    return np.array([low + np.argmax(filled[low:high]) for low, high in _bins(y, most)], int)


def extremes(y: Array, most: int) -> Steps:
    """Return where a curve is least and greatest in each bin, up to ``most`` in all, in order."""
    if len(y) <= most:
        return np.arange(len(y))
    filled = np.nan_to_num(y, nan=float(np.nanmedian(y)))
    bins = [(low, filled[low:high]) for low, high in _bins(y, most // 2)]
    return np.unique([low + at for low, each in bins for at in (np.argmin(each), np.argmax(each))])


def _bins(y: Array, most: int) -> list[tuple[int, int]]:
    """Return where each bin begins and ends; bins of one point where there are few points."""
    return [*pairwise(np.linspace(0, len(y), min(len(y), most) + 1).astype(int).tolist())]
