"""Begin as Adam and end as momentum: rates between two bounds that close in on one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.adam import Moments
from optimizers.amsgrad import MomentsAndPeak
from optimizers.base import Optimizer
from optimizers.cards import after_adam as cards
from optimizers.meanings import gradients


@dataclass(frozen=True)
class AdaBound(Optimizer):
    r"""Adam whose every coordinate is led to one and the same rate.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \eta_t &= \min\left(\max\left(
            \frac{\alpha}{\sqrt{v_t} + \epsilon} \cdot \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t},\;
            \alpha^* \left(1 - \frac{1}{\gamma t + 1}\right)\right),\;
            \alpha^* \left(1 + \frac{1}{\gamma t}\right)\right) \\
        \theta_t &= \theta_{t-1} - \eta_t m_t

    At first the bounds are far apart, and the rule is Adam, quick on any slope. After some
    :math:`1 / \gamma` steps they have shut out the largest rates and the smallest, and what is left
    is momentum with the rate :math:`\alpha^* (1 - \beta_1)`: it must be one that gradient descent
    could bear.

    A schedule of ``lr`` takes ``final_lr`` along: in the paper too the decay, by
    :math:`1 / \sqrt t`, comes after the bounds. A schedule of :math:`\alpha` alone would have no
    effect once the bounds have closed.

    Luo, Xiong, Liu and Sun (2019), Algorithm 2, https://arxiv.org/abs/1902.09843

    The same as the authors' package (https://github.com/Luolc/AdaBound), with its defaults, which
    corrects the moments inside the bounds; the paper does not correct them. PyTorch and Optax have
    none.
    """

    title: ClassVar[str] = "AdaBound"
    family = "Adaptive"
    card = cards.ADABOUND

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.BOUND_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    final_lr: Hyper = knob(0.1, r"\alpha^*", 1e-6, 10.0, gradients.FINAL_RATE, log=True)
    gamma: Hyper = knob(1e-3, r"\gamma", 1e-6, 1.0, gradients.CLOSING, log=True)

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        corrected = self.lr * np.sqrt(1 - np.power(self.beta2, t)) / (1 - np.power(self.beta1, t))
        low = self.final_lr * (1 - 1 / (self.gamma * t + 1))
        high = self.final_lr * (1 + 1 / (self.gamma * t))
        rate = np.minimum(np.maximum(corrected / (np.sqrt(v) + self.eps), low), high)
        return theta - rate * m, Moments(m, v)

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Multiply a knob by a factor, and ``final_lr`` together with ``lr``."""
        rule = super().scaled(knob, factor)
        return rule.with_field("final_lr", self.final_lr * factor) if knob == "lr" else rule


@dataclass(frozen=True)
class AMSBound(Optimizer):
    r"""AMSGrad whose every coordinate is led to one and the same rate.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        v^{\max}_t &= \max(v^{\max}_{t-1}, v_t) \\
        \eta_t &= \min\left(\max\left(
            \frac{\alpha}{\sqrt{v^{\max}_t} + \epsilon}
            \cdot \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t},\;
            \alpha^* \left(1 - \frac{1}{\gamma t + 1}\right)\right),\;
            \alpha^* \left(1 + \frac{1}{\gamma t}\right)\right) \\
        \theta_t &= \theta_{t-1} - \eta_t m_t

    :class:`AdaBound` with the memory of :class:`~optimizers.amsgrad.AMSGrad`: what a peak of the
    gradient has slowed down stays slow until the lower bound lifts it. At the end, when the bounds
    have closed, the two are the same momentum.

    A schedule of ``lr`` takes ``final_lr`` along, as in :class:`AdaBound`.

    Luo, Xiong, Liu and Sun (2019), https://arxiv.org/abs/1902.09843

    The same as the authors' package with ``amsbound=True``, https://github.com/Luolc/AdaBound
    """

    title: ClassVar[str] = "AMSBound"
    family = "Adaptive"
    card = cards.AMSBOUND

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.BOUND_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.PEAK_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    final_lr: Hyper = knob(0.1, r"\alpha^*", 1e-6, 10.0, gradients.FINAL_RATE, log=True)
    gamma: Hyper = knob(1e-3, r"\gamma", 1e-6, 1.0, gradients.CLOSING, log=True)

    def init(self, theta: Array) -> MomentsAndPeak:
        """Start both moments and the peak at zero."""
        zero = np.zeros_like(theta)
        return MomentsAndPeak(m=zero, v=zero, v_max=zero)

    def step(
        self, f: Loss, theta: Array, state: MomentsAndPeak, t: int
    ) -> tuple[Array, MomentsAndPeak]:
        """Take step t."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        v_max = np.maximum(state.v_max, v)
        corrected = self.lr * np.sqrt(1 - np.power(self.beta2, t)) / (1 - np.power(self.beta1, t))
        low = self.final_lr * (1 - 1 / (self.gamma * t + 1))
        high = self.final_lr * (1 + 1 / (self.gamma * t))
        rate = np.minimum(np.maximum(corrected / (np.sqrt(v_max) + self.eps), low), high)
        return theta - rate * m, MomentsAndPeak(m, v, v_max)

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Multiply a knob by a factor, and ``final_lr`` together with ``lr``."""
        rule = super().scaled(knob, factor)
        return rule.with_field("final_lr", self.final_lr * factor) if knob == "lr" else rule
