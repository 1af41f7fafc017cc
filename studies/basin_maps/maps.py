"""Where each start of a map ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from experiments.text import write
from experiments.trajectory import swept_shape
from optimizers.base import Optimizer
from studies.batched.endings import Ending, Whole, ground
from studies.batched.executors import Report, threads, work
from studies.batched.files import written
from studies.batched.kernels import in_single_precision
from studies.batched.runs import walk
from surfaces.base import Box, Surface

SIZES = 2, 1024
"""Pixels along a side that a map may have."""
COARSE = 64
"""Pixels along a side of the first of two maps."""
TILE = 32_768
"""Lanes that are worked on at once: so many that a thread seldom waits for others between NumPy's
operations, and so few that what a step touches stays in the processor's cache."""
LEAST = 8192
"""Lanes that are worth a process of their own."""


@dataclass(frozen=True, eq=False)
class Basins:
    """A map of starts, and what became of each. Rows go up along y: ``label[row, column]``.

    Every array but ``end`` has the shape ``(size, size)``; the start of a pixel, its middle, is
    ``(x[column], y[row])``.
    """

    optimizer: Optimizer
    surface: Surface
    steps: int
    seed: int
    dtype: str
    """``"float64"``, or ``"float32"`` for a picture."""
    exact: bool
    """Whether each pixel is, bit for bit, what the rule as it is written gives from there.

    If not, ``end`` and ``value`` are those of the step at which it was sure where the lane ends.
    """
    timed: bool
    """Whether ``arrived`` counts single steps."""
    x: Array
    """``(size,)``."""
    y: Array
    """``(size,)``."""
    minima: Array
    """``(2, m)``: those that the surface names first, then others on the map, the lowest first."""
    known: int
    """How many of the minima the surface names."""
    label: Whole
    """The minimum at which a start ended, an index into ``minima``; -1 for none of them."""
    arrived: Whole
    """The first step from which on it stayed within a marker's radius of there; -1 for never.

    If the map is not ``timed``, the first multiple of 25 from which on it did.
    """
    ending: Whole
    """What became of it: an ``Ending``."""
    value: Array
    """The true loss at the end; infinite where it overflowed."""
    end: Array
    """The last point, ``(2, size, size)``; NaN where it overflowed."""

    @property
    def size(self) -> int:
        """Pixels along each side."""
        return len(self.x)

    def start(self, row: int, column: int) -> tuple[float, float]:
        """Return the start that a pixel stands for: a race from there ends as the map says."""
        return float(self.x[column]), float(self.y[row])

    def pixel(self, point: tuple[float, float]) -> tuple[int, int]:
        """Return the row and the column of the pixel nearest to a point."""
        x, y = point
        return int(np.argmin(np.abs(self.y - y))), int(np.argmin(np.abs(self.x - x)))

    def share(self, ending: Ending) -> float:
        """Return which part of the starts ended so."""
        return float(np.count_nonzero(self.ending == ending)) / self.ending.size

    def to_query(self) -> str:
        """Return the canonical text: equal maps have equal texts, and it is what files carry."""
        return (
            f"basins&surface={write(self.surface)}&optimizer={write(self.optimizer)}"
            f"&size={self.size}&steps={self.steps}&seed={self.seed}&dtype={self.dtype}"
            f"&x={write(self.x[0])},{write(self.x[-1])}&y={write(self.y[0])},{write(self.y[-1])}"
            f"&exact={self.exact}&timed={self.timed}"
        )

    def save(self, path: Path | str) -> None:
        """Write the arrays, and the text that they came from, to a file of NumPy's, ``.npz``."""
        names = ("x", "y", "minima", "known", "label", "arrived", "ending", "value", "end")
        endings = [ending.words for ending in Ending]
        arrays = {name: getattr(self, name) for name in names}
        written(path, self.to_query(), {**arrays, "endings": endings})


class MapTile(NamedTuple):
    """A part of a map: all that its lanes need, and little to send."""

    optimizer: Optimizer
    surface: Surface
    x: Array
    y: Array
    pixels: slice | Whole
    """Which ones, counted along the rows."""
    steps: int
    seed: int
    dtype: str
    exact: bool
    timed: bool

    @property
    def start(self) -> Array:
        """The middles of the pixels, ``(2, N)``."""
        row, column = divmod(np.arange(len(self.y) * len(self.x))[self.pixels], len(self.x))
        return np.array([self.x[column], self.y[row]])


class MapPart(NamedTuple):
    """What became of a part of a map, as in ``Ends``."""

    theta: Array
    label: Whole
    arrived: Whole
    ending: Whole


def walked(tile: MapTile, report: Report | None = None) -> MapPart:
    """Work out a part of a map."""
    asked = tile.steps, tile.seed, tile.dtype, tile.exact, tile.timed
    ends = walk(tile.optimizer, tile.surface, tile.start, *asked, progress=report)
    return MapPart(ends.theta, ends.label, ends.arrived, ends.ending)


def basins(
    optimizer: Optimizer,
    surface: Surface,
    size: int = 256,
    steps: int = 500,
    seed: int = 0,
    dtype: str = "float64",
    exact: bool = True,
    timed: bool = True,
    executor: Executor | None = None,
    progress: Callable[[float], None] | None = None,
    box: Box | None = None,
) -> Basins:
    """Run an optimizer from every pixel of a map, and tell where it ends.

    Each pixel equals the single run from its start: its end is, bit for bit, that run's point at
    the step at which the lane came to rest at a minimum, or at the last. ``"float32"`` is for
    pictures, with the labels that float64 has: Adam is up to twice as fast. A map that need not be
    ``exact`` has the same labels too, but lanes of gradient descent and Adam end as soon as it is
    sure where, half a marker's radius away or less: Adam is up to twice as fast again, and more. A
    map that need not be ``timed`` counts the steps to a minimum by 25s, and is up to twice as fast.

    ``executor`` is any of ``concurrent.futures``; the map is the same, bit for bit. Processes that
    stand ready are faster than threads, which wait for one another between NumPy's operations.
    ``progress`` is told the part done, between 0 and 1; an exception raised there cancels. ``box``
    is where the starts lie, by default the whole map; minima are looked for on the whole map in any
    case.

    Raises ``ValueError`` for a size outside 2 to 1024, steps below 1, a surface of other than two
    coordinates, a dtype that is neither, and swept knobs.
    """
    x, y = _axes(optimizer, surface, size, steps, box or surface.domain)
    lanes = size * size
    whole = MapTile(optimizer, surface, x, y, slice(lanes), steps, seed, dtype, exact, timed)
    many = TILE if executor is None else min(TILE, max(LEAST, -(-lanes // (os.cpu_count() or 1))))
    tiles = [whole._replace(pixels=slice(k, k + many)) for k in range(0, lanes, many)]
    parts = work(walked, tiles, executor, progress, threads(lanes))
    end, label, arrived, ending = (
        np.concatenate(several, axis=-1) for several in zip(*parts, strict=True)
    )
    here = ground(surface)
    single = dtype == "float32" and in_single_precision(optimizer)
    doubtful = np.flatnonzero(here.at_an_edge(end)) if single else np.zeros(0, dtype=int)
    if doubtful.size:
        again = walked(whole._replace(pixels=doubtful, dtype="float64", exact=False))
        end[:, doubtful], label[doubtful], arrived[doubtful], ending[doubtful] = again
    with np.errstate(all="ignore"):
        value = surface.value(end)
    value = np.where(np.isfinite(value), value, np.inf)
    return Basins(
        optimizer,
        surface,
        steps,
        seed,
        dtype,
        exact and dtype == "float64",
        timed,
        x,
        y,
        here.minima,
        here.known,
        label.reshape(size, size),
        arrived.reshape(size, size),
        ending.reshape(size, size),
        value.reshape(size, size),
        end.reshape(2, size, size),
    )


def _axes(
    optimizer: Optimizer, surface: Surface, size: int, steps: int, box: Box
) -> tuple[Array, Array]:
    """Check what is asked for, and return the middles of the pixels along x and along y."""
    if not SIZES[0] <= size <= SIZES[1]:
        raise ValueError(f"size = {size}: a map has {SIZES[0]} to {SIZES[1]} pixels along a side")
    if steps < 1:
        raise ValueError(f"steps = {steps}: a map needs 1 step or more")
    if len(surface.domain.low) != 2:
        raise ValueError(
            f"{type(surface).__name__} has {len(surface.domain.low)} coordinates: a map has two"
        )
    if swept_shape(optimizer) or swept_shape(surface):
        raise ValueError("a map is of one setting: give every knob one number")
    low, high = np.array(box.low), np.array(box.high)
    if not (np.isfinite(low) & np.isfinite(high) & (low < high)).all():
        raise ValueError(f"box = {box}: each of its intervals has to go up")
    x, y = low[:, None] + (np.arange(size) + 0.5) / size * (high - low)[:, None]
    return x, y
