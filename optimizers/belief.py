"""Adam with another idea of the size of a gradient: by its surprise, or by careful addition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.adam import Moments
from optimizers.base import Optimizer
from optimizers.cards import after_adam as cards
from optimizers.meanings import gradients


class Belief(NamedTuple):
    """Running means of the gradient and of its squared surprise, both ``(n, *batch)``."""

    m: Array
    s: Array


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    r"""Step far where the gradient came as foreseen, and little where it surprised.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        s_t &= \beta_2 s_{t-1} + (1 - \beta_2)\, (g_t - m_t)^2 + \epsilon \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat s_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat s_t = s_t / (1 - \beta_2^t)`.

    The mean :math:`m_t` is the forecast. Down an even slope, however steep, it is right, and the
    steps grow beyond Adam's :math:`\alpha`; across a narrow valley the gradient turns at every
    step, the surprise is as large as the gradient itself, and AdaBelief is as careful as Adam.

    Zhuang et al. (2020), Algorithm 2, https://arxiv.org/abs/2010.07468

    Both :math:`\epsilon` are one knob, as in the paper, and the one inside is added to the mean
    anew at every step. The same as Optax's ``adabelief`` with ``eps_root`` equal to ``eps``, with
    its defaults, and as the authors' PyTorch package with ``rectify=False``.
    """

    title: ClassVar[str] = "AdaBelief"
    family = "Adaptive"
    card = cards.ADABELIEF

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.BELIEF_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SURPRISE_MEMORY)
    eps: Hyper = knob(1e-16, r"\epsilon", 1e-20, 1e-2, gradients.SURPRISE_EPS, log=True)

    def init(self, theta: Array) -> Belief:
        """Start both means at rest."""
        return Belief(m=np.zeros_like(theta), s=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Belief, t: int) -> tuple[Array, Belief]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        surprise = g - m
        s = self.beta2 * state.s + (1 - self.beta2) * surprise * surprise + self.eps
        m_hat = m / (1 - np.power(self.beta1, t))
        s_hat = s / (1 - np.power(self.beta2, t))
        return theta - self.lr * m_hat / (np.sqrt(s_hat) + self.eps), Belief(m, s)


@dataclass(frozen=True)
class Yogi(Optimizer):
    r"""Adam whose memory of a large gradient fades slowly, so that its rate does not leap up.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= v_{t-1} - (1 - \beta_2)\, \operatorname{sign}(v_{t-1} - g_t^2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    The only difference is how :math:`v` falls when gradients become small: Adam's by a share of
    itself, this one by a share of the new square. Many small gradients are needed to forget a large
    one, and behind a steep spot the steps stay short. Upwards the two move alike, as long as
    :math:`v` is small against the new square.

    Zaheer, Reddi, Sachan, Kale and Kumar (2018), Algorithm 2,
    https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization

    The paper's algorithm has no hats. They and the small :math:`v_0` are those of Optax's ``yogi``,
    with its other defaults, but that Optax starts :math:`m` at the same small number, not at 0.
    PyTorch has none.
    """

    title: ClassVar[str] = "Yogi"
    family = "Adaptive"
    card = cards.YOGI

    lr: Hyper = knob(1e-2, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_SPEED)
    eps: Hyper = knob(1e-3, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)
    initial: Hyper = knob(1e-6, "v_0", 1e-12, 1.0, gradients.SIZE_START, log=True)

    def init(self, theta: Array) -> Moments:
        """Start the mean at rest, and the squares at their initial size."""
        zero = np.zeros_like(theta)
        return Moments(m=zero, v=zero + self.initial)

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = state.v - (1 - self.beta2) * np.sign(state.v - g * g) * g * g
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        return theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), Moments(m, v)
