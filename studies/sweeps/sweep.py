"""One batched run over all values of knobs, starts and seeds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import knobs as knobs_of
from experiments.text import suggest, write
from experiments.trajectory import swept_shape
from optimizers.base import Optimizer
from studies.batched.endings import Ending, Mask, Whole
from studies.batched.executors import Report, threads, work
from studies.batched.files import written
from studies.batched.runs import Ends, walk
from surfaces.base import Surface

Measure = Literal["loss", "solved"]

TILE = 32_768
"""Lanes worked on at once: so many that two threads seldom wait for one another between NumPy's
operations, and so few that what a step touches stays in the processor's cache."""
MOST_LANES = 20_000_000
"""In one sweep: some 60 bytes are kept of each."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """What became of every lane; ``values`` stands for one axis a knob, in the order of ``knobs``.

    All results have the shape ``(optimizers, *values, starts, seeds)``.
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
    loss: Array
    """The true loss after the last step; infinite where it overflowed."""
    solved: Whole
    """The first step at which the loss was at the target or below; -1 for never, or no target."""
    diverged: Mask
    """Whether it overflowed."""
    ending: Whole
    """What became of it: an ``Ending``."""

    def spread(self, quantile: float, measure: Measure = "loss") -> Array:
        """Return a quantile over starts and seeds, ``(optimizers, *values)``.

        It is one of the values that came out, never a mean of two; what overflowed, or never got to
        the target, counts as infinite.
        """
        result = self.loss if measure == "loss" else np.where(self.solved < 0, np.inf, self.solved)
        lanes = np.sort(result.reshape(*result.shape[:-2], -1), axis=-1)
        return lanes[..., round(quantile * (lanes.shape[-1] - 1))]

    def median(self, measure: Measure = "loss") -> Array:
        """Return the median over starts and seeds, ``(optimizers, *values)``: ``spread(0.5)``."""
        return self.spread(0.5, measure)

    def share(self, ending: Ending) -> Array:
        """Return which part of the starts and seeds ended so, ``(optimizers, *values)``."""
        return np.mean(self.ending == ending, axis=(-2, -1))

    def heatmap(
        self,
        optimizer: int,
        across: str,
        up: str,
        measure: Measure = "loss",
        quantile: float = 0.5,
    ) -> Array:
        """Return one optimizer's quantile over two knobs, ``(values of up, values of across)``.

        Where more knobs were swept, each cell shows the best of their values.

        Raises ``ValueError`` for a knob that was not swept, or the same one twice.
        """
        names = list(self.knobs)
        for name in (across, up):
            if name not in names:
                raise ValueError(f"{name} was not swept: {suggest(name, names)}")
        if across == up:
            raise ValueError(f"{across} cannot be both axes: choose another knob for one of them")
        others = tuple(i for i, name in enumerate(names) if name not in (across, up))
        cells = np.min(self.spread(quantile, measure)[optimizer], axis=others)
        return cells if names.index(up) < names.index(across) else cells.T

    def best(self, optimizer: int, measure: Measure = "loss") -> Optimizer:
        """Return an optimizer with its knobs where the median is lowest."""
        median = self.median(measure)[optimizer]
        index = np.unravel_index(np.argmin(median), median.shape)
        return self.at(optimizer, **dict(zip(self.knobs, map(int, index), strict=True)))

    def at(self, optimizer: int, **index: int) -> Optimizer:
        """Return an optimizer with its knobs at the values of these indices: ``at(0, lr=17)``."""
        rule = self.optimizers[optimizer]
        for name, i in index.items():
            rule = with_knob(rule, name, float(self.knobs[name][i]))
        return rule

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

    def save(self, path: Path | str) -> None:
        """Write the arrays, and the text that they came from, to a file of NumPy's, ``.npz``."""
        names = ("starts", "seeds", "loss", "solved", "diverged", "ending")
        arrays: dict[str, Any] = {name: getattr(self, name) for name in names}
        arrays |= {f"knob_{name}": values for name, values in self.knobs.items()}
        arrays["optimizers"] = [write(rule) for rule in self.optimizers]
        written(path, self.to_query(), {**arrays, "endings": [e.words for e in Ending]})


class SweepTile(NamedTuple):
    """Some lanes of one optimizer: all that they need."""

    optimizer: Optimizer
    surface: Surface
    start: Array
    """``(n, N)``."""
    steps: int
    seed: npt.NDArray[np.integer]
    """``(N,)``."""
    target: float | None


def walked(tile: SweepTile, report: Report | None = None) -> Ends:
    """Work out some lanes of a sweep."""
    rule, surface, start, steps, seed, target = tile
    return walk(
        rule, surface, start, steps, seed, timed=False, retire=False, target=target, progress=report
    )


def sweep(
    optimizers: Sequence[Optimizer],
    surface: Surface,
    knobs: Mapping[str, npt.ArrayLike],
    starts: npt.ArrayLike | None = None,
    seeds: Sequence[int] = (0,),
    steps: int = 300,
    target: float | None = None,
    executor: Executor | None = None,
    progress: Callable[[float], None] | None = None,
) -> Sweep:
    """Run every optimizer at every combination of its knobs' values, from all starts, all seeds.

    ``knobs={"lr": np.geomspace(1e-4, 1, 200)}`` sets a knob of each optimizer or, where it has none
    of that name, of the rule that it holds. ``starts`` are ``(n,)`` or ``(n, starts)``, by default
    the surface's own. Every lane equals the single run, bit for bit. ``executor`` is any of
    ``concurrent.futures``; the sweep is the same, bit for bit. ``progress`` is told the part done,
    between 0 and 1; an exception raised there cancels.

    Raises ``ValueError`` for a knob that an optimizer has not, or that is a whole number (a run can
    have but one), for values out of its bounds, and for starts or seeds that are none.
    """
    rules = tuple(optimizers)
    values = {name: np.array(given, dtype=float).ravel() for name, given in knobs.items()}
    points = _starts(surface, starts)
    among = _seeds(seeds)
    _check(rules, surface, values, steps)
    shape = (*(len(v) for v in values.values()), points.shape[1], len(among))
    lanes = math.prod(shape)  # NumPy's product of whole numbers may wrap round
    if lanes * len(rules) > MOST_LANES:
        raise ValueError(f"{lanes * len(rules)} runs are too many: allowed {MOST_LANES} at once")
    index = np.indices(shape, dtype=np.int32).reshape(len(shape), lanes)
    tiles: list[SweepTile] = []
    for rule in rules:
        for k in range(0, lanes, TILE):
            *which, start, seed = index[:, k : k + TILE]
            at = rule
            for (name, tried), i in zip(values.items(), which, strict=True):
                at = with_knob(at, name, tried[i])
            tiles.append(SweepTile(at, surface, points[:, start], steps, among[seed], target))
    parts = work(
        walked, tiles, executor, progress, threads(lanes * len(rules)) if lanes >= TILE else 1
    )
    end = np.concatenate([part.theta for part in parts], axis=1)
    with np.errstate(all="ignore"):
        loss = surface.value(end)
    loss = np.where(np.isfinite(loss), loss, np.inf).reshape(len(rules), *shape)
    solved, ending = (
        np.concatenate([getattr(part, name) for part in parts]).reshape(len(rules), *shape)
        for name in ("solved", "ending")
    )
    numbers = tuple(int(seed) for seed in among)
    return Sweep(
        rules,
        surface,
        values,
        points,
        numbers,
        steps,
        target,
        loss,
        solved,
        ~np.isfinite(loss),
        ending,
    )


def with_knob(rule: Optimizer, name: str, value: float | Array) -> Optimizer:
    """Return a rule with a knob set or, where it has none of that name, in the rule it holds.

    Raises ``ValueError`` where no rule down the chain has such a knob.
    """
    inner: Optimizer | None = getattr(rule, "inner", None)
    if name in knobs_of(type(rule)):
        return rule.with_field(name, value)
    if inner is None:
        raise ValueError(
            f"{type(rule).__name__} has no knob {name}: {suggest(name, list(knobs_of(type(rule))))}"
        )
    return rule.with_field("inner", with_knob(inner, name, value))


def _check(
    rules: tuple[Optimizer, ...], surface: Surface, values: Mapping[str, Array], steps: int
) -> None:
    """Refuse what cannot be swept, in a sentence."""
    if not rules:
        raise ValueError("a sweep needs an optimizer or more")
    if not values:
        raise ValueError("a sweep needs a knob or more, such as lr")
    if steps < 1:
        raise ValueError(f"steps = {steps}: a sweep needs 1 step or more")
    if any(swept_shape(rule) for rule in rules) or swept_shape(surface):
        raise ValueError("a knob is swept already: say its values in knobs instead")
    for name, tried in values.items():
        if not tried.size:
            raise ValueError(f"{name} has no values to try")
        for rule in rules:
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


def owner(rule: Optimizer, name: str) -> type[Optimizer]:
    """Return the class, of a rule or of one that it holds, whose knob it is."""
    with_knob(rule, name, 0.0)
    while name not in knobs_of(type(rule)):
        rule = getattr(rule, "inner")  # noqa: B009  (only wrappers have it)
    return type(rule)


def _starts(surface: Surface, starts: npt.ArrayLike | None) -> Array:
    """Return the starts, ``(n, starts)``."""
    n = len(surface.domain.low)
    points = np.array(surface.starts).T if starts is None else np.array(starts, dtype=float)
    points = points.reshape(len(points), -1) if points.ndim else points
    if points.ndim != 2 or len(points) != n or not points.size or not np.isfinite(points).all():
        raise ValueError(f"starts must be {n} rows of finite coordinates, a column for each start")
    return points


def _seeds(seeds: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return the seeds, ``(seeds,)``."""
    among = np.asarray(seeds)
    if among.ndim != 1 or not among.size or among.dtype.kind not in "iu" or (among < 0).any():
        raise ValueError(f"seeds = {seeds}: give one whole number from 0 on, or more")
    return among.astype(np.int64)


def _numbers(values: Array) -> str:
    return ",".join(write(float(value)) for value in values)
