"""Momentum and adaptive rates together, with weight decay beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import adam as cards
from optimizers.meanings import gradients


class Moments(NamedTuple):
    """Running means of the gradient and of its square, both ``(n, *batch)``."""

    m: Array
    v: Array


@dataclass(frozen=True)
class Adam(Optimizer):
    r"""Momentum divided by the recent size of the gradient, coordinate by coordinate.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat v_t = v_t / (1 - \beta_2^t)`:
    divided so, the means no longer lean towards the zero they started from.

    The quotient has no units: no coordinate moves much further than :math:`\alpha` in a step, the
    first step is :math:`\alpha` long in each, and scaling the loss changes nothing. The price is
    that it looks along the axes only: turn the problem, and the path is another one.

    Kingma and Ba (2015), Algorithm 1, https://arxiv.org/abs/1412.6980

    The same as PyTorch's ``Adam`` and Optax's ``adam``, with their defaults.
    """

    title: ClassVar[str] = "Adam"
    family = "Adaptive"
    card = cards.ADAM

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def preconditioned_bound(self) -> Hyper:
        """Return 2 (1 + β₁) / (1 - β₁), which is 38 by default."""
        return 2 * (1 + self.beta1) / (1 - self.beta1)

    def divisor(self, v: Array, t: Array) -> Array:
        """Return the root of the corrected mean of squares, less what corrects the momentum."""
        root = np.sqrt(v / (1 - np.power(self.beta2, t))) + self.eps
        return root * (1 - np.power(self.beta1, t))

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t of Algorithm 1."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), Moments(m, v)


@dataclass(frozen=True)
class AdamW(Optimizer):
    r"""Adam, and beside it, not through it, a pull of the weights towards zero.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha \lambda \theta_{t-1}
                    - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    A penalty inside the loss would be divided by :math:`\sqrt{\hat v}` like any gradient, so steep
    coordinates would hardly be decayed; outside, every weight shrinks at the same pace. The point
    therefore settles beside the minimum of the loss, a little towards the origin.

    Loshchilov and Hutter (2019), Algorithm 2, https://arxiv.org/abs/1711.05101

    The decay is multiplied by the rate, and so by its schedule, as in PyTorch's ``AdamW`` (with its
    defaults) and Optax's ``adamw`` (whose default decay is 1e-4); the paper multiplies it by the
    schedule's factor alone, not by :math:`\alpha`.
    """

    title: ClassVar[str] = "AdamW"
    family = "Adaptive"
    card = cards.ADAMW

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    weight_decay: Hyper = knob(1e-2, r"\lambda", 0.0, 1.0, gradients.WEIGHT_DECAY)

    def preconditioned_bound(self) -> Hyper:
        r"""Return (2 - αλ) (1 + β₁) / (1 - β₁).

        With the divisors held still a step on a curvature h is the matrix of
        :math:`m \leftarrow \beta_1 m + (1 - \beta_1) h \theta` and :math:`\theta \leftarrow
        (1 - \alpha \lambda) \theta - \alpha m`, which has the eigenvalue -1 there.
        """
        left = 2 - self.lr * self.weight_decay
        return left * (1 + self.beta1) / (1 - self.beta1)

    def divisor(self, v: Array, t: Array) -> Array:
        """Return the root of the corrected mean of squares, less what corrects the momentum."""
        root = np.sqrt(v / (1 - np.power(self.beta2, t))) + self.eps
        return root * (1 - np.power(self.beta1, t))

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        decayed = theta - self.lr * self.weight_decay * theta
        return decayed - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), Moments(m, v)
