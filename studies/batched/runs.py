"""A batch of runs from their starts to their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from experiments.running import Counted
from studies.batched.batch import Batch, BatchState, picked
from studies.batched.endings import Ending, endings
from studies.batched.executors import Report
from studies.batched.known_minima import Mask, Whole
from studies.batched.minimum_search import known_minima
from studies.batched.retirement import settles, stays

LOOK_EVERY = 25
"""Steps between looks at what has overflowed, arrived, or come to rest."""
LEVEL = 1e-5
"""Part of the map's usual slope: a smaller one is none."""
STIR = 0.1
"""Part of a marker's radius: a run that goes less far in all its remaining steps is at rest."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where N runs ended, and when they got there."""

    theta: Array
    """The last points ``(n, N)``, NaN where a run overflowed."""
    last: Whole
    """The step that led there, ``(N,)``: less than all where a run ended before."""
    label: Whole
    """The minimum within a marker's radius of there, ``(N,)``: an index, or -1 for none."""
    arrived: Whole
    """The first step from which on it stayed there, ``(N,)``; -1 where there is no label.

    Runs are looked at every 25 steps, and step by step before the look that first finds them there:
    what leaves and comes back between two later looks has not left. Of batches that do not retire,
    it is the last step.
    """
    ending: Whole
    """What became of each run, ``(N,)``: an ``Ending``."""
    solved: Whole
    """The first step at which the true loss was at the target or below, ``(N,)``; -1 for never."""


def ends(batch: Batch, progress: Report | None = None) -> Ends:
    """Run a batch to its end.

    A run equals the single run from its start, bit for bit, as long as it lasts. Runs that have
    overflowed are no longer worked on. Neither are, if the batch may ``retire``, those at rest at a
    minimum that is known to hold them: the gradient is next to none, and as many steps as are left,
    as long as the last one, would not lead away.

    Memory does not grow with the steps. ``progress`` is called with the part done, between 0 and 1;
    an exception raised there cancels.
    """
    with np.errstate(all="ignore"):  # an overflow is a result
        return _Runs(batch).to_the_end(progress)


class _Runs:
    """Runs on their way. Those that have ended are let go, with all that is held for each."""

    def __init__(self, batch: Batch) -> None:
        """Put every run at its start."""
        theta = np.array(batch.start, dtype=float)
        n, count = map(int, theta.shape)
        rule, surface = batch.optimizer, batch.surface
        self.batch, self.surface, self.steps = batch, surface, batch.steps
        self.known = known_minima(surface)
        self.retire = batch.retire and settles(rule, noisy=surface.at(1, batch.seed) is not surface)
        self.counted = Counted()
        self.now = BatchState(rule, theta, rule.init(theta), batch.seed)
        self.run: Whole = np.arange(count)
        """Which of all runs those are that are still on their way."""
        self.label: Whole = np.full(count, -1, np.int32)
        self.arrived: Whole = np.full(count, -1, np.int32)
        self.seen = 0, self.now
        """The step of the last look, and the runs as they were then."""
        self.out = Ends(
            theta=np.full((n, count), np.nan),
            last=np.zeros(count, np.int32),
            label=np.full(count, -1, np.int32),
            arrived=np.full(count, -1, np.int32),
            ending=np.full(count, int(Ending.DIVERGED), np.int8),
            solved=np.full(count, -1, np.int32),
        )

    def to_the_end(self, progress: Report | None) -> Ends:
        """Take all steps."""
        self.note_solved(0)
        self.look(0, None)
        for t in range(1, self.steps + 1):
            if not len(self.run):
                break
            before = self.now.theta
            self.now = self.now.after(self.surface.at(t, self.now.seed), self.counted, t)
            self.note_solved(t)
            if t % LOOK_EVERY == 0 or t == self.steps:
                self.look(t, before)
                if progress is not None:
                    progress(t / self.steps)
        return self.out

    def note_solved(self, t: int) -> None:
        """Write down which runs are at the target for the first time."""
        if self.batch.target is None:
            return
        solved = self.out.solved
        there = self.run[self.surface.value(self.now.theta) <= self.batch.target]
        solved[there] = np.where(solved[there] < 0, t, solved[there])

    def look(self, t: int, before: Array | None) -> None:
        """See which runs overflowed, arrived or came to rest, and let go of those that ended.

        Most runs are still on their way, and not looked at any closer.
        """
        last = t == self.steps
        if not self.batch.retire and not last:
            theta = self.now.theta
            lost = np.flatnonzero(~self.finite(t, theta, self.surface.grad(theta)))
            self.leave(t, lost, np.full(len(lost), int(Ending.DIVERGED)))
            return
        label = self.known.nearest(self.now.theta)
        moving, slow = self.pace(t, before)
        closer = np.arange(len(self.run)) if last else np.flatnonzero(~moving)
        theta = np.take(self.now.theta, closer, axis=1)
        grad = self.surface.grad(theta)
        finite = self.finite(t, theta, grad)
        label[closer[~finite]] = -1
        self.note_arrivals(t, label)
        at, rests = label[closer], finite & slow[closer] & self.level(grad)
        ended = np.ones_like(finite) if last else ~finite
        resting = rests & (at >= 0)
        if self.retire and not last and resting.any():
            runs = self.now.picked(closer[resting])
            ended[resting] = stays(runs, grad[:, resting], self.known, at[resting], t, self.steps)
        if ended.any():
            kinds = (theta[:, ended], at[ended], finite[ended], rests[ended])
            self.leave(t, closer[ended], endings(self.surface, self.known, *kinds))
        self.seen = t, self.now

    def finite(self, t: int, theta: Array, grad: Array) -> Mask:
        """Tell which runs have not overflowed."""
        finite = np.logical_and.reduce(np.isfinite(grad) & np.isfinite(theta), axis=0)
        if t in (0, self.steps):  # between, what has no height will soon have no gradient
            finite &= np.isfinite(self.surface.value(theta))
        return finite

    def pace(self, t: int, before: Array | None) -> tuple[Mask, Mask]:
        """Tell which runs are on their way, and which would, at this pace, not get anywhere.

        A run whose points overflow is neither.
        """
        if before is None:
            nobody = np.zeros(len(self.run), dtype=bool)
            return nobody, nobody
        stride = np.max(np.abs(self.now.theta - before), axis=0)
        slow = stride * max(self.steps - t, LOOK_EVERY) <= STIR * self.known.mark
        return (stride < np.inf) & ~slow, slow

    def level(self, grad: Array) -> Mask:
        """Tell which runs have no slope to move on."""
        steep = np.sum(np.square(grad), axis=0)
        return np.less_equal(steep, (LEVEL * self.known.slope) ** 2)

    def note_arrivals(self, t: int, label: Whole) -> None:
        """Find the first step of all runs that are at a minimum, and were not at the last look."""
        came = np.flatnonzero((label >= 0) & (label != self.label))
        self.label = label
        self.arrived[label < 0] = -1
        if not came.size:
            return
        if not self.batch.retire:
            self.arrived[came] = t
            return
        looked, runs = self.seen
        runs, first = runs.picked(came), np.full(len(came), t)
        inside = self.known.within(runs.theta, label[came])
        for s in range(looked + 1, t + 1):
            runs = runs.after(self.surface.at(s, runs.seed), self.counted, s)
            before, inside = inside, self.known.within(runs.theta, label[came])
            first[inside & ~before] = s
        self.arrived[came] = first

    def leave(self, t: int, ended: Whole, ending: npt.NDArray[np.integer]) -> None:
        """Write down how the runs that have ended did, and let go of them."""
        if not ended.size:
            return
        theta, run, out = np.take(self.now.theta, ended, axis=1), self.run[ended], self.out
        out.theta[:, run] = np.where(np.isfinite(theta).all(axis=0), theta, np.nan)
        out.last[run] = t
        out.label[run] = self.label[ended]
        out.arrived[run] = self.arrived[ended]
        out.ending[run] = ending
        going = np.delete(np.arange(len(self.run)), ended)
        mine = self.now, self.run, self.label, self.arrived
        self.now, self.run, self.label, self.arrived = picked(mine, going, len(self.run))
