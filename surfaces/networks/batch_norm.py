"""Batch normalization: every unit brought to one mean and one spread over the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from surfaces.networks.layers import Layer

EPS = 1e-5
"""Added to the variance, as PyTorch does."""


class Normal(NamedTuple):
    """What a normalisation keeps."""

    z: Array
    """The normalised units, ``(points, units, N)``."""
    per_spread: Array
    """What they were multiplied with, ``(points, units, 1)``."""


def normalized(x: Array) -> Array:
    """Bring units ``(…, N)`` to mean 0 and variance 1 over the batch; what is constant to 0."""
    return _normalized(x, x.shape[-1]).z


@dataclass(frozen=True)
class BatchNorm(Layer):
    r"""Each unit less its mean over the batch, in units of its spread, then scaled and shifted.

    .. math::
        \mu &= \frac1m \sum_{i=1}^m x_i &
        \sigma^2 &= \frac1m \sum_{i=1}^m (x_i - \mu)^2 \\
        \hat x_i &= \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} &
        y_i &= \gamma \hat x_i + \beta

    Since every sample has a part in the mean and the variance, each slope has three terms: what
    comes straight back, less what the mean and the variance take up of it,

    .. math::
        \frac{\partial f}{\partial x_i} = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \Bigl(
        \frac{\partial f}{\partial \hat x_i}
        - \frac1m \sum_j \frac{\partial f}{\partial \hat x_j}
        - \frac{\hat x_i}{m} \sum_j \frac{\partial f}{\partial \hat x_j} \hat x_j \Bigr), \qquad
        \frac{\partial f}{\partial \hat x_i} = \gamma \frac{\partial f}{\partial y_i}

    so a slope that would only shift or stretch all samples alike is taken out. The parameters are
    gamma and beta. Mean and variance are those of the first ``known`` samples: to validate, those
    of the samples that the network learns from, with the others behind them.

    Ioffe and Szegedy (2015), Algorithm 1 and section 3, https://arxiv.org/abs/1502.03167; PyTorch's
    ``BatchNorm1d`` in training.
    """

    units: int
    known: int | None = None
    """How many samples mean and variance are taken over; ``None`` for all."""

    @property
    def count(self) -> int:
        """One scale and one shift a unit."""
        return 2 * self.units

    def _scale_and_shift(self, p: Array) -> tuple[Array, Array]:
        return p[:, : self.units, None], p[:, self.units :, None]

    def _known(self, x: Array) -> int:
        return x.shape[-1] if self.known is None else self.known

    def forward(self, p: Array, x: Array) -> tuple[Array, Normal]:
        """Normalise, scale and shift."""
        gamma, beta = self._scale_and_shift(p)
        kept = _normalized(x, self._known(x))
        return gamma * kept.z + beta, kept

    def backward(self, p: Array, kept: Normal, dy: Array) -> tuple[Array, Array]:
        """Undo scale and shift, and take out what mean and variance take up."""
        gamma, _ = self._scale_and_shift(p)
        z, m = kept.z, self._known(kept.z)
        dz = gamma * dy
        dx = dz.copy()
        dx[..., :m] -= (_sum(dz) + z[..., :m] * _sum(dz * z)) / m
        return kept.per_spread * dx, np.hstack([_sum(dy * z), _sum(dy)])[..., 0]

    def forward_along(self, p: Array, v: Array, kept: Normal, xv: Array) -> tuple[Array, Normal]:
        """Differentiate the four equations, from the first to the last."""
        (gamma, _), (gamma_v, beta_v) = self._scale_and_shift(p), self._scale_and_shift(v)
        z, s, m = kept.z, kept.per_spread, self._known(kept.z)
        apart_v = xv - _sum(xv[..., :m]) / m
        # the variance changes by 2 mean((x - mu) apart_v), and s = (variance + eps)^(-1/2)
        s_v = -s * s * _sum(z[..., :m] * apart_v[..., :m]) / m
        z_v = s * apart_v + z * (s_v / s)
        return gamma * z_v + gamma_v * z + beta_v, Normal(z_v, s_v)

    def backward_along(
        self, p: Array, v: Array, kept: Normal, kept_v: Normal, dy: Array, dyv: Array
    ) -> tuple[Array, Array]:
        """Differentiate every product of ``backward``."""
        (gamma, _), (gamma_v, _) = self._scale_and_shift(p), self._scale_and_shift(v)
        (z, s), (z_v, s_v), m = kept, kept_v, self._known(kept.z)
        dz, dz_v = gamma * dy, gamma * dyv + gamma_v * dy
        along, along_v = _sum(dz * z), _sum(dz_v * z + dz * z_v)
        dx, dx_v = dz.copy(), dz_v.copy()
        dx[..., :m] -= (_sum(dz) + z[..., :m] * along) / m
        dx_v[..., :m] -= (_sum(dz_v) + z_v[..., :m] * along + z[..., :m] * along_v) / m
        slopes = np.hstack([_sum(dyv * z + dy * z_v), _sum(dyv)])[..., 0]
        return s * dx_v + s_v * dx, slopes


def _normalized(x: Array, known: int) -> Normal:
    """Normalise by mean and variance of the first samples."""
    apart = x - _sum(x[..., :known]) / known
    variance = _sum(apart[..., :known] * apart[..., :known]) / known
    per_spread = 1 / np.sqrt(variance + EPS)
    return Normal(apart * per_spread, per_spread)


def _sum(x: Array) -> Array:
    """Add up over the samples, ``(…, 1)``."""
    return np.add.reduce(x, axis=-1, keepdims=True)
