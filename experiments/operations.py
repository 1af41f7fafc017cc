"""How many operations of NumPy an answer of a loss is: of a formula, counted by asking it once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np

from surfaces import MiniBatch, Surface
from surfaces.networks import Learner

FAST = frozenset(
    {np.add, np.subtract, np.multiply, np.divide, np.negative, np.absolute, np.sqrt, np.sign}
    | {np.maximum, np.minimum, np.less, np.less_equal, np.greater, np.greater_equal, np.equal}
)
SLOW = 8
"""Numbers of a fast function that take as long as one of any other, such as a sine."""
WEIGHED, PER_SAMPLE = 30, 30
"""A model of two weights: its operations, and the numbers that it works out of each sample."""
LAYERS, PER_UNIT, PER_WEIGHT = 80, 2.0, 0.2
"""A network: the operations of a pass, and the numbers for each sample, unit and weight."""
BATCH, NOISE = 20, 8
"""What an answer on a few samples, or under noise, has beside it."""
REMEMBERED = 256


class Operations(NamedTuple):
    """What there is to do for an answer."""

    calls: float
    """Operations, each on all points at once."""
    numbers: float
    """Numbers that they work out for each point."""


class CountedAnswers(NamedTuple):
    """The operations of each kind of answer."""

    value: Operations
    grad: Operations
    hess: Operations


def of_step(problem: Surface) -> CountedAnswers:
    """Return the operations of answers inside a step, which may see a few samples only."""
    if problem.deals_batches:
        most = min(cast("MiniBatch", problem).batch_size, problem.sample_count)
        return _beside(_on_samples(problem.within, most), BATCH)
    return _beside(of_step(problem.within), NOISE) if problem.held else of_all(problem)


def of_all(problem: Surface) -> CountedAnswers:
    """Return the operations of answers about the true loss."""
    loss = problem.true
    return _on_samples(loss, loss.sample_count) if loss.sample_count else _counted(loss)


def _beside(answers: CountedAnswers, calls: float) -> CountedAnswers:
    """Add operations to each answer."""
    return CountedAnswers(*(Operations(one.calls + calls, one.numbers) for one in answers))


def _on_samples(loss: Surface, samples: int) -> CountedAnswers:
    """Return the operations of a mean over so many samples.

    Backward takes about one and a half times as long as forward; a Hessian is as many gradients,
    differentiated once more, as it has rows.
    """
    if not isinstance(loss, Learner):
        return CountedAnswers(
            *(Operations(WEIGHED, PER_SAMPLE * samples) for _ in CountedAnswers._fields)
        )
    units = loss.outputs + sum(getattr(loss, "hidden", ()))
    forward = samples * (PER_UNIT * units + PER_WEIGHT * loss.count)
    return CountedAnswers(
        Operations(LAYERS, forward),
        Operations(2 * LAYERS, 2.5 * forward),
        Operations(4 * LAYERS, 4 * loss.count * forward),
    )


@lru_cache(REMEMBERED)
def _counted(surface: Surface) -> CountedAnswers:
    """Ask a formula about one point."""
    every: list[Operations] = []
    for kind in CountedAnswers._fields:
        point = np.array(surface.starts[0])[:, None].view(Counting)
        with np.errstate(all="ignore"):
            getattr(surface, kind)(point)
        every.append(Operations(1 + len(point.counted), 1 + sum(point.counted)))
    return CountedAnswers(*every)


class Counting(np.ndarray):
    """An array that counts what is done with it, and with all that comes of it."""

    counted: list[float]
    """How many numbers each operation worked out, a slow one ``SLOW`` times."""

    def __array_finalize__(self, of: Any) -> None:
        """Go on with the count of the array that this one is a part of."""
        self.counted = getattr(of, "counted", [])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        """Count an operation."""
        if "out" in named:
            named["out"] = tuple(map(_bare, named["out"]))
        outcome = getattr(ufunc, method)(*map(_bare, inputs), **named)
        return self._noted(outcome, 1 if ufunc in FAST else SLOW)

    def __array_function__(self, function: Any, types: Any, inputs: Any, named: Any) -> Any:
        """Count a function that is made of several operations as one."""
        return self._noted(function(*map(_bare, inputs), **named), 1)

    def _noted(self, outcome: Any, weight: float) -> Any:
        if not isinstance(outcome, np.ndarray):
            return outcome
        self.counted.append(weight * outcome.size)
        again = outcome.view(Counting)
        again.counted = self.counted
        return again


def _bare(held: Any) -> Any:
    """Return an argument as NumPy knows it."""
    if isinstance(held, list | tuple):
        several = cast("list[Any]", held)
        return [_bare(one) for one in several]
    return held.view(np.ndarray) if isinstance(held, Counting) else held
