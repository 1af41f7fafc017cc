"""What a run had reached when it had asked so much: the measure in which rules can be compared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Seed
from experiments.cost_axes import evaluations
from experiments.running import run
from optimizers import Optimizer
from surfaces import Surface

Counts = npt.NDArray[np.integer]

MARKS = 100
"""Marks of a budget, evenly spread, at which the loss is noted."""


class Progress(NamedTuple):
    """The losses of runs that were stopped at a budget of evaluations; ``inf`` after an overflow.

    One evaluation is one gradient or one value; a Hessian of n coordinates counts as n of them, as
    many gradients as its differences would take.
    """

    marks: Array
    """Evaluations, ``(marks + 1,)``: from none to the whole budget."""
    value: Array
    """The true loss that had been reached at each mark, ``(marks + 1, *batch)``."""
    spent: Counts
    """Evaluations after each step, ``(steps + 1, *batch)``."""
    path_value: Array
    """The true loss after each step, ``(steps + 1, *batch)``."""

    @property
    def final(self) -> Array:
        """The loss when the budget was spent, ``(*batch)``."""
        return self.value[-1]

    @property
    def lowest(self) -> Array:
        """The lowest loss met within the budget, ``(*batch)``."""
        return np.where(self.spent <= self.marks[-1], self.path_value, np.inf).min(axis=0)

    def cost(self, target: Array | float) -> Array:
        """Return the evaluations until the loss first was at most a target, ``(*batch)``.

        ``inf`` where it never was within the budget.
        """
        within = (self.path_value <= target) & (self.spent <= self.marks[-1])
        first = np.take_along_axis(self.spent, np.argmax(within, axis=0)[None], axis=0)[0]
        return np.where(within.any(axis=0), first, np.inf)


def course(
    optimizer: Optimizer, surface: Surface, starts: Array, budget: int, seeds: Seed = 0
) -> Progress:
    """Run from starts ``(n, *batch)`` until each run has spent its budget of evaluations."""
    trajectory = run(optimizer, surface, starts, budget, seeds, budget=budget)
    value = np.array(trajectory.value)
    steps = np.arange(len(value)).reshape(-1, *(1,) * trajectory.last.ndim)
    value[np.broadcast_to(steps > trajectory.last, value.shape)] = np.inf
    spent = evaluations(trajectory)
    marks = np.unique(np.linspace(0, budget, min(budget, MARKS) + 1).round())
    reached = np.array([np.sum(spent <= mark, axis=0) - 1 for mark in marks])
    return Progress(marks, np.take_along_axis(value, reached, axis=0), spent, value)


def drawn_starts(surface: Surface, count: int, seed: int) -> Array:
    """Draw points ``(n, count)`` evenly over a map, where loss and gradient are finite.

    The first ones are the same however many are asked for.

    Raises ``ValueError`` if there are hardly any.
    """
    box = surface.domain
    low, high = (np.array(edge, dtype=float)[:, None] for edge in (box.low, box.high))
    generator = np.random.Generator(np.random.PCG64(seed))
    found: list[Array] = []
    for _ in range(64):
        if sum(map(len, found)) >= count:
            break
        points = low + generator.random((count, len(low))).T * (high - low)
        with np.errstate(all="ignore"):
            sound = np.isfinite(surface.value(points)) & np.isfinite(surface.grad(points)).all(
                axis=0
            )
        found.append(points.T[sound])
    every = np.concatenate(found)[:count]
    if len(every) < count:
        raise ValueError(f"{surface.title}: hardly any point of its map has a finite loss")
    return np.ascontiguousarray(every.T)


def seeds_for(surface: Surface, shape: tuple[int, ...], first: int) -> Seed:
    """Return a seed for each run, if the surface looks different at each step; else just one."""
    if surface.at(1) is surface:
        return first
    return first + np.arange(int(np.prod(shape))).reshape(shape)
