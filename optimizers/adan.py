"""Nesterov's look ahead and adaptive rates together, from one gradient a step."""

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


class Differences(NamedTuple):
    """Means of gradients, of their changes and of squares, and the last gradient.

    All are ``(n, *batch)``.
    """

    m: Array
    v: Array
    n: Array
    g: Array


@dataclass(frozen=True)
class Adan(Optimizer):
    r"""Guess the next gradient by adding the last change once more, and be adaptive with that.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, (g_t - g_{t-1}) \\
        n_t &= \beta_3 n_{t-1} + (1 - \beta_3)\, (g_t + \beta_2 (g_t - g_{t-1}))^2 \\
        \theta_t &= \Bigl(\theta_{t-1} - \alpha\, \frac{\hat m_t + \beta_2 \hat v_t}
                    {\sqrt{\hat n_t} + \epsilon}\Bigr) \Big/ (1 + \alpha\lambda)

    with :math:`g_0 = g_1`, and :math:`\hat m`, :math:`\hat v`, :math:`\hat n` the means divided by
    :math:`1 - \beta^t`, each with its own :math:`\beta`.

    Nesterov's momentum looks at the slope where it is about to be. The change of the gradient
    tells the same without a look elsewhere: it is the curvature along the step, and brakes where
    the slope is about to turn.

    Xie, Zhou, Li, Lin and Yan (2024), Algorithm 1, https://arxiv.org/abs/2208.06677

    The paper's :math:`\beta` are :math:`1 - \beta` here, as in the authors' code, to which this is
    equal, with its defaults; :math:`\lambda` pulls towards zero after the step. Optax 0.2.8
    multiplies the changes by :math:`1 - \beta_2` in the place of :math:`\beta_2` and adds its
    decay to the step: its ``adan(eps_root=0)`` is the same at :math:`\beta_2 = 0.5` only.
    """

    title: ClassVar[str] = "Adan"
    family = "Adaptive"
    card = cards.ADAN

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.98, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.92, r"\beta_2", 0.0, 0.999, gradients.CHANGE_MEMORY)
    beta3: Hyper = knob(0.99, r"\beta_3", 0.0, 0.9999, gradients.AHEAD_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    weight_decay: Hyper = knob(0.0, r"\lambda", 0.0, 1.0, gradients.WEIGHT_DECAY)

    def init(self, theta: Array) -> Differences:
        """Start all means at rest."""
        zero = np.zeros_like(theta)
        return Differences(m=zero, v=zero, n=zero, g=zero)

    def step(self, f: Loss, theta: Array, state: Differences, t: int) -> tuple[Array, Differences]:
        """Take step t of Algorithm 1."""
        g = f.grad(theta)
        change = g - state.g if t > 1 else np.zeros_like(g)
        ahead = g + self.beta2 * change
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * change
        n = self.beta3 * state.n + (1 - self.beta3) * ahead * ahead
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        n_hat = n / (1 - np.power(self.beta3, t))
        moved = theta - self.lr * (m_hat + self.beta2 * v_hat) / (np.sqrt(n_hat) + self.eps)
        return moved / (1 + self.lr * self.weight_decay), Differences(m, v, n, g)
