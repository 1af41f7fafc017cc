"""Divide a momentum by the curvature of each coordinate, and clip what that makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cached import only
from optimizers.cards import after_adam as cards
from optimizers.meanings import gradients


class Curvatures(NamedTuple):
    """Running means of the gradient and of the Hessian's diagonal, both ``(n, *batch)``."""

    m: Array
    h: Array


@dataclass(frozen=True)
class Sophia(Optimizer):
    r"""A Newton step by coordinate where curvature can be trusted, a sign step where it cannot.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        h_t &= \beta_2 h_{t-k} + (1 - \beta_2) \operatorname{diag} \nabla^2 f(\theta_{t-1})
               \quad\text{if } t \bmod k = 1, \text{ else } h_{t-1} \\
        \theta_t &= (1 - \alpha\lambda)\, \theta_{t-1} - \alpha\, \operatorname{clip}
                    (m_t / \max(\gamma h_t, \epsilon),\, 1)

    Where the quotient lies within :math:`\pm 1`, steep and flat coordinates shrink at the same
    pace, which no gradient alone can bring about. Where the curvature is tiny, negative or out of
    date the quotient is huge or meaningless, and the clip leaves a step of :math:`\alpha` against
    the momentum, as :class:`~optimizers.lion.Lion`'s: saddles are left, not approached. The
    diagonal is all it knows: a valley at an angle to the axes stays as narrow as it was.

    Liu, Li, Hall, Liang and Ma (2024), Algorithm 3, https://arxiv.org/abs/2305.14342

    The diagonal is exact here. Sophia-H, whose settings these are, estimates it by Hutchinson's
    :math:`u \odot \nabla^2 f\, u` with a random :math:`u`, for networks have too many weights for
    more; the expectation of that is what is used here. Optax's ``contrib.sophia`` divides by the
    mean from before the new diagonal, and corrects :math:`m` as Adam does; the paper and this do
    neither.
    """

    title: ClassVar[str] = "Sophia"
    family = "Adaptive"
    card = cards.SOPHIA
    asks: ClassVar[tuple[str, ...]] = ("grad", "hess")

    lr: Hyper = knob(1e-3, r"\alpha", 1e-5, 1.0, gradients.CAPPED_STEP, log=True)
    beta1: Hyper = knob(0.96, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.99, r"\beta_2", 0.0, 0.9999, gradients.CURVATURE_MEMORY)
    gamma: Hyper = knob(0.01, r"\gamma", 1e-4, 100.0, gradients.CURVATURE_SHARE, log=True)
    eps: Hyper = knob(1e-12, r"\epsilon", 1e-15, 1e-2, gradients.CURVATURE_EPS, log=True)
    every: Hyper = knob(10, "k", 1, 1000, gradients.CURVATURE_EVERY)
    weight_decay: Hyper = knob(0.0, r"\lambda", 0.0, 1.0, gradients.WEIGHT_DECAY)

    def init(self, theta: Array) -> Curvatures:
        """Start both means at rest."""
        return Curvatures(m=np.zeros_like(theta), h=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Curvatures, t: int) -> tuple[Array, Curvatures]:
        """Take step t of Algorithm 3; the Hessian is asked for at every k-th only."""
        m = self.beta1 * state.m + (1 - self.beta1) * f.grad(theta)
        h, due = state.h, (t - 1) % self.every == 0
        if np.any(due):
            asking = only(f, np.broadcast_to(due, theta.shape[1:]))
            diagonal = np.einsum("ii...->i...", asking.hess(theta))
            h = np.where(due, self.beta2 * h + (1 - self.beta2) * diagonal, h)
        newton = m / np.maximum(self.gamma * h, self.eps)
        clipped = np.minimum(np.maximum(newton, -1.0), 1.0)
        decayed = theta - self.lr * self.weight_decay * theta
        return decayed - self.lr * clipped, Curvatures(m, h)
