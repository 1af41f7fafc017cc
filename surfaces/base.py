"""What a surface is: a loss with a map, classic starts, known minima and a lesson."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.loss import Loss, Seed

Point = tuple[float, ...]


@dataclass(frozen=True)
class Box:
    """The part of the plane that a map shows: an interval for each coordinate."""

    low: Point
    high: Point

    def nearest(self, point: Point) -> Point:
        """Return the point of the map nearest to a point."""
        bounds = zip(point, self.low, self.high, strict=True)
        return tuple(min(max(c, low), high) for c, low, high in bounds)

    def grid(self, count: int) -> Array:
        """Return points at equal distances along both sides, ``(2, count, count)``."""
        return np.stack(np.meshgrid(*np.linspace(self.low, self.high, count).T))


class Surface(ABC):
    """A loss with exact derivatives. Subclasses are frozen dataclasses: fields are the knobs.

    A knob may be swept: an array that broadcasts against the ``batch`` of the points asked about,
    which then holds the shape of every swept knob.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX, in the symbols of the knobs."""
    teaches: ClassVar[str]
    """One line: what this surface is shown for."""
    source: ClassVar[str]
    """Where the formula and its constants come from."""
    kink: ClassVar[str] = ""
    """One line, if it is not smooth: where, and which gradient is taken there."""
    beyond: ClassVar[str] = ""
    """One line, if lower ground lies off the map: the minima are then the lowest points on it."""
    domain: Box
    starts: tuple[Point, ...]
    """Classic starting points, the first one being the default."""

    @property
    @abstractmethod
    def minima(self) -> tuple[Point, ...]:
        """Every known global minimizer; it moves with the knobs. Empty if there is none.

        Where ``beyond`` says that lower ground lies off the map, the lowest points on the map.
        """

    @property
    def floor(self) -> float | None:
        """The height of the lowest of the minima, if any is known."""
        minima = self.minima
        return float(np.min(self.value(np.array(minima).T))) if minima else None

    @abstractmethod
    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""

    @abstractmethod
    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""

    @abstractmethod
    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``."""

    def at(self, t: int, seed: Seed = 0) -> Loss:
        """Return the loss of step ``t``: an exact surface looks the same at every step."""
        return self
