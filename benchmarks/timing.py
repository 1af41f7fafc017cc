"""Side-by-side timing: all sides in one process, taking turns, so that a busy machine is fair."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

PAUSE = 0.05
"""Seconds before each call: the threads of other libraries spin for a while when work is done."""


def medians(rounds: int, **sides: Callable[[], object]) -> dict[str, float]:
    """Call every side once a round, after one warm-up each; return median seconds by name."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for side in sides.values():
        side()
    for _ in range(rounds):
        for name, side in sides.items():
            time.sleep(PAUSE)
            begin = time.perf_counter()
            side()
            seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(taken) for name, taken in seconds.items()}
