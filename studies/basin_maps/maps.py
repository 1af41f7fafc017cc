"""Where each start of a map ends."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import Array
from experiments.text import write
from experiments.trajectory import swept_shape
from optimizers.base import Optimizer
from studies.batched.batch import Batch
from studies.batched.endings import Ending
from studies.batched.executors import Report, threads, tiles, work
from studies.batched.files import written
from studies.batched.known_minima import Whole
from studies.batched.minimum_search import known_minima
from studies.batched.runs import ends
from surfaces.base import Box, Surface

SIZES = 2, 1024
"""Pixels along a side that a map may have."""
COARSE = 64
"""Pixels along a side of the first of two maps."""


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
    """The first step from which on it stayed within a marker's radius of there; -1 for never."""
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
        """Return the canonical text: equal maps have equal texts, and it is what files carry.

        The last words are of version 0.1, whose maps could be less than that.
        """
        return (
            f"basins&surface={write(self.surface)}&optimizer={write(self.optimizer)}"
            f"&size={self.size}&steps={self.steps}&seed={self.seed}&dtype=float64"
            f"&x={write(self.x[0])},{write(self.x[-1])}&y={write(self.y[0])},{write(self.y[-1])}"
            "&exact=True&timed=True"
        )

    def save(self, path: Path | str) -> None:
        """Write the arrays, and the text that they came from, to a file of NumPy's, ``.npz``."""
        names = ("x", "y", "minima", "known", "label", "arrived", "ending", "value", "end")
        endings = [ending.words for ending in Ending]
        arrays = {name: getattr(self, name) for name in names}
        written(path, self.to_query(), {**arrays, "endings": endings})


def basins(
    optimizer: Optimizer,
    surface: Surface,
    size: int = 256,
    steps: int = 500,
    seed: int = 0,
    box: Box | None = None,
    executor: Executor | None = None,
    progress: Report | None = None,
) -> Basins:
    """Run an optimizer from every pixel of a map, and see where it ends.

    Each pixel equals the single run from its start: its end is, bit for bit, that run's point at
    the step at which the run came to rest at a minimum, or at the last.

    ``box`` is where the starts lie, by default the whole map; minima are looked for on the whole
    map in any case. ``executor`` is any of ``concurrent.futures``; the map is the same, bit for
    bit. Processes that stand ready are faster than threads, which wait for one another between
    NumPy's operations. ``progress`` is called with the part done, between 0 and 1; an exception
    raised there cancels.

    Raises ``ValueError`` for a size outside 2 to 1024, steps below 1, a surface of other than two
    coordinates, and swept knobs.
    """
    x, y = _axes(optimizer, surface, size, steps, box or surface.domain)
    start = np.stack(np.meshgrid(x, y)).reshape(2, -1)
    batches = [
        Batch(optimizer, surface, start[:, tile], steps, seed)
        for tile in tiles(size * size, executor)
    ]
    parts = work(ends, batches, executor, progress, threads(size * size))
    end, label, arrived, ending = (
        np.concatenate([getattr(part, name) for part in parts], axis=-1)
        for name in ("theta", "label", "arrived", "ending")
    )
    known = known_minima(surface)
    with np.errstate(all="ignore"):
        value = surface.value(end)
    value = np.where(np.isfinite(value), value, np.inf)
    return Basins(
        optimizer,
        surface,
        steps,
        seed,
        x,
        y,
        known.minima,
        known.named,
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
