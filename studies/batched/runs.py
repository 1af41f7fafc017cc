"""Many lanes of one rule, without their paths: only where they end, and when they got there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Seed
from diagnosis.curvature import eigenvalues
from optimizers.base import Optimizer
from studies.batched.endings import LEVEL, STIR, Ending, Mask, Whole, bends_up, ground
from studies.batched.gradient_tape import replayed
from studies.batched.kernels import (
    InPlace,
    InPlaceAdam,
    InPlaceDescent,
    Walker,
    chosen,
    in_single_precision,
    walker,
)
from studies.batched.retirement import settles
from surfaces.base import Surface

LOOK_EVERY = 25
"""Steps between looks at what has overflowed, arrived, or come to rest."""
REACH = 1 / 3
"""Of a marker's radius: a lane that swings less far about a minimum stays within that radius."""
CARRIED = 1 / 8
"""Part of the lanes that may be done and yet walk on: to sort them out costs more."""
BOWL = 1.25
"""Times the slope that the curvature at a minimum explains: with more, it is no bowl."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where N lanes ended, and when they got there."""

    theta: Array
    """The last points ``(n, N)``, NaN where a lane overflowed."""
    last: Whole
    """The step that led there, ``(N,)``: less than all where a lane was finished before."""
    label: Whole
    """The minimum within a marker's radius of there, ``(N,)``: an index, or -1 for none."""
    arrived: Whole
    """The first step from which on it stayed there, ``(N,)``; -1 where there is no label.

    Lanes are looked at every 25 steps and, if they are timed, step by step before the look that
    first finds them there: what leaves and comes back between two later looks has not left.
    """
    ending: Whole
    """What became of each lane, ``(N,)``: an ``Ending``."""
    solved: Whole
    """The first step at which the true loss was at the target or below, ``(N,)``; -1 for never."""
    path: Array
    """The points that were to be recorded, the start first, ``(k, n, N)``."""


def walk(
    optimizer: Optimizer,
    surface: Surface,
    start: npt.ArrayLike,
    steps: int,
    seed: Seed = 0,
    dtype: str = "float64",
    exact: bool = True,
    timed: bool = True,
    retire: bool = True,
    target: float | None = None,
    record: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Ends:
    """Run a rule from starts ``(n, N)``; swept knobs and seeds are one number, or ``(N,)``.

    A lane equals the single run from its start, bit for bit, as long as it lasts. Not so in
    float32, nor if it need not be ``exact``: lanes of gradient descent and Adam then retire once it
    is sure at which minimum they will be, half a marker's radius or less from it; and the constants
    of a step of Adam are folded, which is faster, and changes its last digits. If lanes need not be
    ``timed``, the steps to a minimum are counted by 25s, which is faster for every rule; and if
    they are not to ``retire`` either, not at all: then ``arrived`` is the last step.

    Lanes that have overflowed are no longer worked on. Neither are, with ``retire``, those at rest
    at a minimum that is known to hold them: the gradient is next to none, and as many steps as are
    left, as long as the last one, would not lead away.

    ``record=k`` keeps every k-th point, 1 all of them, 0 none: memory does not grow with the steps
    then. ``progress`` is told the part done; an exception raised there cancels.

    Raises ``ValueError`` for a dtype that is neither, and for steps below 0.
    """
    if dtype not in ("float64", "float32"):
        raise ValueError(f"dtype = {dtype}: choose float64, or float32 for a picture")
    if steps < 0:
        raise ValueError(f"steps = {steps}: a run takes 0 steps or more")
    points = np.array(start, dtype=float)
    single = dtype == "float32" and in_single_precision(optimizer)
    theta = points.astype(np.float32) if single else points
    with np.errstate(all="ignore"):  # an overflow is a result
        lanes = _Lanes(walker(optimizer, theta, exact), surface, steps, seed, target, record)
        return lanes.walked(retire and settles(optimizer), timed, progress)


class _Lanes:
    """Lanes on their way. Those that are finished leave, with all that is held for each."""

    def __init__(
        self,
        walker: Walker,
        surface: Surface,
        steps: int,
        seed: Seed,
        target: float | None,
        record: int,
    ) -> None:
        """Line up."""
        n, count = map(int, walker.theta.shape)
        self.walker, self.surface, self.steps, self.seed = walker, surface, steps, seed
        self.target, self.record = target, record
        self.ground = ground(surface)
        self.noiseless = surface.at(1, seed) is surface
        self.loss = replayed(surface, walker.theta.dtype)
        self.out = Ends(
            theta=np.full((n, count), np.nan),
            last=np.zeros(count, np.int32),
            label=np.full(count, -1, np.int32),
            arrived=np.full(count, -1, np.int32),
            ending=np.full(count, int(Ending.DIVERGED), np.int8),
            solved=np.full(count, -1, np.int32),
            path=np.full((steps // record + 1 if record else 0, n, count), np.nan),
        )
        self.lane: Whole = np.arange(count)
        self.going: Mask = np.ones(count, dtype=bool)
        """Which lanes are not done: what became of the others is written down."""
        self.label: Whole = np.full(count, -1, np.int32)
        self.arrived: Whole = np.full(count, -1, np.int32)
        self.seen: tuple[int, Walker] = 0, self.walker.copy()
        """The step of the last look, and the lanes as they were then."""

    def walked(self, retire: bool, timed: bool, progress: Callable[[float], None] | None) -> Ends:
        """Take all steps."""
        self.retire, self.timed = retire, timed
        self.note(0)
        self.look(0, None)
        for t in range(1, self.steps + 1):
            if not len(self.lane):
                break
            looking = t % LOOK_EVERY == 0 or t == self.steps
            before = self.walker.theta.copy() if looking else None
            self.walker.step(self.loss if self.noiseless else self.surface.at(t, self.seed), t)
            self.note(t)
            if looking:
                self.look(t, before)
                if progress is not None:
                    progress(t / self.steps)
        return self.out

    def note(self, t: int) -> None:
        """Write down what is asked for at every step."""
        if self.record and t % self.record == 0:
            self.out.path[t // self.record][:, self.lane] = self.walker.theta
        if self.target is not None:
            there = self.lane[self.surface.value(self.walker.theta) <= self.target]
            self.out.solved[there] = np.where(self.out.solved[there] < 0, t, self.out.solved[there])

    def look(self, t: int, before: Array | None) -> None:
        """See which lanes overflowed, arrived or came to rest, and let go of the finished ones.

        Most lanes on their way are neither, and not looked at any closer.
        """
        if not (self.retire or self.timed or t == self.steps):
            self.drop(t)
            return
        label = self.ground.nearest(self.walker.theta)
        moving, resting = self.pace(t, before)
        near = self.may_be_done(t, label, moving)
        lanes = self.walker if near.all() else self.walker.kept(near)
        of = np.flatnonzero(near)
        theta, grad = lanes.theta, self.loss.grad(lanes.theta)
        finite = self.finite(t, theta, grad)
        label[of[~finite]] = -1
        self.arrive(t, label)
        at = label[of]
        still = finite & resting[of] & self.level(grad)
        bottom = self.stays(t, lanes, at, grad, still)
        if t == self.steps:
            unnamed = np.flatnonzero(still & (at < 0))
            bottom[unnamed] = bends_up(eigenvalues(self.surface, theta[:, unnamed]))
        finished = ~finite | bottom if self.retire else ~finite
        if t == self.steps:
            finished[:] = True
        if finished.any():
            known = chosen((theta, at, finite, still, bottom), finished)
            self.leave(t, of[finished], self.endings(*known))
        if self.timed:
            self.seen = t, self.walker.copy()

    def arrive(self, t: int, label: Whole) -> None:
        """Find the first step of all lanes that are at a minimum, and were not at the last look."""
        came = (label >= 0) & (label != self.label)
        self.label = label
        self.arrived[label < 0] = -1
        if not self.timed:
            self.arrived[came] = t
        if not self.timed or not came.any():
            return
        looked, lanes = self.seen
        lanes, seed = lanes.kept(came), chosen(self.seed, came)
        first = np.full(lanes.theta.shape[1], t)
        within = self.ground.around(label[came], lanes.theta.dtype)
        inside = within(lanes.theta)
        for s in range(looked + 1, t + 1):
            lanes.step(self.surface.at(s, seed), s)
            before, inside = inside, within(lanes.theta)
            first[inside & ~before] = s
        self.arrived[came] = first

    def drop(self, t: int) -> None:
        """Let go of lanes that overflowed."""
        theta = self.walker.theta
        lost = np.flatnonzero(self.going & ~self.finite(t, theta, self.loss.grad(theta)))
        if lost.size:
            self.leave(t, lost, np.full(len(lost), int(Ending.DIVERGED)))

    def finite(self, t: int, theta: Array, grad: Array) -> Mask:
        """Tell which lanes have not overflowed."""
        finite = np.logical_and.reduce(np.isfinite(grad) & np.isfinite(theta), axis=0)
        if t in (0, self.steps):  # between, what has no height will soon have no gradient
            finite &= np.isfinite(self.surface.value(theta))
        return finite

    def pace(self, t: int, before: Array | None) -> tuple[Mask, Mask]:
        """Tell which lanes are on their way, and which would, at this pace, not get anywhere.

        A lane whose points overflow is neither.
        """
        theta = self.walker.theta
        if before is None:
            nobody = np.zeros(int(theta.shape[1]), dtype=bool)
            return nobody, nobody
        stride = np.maximum.reduce(np.abs(theta - before), axis=0)
        resting = stride * max(self.steps - t, LOOK_EVERY) <= STIR * self.ground.mark
        return (stride < np.inf) & ~resting, resting

    def level(self, grad: Array) -> Mask:
        """Tell which lanes have no slope to move on."""
        return reduce(np.add, grad * grad) <= (LEVEL * self.ground.slope) ** 2

    def may_be_done(self, t: int, label: Whole, moving: Mask) -> Mask:
        """Tell which lanes a closer look is worth: none on their way, unless a minimum is near."""
        if t in (0, self.steps):
            return self.going
        near, lanes = ~moving, self.walker
        if isinstance(lanes, InPlace) and not lanes.exact:
            there = np.flatnonzero(label >= 0)
            off = self.ground.off(np.take(lanes.theta, there, axis=1), label[there])
            near[there] |= np.maximum.reduce(np.abs(off), axis=0) <= REACH * self.ground.mark
        return near & self.going

    def stays(self, t: int, lanes: Walker, at: Whole, grad: Array, still: Mask) -> Mask:
        """Tell which lanes will stay at their minimum: those at rest, unless more is known."""
        if isinstance(lanes, InPlaceAdam):  # which may leave again, even from rest
            caught = self.caught(t, lanes, at, grad)
            return caught & still if lanes.exact else caught
        rest = np.flatnonzero(still & (at >= 0))
        stays = np.zeros_like(still)
        most = np.broadcast_to(lanes.rule.steepest_held(), still.shape)
        stays[rest] = self.ground.steepest[at[rest]] < most[rest]
        if isinstance(lanes, InPlaceDescent) and not lanes.exact:
            stays |= self.caught(t, lanes, at, grad)
        return stays

    def caught(self, t: int, lanes: InPlace[Any], at: Whole, grad: Array) -> Mask:
        """Tell which lanes are in the bowl about their minimum, and will not get out of it."""
        here, theta = self.ground, lanes.theta
        if not (self.retire and self.noiseless and (at >= 0).any()) or t in (0, self.steps):
            return np.zeros(len(at), dtype=bool)
        off = here.off(theta, at)
        bends = np.take(here.bends.astype(theta.dtype, copy=False), at, axis=2)
        slope = reduce(np.add, bends) * np.maximum.reduce(np.abs(off), axis=0)
        bowl = np.logical_and.reduce(np.abs(grad) <= BOWL * slope, axis=0)
        return bowl & (at >= 0) & lanes.caught(off, bends, REACH * here.mark, t, self.steps)

    def endings(self, theta: Array, at: Whole, finite: Mask, still: Mask, bottom: Mask) -> Whole:
        """Say what became of lanes that stand here now."""
        ending = np.full(len(at), int(Ending.MOVING), np.int8)
        loose = np.flatnonzero(~still & (at < 0))
        ending[loose[self.ground.away(np.take(theta, loose, axis=1))]] = Ending.DIVERGED
        ending[still] = Ending.STALLED
        ending[bottom | (at >= 0)] = Ending.LOCAL_MINIMUM
        ending[(at >= 0) & (at < self.ground.known)] = Ending.KNOWN_MINIMUM
        ending[~finite] = Ending.DIVERGED
        return ending

    def leave(self, t: int, done: Whole, ending: Whole) -> None:
        """Write down how the lanes that are done ended; once they are many, sort them out."""
        theta, lane, out = np.take(self.walker.theta, done, axis=1), self.lane[done], self.out
        theta = np.where(np.logical_and.reduce(np.isfinite(theta), axis=0), theta, np.nan)
        for row, coordinate in zip(out.theta, theta, strict=True):  # faster than both at once
            row[lane] = coordinate
        out.last[lane] = t
        out.label[lane] = self.label[done]
        out.arrived[lane] = self.arrived[done]
        out.ending[lane] = ending
        if self.record:
            out.path[t // self.record + 1 :, :, lane] = theta
        self.going[done] = False
        idle = len(self.going) - np.count_nonzero(self.going)
        if idle > CARRIED * len(self.going) or self.record or self.target is not None:
            going = self.going
            self.walker = self.walker.kept(going)
            mine = (self.lane, self.label, self.arrived, self.seed, going)
            self.lane, self.label, self.arrived, self.seed, self.going = chosen(mine, going)
