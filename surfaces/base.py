"""What a surface is: a loss with a map, classic starts, known minima and a lesson."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Hyper
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
    family: ClassVar[str]
    """What it teaches, in a word or two: the heading under which menus offer it."""
    held: ClassVar[str] = ""
    """The field with the surface that it holds, if it holds one: batches and noise do."""
    deals_batches: ClassVar[bool] = False
    """Whether a step sees the mean over a few samples only."""
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
    def within(self) -> Surface:
        """The surface that it holds; itself if it holds none."""
        return getattr(self, self.held) if self.held else self

    @property
    def true(self) -> Surface:
        """The loss itself, without the noise and the batches that steps see."""
        return self.within.true if self.held else self

    @property
    def without_noise(self) -> Surface:
        """What noise was put on; itself if none was."""
        return self

    @property
    def noise_sigma(self) -> Hyper:
        """The standard deviation of the noise that it adds to each coordinate of a gradient."""
        return 0.0

    @property
    def sample_count(self) -> int:
        """How many samples it is the mean over; 0 if it is none."""
        return self.within.sample_count if self.held else 0

    @property
    def steps_an_epoch(self) -> int:
        """How many steps it takes to see as many samples as there are."""
        return 1

    def batch_sizes(self, steps: int) -> npt.NDArray[np.int_] | None:
        """Return how many samples each step sees, ``(steps,)``; None if it is no mean over any."""
        if self.held:
            return self.within.batch_sizes(steps)
        return np.full(steps, self.sample_count) if self.sample_count else None

    def generators(self, runs: float) -> float:
        """Return how many random generators a step sets up, if each run has its own seed."""
        return 0.0

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
