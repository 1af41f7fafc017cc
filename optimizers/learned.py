"""A rule that nobody wrote down: a small network, the same for every coordinate of every loss."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.algebra import total
from optimizers.base import Arithmetic, Optimizer
from optimizers.cards import learned as cards
from optimizers.meanings import others

FILE = Path(__file__).with_name("learned.json")
"""The weights, and the recipe that they were made by."""
FAST, MIDDLE, SLOW = 0.5, 0.9, 0.99
"""How much of each of the three means a step keeps."""
CLOCKS = (10.0, 100.0)
"""The steps that each clock takes to come near to one."""
SMALLEST, LARGEST = -30.0, 15.0
"""Bounds of the logarithm of how much a coordinate's steps have grown."""


class Weights(NamedTuple):
    """The network. A population of networks has as many axes more, which broadcast to a batch."""

    hidden: Array
    """``(units, features)``."""
    hidden_bias: Array
    """``(units,)``."""
    output: Array
    """``(outputs, units)``: the trust in each of four directions, and the growth of the steps."""
    output_bias: Array
    """``(outputs,)``."""


class LearnedState(NamedTuple):
    """Means of the slope and of its square, from fast to slow, and the log growth of the steps.

    All ``(n, *batch)``; no mean leans towards the zero that it started from.
    """

    m1: Array
    m2: Array
    m3: Array
    v1: Array
    v2: Array
    v3: Array
    rho: Array


@dataclass(frozen=True)
class LearnedOptimizer(Optimizer):
    r"""Look at how the slopes of one coordinate agree, and let a network say what to do with them.

    .. math::
        m_{i,t} &= m_{i,t-1} + w_i\, (g_t - m_{i,t-1}), \qquad
        v_{i,t} = v_{i,t-1} + w_i\, (g_t^2 - v_{i,t-1}), \qquad
        w_i = (1 - \beta_i) / (1 - \beta_i^t) \\
        u_t &= \bigl(g_t / \sqrt{v_1},\; m_1 / \sqrt{v_1},\; m_2 / \sqrt{v_2},\;
               m_3 / \sqrt{v_3}\bigr) \\
        x_t &= \Bigl(u_j u_k\,_{(j \le k)},\; \frac{v_1 - v_2}{v_1 + v_2},\;
               \frac{v_2 - v_3}{v_2 + v_3},\; \tanh\frac{t}{10},\; \tanh\frac{t}{100}\Bigr) \\
        (c_t, \omega_t) &= W_2 \tanh(W_1 x_t + b_1) + b_2 \\
        \rho_t &= \rho_{t-1} + \tanh \omega_t \\
        \theta_t &= \theta_{t-1} - \alpha\, e^{\rho_t}\, c_t \cdot u_t

    by coordinate, with :math:`\beta = (0.5, 0.9, 0.99)` and :math:`-30 \le \rho \le 15`.

    The numbers in :math:`W` and :math:`b` are not derived: an evolution strategy found them by
    making short runs on random bowls, valleys, saddles, plateaus, cliffs and wells end low
    (``studies/learned_optimizer/training.py``). What the
    network is shown has neither units nor a sign, so
    a path ignores the scale of the loss, and is mirrored when the loss is. The rule came to
    lengthen the steps of a coordinate while its slopes agree and to cut them when they flip, as
    :class:`~optimizers.signs.Rprop` does by decree; :math:`\alpha` is only where that begins. As
    there, noise makes the slopes flip and the steps shrink, for good. Of losses unlike those of its
    training nothing is known beforehand, and every coordinate is alone: turn the problem, and the
    path is another one.

    A network that optimizes is the idea of Andrychowicz et al. (2016),
    https://arxiv.org/abs/1606.04474; a small one for each coordinate, fed with momenta and trained
    by evolution, that of Metz et al. (2019), https://arxiv.org/abs/1810.10180, and (2020),
    https://arxiv.org/abs/2009.11243; to show it products and contrasts of means, and to let it move
    the logarithm of a step's length, that of Wichrowska et al. (2017),
    https://arxiv.org/abs/1703.04813. The weights are this project's own, so no library has them.
    """

    title: ClassVar[str] = "Learned optimizer"
    family = "Learned"
    card = cards.LEARNED_OPTIMIZER

    lr: Hyper = knob(0.1, r"\alpha", 1e-4, 10.0, others.LEARNED_START, log=True)

    @property
    def weights(self) -> Weights:
        """The network that decides: the one that comes with the project."""
        return shipped()

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the network, which is asked for each coordinate."""
        return Arithmetic(280)

    def init(self, theta: Array) -> LearnedState:
        """Remember nothing, and let steps be of length lr."""
        return LearnedState(*(np.zeros_like(theta) for _ in LearnedState._fields))

    def step(
        self, f: Loss, theta: Array, state: LearnedState, t: int
    ) -> tuple[Array, LearnedState]:
        """Take step t."""
        g = f.grad(theta)
        w1 = (1 - FAST) / (1 - np.power(FAST, t))
        w2 = (1 - MIDDLE) / (1 - np.power(MIDDLE, t))
        w3 = (1 - SLOW) / (1 - np.power(SLOW, t))
        m1 = state.m1 + w1 * (g - state.m1)
        m2 = state.m2 + w2 * (g - state.m2)
        m3 = state.m3 + w3 * (g - state.m3)
        v1 = state.v1 + w1 * (g * g - state.v1)
        v2 = state.v2 + w2 * (g * g - state.v2)
        v3 = state.v3 + w3 * (g * g - state.v3)
        r1, r2, r3 = np.sqrt(v1), np.sqrt(v2), np.sqrt(v3)
        u = np.array([ratio(g, r1), ratio(m1, r1), ratio(m2, r2), ratio(m3, r3)])
        x = features(u, ratio(v1 - v2, v1 + v2), ratio(v2 - v3, v2 + v3), t)
        c, omega = network(self.weights, x)
        rho = np.minimum(np.maximum(state.rho + np.tanh(omega), SMALLEST), LARGEST)
        theta = theta - self.lr * np.exp(rho) * total(c * u)
        return theta, LearnedState(m1, m2, m3, v1, v2, v3, rho)

    def rate(self, state: LearnedState, t: int) -> Hyper:
        """Return the rate of the coordinate whose steps have grown most, ``(*batch)``."""
        return self.lr * np.exp(np.maximum.reduce(state.rho, axis=0))


@cache
def shipped() -> Weights:
    """Load the weights that come with the project."""
    layers = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return Weights(*(np.array(layers[name]) for name in Weights._fields))


def ratio(part: Array, whole: Array) -> Array:
    """Divide, but let nothing be nothing of nothing."""
    return part / np.where(whole > 0, whole, 1.0)


def features(u: Array, rise: Array, swell: Array, t: int) -> Array:
    """Return what the network is shown: ``(features, n, *batch)``, all of it between -2 and 2."""
    pairs = [u[j] * u[k] for j in range(len(u)) for k in range(j, len(u))]
    clocks = [np.full_like(rise, np.tanh(t / steps)) for steps in CLOCKS]
    return np.array([*pairs, rise, swell, *clocks])


def network(weights: Weights, x: Array) -> tuple[Array, Array]:
    """Map features ``(features, n, *batch)`` to trusts ``(4, n, *batch)`` and log growth."""
    hidden = np.tanh(layer(weights.hidden, weights.hidden_bias, x))
    outputs = layer(weights.output, weights.output_bias, hidden)
    return outputs[:-1], outputs[-1]


def layer(weight: Array, bias: Array, x: Array) -> Array:
    """Map ``(in, n, *batch)`` by a matrix ``(out, in)``, or a population of them: ``(out, …)``.

    Term by term, for BLAS would group them otherwise for one run than for many.
    """
    between = (1,) * (x.ndim - bias.ndim)
    y = np.empty((len(bias), *x.shape[1:]))
    y[:] = bias.reshape(len(bias), *between, *bias.shape[1:])
    for column, part in zip(np.swapaxes(weight, 0, 1), x, strict=True):
        y += column.reshape(len(bias), *between, *bias.shape[1:]) * part
    return y
