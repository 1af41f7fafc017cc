"""The one interface of a schedule: a factor that changes with time, and how long it takes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from core.arrays import Hyper
from core.knobs import Knob, knobs

Steps = int | npt.NDArray[np.integer[Any]]
"""The number of steps already taken, or an array of such numbers."""


@dataclass(frozen=True)
class Schedule(ABC):
    """A factor s(t) from 0 to 1. Subclasses are frozen dataclasses: fields are the knobs.

    A factor, not a rate, serves a swept knob as well as a plain one. As it never exceeds 1, the
    knob of the rule is the largest value that it takes, and no bound is broken on the way.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX, in the symbols of the knobs."""
    fits: ClassVar[Mapping[str, int]] = {"steps": 1}
    """How often each stretch of time goes into a race that the schedule is fitted to."""

    @abstractmethod
    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps: 0 on the first, ``np.arange(steps)`` for a curve.

        A swept knob broadcasts against ``t``.
        """

    def fitted(self, steps: int) -> Self:
        """Return this schedule with its times fitted to a race of ``steps``, its levels kept.

        A decay lasts the race and a ramp a tenth of it; cycles fill it a whole number of times.
        """
        about = knobs(self)
        times = {name: steps / often for name, often in self.fits.items() if name in about}
        return replace(self, **{name: whole(time, about[name]) for name, time in times.items()})


@dataclass(frozen=True)
class Constant(Schedule):
    """Change nothing: what the others are measured against."""

    title: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "s(t) = 1"

    def __call__(self, t: Steps) -> Hyper:
        """Return ones in the shape of ``t``."""
        return 1.0 + 0.0 * t


def whole(time: float, about: Knob) -> int:
    """Round a time up to whole steps within the bounds of a knob."""
    return int(min(max(math.ceil(time), about.low), about.high))


def half_cosine(progress: Hyper, start: Hyper, end: Hyper) -> Hyper:
    """Go from one level to another, gently at both ends, as progress goes from 0 to 1."""
    return end + (start - end) * (1 + np.cos(np.pi * progress)) / 2


def elapsed(t: Steps, start: Hyper, end: Hyper) -> Hyper:
    """Return which part of a stretch of time is over, from 0 to 1, even if it takes no time."""
    return np.clip((t - start) / np.maximum(end - start, 1e-9), 0.0, 1.0)


def split(at: Hyper, t: Steps, before: Hyper, after: Hyper) -> Hyper:
    """Return the factors of one curve before a moment, and of another one from there on."""
    return np.where(t < at, before, after)[()]
