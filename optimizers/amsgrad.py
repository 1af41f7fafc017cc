"""Let a steep slope be remembered for good: three rules that go by the name of AMSGrad."""

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


class MomentsAndPeak(NamedTuple):
    """Running means of the gradient and of its square, and the peak so far: ``(n, *batch)``."""

    m: Array
    v: Array
    v_max: Array


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    r"""Adam divided by the largest size that the gradient has had, not by the recent one.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        v^{\max}_t &= \max(v^{\max}_{t-1}, v_t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and
    :math:`\hat v_t = v^{\max}_t / (1 - \beta_2^t)`.

    Where one steep slope up is followed by many gentle ones down, Adam soon forgets the steep one,
    and can climb while the mean slope says down. A peak is not forgotten, and the many gentle ones
    count for what they are. While :math:`v` rises, the rule is Adam.

    The correction comes after the maximum: as it fades, a peak of the first steps shrinks with it.
    :class:`AMSGradCorrectedFirst` corrects before, :class:`AMSGradUncorrected` not at all.

    Reddi, Kale and Kumar (2018), Algorithm 2, with Adam's corrections,
    https://openreview.net/forum?id=ryQu7f-RZ

    The same as PyTorch's ``Adam(amsgrad=True)``, with its defaults.
    """

    title: ClassVar[str] = "AMSGrad"
    family = "Adaptive"
    card = cards.AMSGRAD

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.AMSGRAD_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.PEAK_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

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
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v_max / (1 - np.power(self.beta2, t))
        theta = theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return theta, MomentsAndPeak(m, v, v_max)


@dataclass(frozen=True)
class AMSGradCorrectedFirst(Optimizer):
    r"""The AMSGrad that corrects the mean before it takes the maximum.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        v^{\max}_t &= \max(v^{\max}_{t-1}, \hat v_t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{v^{\max}_t} + \epsilon)

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)` and :math:`\hat v_t = v_t / (1 - \beta_2^t)`.

    The first :math:`\hat v_1 = g_1^2` thus counts in full, and for good: a run that starts on a
    cliff stays slow for ever after. In :class:`AMSGrad`, which divides
    :math:`v^{\max}_t = \max_{s \le t} v_s` by :math:`1 - \beta_2^t`, the same slope ends up as
    :math:`(1 - \beta_2)\, g_1^2`, a root of a thousand smaller by default.

    Reddi, Kale and Kumar (2018), Algorithm 2, with Adam's corrections,
    https://openreview.net/forum?id=ryQu7f-RZ

    The same as Optax's ``amsgrad``, with its defaults. PyTorch has :class:`AMSGrad`.
    """

    title: ClassVar[str] = "AMSGrad, corrected before the maximum"
    family = "Adaptive"
    card = cards.AMSGRAD_CORRECTED_FIRST

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.AMSGRAD_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.PEAK_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

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
        m_hat = m / (1 - np.power(self.beta1, t))
        v_hat = v / (1 - np.power(self.beta2, t))
        v_max = np.maximum(state.v_max, v_hat)
        theta = theta - self.lr * m_hat / (np.sqrt(v_max) + self.eps)
        return theta, MomentsAndPeak(m, v, v_max)


@dataclass(frozen=True)
class AMSGradUncorrected(Optimizer):
    r"""The AMSGrad of the paper: nothing is corrected for the start from zero.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        v^{\max}_t &= \max(v^{\max}_{t-1}, v_t) \\
        \theta_t &= \theta_{t-1} - \alpha\, m_t / (\sqrt{v^{\max}_t} + \epsilon)

    The divisor :math:`\sqrt{v^{\max}_t}` never falls, as the paper's proof needs it; in
    :class:`AMSGrad` it is divided by :math:`\sqrt{1 - \beta_2^t}`, which lets it fall at first.
    The price is a start that is too fast: the first step is
    :math:`(1 - \beta_1) / \sqrt{1 - \beta_2}` times :math:`\alpha` (3 times, by default), and the
    next ones are longer still.

    Reddi, Kale and Kumar (2018), Algorithm 2, where there is no :math:`\epsilon`,
    https://openreview.net/forum?id=ryQu7f-RZ

    The same as Optax's ``amsgrad`` with ``bias_correction_mu`` and ``bias_correction_nu`` off.
    """

    title: ClassVar[str] = "AMSGrad, uncorrected"
    family = "Adaptive"
    card = cards.AMSGRAD_UNCORRECTED

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.AMSGRAD_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.PEAK_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def init(self, theta: Array) -> MomentsAndPeak:
        """Start both moments and the peak at zero."""
        zero = np.zeros_like(theta)
        return MomentsAndPeak(m=zero, v=zero, v_max=zero)

    def step(
        self, f: Loss, theta: Array, state: MomentsAndPeak, t: int
    ) -> tuple[Array, MomentsAndPeak]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        v_max = np.maximum(state.v_max, v)
        theta = theta - self.lr * m / (np.sqrt(v_max) + self.eps)
        return theta, MomentsAndPeak(m, v, v_max)
