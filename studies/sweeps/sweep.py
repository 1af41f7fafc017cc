"""One batched run over all values of knobs, starts and seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from experiments.text import write
from optimizers.base import Optimizer
from studies.batched.endings import Ending
from studies.batched.executors import TILE, Report, threads, work
from studies.batched.files import written
from studies.batched.known_minima import Mask, Whole
from studies.batched.runs import ends
from studies.sweeps.sweep_spec import SweepSpec, sweep_spec
from surfaces.base import Surface

Measure = Literal["loss", "solved"]


@dataclass(frozen=True, eq=False)
class Sweep(SweepSpec):
    """A sweep, and what became of every run.

    All results have the shape ``(optimizers, *values, starts, seeds)``; ``values`` stands for one
    axis a knob, in the order of ``knobs``.
    """

    loss: Array
    """The true loss after the last step; infinite where it overflowed."""
    solved: Whole
    """The first step at which the loss was at the target or below; -1 for never, or no target."""
    ending: Whole
    """What became of it: an ``Ending``."""

    @property
    def diverged(self) -> Mask:
        """Whether it overflowed."""
        return ~np.isfinite(self.loss)

    def spread(self, quantile: float, measure: Measure = "loss") -> Array:
        """Return a quantile over starts and seeds, ``(optimizers, *values)``.

        It is one of the values that came out, never a mean of two; what overflowed, or never got to
        the target, counts as infinite.
        """
        result = self.loss if measure == "loss" else np.where(self.solved < 0, np.inf, self.solved)
        runs = np.sort(result.reshape(*result.shape[:-2], -1), axis=-1)
        return runs[..., round(quantile * (runs.shape[-1] - 1))]

    def median(self, measure: Measure = "loss") -> Array:
        """Return the median over starts and seeds, ``(optimizers, *values)``: ``spread(0.5)``."""
        return self.spread(0.5, measure)

    def share(self, ending: Ending) -> Array:
        """Return which part of the starts and seeds ended so, ``(optimizers, *values)``."""
        return np.mean(self.ending == ending, axis=(-2, -1))

    def best(self, optimizer: int, measure: Measure = "loss") -> Optimizer:
        """Return an optimizer with its knobs where the median is lowest."""
        median = self.median(measure)[optimizer]
        index = np.unravel_index(np.argmin(median), median.shape)
        return self.at(optimizer, **dict(zip(self.knobs, map(int, index), strict=True)))

    def save(self, path: Path | str) -> None:
        """Write the arrays, and the text that they came from, to a file of NumPy's, ``.npz``."""
        names = ("starts", "seeds", "loss", "solved", "diverged", "ending")
        arrays: dict[str, Any] = {name: getattr(self, name) for name in names}
        arrays |= {f"knob_{name}": values for name, values in self.knobs.items()}
        arrays["optimizers"] = [write(rule) for rule in self.optimizers]
        written(path, self.to_query(), {**arrays, "endings": [e.words for e in Ending]})


def sweep(
    optimizers: Sequence[Optimizer],
    surface: Surface,
    knobs: Mapping[str, npt.ArrayLike],
    starts: npt.ArrayLike | None = None,
    seeds: Sequence[int] = (0,),
    steps: int = 300,
    target: float | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Run every optimizer at every combination of its knobs' values, from all starts, all seeds.

    ``knobs={"lr": np.geomspace(1e-4, 1, 200)}`` sets a knob of each optimizer or, where it has none
    of that name, of the rule that it holds. ``starts`` are ``(n,)`` or ``(n, starts)``, by default
    the surface's own. Every run equals the single run, bit for bit. ``executor`` is any of
    ``concurrent.futures``; the sweep is the same, bit for bit.

    Raises ``ValueError`` for what ``SweepSpec`` refuses.
    """
    return run_sweep(sweep_spec(optimizers, surface, knobs, starts, seeds, steps, target), executor)


def run_sweep(
    spec: SweepSpec, executor: Executor | None = None, progress: Report | None = None
) -> Sweep:
    """Run what a value says.

    ``progress`` is called with the part done, between 0 and 1; an exception raised there cancels.
    """
    runs = math.prod(spec.shape)
    many = threads(runs) if runs // len(spec.optimizers) >= TILE else 1
    parts = work(ends, spec.batches(executor), executor, progress, many)
    end = np.concatenate([part.theta for part in parts], axis=1)
    with np.errstate(all="ignore"):
        loss = spec.surface.value(end)
    solved, ending = (
        np.concatenate([getattr(part, name) for part in parts]).reshape(spec.shape)
        for name in ("solved", "ending")
    )
    loss = np.where(np.isfinite(loss), loss, np.inf).reshape(spec.shape)
    return Sweep(**vars(spec), loss=loss, solved=solved, ending=ending)
