"""Variants of one run tried, many as one batch: how high each ends, paid for out of a budget."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array, norm
from diagnosis.variants import Variant, build, stacked
from experiments.effort import samples_an_epoch
from experiments.judging.evidence import Evidence
from experiments.judging.outcomes import AWAY
from experiments.running import run as start_running
from experiments.trajectory import Trajectory

LEAST = 16
"""Numbers that any evaluation costs at least: below, the time goes into the calls themselves."""
PIECE = 4_000_000
"""What is run as one batch may cost so much, a fraction of a second."""
TAIL = 0.1
"""The last part of a run, whose median height is looked at beside its end."""

Pieces = Generator[None]
"""Work in pieces: between them others may compute."""


@dataclass(frozen=True, eq=False)
class Ends:
    """How variants end, each in some repetitions: arrays ``(variants, repetitions)``."""

    final: Array
    """The true loss at the last point; infinite after an overflow, or where it left the map."""
    tail: Array
    """The median of the true loss over the last tenth."""
    there: Array
    """Whether it stays within a marker's radius of a known minimum over the last tenth."""

    @property
    def worse(self) -> Array:
        """The larger of the two heights."""
        return np.maximum(self.final, self.tail)

    @property
    def better(self) -> Array:
        """The smaller of the two heights."""
        return np.minimum(self.final, self.tail)


class Trials:
    """Runs variants of one run, and knows what is left of the budget.

    What a run costs is counted, not timed, so that on every machine the same is tried: what it asks
    of the loss, a Hessian as often as it has rows, times the numbers that an evaluation goes
    through, which are coordinates times samples.
    """

    def __init__(self, run: Trajectory, e: Evidence, budget: float) -> None:
        """Begin with the whole budget."""
        self.run, self.e, self.left = run, e, float(budget)
        self.size = max(LEAST, len(run.theta[0]) * max(1, samples_an_epoch(run.problem)))
        asked = float(np.sum(run.evaluations.price(len(run.theta[0]))))
        taken = max(1, int(np.sum(run.evaluations.grad > 0)))
        self.step_price = max(1.0, asked / taken) * self.size
        """What a step of the run costs."""

    def price(self, steps: int, repetitions: int) -> float:
        """Return what one variant costs, if it asks as often as the run did."""
        return self.step_price * steps * repetitions

    def affordable(self, variants: Sequence[Variant], repetitions: int, keep: float) -> int:
        """Return how many of the variants the budget allows, so that so much of it is kept."""
        each = self.price(max((v.steps for v in variants), default=1), repetitions)
        return max(0, min(len(variants), int((self.left - keep) // each)))

    def tried(
        self, variants: Sequence[Variant], seeds: Array, shifts: Array
    ) -> Generator[None, None, Ends]:
        """Run every variant with each of the seeds ``(r,)``, from starts shifted by ``(n, r)``.

        One of both may be for all.
        """
        shape = len(variants), max(len(seeds), shifts.shape[1])
        final, tail, there = np.empty(shape), np.empty(shape), np.empty(shape, dtype=bool)
        alike: dict[Any, list[int]] = {}
        for i, variant in enumerate(variants):
            alike.setdefault((variant.steps, build(variant.optimizer)), []).append(i)
        for places in alike.values():
            each = self.price(variants[places[0]].steps, shape[1])
            size = max(1, int(PIECE // each))
            for at in range(0, len(places), size):
                some = places[at : at + size]
                batch = self._batch([variants[i] for i in some], seeds, shifts)
                final[some], tail[some], there[some] = self._ends(batch)
                yield
        return Ends(final, tail, there)

    def _batch(self, variants: Sequence[Variant], seeds: Array, shifts: Array) -> Trajectory:
        """Run variants of one build as one batch ``(variants, repetitions)``."""
        starts = np.array([v.start for v in variants]).T[:, :, None] + shifts[:, None]
        optimizer = stacked([variant.optimizer for variant in variants])
        run = start_running(optimizer, self.run.problem, starts, variants[0].steps, seeds)
        self.left -= self.size * float(np.sum(run.evaluations.price(len(starts))))
        return run

    def _ends(self, batch: Trajectory) -> tuple[Array, Array, Array]:
        """Measure how each run of a batch ends."""
        with np.errstate(all="ignore"):  # losses and points may be near overflow
            return self._measured(batch)

    def _measured(self, batch: Trajectory) -> tuple[Array, Array, Array]:
        since = batch.steps - max(1, round(TAIL * batch.steps)) + 1
        last = batch.theta[-1]
        low, high = (np.array(edge)[:, None, None] for edge in self._box)
        reach = np.max(np.abs(2 * last - low - high) / (high - low), axis=0)
        # Lower ground off the map is no help: nobody sees it, and a loss may fall without end.
        gone = batch.diverged | (reach > max(1.0 if len(last) == 2 else AWAY, self.e.reach[0]))
        final, tail = batch.value[-1], np.median(batch.value[since:], axis=0)
        there = np.zeros(final.shape, dtype=bool)
        for minimum in self.e.minima:
            apart = norm(np.moveaxis(batch.theta[since:], 1, 0) - minimum[:, None, None, None])
            there |= (apart <= self.e.mark).all(axis=0)
        return np.where(gone, np.inf, final), np.where(gone, np.inf, tail), there & ~gone

    @property
    def _box(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        box: Any = self.run.problem
        return box.domain.low, box.domain.high
