"""Adam with one part exchanged: AdaMax measures gradients otherwise, RAdam starts otherwise."""

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


class MeanAndPeak(NamedTuple):
    """The running mean of the gradient, and its fading peak, both ``(n, *batch)``."""

    m: Array
    u: Array


@dataclass(frozen=True)
class AdaMax(Optimizer):
    r"""Adam divided by the largest recent gradient, not by the root of a mean.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        u_t &= \max(\beta_2 u_{t-1}, |g_t| + \epsilon) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / u_t

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)`; a maximum does not lean towards the zero that it
    started from.

    Adam's divisor is a mean of powers 2, this one is its limit for powers :math:`p \to \infty`. One
    large gradient slows all later steps down at once, and :math:`u` forgets it as
    :math:`\beta_2^t`, twice as fast as Adam's root does. No gradient, however odd, makes a step
    longer than :math:`\alpha\, (1 - \beta_1) / (1 - \beta_1 / \beta_2)` while
    :math:`\beta_1 < \beta_2`: by default, 1% more than :math:`\alpha`.

    Kingma and Ba (2015), Algorithm 2, where there is no :math:`\epsilon`,
    https://arxiv.org/abs/1412.6980

    The same as PyTorch's ``Adamax``, with its defaults, and Optax's ``adamax``.
    """

    title: ClassVar[str] = "AdaMax"
    family = "Adaptive"
    card = cards.ADAMAX

    lr: Hyper = knob(2e-3, r"\alpha", 1e-5, 1.0, gradients.ADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.LARGEST_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.MAX_EPS, log=True)

    def init(self, theta: Array) -> MeanAndPeak:
        """Start the mean and the peak at zero."""
        return MeanAndPeak(m=np.zeros_like(theta), u=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: MeanAndPeak, t: int) -> tuple[Array, MeanAndPeak]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        u = np.maximum(self.beta2 * state.u, np.abs(g) + self.eps)
        m_hat = m / (1 - np.power(self.beta1, t))
        return theta - self.lr * m_hat / u, MeanAndPeak(m, u)


@dataclass(frozen=True)
class RAdam(Optimizer):
    r"""Adam that does not divide by the size of the gradient before it knows that size.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t \cdot \begin{cases}
            r_t \sqrt{1 - \beta_2^t} / (\sqrt{v_t} + \epsilon) & \rho_t > 5 \\
            1 & \text{otherwise}
        \end{cases} \\
        r_t &= \sqrt{\frac{(\rho_t - 4) (\rho_t - 2)\, \rho_\infty}
                          {(\rho_\infty - 4) (\rho_\infty - 2)\, \rho_t}}, \quad
        \rho_t = \rho_\infty - \frac{2 t \beta_2^t}{1 - \beta_2^t}, \quad
        \rho_\infty = \frac{2}{1 - \beta_2} - 1

    with :math:`\hat m_t = m_t / (1 - \beta_1^t)`.

    A mean over few gradients varies wildly, and a quotient by it more so. :math:`\rho_t` is the
    number of gradients that the running mean amounts to, and :math:`r_t`, which rises to 1, makes
    up for the variance: a warm-up that follows from :math:`\beta_2`. Up to 5 gradients (the first 5
    steps, by default) the rule is momentum, whose steps do grow with the slope: from a cliff it
    sets off as wildly as gradient descent.

    Liu et al. (2020), Algorithm 2, where 4 gradients are enough, https://arxiv.org/abs/1908.03265

    The same as PyTorch's ``RAdam``, with its defaults. In Optax's ``radam`` :math:`\epsilon` stands
    beside :math:`\sqrt{\hat v_t}`, so that the two are one for :math:`\epsilon = 0`.
    """

    title: ClassVar[str] = "RAdam"
    family = "Adaptive"
    card = cards.RADAM

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.RADAM_STEP, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def init(self, theta: Array) -> Moments:
        """Start both moments at rest."""
        return Moments(m=np.zeros_like(theta), v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Moments, t: int) -> tuple[Array, Moments]:
        """Take step t of Algorithm 2."""
        g = f.grad(theta)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * g * g
        faded = np.power(self.beta2, t)
        rho_inf = 2 / (1 - self.beta2) - 1
        rho = rho_inf - 2 * t * faded / (1 - faded)
        m_hat = m / (1 - np.power(self.beta1, t))
        adaptive = rectification(rho, rho_inf) * np.sqrt(1 - faded) / (np.sqrt(v) + self.eps)
        return theta - self.lr * m_hat * np.where(rho > 5, adaptive, 1.0), Moments(m, v)


def rectification(rho: Hyper, rho_inf: Hyper) -> Hyper:
    r"""Return the :math:`r_t` of :class:`RAdam`; below 5, where there may be no root, that of 5."""
    rho, rho_inf = np.maximum(rho, 5.0), np.maximum(rho_inf, 5.0)
    return np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
