"""Only the sign of a momentum: every coordinate moves, and all by the same length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import after_adam as cards
from optimizers.meanings import gradients


class MeanGradient(NamedTuple):
    """A running mean of gradients, ``(n, *batch)``."""

    m: Array


@dataclass(frozen=True)
class Lion(Optimizer):
    r"""Step by :math:`\alpha` in every coordinate, whatever the size of its slope.

    .. math::
        \theta_t &= \theta_{t-1} - \alpha\, (\operatorname{sign}(\beta_1 m_{t-1}
                    + (1 - \beta_1)\, g_t) + \lambda \theta_{t-1}) \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2)\, g_t

    Found by a search among programs, not by hand. The sign throws away what Adam divides out, at
    half of Adam's memory, and the two :math:`\beta` let the step heed the new gradient more than
    the memory does. It moves along the diagonals, and since no step is ever shorter than
    :math:`\alpha` it rattles about a minimum at that size: it wants a smaller rate than Adam, and a
    schedule that lowers it.

    Chen et al. (2023), Algorithm 2, https://arxiv.org/abs/2302.06675

    The same as Optax's ``lion``, whose default decay is 1e-3; PyTorch has none. A coordinate with
    neither slope nor memory has the sign 0 and stays.
    """

    title: ClassVar[str] = "Lion"
    family = "Adaptive"
    card = cards.LION

    lr: Hyper = knob(1e-4, r"\alpha", 1e-6, 1.0, gradients.SIGN_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.SIGN_MIX)
    beta2: Hyper = knob(0.99, r"\beta_2", 0.0, 0.9999, gradients.SIGN_MEMORY)
    weight_decay: Hyper = knob(0.0, r"\lambda", 0.0, 10.0, gradients.WEIGHT_DECAY)

    def init(self, theta: Array) -> MeanGradient:
        """Start at rest."""
        return MeanGradient(m=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: MeanGradient, t: int
    ) -> tuple[Array, MeanGradient]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        direction = np.sign(self.beta1 * state.m + (1 - self.beta1) * g)
        m = self.beta2 * state.m + (1 - self.beta2) * g
        return theta - self.lr * (direction + self.weight_decay * theta), MeanGradient(m)
