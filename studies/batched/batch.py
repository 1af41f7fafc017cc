"""What a batch of runs is, where its runs stand, and how some of them are picked out."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NamedTuple, cast

import numpy as np

from core.arrays import Array
from core.loss import Loss, Seed
from experiments.running import Counted
from optimizers.base import Optimizer
from studies.batched.known_minima import Whole
from surfaces.base import Surface


@dataclass(frozen=True, eq=False)
class Batch:
    """Runs of one rule, all of so many steps; swept knobs and seeds are one number, or ``(N,)``.

    Raises ``ValueError`` for steps below 0.
    """

    optimizer: Optimizer
    surface: Surface
    start: Array
    """``(n, N)``."""
    steps: int
    seed: Seed = 0
    target: float | None = None
    """A loss; the first step at which a run is at it or below is noted."""
    retire: bool = True
    """Whether a run ends once it rests at a minimum that is known to hold it."""

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        if self.steps < 0:
            raise ValueError(f"steps = {self.steps}: a run takes 0 steps or more")


class BatchState(NamedTuple):
    """All that the runs of a batch need for their next step."""

    rule: Optimizer
    theta: Array
    """Where they stand, ``(n, N)``."""
    memory: Any
    """What the rule remembers of each."""
    seed: Seed

    def after(self, f: Loss, counted: Counted, t: int) -> BatchState:
        """Return the same runs after step t; rules never write into what they are given."""
        counted.meet(f)
        theta, memory = self.rule.step(counted, self.theta, self.memory, t)
        return self._replace(theta=theta, memory=memory)

    def picked(self, index: Whole) -> BatchState:
        """Return those of the runs that an index names."""
        return picked(self, index, int(self.theta.shape[1]))


def picked(held: Any, index: Whole, runs: int) -> Any:
    """Return, of what is held for each of so many runs, that of those which an index names.

    Looks into tuples and dataclasses. ``take`` leaves arrays without gaps; those that an index
    picks by itself would have strides, and be half as fast.
    """
    if isinstance(held, np.ndarray):
        array = cast("Array", held)
        one_each = array.ndim and array.shape[-1] == runs
        return np.take(array, index, axis=-1) if one_each else array
    if isinstance(held, tuple):
        several = cast("Any", held)
        inside = [picked(one, index, runs) for one in several]
        return several._make(inside) if hasattr(several, "_fields") else tuple(inside)
    if is_dataclass(held) and not isinstance(held, type):
        swept = {f.name: picked(getattr(held, f.name), index, runs) for f in fields(held)}
        changed = {name: v for name, v in swept.items() if v is not getattr(held, name)}
        return replace(held, **changed) if changed else held
    return held
