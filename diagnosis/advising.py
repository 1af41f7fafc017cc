"""The search for a change that helps: the likeliest first, until one does or the budget is used."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np

from core.arrays import Array
from diagnosis.improvement import Advice, Heights, lower, median, part, reliable
from diagnosis.trials import Ends, Trials
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
from experiments.crowds import CLOSE
from experiments.judging.causes import Cause
from experiments.judging.evidence import Evidence
from experiments.judging.outcomes import Outcome
from experiments.links import STEPS
from experiments.text import read, write
from experiments.trajectory import Trajectory
from optimizers import Optimizer

BUDGET = 40_000_000
"""Numbers that evaluations go through: about 5000 runs of 500 steps on a plain surface."""
GLIMPSE, FRESH = 4, 20
"""Seeds, beside the run's own, with which variants are compared, and the best ones confirmed."""
SHIFTS = 4
SHIFT = 1e-6
"""Without noise: starts aside, and how far in parts of the diagonal."""
FINALISTS = 4
PLENTY = 10.0
"""An improvement by this factor ends the search."""
PAIRED = 2
"""Knobs that are turned together with the rate: the first ones of a rule, such as momentum."""
POINTS = 64
"""Other starts that are tried."""
WANDERS = (Outcome.SADDLE, Outcome.LOCAL_MINIMUM, Outcome.PLATEAU)
"""Outcomes for which another start is an answer."""

Searching = Generator[None, None, Advice | None]


def advise(
    run: Trajectory, budget: float = BUDGET, most_steps: int = int(STEPS.high)
) -> Advice | None:
    """Return a change that was tried and clearly helped, or None if none did or none is needed.

    A run that came to the minimum, or to the lowest ground known, needs none. ``budget`` is in
    numbers that evaluations of the loss go through: steps, times what the rule asks, times
    coordinates times samples (a plain surface counts ``LEAST``). The same run and budget give the
    same advice.

    Raises ``ValueError`` as ``judge`` does.
    """
    searching = search(run, budget, most_steps)
    while True:
        try:
            next(searching)
        except StopIteration as done:
            return done.value


def search(
    run: Trajectory, budget: float = BUDGET, most_steps: int = int(STEPS.high)
) -> Searching:
    """Do what ``advise`` does, in pieces of a fraction of a second: a generator that returns it."""
    return Search(run, budget, most_steps).found() if wanting(run) else _nothing()


def wanting(run: Trajectory) -> bool:
    """Tell whether a run left something to be gained."""
    verdict, e = run.verdict, Evidence(run)
    if not run.steps or verdict.cause == Cause.FLOORLESS:
        return False
    return verdict.outcome != Outcome.CONVERGED or bool(e.gap[-1] > CLOSE * e.relief)


def _nothing() -> Searching:
    return None
    yield


class Search:
    """One search: what was tried, and the best that was confirmed."""

    def __init__(self, run: Trajectory, budget: float, most_steps: int) -> None:
        """Measure how the run ended."""
        self.run, self.e, self.most_steps = run, Evidence(run), most_steps
        self.trials = Trials(run, self.e, budget)
        self.best: Advice | None = None
        self.gain = 1.0
        e = self.e
        self.heights = Heights(e.floor, bool(len(e.minima)), e.relief, float(e.value[0]))
        own, still = self._seeds(0, 1), np.zeros((len(e.end), 1))
        if e.noisy:
            self.glimpse = self._seeds(0, 1 + GLIMPSE), still
            self.confirming = self._seeds(1 + GLIMPSE, FRESH), still
        else:
            spread = np.random.default_rng(0).normal(size=(len(e.end), SHIFTS))
            aside = np.hstack([still, SHIFT * e.diagonal * spread])
            aside = np.where(self._finite(e.path[0][:, None] + aside), aside, 0.0)
            self.glimpse, self.confirming = (own, still), (own, aside)

    def found(self) -> Searching:
        """Try round after round."""
        before = yield from self.trials.tried([given(self.run)], *self.glimpse)
        for variants in self._rounds():
            made = variants()
            kept = self._thinned(made)
            if not kept:
                continue
            ends = yield from self.trials.tried(kept, *self.glimpse)
            yield from self._confirm(kept, ends, before)
            if self.gain >= PLENTY:
                break
        return self.best

    def _rounds(self) -> Iterator[Callable[[], list[Variant]]]:
        """Return what to try, the likeliest first: that depends on the cause."""
        run, same, outcome = self.run, [given(self.run)], self.run.verdict.outcome
        pace, others = pace_knob(run.optimizer), other_knobs(run.optimizer)
        wrapped = [v for v in around(run, self.e.usual_slope)] if run.steps else []

        def rates() -> list[Variant]:
            return turned(run, pace, same) if pace else []

        def knobs() -> list[Variant]:
            return [variant for place in others for variant in turned(run, place, same)]

        def wrappers() -> list[Variant]:
            return wrapped

        def pairs() -> list[Variant]:
            if pace is None:
                return []
            two = [v for place in others[:PAIRED] for v in turned(run, place, same)]
            return [variant for v in two for variant in turned(run, pace, [v])[::2]]

        def rewrapped() -> list[Variant]:
            return [v for w in wrapped for v in self._paced(w)]

        rounds = [rates, knobs, wrappers, rewrapped]
        first = {
            Cause.NOISE: [wrappers, rewrapped],
            Cause.SCHEDULE: [wrappers],
            Cause.CLIPPING: [wrappers],
            Cause.DECAY: [knobs, wrappers],
            Cause.FRICTION: [knobs],
        }.get(run.verdict.cause, [])
        yield from [*first, *(r for r in rounds if r not in first)]
        if outcome != Outcome.DIVERGED:
            for variant in longer(run, self.most_steps):
                yield lambda variant=variant: [variant]
        if self.best is None:
            yield pairs
        if self.best is None:
            yield lambda: other_rules(run, noisy=self.e.noisy)
        if self.best is None and outcome in WANDERS:
            yield self._starts

    def _paced(self, variant: Variant) -> list[Variant]:
        """Return a variant at every other pace."""
        pace = pace_knob(variant.optimizer)
        return turned(self.run, pace, [variant])[::2] if pace else []

    def _starts(self) -> list[Variant]:
        """Return other starts, spread over the map."""
        points = self.e.ground[:, :POINTS]
        finite = self._finite(points)
        return elsewhere(self.run, points[:, finite])

    def _thinned(self, variants: Sequence[Variant]) -> list[Variant]:
        """Keep as many variants as can be paid, and one round of confirming; evenly chosen."""
        seeds = _repetitions(*self.glimpse)
        steps = max((variant.steps for variant in variants), default=self.run.steps)
        keep = self.trials.price(steps, (1 + FINALISTS) * _repetitions(*self.confirming))
        count = self.trials.affordable(variants, seeds, keep)
        if not count:
            return []
        chosen = np.unique(np.linspace(0, len(variants) - 1, count).round().astype(int))
        return [variants[i] for i in chosen]

    def _confirm(self, variants: Sequence[Variant], ends: Ends, before: Ends) -> Iterator[None]:
        """Try the best once more, on fresh seeds or from starts aside, and keep one that holds."""
        middle = median(ends)
        promising = self.heights.helped(middle, median(before))[:, 0]
        own = self.heights.helped(part(ends, slice(0, 1)), part(before, slice(0, 1)))[:, 0]
        promising &= own
        if not promising.any():
            return
        finalists = self._finalists(variants, middle.worse[:, 0], promising)
        if not finalists:
            return
        tried = [given(self.run), *(variants[i] for i in finalists)]
        again = yield from self.trials.tried(tried, *self.confirming)
        run, rest = _row(again, 0), _rows(again)
        if self.e.noisy:
            helped = self.heights.helped(median(rest), median(run))[:, 0] & reliable(rest, run)
        else:  # the run itself, from its own start: from beside a ridge it may leave it
            helped = self.heights.helped(rest, part(before, slice(0, 1))).all(axis=1)
        for place in np.flatnonzero(helped):
            i = finalists[int(place)]
            self._keep(variants[i], _row(rest, int(place)), run, part(ends, slice(0, 1)), before, i)

    def _finalists(
        self, variants: Sequence[Variant], height: Array, promising: Array
    ) -> list[int]:
        """Choose some of the best, and of those that are equally good the middle one."""
        floor = min(self.heights.floor, float(np.min(height)))
        level = np.maximum(height - floor, 1e-3 * CLOSE * self.heights.relief)
        chosen: list[int] = []
        for value in np.unique(level[promising]):
            alike = np.flatnonzero(promising & (level == value))
            chosen.append(int(alike[len(alike) // 2]))
        return [i for i in chosen if _sayable(variants[i].optimizer)][:FINALISTS]

    def _keep(
        self, variant: Variant, ends: Ends, run: Ends, own: Ends, before: Ends, i: int
    ) -> None:
        """Remember the better of two that helped."""
        noisy = self.e.noisy
        after = float(np.median(ends.final)) if noisy else float(own.final[i, 0])
        was = float(np.median(run.final)) if noisy else float(self.run.value[-1])
        floor = self.heights.floor
        gain = (was - floor) / max(after - floor, 1e-3 * CLOSE * self.heights.relief)
        if self.best is not None and gain <= 2 * self.gain:
            return
        self.gain = gain
        self.best = Advice(
            change=variant.words,
            optimizer=variant.optimizer,
            start=variant.start,
            steps=variant.steps,
            before=was,
            after=after,
            arrives=bool(ends.there.all()),
            seeds=ends.final.shape[1] if noisy else 0,
            lower=int(lower(ends, run)[0]) if noisy else 0,
            moved=variant.start != given(self.run).start,
        )

    def _seeds(self, first: int, count: int) -> Array:
        """Return seeds that follow the run's own."""
        return (int(self.run.seed) + first + np.arange(count)) % 2**32

    def _finite(self, points: Array) -> Array:
        """Tell where a run can start."""
        with np.errstate(all="ignore"):
            value, grad = self.run.problem.value(points), self.run.problem.grad(points)
        return np.isfinite(value) & np.isfinite(grad).all(axis=0)


def _repetitions(seeds: Array, shifts: Array) -> int:
    return max(len(seeds), shifts.shape[1])


def _row(ends: Ends, i: int) -> Ends:
    return Ends(ends.final[i : i + 1], ends.tail[i : i + 1], ends.there[i : i + 1])


def _rows(ends: Ends) -> Ends:
    return Ends(ends.final[1:], ends.tail[1:], ends.there[1:])


def _sayable(optimizer: Optimizer) -> bool:
    """Tell whether a link can say it."""
    try:
        return read(write(optimizer), Optimizer) == optimizer
    except ValueError:
        return False
