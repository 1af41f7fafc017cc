"""What a step sees when it looks at a few samples only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import knob
from core.loss import Loss, Seed
from surfaces import meanings
from surfaces.base import Point, Surface
from surfaces.data_loss import DataLoss, Indices
from surfaces.rng import drawn, seeds, stream

DRAWN = 4096
"""Samples that one seed draws at once, with replacement."""
EPOCHS = 64
"""Epochs of which the order of the samples is remembered: of 64 seeds and 1000 samples, 16 MB."""


@dataclass(frozen=True)
class MiniBatch(Surface):
    r"""A mean over samples, of which each step sees the mean over a few.

    .. math:: f_t(\theta) = \frac{1}{|B_t|} \sum_{i \in B_t} f_i(\theta)

    Every epoch goes once through all samples in a new random order, B of them at a step; what is
    left over at the end is a smaller batch, as in PyTorch's ``DataLoader``, since otherwise some
    samples would be left out of each epoch. Then an epoch's gradients, weighted by the size of
    their batch, add up to the full one. With replacement, each step draws its samples from all
    of them anew. A batch of one is what "stochastic" meant at first; a batch of all is the full
    loss itself, bit for bit. The batch depends on ``(seed, t)`` alone, so every optimizer of a
    race meets the same ones, and so does every run of a batch of runs that has one seed.

    Raises ``ValueError`` for a loss that is no mean over samples.

    Bottou, Curtis and Nocedal (2018), "Optimization methods for large-scale machine learning",
    https://doi.org/10.1137/16M1080173
    """

    title = "Mini-batches"
    formula = r"\frac{1}{B} \sum_{i \in B_t} f_i(\theta)"
    teaches = (
        "A few samples give a gradient that is right on average: many cheap steps, with noise."
    )
    source = "Bottou, Curtis and Nocedal (2018), https://doi.org/10.1137/16M1080173"

    held = "loss"
    deals_batches = True

    loss: Surface
    batch_size: int = knob(16, "B", 1, 1000, meanings.BATCH_SIZE, log=True)
    replacement: bool = False

    def __post_init__(self) -> None:
        """Take over what the map of the full loss shows."""
        loss = _mean(self.loss)
        for name in ("title", "formula", "kink", "beyond", "domain", "starts"):
            object.__setattr__(self, name, getattr(loss, name))

    @property
    def minima(self) -> tuple[Point, ...]:
        """The minimizers of the full loss."""
        return self.loss.minima

    @property
    def steps_an_epoch(self) -> int:
        """How many batches it takes to see as many samples as there are."""
        return -(-_mean(self.loss).samples // self.batch_size)

    def batch_sizes(self, steps: int) -> npt.NDArray[np.int_]:
        """Return the size of each step's batch, ``(steps,)``; the last of an epoch may be less."""
        if self.replacement:
            return np.full(steps, self.batch_size)
        place = np.arange(steps) % self.steps_an_epoch
        return np.minimum(self.batch_size, self.sample_count - place * self.batch_size)

    def generators(self, runs: float) -> float:
        """Count one for each draw, or for each epoch, of each run."""
        return runs * self.batch_size / DRAWN if self.replacement else runs / self.steps_an_epoch

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to full heights ``(*batch)``."""
        return self.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to full gradients ``(n, *batch)``."""
        return self.loss.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to full Hessians ``(n, n, *batch)``."""
        return self.loss.hess(theta)

    def at(self, t: int, seed: Seed = 0) -> Loss:
        """Return the mean over the batch of step ``t``; the first is 1."""
        loss = _mean(self.loss)
        if self.batch_size >= loss.samples and not self.replacement:
            return loss
        return loss.on(self.batch(t, seed))

    def batch(self, t: int, seed: Seed = 0) -> Indices:
        """Return the numbers of the samples that step ``t`` sees, ``(B, *seeds)`` or fewer."""
        samples, (numbers, lanes) = _mean(self.loss).samples, seeds(seed)
        if self.replacement:
            block, step = divmod(t - 1, max(1, DRAWN // self.batch_size))
            return _with_replacement(samples, self.batch_size, numbers, block)[step][:, lanes]
        epoch, step = divmod(t - 1, self.steps_an_epoch)
        order = _order(samples, numbers, epoch)
        return order[step * self.batch_size : (step + 1) * self.batch_size, lanes]


def _mean(loss: Surface) -> DataLoss:
    """Return a loss that can be asked about some samples."""
    if not isinstance(loss, DataLoss):
        raise ValueError(f"{type(loss).__name__} is no mean over samples: there are no batches")
    return loss


@lru_cache(EPOCHS)
def _order(samples: int, numbers: tuple[int, ...], epoch: int) -> Indices:
    """Return the samples in the order of an epoch for each seed, ``(N, seeds)``.

    Remembered, or shuffled anew, it is the same.
    """
    every = np.arange(samples, dtype=np.int32)
    return drawn(numbers, lambda seed: np.random.default_rng((seed, epoch)).permutation(every))


@lru_cache(EPOCHS)
def _with_replacement(samples: int, size: int, numbers: tuple[int, ...], block: int) -> Indices:
    """Return the samples of a block of steps for each seed, ``(steps, B, seeds)``."""
    steps = max(1, DRAWN // size)
    return drawn(numbers, lambda seed: stream(seed, block).integers(samples, size=(steps, size)))
