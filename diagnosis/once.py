"""What is measured once for each run, however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from diagnosis.evidence import Evidence

T = TypeVar("T")


def once(measure: Callable[[Evidence], T]) -> Callable[[Evidence], T]:
    """Keep what a function returns for a run beside the run's other evidence."""
    name = f"{measure.__module__}.{measure.__qualname__}"

    @wraps(measure)
    def kept(e: Evidence) -> T:
        known = vars(e)
        if name not in known:
            known[name] = measure(e)
        return known[name]

    return kept
