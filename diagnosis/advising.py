"""The search for a change that helps: the likeliest first, until one does or the budget is used."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from diagnosis.causes import Cause
from diagnosis.evidence import CLOSE, Evidence
from diagnosis.improvement import Advice, Heights, lower, reliable
from diagnosis.outcomes import Outcome
from diagnosis.rounds import Rounds, finite
from diagnosis.trials import Paid, TrialEnds, Trials, cost
from diagnosis.variants import Variant, given
from diagnosis.verdicts import judge
from experiments.text import read, write
from experiments.trajectory import Trajectory
from experiments.url_query import STEPS
from optimizers import Optimizer

BUDGET = 1_500_000
"""Evaluations: some seconds. More than a search for a run of 500 steps on a plain surface takes."""
SEEDS, FEWER = (5, 20), (3, 8)
"""With noise: how many seeds variants are compared with, the run's own among them, and how many
fresh ones confirm the best; fewer where the budget hardly reaches for that."""
SHIFTS, SHIFT = 4, 1e-6
"""Without noise: starts aside, and how far in parts of the diagonal."""
FINALISTS = 4
PLENTY = 10.0
"""An improvement by this factor ends the search."""
FAIR = 2.0
"""One by this factor spares the last resorts, and gives way only to one that is twice as good."""
SAME = 1.2
"""A lesser one gives way to one that is better by this factor."""
NOTED = 1e-9
"""Part of the map's typical height: heights above the lowest that are less count as equal."""

Searching = Paid[Advice | None]


def advise(
    run: Trajectory, budget: float = BUDGET, most_steps: int = int(STEPS.high)
) -> Advice | None:
    """Return a change that was tried and clearly helped, or None if none did or none is needed.

    A run that came to the minimum, or to the lowest ground known, needs none. ``budget`` is in
    evaluations, as ``experiments.cost`` counts them. The same run and budget give the same advice.

    Raises ``ValueError`` as ``judge`` does.
    """
    searching = search(run, budget, most_steps)
    while True:
        try:
            next(searching)
        except StopIteration as done:
            return done.value


def search(run: Trajectory, budget: float = BUDGET, most_steps: int = int(STEPS.high)) -> Searching:
    """Do what ``advise`` does, in pieces of a fraction of a second: a generator that returns it.

    After each piece it yields what that has cost, in the evaluations of the budget.
    """
    if not wanting(run):
        return None
    return (yield from Search(run, budget).found(Rounds(Evidence(run), most_steps)))


def wanting(run: Trajectory) -> bool:
    """Tell whether a run left something to be gained."""
    verdict, e = judge(run), Evidence(run)
    if not run.steps or (verdict.cause == Cause.FLOORLESS and not len(e.minima)):
        return False
    return verdict.outcome != Outcome.CONVERGED or bool(e.gap[-1] > CLOSE * e.relief)


class Search:
    """One search: what was tried, and the best that was confirmed."""

    def __init__(self, run: Trajectory, budget: float) -> None:
        """Measure how the run ended, and say on what variants are tried."""
        self.run, self.e = run, Evidence(run)
        e = self.e
        self.trials = Trials(run, e, budget)
        self.heights = Heights(e.floor, bool(len(e.minima)), e.relief, float(e.value[0]))
        self.best: Advice | None = None
        self.gain = 1.0
        still = np.zeros((len(e.end), 1))
        if e.noisy:
            glimpse, fresh = SEEDS
            if cost(run, runs=4 * fresh) > budget:
                glimpse, fresh = FEWER
            self.glimpse = self._seeds(0, glimpse), still
            self.confirming = self._seeds(glimpse, fresh), still
        else:
            spread = np.random.default_rng(0).normal(size=(len(e.end), SHIFTS))
            aside = np.hstack([still, SHIFT * e.diagonal * spread])
            aside = np.where(finite(e, e.path[0][:, None] + aside), aside, 0.0)
            own = self._seeds(0, 1)
            self.glimpse, self.confirming = (own, still), (own, aside)

    def found(self, rounds: Rounds) -> Searching:
        """Try round after round."""
        before = yield from self.trials.tried([given(self.run)], *self.glimpse)
        for some in (rounds.own, rounds.more_steps, rounds.last):
            for variants in some():
                kept = self._thinned(variants())
                if kept:
                    ends = yield from self.trials.tried(kept, *self.glimpse)
                    yield from self._confirm(kept, ends, before)
                if self.gain >= PLENTY:
                    return self.best
            if some == rounds.more_steps and self.gain >= FAIR:
                break
        return self.best

    def _thinned(self, variants: Sequence[Variant]) -> list[Variant]:
        """Keep as many variants as can be paid, and a confirmation; evenly chosen."""
        if not variants:
            return []
        keep = cost(self.run, variants[0].steps, 2 * _repetitions(*self.confirming))
        count = self.trials.affordable(variants, _repetitions(*self.glimpse), keep)
        if not count:
            return []
        chosen = np.unique(np.linspace(0, len(variants) - 1, count).round().astype(int))
        return [variants[i] for i in chosen]

    def _confirm(
        self, variants: Sequence[Variant], ends: TrialEnds, before: TrialEnds
    ) -> Paid[None]:
        """Try the best once more, on fresh seeds or from starts aside, and keep what holds."""
        promising = self.heights.helped(ends.median, before.median)[:, 0]
        promising &= self.heights.helped(ends.own, before.own)[:, 0]
        finalists = self._finalists(variants, ends.median.worse[:, 0], promising)
        if not finalists:
            return
        tried = [given(self.run), *(variants[i] for i in finalists)]
        again = yield from self.trials.tried(tried, *self.confirming)
        run, rest = again[:1], again[1:]
        if self.e.noisy:
            helped = self.heights.helped(rest.median, run.median)[:, 0] & reliable(rest, run)
        else:  # the run from its own start: from beside a ridge it might leave it
            helped = self.heights.helped(rest, before.own).all(axis=1)
        for place in np.flatnonzero(helped):
            self._keep(variants[finalists[place]], rest[place : place + 1], run)

    def _finalists(
        self, variants: Sequence[Variant], height: Array, promising: npt.NDArray[np.bool_]
    ) -> list[int]:
        """Choose some of the best, and of those that are equally good the middle one."""
        if not promising.any():
            return []
        floor = min(self.heights.floor, float(np.min(height[promising])))
        with np.errstate(all="ignore"):  # infinite heights
            level = np.log10(np.maximum(height - floor, NOTED * self.heights.relief)).round(2)
        chosen: list[int] = []  # of those that are alike in two digits, the middle one
        for value in np.unique(level[promising])[:FINALISTS]:
            alike = np.flatnonzero(promising & (level == value))
            chosen.append(int(alike[len(alike) // 2]))
        chosen = [i for i in chosen if sayable(variants[i].optimizer)]
        if not chosen:
            return []
        tried = [given(self.run), *(variants[i] for i in chosen)]
        paid = self.trials.affordable(tried, _repetitions(*self.confirming))
        return chosen[: max(1, paid - 1)]

    def _keep(self, variant: Variant, ends: TrialEnds, run: TrialEnds) -> None:
        """Remember what helped, unless something found before was about as good."""
        first = slice(0, None) if self.e.noisy else slice(0, 1)
        after, was = float(np.median(ends.final[0, first])), float(np.median(run.final[0, first]))
        if not self.e.noisy:
            was = float(self.run.value[-1])
        floor = min(self.heights.floor, after)
        gain = (was - floor) / max(after - floor, NOTED * self.heights.relief)
        if self.best is not None and gain <= self.gain * (FAIR if self.gain >= FAIR else SAME):
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
            seeds=ends.final.shape[1] if self.e.noisy else 0,
            lower=int(lower(ends, run)[0]) if self.e.noisy else 0,
            moved=variant.start != given(self.run).start,
        )

    def _seeds(self, first: int, count: int) -> npt.NDArray[np.int64]:
        """Return seeds that follow the run's own."""
        seed = np.asarray(self.run.seed).item()
        return (seed + first + np.arange(count, dtype=np.int64)) % 2**32


def _repetitions(seeds: npt.NDArray[np.int64], shifts: Array) -> int:
    """Return how often a variant is tried."""
    return max(len(seeds), shifts.shape[1])


def sayable(optimizer: Optimizer) -> bool:
    """Tell whether a link can say it."""
    try:
        return read(write(optimizer), Optimizer) == optimizer
    except ValueError:
        return False
