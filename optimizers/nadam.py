"""Adam with Nesterov's look ahead: two rules that go by the name of NAdam."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.adam import Moments
from optimizers.base import Optimizer
from optimizers.cards import adam as cards
from optimizers.meanings import gradients


class MomentsAndWarming(NamedTuple):
    """Both moments, ``(n, *batch)``, and the product of all momenta so far, ``(*batch)``."""

    m: Array
    v: Array
    product: Array


@dataclass(frozen=True)
class NAdam(Optimizer):
    r"""Adam that already takes the momentum of the next step along, and warms it up.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \bar m_t &= \frac{\mu_{t+1}\, m_t}{1 - \mu_1 \cdots \mu_{t+1}}
                  + \frac{(1 - \mu_t)\, g_t}{1 - \mu_1 \cdots \mu_t},
            \quad \mu_t = \beta_1 (1 - 0.96^{\psi t} / 2) \\
        \theta_t &= \theta_{t-1} - \alpha\, \bar m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    Nesterov's look ahead in the variables of
    :class:`~optimizers.momentum.NesterovShifted`: the newest gradient weighs more than in Adam, so
    that the step brakes sooner where the slope turns. The momentum :math:`\mu_t` rises from
    :math:`\beta_1 / 2` to :math:`\beta_1` over some :math:`25 / \psi` steps (6000, by default).
    :class:`NAdamConstantMomentum` has :math:`\mu_t = \beta_1` from the start.

    Dozat (2016), https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ

    The same as PyTorch's ``NAdam``, with its defaults (:math:`\psi` is its ``momentum_decay``).
    """

    title: ClassVar[str] = "NAdam"
    family = "Adaptive"
    card = cards.NADAM

    lr: Hyper = knob(2e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.WARMED_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    momentum_decay: Hyper = knob(4e-3, r"\psi", 1e-6, 1e3, gradients.MOMENTUM_WARMUP, log=True)

    def mu(self, t: int) -> Hyper:
        """Return the momentum of step t."""
        return self.beta1 * (1 - np.power(0.96, self.momentum_decay * t) / 2)

    def init(self, theta: Array) -> MomentsAndWarming:
        """Start both moments at rest, and the empty product at one."""
        return MomentsAndWarming(
            m=np.zeros_like(theta), v=np.zeros_like(theta), product=np.ones(theta.shape[1:])
        )

    def step(
        self, f: Loss, theta: Array, state: MomentsAndWarming, t: int
    ) -> tuple[Array, MomentsAndWarming]:
        """Take step t."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        now, ahead = self.mu(t), self.mu(t + 1)
        product = state.product * now
        m_bar = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
        v_hat = v / (1 - np.power(self.beta2, t))
        theta = theta - self.lr * m_bar / (np.sqrt(v_hat) + self.eps)
        return theta, MomentsAndWarming(m, v, product)


@dataclass(frozen=True)
class NAdamConstantMomentum(Optimizer):
    r"""The other NAdam: the look ahead alone, with the full momentum from the start.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \bar m_t &= \frac{\beta_1 m_t}{1 - \beta_1^{t+1}}
                  + \frac{(1 - \beta_1)\, g_t}{1 - \beta_1^t} \\
        \theta_t &= \theta_{t-1} - \alpha\, \bar m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    It is :class:`NAdam` in the limit :math:`\psi \to \infty`, where
    :math:`\mu_t = \beta_1 (1 - 0.96^{\psi t} / 2)` is :math:`\beta_1` at once. The first step is
    :math:`1 + \beta_1 / (1 + \beta_1)` times as long as Adam's.

    Dozat (2016), https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ, without the schedule of the
    momentum

    The same as Optax's ``nadam``; its default rate is 1e-3. PyTorch has :class:`NAdam`.
    """

    title: ClassVar[str] = "NAdam, constant momentum"
    family = "Adaptive"
    card = cards.NADAM_CONSTANT_MOMENTUM

    lr: Hyper = knob(2e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        g_hat = g / (1 - np.power(self.beta1, t))
        m_bar = self.beta1 * m / (1 - np.power(self.beta1, t + 1)) + (1 - self.beta1) * g_hat
        v_hat = v / (1 - np.power(self.beta2, t))
        return theta - self.lr * m_bar / (np.sqrt(v_hat) + self.eps), Moments(m, v)
