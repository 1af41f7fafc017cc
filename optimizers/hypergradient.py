"""Gradient descent on the learning rate of gradient descent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.algebra import dot
from optimizers.base import Optimizer
from optimizers.cards import rate_free as cards
from optimizers.meanings import others


class Learned(NamedTuple):
    """The last gradient ``(n, *batch)``, and what was added to the rate so far, ``(*batch)``."""

    g: Array
    gained: Array


@dataclass(frozen=True)
class HypergradientDescent(Optimizer):
    r"""Lengthen the steps while they agree with each other, and shorten them while they quarrel.

    .. math::
        \alpha_t &= \alpha_{t-1} + \beta \langle g_t, g_{t-1} \rangle \\
        \theta_t &= \theta_{t-1} - \alpha_t\, g_t

    from :math:`\alpha_0` on, with :math:`g_0 = 0`. The chain rule says it all: had the last rate
    been longer by a little, the loss here would be lower by :math:`\langle g_t, g_{t-1} \rangle`
    times that little, so this is gradient descent on the rate itself. Down a slope the rate climbs;
    once the path bounces between two walls the gradients point against each other, and it falls.
    The product has the units of a squared slope: where the loss is steep, :math:`\beta` must be
    tiny, or one step throws the rate out.

    Baydin, Cornish, Martinez Rubio, Schmidt and Wood (2018), SGD-HD,
    https://arxiv.org/abs/1703.04782

    The same as the authors' ``SGDHD`` without momentum; the defaults are those of their
    experiments. PyTorch and Optax have none. A schedule turns :math:`\alpha_0`, and leaves what
    was learned alone.
    """

    title: ClassVar[str] = "Hypergradient descent"
    family = "No learning rate"
    card = cards.HYPERGRADIENT_DESCENT

    lr: Hyper = knob(1e-3, r"\alpha_0", 1e-6, 10.0, others.STARTING_RATE, log=True)
    hyper_lr: Hyper = knob(1e-6, r"\beta", 1e-12, 1.0, others.RATE_RATE, log=True)

    def init(self, theta: Array) -> Learned:
        """Start with nothing learned."""
        return Learned(g=np.zeros_like(theta), gained=np.zeros(theta.shape[1:]))

    def step(self, f: Loss, theta: Array, state: Learned, t: int) -> tuple[Array, Learned]:
        """Take step t."""
        g = f.grad(theta)
        gained = state.gained + self.hyper_lr * dot(g, state.g)
        return theta - (self.lr + gained) * g, Learned(g, gained)

    def rate(self, state: Learned, t: int) -> Hyper:
        """Return the rate that step t had come to."""
        return self.lr + state.gained
