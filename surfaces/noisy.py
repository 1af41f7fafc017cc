"""What a step sees when its gradient is only an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss, Seed
from surfaces import meanings
from surfaces.base import Point, Surface
from surfaces.rng import drawn, seeds, stream

DRAWN = 512
"""Numbers that one seed draws at once: two for each of 256 steps."""
REMEMBERED = 8
"""Draws that are kept; one of a thousand seeds takes 4 MB."""


@dataclass(frozen=True)
class Noisy(Surface):
    r"""The true loss of a surface, of which each step sees a copy that is tilted at random.

    .. math:: f_t(\theta) = f(\theta) + \xi_t^\top \theta, \qquad \xi_t \sim N(0, \sigma^2 I)

    The tilt adds the same error to the gradient everywhere, as a mini-batch roughly does, and keeps
    value, gradient and Hessian of one step consistent: whatever a rule asks inside a step, it asks
    one and the same function. The tilt depends on ``(seed, t)`` alone, so every optimizer of a
    race meets the same ones, and so does every run of a batch that has one seed.

    Robbins and Monro (1951), "A Stochastic Approximation Method",
    https://doi.org/10.1214/aoms/1177729586
    """

    title = "Noisy gradients"
    formula = r"f(\theta) + \xi_t^\top \theta, \quad \xi_t \sim N(0, \sigma^2 I)"
    teaches = "A noisy gradient at a fixed learning rate never settles: the rate must fall."
    source = "Robbins and Monro (1951), https://doi.org/10.1214/aoms/1177729586"

    held = "surface"

    surface: Surface
    sigma: Hyper = knob(0.1, r"\sigma", 0.0, 10.0, meanings.SIGMA)

    def __post_init__(self) -> None:
        """Take over what the map of the true loss shows."""
        for name in ("title", "formula", "kink", "beyond", "domain", "starts"):
            object.__setattr__(self, name, getattr(self.surface, name))

    @property
    def without_noise(self) -> Surface:
        """What noise was put on, however many times."""
        return self.surface.without_noise

    @property
    def noise_sigma(self) -> Hyper:
        """The knob ``sigma``."""
        return self.sigma

    def generators(self, runs: float) -> float:
        """Count one for each draw of each run."""
        return runs / (DRAWN // 2) + self.surface.generators(runs)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The minimizers of the true loss."""
        return self.surface.minima

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to true heights ``(*batch)``."""
        return self.surface.value(theta)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to true gradients ``(n, *batch)``."""
        return self.surface.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to true Hessians ``(n, n, *batch)``."""
        return self.surface.hess(theta)

    def at(self, t: int, seed: Seed = 0) -> Loss:
        """Return the tilted loss of step ``t``; the first is 1."""
        coordinates, (numbers, lanes) = len(self.domain.low), seeds(seed)
        block, step = divmod(t - 1, max(1, DRAWN // coordinates))
        xi = _directions(coordinates, numbers, block)[step][:, lanes]
        return Tilted(self.surface.at(t, seed), xi, self.sigma)


@lru_cache(REMEMBERED)
def _directions(coordinates: int, numbers: tuple[int, ...], block: int) -> Array:
    """Return the unscaled tilts of a block of steps for each seed, ``(steps, n, seeds)``."""
    steps = max(1, DRAWN // coordinates)
    return drawn(numbers, lambda seed: stream(seed, block).standard_normal((steps, coordinates)))


@dataclass(frozen=True, eq=False)
class Tilted:
    """A loss plus a linear function."""

    loss: Loss
    xi: Array
    """The tilt's direction and unscaled size ``(n,)``, or that of each lane, ``(n, *seeds)``."""
    sigma: Hyper

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""
        rises = [self.sigma * xi * along for xi, along in zip(self.xi, theta, strict=True)]
        return self.loss.value(theta) + reduce(np.add, rises)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""
        return self.loss.grad(theta) + self._tilt(theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``: a tilt bends nothing."""
        return self.loss.hess(theta)

    def _tilt(self, theta: Array) -> Array:
        """Return the tilt's gradient, shaped to broadcast against ``theta``."""
        n, *lanes = self.xi.shape
        return self.sigma * self.xi.reshape(n, *(1,) * (theta.ndim - self.xi.ndim), *lanes)
