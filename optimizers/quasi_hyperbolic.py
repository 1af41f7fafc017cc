"""A share of the newest gradient beside the mean of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.adam import Moments
from optimizers.base import Optimizer
from optimizers.cards import after_adam as cards
from optimizers.meanings import gradients


@dataclass(frozen=True)
class QHAdam(Optimizer):
    r"""Adam that mixes the newest gradient back into its long memory.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, \frac{(1 - \nu_1)\, g_t + \nu_1 \hat m_t}
                    {\sqrt{(1 - \nu_2)\, g_t^2 + \nu_2 \hat v_t} + \epsilon}

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    In Adam one number says both how long gradients are remembered and how much the newest one
    weighs; :math:`\nu` sets the two apart. A memory of 200 steps then evens out noise while the
    step still answers to what is under the point now. At :math:`\nu = 1` it is Adam, at
    :math:`\nu_1 = 0` Adam without momentum, and at :math:`\nu_1 = \beta_1` the newest gradient
    counts about as in Nesterov's form of Adam.

    Ma and Yarats (2019), https://arxiv.org/abs/1810.06801

    The same as ``QHAdam`` of the authors' package qhoptim, with the :math:`\nu` and :math:`\beta`
    that its documentation recommends (its defaults are Adam's). PyTorch and Optax have none.
    """

    title: ClassVar[str] = "QHAdam"
    family = "Adaptive"
    card = cards.QHADAM

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.995, r"\beta_1", 0.0, 0.9999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    nu1: Hyper = knob(0.7, r"\nu_1", 0.0, 1.0, gradients.NEWEST_SHARE)
    nu2: Hyper = knob(1.0, r"\nu_2", 0.0, 1.0, gradients.NEWEST_SIZE)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        mean = (1 - self.nu1) * g + self.nu1 * m_hat
        square = (1 - self.nu2) * g * g + self.nu2 * v_hat
        return theta - self.lr * mean / (np.sqrt(square) + self.eps), Moments(m, v)
