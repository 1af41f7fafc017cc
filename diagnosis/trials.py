"""Variants of one run tried, many as one batch: how high each ends, paid for out of a budget."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from diagnosis.evidence import CLOSE, Evidence
from diagnosis.motion import AWAY
from diagnosis.stacks import build, stacked
from diagnosis.variants import Variant
from experiments.cost import of_run
from experiments.running import run as start_running
from experiments.trajectory import Trajectory

T = TypeVar("T")
Mask = npt.NDArray[np.bool_]

PIECE = 100_000
"""Evaluations that what is run as one batch may cost: some tenths of a second. A batch that costs
more however small it is may cost twice that."""
TAIL = 0.1
"""The last part of a run, whose median height is looked at beside its end."""

Paid = Generator[float, None, T]
"""Work in pieces, between which others may compute: yields what each cost, in evaluations."""


@dataclass(frozen=True, eq=False)
class TrialEnds:
    """How variants end, each in some repetitions: arrays ``(variants, repetitions)``."""

    final: Array
    """The true loss at the last point; infinite after an overflow."""
    tail: Array
    """The median of the true loss over the last tenth."""
    there: Mask
    """Whether it stays within a marker's radius of a known minimum over the last tenth."""
    off: Mask
    """Whether it ends off the map, and farther off than the run started, or in a pole."""

    @property
    def worse(self) -> Array:
        """The larger of the two heights; infinite off the map.

        Lower ground there is no help: nobody sees it, and a loss may fall without end.
        """
        return np.where(self.off, np.inf, np.maximum(self.final, self.tail))

    @property
    def better(self) -> Array:
        """The smaller of the two heights."""
        return np.minimum(self.final, self.tail)

    @property
    def median(self) -> TrialEnds:
        """The medians over all repetitions, as one."""
        with np.errstate(all="ignore"):  # the mean of two numbers near overflow
            final, tail = (np.median(h, axis=1, keepdims=True) for h in (self.final, self.tail))
        there, off = np.all(self.there, axis=1), np.mean(self.off, axis=1) >= 1 / 2
        return TrialEnds(np.asarray(final), np.asarray(tail), there[:, None], off[:, None])

    @property
    def own(self) -> TrialEnds:
        """The first repetition, which has the seed and the start of the run."""
        return TrialEnds(self.final[:, :1], self.tail[:, :1], self.there[:, :1], self.off[:, :1])

    def __getitem__(self, rows: slice) -> TrialEnds:
        """Pick variants."""
        return TrialEnds(self.final[rows], self.tail[rows], self.there[rows], self.off[rows])


def cost(run: Trajectory, steps: int = 0, runs: int = 1) -> float:
    """Return what it costs to try variants of a run as one batch, in evaluations.

    Variants ask about as often as the run itself, and are as long unless ``steps`` are given.
    """
    problem: Any = run.problem
    return of_run(run.optimizer, problem, steps or run.steps, runs)


class Trials:
    """Runs variants of one run, and knows what is left of the budget.

    What a batch costs is counted, not timed, so that on every machine the same is tried.
    """

    def __init__(self, run: Trajectory, e: Evidence, budget: float) -> None:
        """Begin with the whole budget, in evaluations."""
        self.run, self.e, self.left = run, e, float(budget)

    def affordable(self, variants: Sequence[Variant], repetitions: int, keep: float = 0) -> int:
        """Return how many of the variants the budget allows, so that so much of it is kept."""
        once, each = self._prices(max(v.steps for v in variants), repetitions)
        batches = len({build(v.optimizer) for v in variants})
        return min(len(variants), max(0, int((self.left - keep - batches * once) // each)))

    def _prices(self, steps: int, repetitions: int) -> tuple[float, float]:
        """Return what a batch costs, however small, and what each variant in it costs besides."""
        one, two = (cost(self.run, steps, count * repetitions) for count in (1, 2))
        return 2 * one - two, two - one

    def tried(
        self, variants: Sequence[Variant], seeds: npt.NDArray[np.int64], shifts: Array
    ) -> Paid[TrialEnds]:
        """Run every variant with each of the seeds ``(r,)``, from starts shifted by ``(n, r)``.

        One of both may be for all.
        """
        shape = len(variants), max(len(seeds), shifts.shape[1])
        final, tail = np.empty(shape), np.empty(shape)
        there, off = np.empty(shape, dtype=bool), np.empty(shape, dtype=bool)
        alike: dict[Any, list[int]] = {}
        for i, variant in enumerate(variants):
            alike.setdefault((variant.steps, build(variant.optimizer)), []).append(i)
        for places in alike.values():
            once, each = self._prices(variants[places[0]].steps, shape[1])
            size = max(1, int(max(PIECE - once, once) // each))
            for at in range(0, len(places), size):
                some = places[at : at + size]
                batch = self._batch([variants[i] for i in some], seeds, shifts)
                ends = self._ends(batch)
                final[some], tail[some] = ends.final, ends.tail
                there[some], off[some] = ends.there, ends.off
                spent = cost(batch, runs=batch.value[0].size)
                self.left -= spent
                yield spent
        return TrialEnds(final, tail, there, off)

    def _batch(
        self, variants: Sequence[Variant], seeds: npt.NDArray[np.int64], shifts: Array
    ) -> Trajectory:
        """Run variants of one build as one batch ``(variants, repetitions)``."""
        starts = np.array([v.start for v in variants]).T[:, :, None] + shifts[:, None]
        optimizer = stacked([variant.optimizer for variant in variants])
        return start_running(optimizer, self.run.problem, starts, variants[0].steps, seeds)

    def _ends(self, batch: Trajectory) -> TrialEnds:
        """Measure how each run of a batch ends."""
        with np.errstate(all="ignore"):  # losses and points may be near overflow
            return self._measured(batch)

    def _measured(self, batch: Trajectory) -> TrialEnds:
        since = batch.steps - max(1, round(TAIL * batch.steps)) + 1
        last = batch.theta[-1]
        low, high = (np.array(edge)[:, None, None] for edge in self._box)
        reach = np.max(np.abs(2 * last - low - high) / (high - low), axis=0)
        off = reach > max(1.0 if len(last) == 2 else AWAY, float(self.e.reach[0]))
        there = np.zeros(off.shape, dtype=bool)
        for minimum in self.e.minima:
            apart = norm(np.moveaxis(batch.theta[since:], 1, 0) - minimum[:, None, None, None])
            there |= (apart <= self.e.mark).all(axis=0)
        final, tail = batch.value[-1], np.median(batch.value[since:], axis=0)
        if len(self.e.minima):  # lower ground on the map is none: the loss has a pole there
            off |= final < self.e.floor - CLOSE * self.e.relief
        lost = batch.diverged
        return TrialEnds(
            np.where(lost, np.inf, final), np.where(lost, np.inf, tail), there & ~lost, off
        )

    @property
    def _box(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        box: Any = self.run.problem
        return box.domain.low, box.domain.high
