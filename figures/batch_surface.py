"""The loss that each step sees of a stochastic problem, on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem
from experiments.cost_axes import batch_sizes
from figures.thinning import Steps, evenly
from surfaces.base import Box

GRID = 50
"""Points a side: what a batch adds to the true loss is smoother than the loss itself."""
MOST = 100
"""Steps that are shown of a longer run."""
WORK = 40_000_000
"""Evaluations of samples, all points and steps together, before fewer steps are shown."""


@dataclass(frozen=True, eq=False)
class BatchSurface:
    r"""How far above the true loss each step's own loss is, on an open grid.

    A picture adds that to the heights of the map, which are sampled more finely. So a batch of all
    samples shows exactly the contours of the true loss.
    """

    x: Array
    """First coordinates, ``(nx,)``."""
    y: Array
    """Second coordinates, ``(ny,)``."""
    steps: Steps
    """The steps that are shown, ``(m,)``, ascending; the first step of a run is 1."""
    lift: npt.NDArray[np.float32]
    r""":math:`f_t - f`, ``(m, ny, nx)``; NaN where one of them is not finite."""


def moves(problem: Problem, seed: int = 0) -> bool:
    """Tell whether the loss of a problem differs from step to step."""
    return problem.at(1, seed) is not problem.at(2, seed)


def sample_batch_surface(
    problem: Problem, steps: int, seed: int, box: Box, size: int = GRID
) -> BatchSurface:
    """Sample the loss of up to ``MOST`` steps, spread evenly over a run, ``size`` by ``size``.

    Fewer steps where batches are large, so that a picture takes at most a second or so and a
    megabyte. Raises ``ValueError`` if there are no steps.
    """
    if steps < 1:
        raise ValueError(f"steps = {steps}: a run of no steps has no loss of a step")
    most = min(MOST, max(2, WORK // (size * size * _largest(problem, steps))))
    shown = evenly(1, steps, most)
    ends = zip(box.low, box.high, strict=True)
    x, y = (np.linspace(low, high, size) for low, high in ends)
    points = np.stack(np.meshgrid(x, y))
    with np.errstate(all="ignore"):
        true = problem.value(points)
        lift = np.array([problem.at(int(t), seed).value(points) - true for t in shown], np.float32)
    return BatchSurface(x, y, shown, np.where(np.isfinite(lift), lift, np.float32(np.nan)))


def _largest(problem: Problem, steps: int) -> int:
    """Return the largest batch size of any step; 1 where there are no batches."""
    sizes = batch_sizes(problem, steps)
    return 1 if sizes is None else int(sizes.max())
