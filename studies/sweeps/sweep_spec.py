"""What a sweep runs: every rule at every value of its knobs, from all starts, with all seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from operator import length_hint

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import knobs as knobs_of
from experiments.text import write
from experiments.trajectory import swept_shape
from optimizers.base import Optimizer
from studies.batched.batch import Batch
from studies.batched.executors import tiles
from studies.sweeps.nested_knobs import owner, with_knob
from surfaces.base import Surface

MOST_RUNS = 20_000_000
"""In one sweep: some 60 bytes are kept of each."""


@dataclass(frozen=True, eq=False)
class SweepSpec:
    """Rules, and the values, starts and seeds that each is run with.

    A knob is one of a rule or, where it has none of that name, of the rule that it holds.

    Raises ``ValueError`` for a knob that an optimizer has not, or that is a whole number (a run can
    have but one), for values out of its bounds, and for starts or seeds that are none.
    """

    optimizers: tuple[Optimizer, ...]
    surface: Surface
    knobs: dict[str, Array]
    """The values tried, one-dimensional, by the name of the knob."""
    starts: Array
    """``(n, starts)``."""
    seeds: tuple[int, ...]
    steps: int
    target: float | None
    """A loss; how many steps it takes to get there is counted."""

    def __post_init__(self) -> None:
        """Refuse what cannot be swept, in a sentence."""
        if not self.optimizers:
            raise ValueError("a sweep needs an optimizer or more")
        if not self.knobs:
            raise ValueError("a sweep needs a knob or more, such as lr")
        if self.steps < 1:
            raise ValueError(f"steps = {self.steps}: a sweep needs 1 step or more")
        if any(swept_shape(rule) for rule in self.optimizers) or swept_shape(self.surface):
            raise ValueError("a knob is swept already: say its values in knobs instead")
        for name, tried in self.knobs.items():
            if not tried.size:
                raise ValueError(f"{name} has no values to try")
            for rule in self.optimizers:
                _check_values(rule, name, tried)
        _check_count(math.prod(self.shape))  # NumPy's product of whole numbers may wrap round

    @property
    def shape(self) -> tuple[int, ...]:
        """How many optimizers, values of each knob, starts, and seeds there are."""
        values = (len(tried) for tried in self.knobs.values())
        return (len(self.optimizers), *values, self.starts.shape[1], len(self.seeds))

    def at(self, optimizer: int, **index: int) -> Optimizer:
        """Return an optimizer with its knobs at the values of these indices: ``at(0, lr=17)``."""
        rule = self.optimizers[optimizer]
        for name, i in index.items():
            rule = with_knob(rule, name, float(self.knobs[name][i]))
        return rule

    def batches(self, executor: Executor | None) -> list[Batch]:
        """Return all runs in batches, the last axis of ``shape`` running fastest."""
        shape, seeds = self.shape[1:], np.array(self.seeds)
        runs = math.prod(shape)
        index = np.indices(shape, dtype=np.int32).reshape(len(shape), runs)
        batches: list[Batch] = []
        for rule in self.optimizers:
            for tile in tiles(runs, executor):
                *which, start, seed = index[:, tile]
                at = rule
                for (name, tried), i in zip(self.knobs.items(), which, strict=True):
                    at = with_knob(at, name, tried[i])
                points = self.starts[:, start]
                asked = (self.steps, seeds[seed], self.target)
                batches.append(Batch(at, self.surface, points, *asked, retire=False))
        return batches

    def to_query(self) -> str:
        """Return the canonical text: equal sweeps have equal texts, and it is what files carry."""
        points = "&".join(f"start={_numbers(point)}" for point in self.starts.T)
        rules = "&".join(f"optimizer={write(rule)}" for rule in self.optimizers)
        swept = "&".join(f"{name}={_numbers(values)}" for name, values in self.knobs.items())
        target = "" if self.target is None else f"&target={write(self.target)}"
        seeds = ",".join(map(str, self.seeds))
        return (
            f"sweep&surface={write(self.surface)}&{rules}&{swept}&{points}&seeds={seeds}"
            f"&steps={self.steps}{target}"
        )


def sweep_spec(
    optimizers: Sequence[Optimizer],
    surface: Surface,
    knobs: Mapping[str, npt.ArrayLike],
    starts: npt.ArrayLike | None,
    seeds: Sequence[int],
    steps: int,
    target: float | None,
) -> SweepSpec:
    """Return the value that says a sweep, from what people write; see ``sweep``."""
    values = {name: np.array(given, dtype=float).ravel() for name, given in knobs.items()}
    asked = (_starts(surface, starts), _seeds(seeds), steps, target)
    return SweepSpec(tuple(optimizers), surface, values, *asked)


def _check_count(runs: int) -> None:
    """Refuse more runs than one sweep may have."""
    if runs > MOST_RUNS:
        raise ValueError(f"{runs} runs are too many: allowed {MOST_RUNS} at once")


def _check_values(rule: Optimizer, name: str, tried: Array) -> None:
    """Refuse values that a knob cannot have, or not in a batch."""
    kind = owner(rule, name)
    about = knobs_of(kind)[name]
    if about.integer:
        raise ValueError(
            f"{name} of {kind.__name__} is a whole number, of which a batch of runs has"
            " but one: give one optimizer for each of its values instead"
        )
    wrong = tried[~((tried >= about.low) & (tried <= about.high))]
    if wrong.size:
        raise ValueError(
            f"{name} = {write(wrong[0])} is out of range in {kind.__name__}: allowed"
            f" {write(about.low)} to {write(about.high)}"
        )


def _starts(surface: Surface, starts: npt.ArrayLike | None) -> Array:
    """Return the starts, ``(n, starts)``."""
    n = len(surface.domain.low)
    points = np.array(surface.starts).T if starts is None else np.array(starts, dtype=float)
    points = points.reshape(len(points), -1) if points.ndim else points
    if points.ndim != 2 or len(points) != n or not points.size or not np.isfinite(points).all():
        raise ValueError(f"starts must be {n} rows of finite coordinates, a column for each start")
    return points


def _seeds(seeds: Sequence[int]) -> tuple[int, ...]:
    """Return the seeds."""
    _check_count(length_hint(seeds))  # before there is an array of them
    among = np.asarray(seeds)
    if among.ndim != 1 or not among.size or among.dtype.kind not in "iu" or (among < 0).any():
        raise ValueError(f"seeds = {seeds}: give one whole number from 0 on, or more")
    return tuple(int(seed) for seed in among)


def _numbers(values: Array) -> str:
    return ",".join(write(float(value)) for value in values)
