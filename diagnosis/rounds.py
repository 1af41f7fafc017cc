"""In which order changes are tried: what the cause of an outcome speaks for first, the rest after.

The entrant's own knobs come before what is around it, longer runs, other rules, and other starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from diagnosis.causes import Cause
from diagnosis.evidence import Evidence
from diagnosis.outcomes import Outcome
from diagnosis.variants import (
    Variant,
    around,
    elsewhere,
    given,
    longer,
    other_knobs,
    other_rules,
    pace_knob,
    turned,
)
from diagnosis.verdicts import judge

PAIRED = 2
"""Knobs that are turned together with the rate: the first ones of a rule, such as momentum."""
POINTS = 64
"""Other starts that are tried."""
WANDERS = (Outcome.SADDLE, Outcome.LOCAL_MINIMUM, Outcome.PLATEAU, Outcome.STALLED)
"""Outcomes for which another start is an answer."""

Round = Callable[[], list[Variant]]


@dataclass(frozen=True)
class Rounds:
    """Variants of one run, round by round."""

    e: Evidence
    most_steps: int
    """That a run may have where it is shown."""

    def own(self) -> Iterator[Round]:
        """Yield the rounds about the entrant itself, the likeliest first."""
        every: list[Round] = [self.rates, self.knobs, self.wrappers, self.paced_wrappers]
        first = [getattr(self, name) for name in self.first.get(judge(self.e.run).cause, ())]
        yield from [*first, *(each for each in every if each not in first)]

    first: ClassVar[dict[Cause, tuple[str, ...]]] = {
        Cause.NOISE: ("wrappers", "paced_wrappers"),
        Cause.SCHEDULE: ("wrappers",),
        Cause.CLIPPING: ("wrappers",),
        Cause.DECAY: ("knobs", "wrappers"),
        Cause.FRICTION: ("knobs",),
        Cause.KNOB: ("knobs",),
    }
    """What speaks for itself once the cause is known."""

    def more_steps(self) -> Iterator[Round]:
        """Yield longer runs one by one, so that the shortest that helps is found."""
        if judge(self.e.run).outcome != Outcome.DIVERGED:
            for variant in longer(self.e.run, self.most_steps):
                yield lambda variant=variant: [variant]

    def last(self) -> Iterator[Round]:
        """Yield what is tried only where nothing else helped."""
        yield self.pairs
        yield lambda: other_rules(self.e.run, noisy=self.e.noisy)
        verdict = judge(self.e.run)
        if verdict.outcome in WANDERS or verdict.cause == Cause.FLOORLESS:
            yield self.starts

    def rates(self) -> list[Variant]:
        """Return the rule at other rates."""
        return self._paced(given(self.e.run), 1)

    def knobs(self) -> list[Variant]:
        """Return variants of each other knob by itself."""
        run = self.e.run
        return [v for place in other_knobs(run.optimizer) for v in turned(run, place, given(run))]

    def wrappers(self) -> list[Variant]:
        """Return variants of what is around the rule, at the same rate."""
        return around(self.e.run, self.e.usual_slope)

    def paced_wrappers(self) -> list[Variant]:
        """Return the same, each at other rates."""
        return [paced for variant in self.wrappers() for paced in self._paced(variant, 2)]

    def pairs(self) -> list[Variant]:
        """Return variants of the first other knobs together with the rate."""
        run = self.e.run
        places = other_knobs(run.optimizer)[:PAIRED]
        ones = [v for place in places for v in turned(run, place, given(run))]
        return [paced for one in ones for paced in self._paced(one, 2)]

    def starts(self) -> list[Variant]:
        """Return other starts, spread over the map."""
        ground = self.e.ground[:, :POINTS]
        points = np.array([[float(f"{c:.3g}") for c in axis] for axis in ground])
        return elsewhere(self.e.run, points[:, finite(self.e, points)])

    def _paced(self, variant: Variant, every: int) -> list[Variant]:
        """Return a variant at other rates, some of the ladder."""
        place = pace_knob(variant.optimizer)
        return turned(self.e.run, place, variant)[::every] if place else []


def finite(e: Evidence, points: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell at which points ``(n, k)`` a run can start, ``(k,)``."""
    with np.errstate(all="ignore"):
        value, grad = e.problem.value(points), e.problem.grad(points)
    return np.isfinite(value) & np.isfinite(grad).all(axis=0)
