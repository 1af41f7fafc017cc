"""What a data set is: seeded, or read from a table, and the same wherever it is asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import ClassVar

import numpy as np

from core.arrays import Array

REMEMBERED = 64
"""Data sets of which the points are kept."""


class Dataset(ABC):
    """Samples: inputs, and what is to be said of each. Subclasses are frozen dataclasses.

    Fields are the knobs; equal data sets have the same points.
    """

    title: ClassVar[str]
    source: ClassVar[str]
    """Where the formula, or the numbers, come from."""
    licence: ClassVar[str]
    features: tuple[str, ...]
    """What each input is, ``(d,)``."""
    target: str
    """What is to be said."""
    classes: tuple[str, ...] = ()
    """What a target of 0, 1, … stands for; none if the target is a quantity."""

    @abstractmethod
    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, d)`` and the targets ``(N,)``, always the same ones."""

    def points(self) -> tuple[Array, Array]:
        """Return the inputs ``(N, d)`` and the targets ``(N,)``, both read-only."""
        return _points(self)


@lru_cache(REMEMBERED)
def _points(data: Dataset) -> tuple[Array, Array]:
    inputs, targets = (np.ascontiguousarray(array, dtype=float) for array in data.draw())
    inputs.flags.writeable = targets.flags.writeable = False
    return inputs, targets
