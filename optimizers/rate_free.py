"""Rules that find their own learning rate, or need no schedule to lower it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core import arrays
from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.algebra import dot, total
from optimizers.base import Arithmetic, Optimizer
from optimizers.cards import rate_free as cards
from optimizers.meanings import gradients, others


class Journey(NamedTuple):
    """What Prodigy knows about the way so far; m, v, s and start are ``(n, *batch)``."""

    m: Array
    v: Array
    s: Array
    r: Array
    """The weighted gradients times the way gone at each, ``(*batch)``."""
    d: Array
    """The longest distance to the minimum that is proven so far, ``(*batch)``."""
    start: Array
    lr: Array
    """The rate of the last step, ``(*batch)``."""


@dataclass(frozen=True)
class Prodigy(Optimizer):
    r"""Adam whose rate is a lower bound on how far away the minimum is, learned on the way.

    .. math::
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, d_t g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, d_t^2 g_t^2 \\
        r_t &= \sqrt{\beta_2}\, r_{t-1} + (1 - \sqrt{\beta_2})\, \gamma d_t^2
               \langle g_t, \theta_0 - \theta_{t-1} \rangle \\
        s_t &= \sqrt{\beta_2}\, s_{t-1} + (1 - \sqrt{\beta_2})\, \gamma d_t^2 g_t \\
        d_{t+1} &= \max(d_t, r_t / \|s_t\|_1) \\
        \theta_t &= \theta_{t-1} - \gamma d_t\, m_t / (\sqrt{v_t} + d_{t+1} \epsilon)

    On a convex loss all gradients point away from the minimum, so :math:`r` is at most
    :math:`\langle s, \theta_0 - \theta^* \rangle`, and :math:`r / \|s\|_1` at most the longest
    coordinate of the way from the start to the minimum. From a timid :math:`d_1 = d_0` this proven
    distance grows by factors until it is of the right size. It never falls: on a loss that is not
    convex it can come out too large. The knob :math:`\gamma` is a factor on the rate, best left at
    1 or to a schedule.

    Mishchenko and Defazio (2024), the Adam version, https://arxiv.org/abs/2306.06101

    As the authors' ``prodigyopt`` does it, with its defaults: the new :math:`d` stands beside
    :math:`\epsilon`, where the paper has the old one. Optax's ``contrib.prodigy`` multiplies
    :math:`\gamma` by Adam's :math:`\sqrt{1 - \beta_2^t} / (1 - \beta_1^t)`. While all gradients
    are zero there is nothing to estimate from, and :math:`d` stays.
    """

    title: ClassVar[str] = "Prodigy"
    family = "No learning rate"
    card = cards.PRODIGY

    lr: Hyper = knob(1.0, r"\gamma", 1e-3, 10.0, others.FOUND_SCALE, log=True)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, gradients.DIRECTION_MEMORY)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, gradients.SIZE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, others.DISTANCE_EPS, log=True)
    d0: Hyper = knob(1e-6, "d_0", 1e-12, 10.0, others.DISTANCE, log=True)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the estimate of the distance beside Adam."""
        return Arithmetic(50)

    def init(self, theta: Array) -> Journey:
        """Remember the start, and believe in a minimum close to it."""
        zero, none = np.zeros_like(theta), np.zeros(theta.shape[1:])
        return Journey(m=zero, v=zero, s=zero, r=none, d=none + self.d0, start=theta, lr=none)

    def step(self, f: Loss, theta: Array, state: Journey, t: int) -> tuple[Array, Journey]:
        """Take step t."""
        g, beta3 = f.grad(theta), np.sqrt(self.beta2)
        lr, scaled = self.lr * state.d, state.d * g
        m = self.beta1 * state.m + (1 - self.beta1) * scaled
        v = self.beta2 * state.v + (1 - self.beta2) * scaled * scaled
        weight = (1 - beta3) * lr * state.d
        r = beta3 * state.r + weight * dot(g, state.start - theta)
        s = beta3 * state.s + weight * g
        length = total(np.abs(s))
        proven = np.where(length > 0, r / np.where(length > 0, length, 1.0), 0.0)
        d = np.maximum(state.d, proven)
        theta = theta - lr * m / (np.sqrt(v) + d * self.eps)
        return theta, Journey(m, v, s, r, d, state.start, lr)

    def rate(self, state: Journey, t: int) -> Hyper:
        """Return the factor times the distance that step t went by."""
        return state.lr


class Average(NamedTuple):
    """The point that descends, ``(n, *batch)``, and how its average is weighed, ``(*batch)``."""

    z: Array
    highest: Array
    """The highest rate so far."""
    weights: Array
    """The sum of all weights so far."""


@dataclass(frozen=True)
class ScheduleFree(Optimizer):
    r"""Average while descending, and ask for the slope between the two: no decay is needed.

    .. math::
        y_t &= (1 - \beta)\, z_{t-1} + \beta\, \theta_{t-1} \\
        z_t &= z_{t-1} - \alpha \nabla f(y_t) \\
        \theta_t &= (1 - c_t)\, \theta_{t-1} + c_t z_t, \qquad
            c_t = \alpha_t^2 \Big/ \sum_{i \le t} \alpha_i^2

    A schedule lowers the rate to be rid of the noise, and must know when the run will end; an
    average is rid of it at any time, but lags behind. The slope at :math:`y`, near the average,
    pulls the fast :math:`z` back to where the average needs it. At :math:`\beta = 0` it is gradient
    descent with its plain average, at :math:`\beta = 1` the slope is looked up at the average.

    Defazio et al. (2024), https://arxiv.org/abs/2405.15682

    The point shown is the average :math:`\theta`; networks are trained at :math:`y` and tested at
    :math:`\theta`. With :math:`\theta_0` itself out of the average and the weights
    :math:`\alpha_t^2` of their warm-up (:math:`\alpha_t` being the highest rate so far, so
    :math:`c_t = 1 / t` at a constant one), this is the authors' ``SGDScheduleFree``, and Optax's
    ``contrib.schedule_free_sgd`` seen through its ``schedule_free_eval_params``.
    """

    title: ClassVar[str] = "Schedule-free SGD"
    family = "No learning rate"
    card = cards.SCHEDULE_FREE

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, others.INNER_RATE, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 1.0, others.ASKED_BETWEEN)

    def init(self, theta: Array) -> Average:
        """Start both points together."""
        none = np.zeros(theta.shape[1:])
        return Average(z=theta, highest=none, weights=none)

    def step(self, f: Loss, theta: Array, state: Average, t: int) -> tuple[Array, Average]:
        """Take step t."""
        y = (1 - self.beta) * state.z + self.beta * theta
        z = state.z - self.lr * f.grad(y)
        highest = np.maximum(state.highest, self.lr)
        weights = state.weights + highest * highest
        c = highest * highest / np.where(weights > 0, weights, 1.0)  # a schedule may start at 0
        return (1 - c) * theta + c * z, Average(z, highest, weights)


class RateState(NamedTuple):
    """The rate of the last step, ``(*batch)``."""

    lr: Array


@dataclass(frozen=True)
class PolyakStep(Optimizer):
    r"""Step to where the tangent meets the height of the minimum.

    .. math::
        \theta_t = \theta_{t-1} - \alpha_t\, g_t, \qquad
        \alpha_t = \min\Bigl(\frac{\max(f(\theta_{t-1}) - f^*, 0)}{\|g_t\|^2},\,
                   \alpha_{\max}\Bigr)

    Who knows how deep the minimum lies needs no learning rate. On a convex loss the squared
    distance to the minimum shrinks by at least :math:`\alpha_t (f - f^*)` at every step; on
    :math:`\lambda x^2 / 2` the step is half of Newton's, on :math:`|x|` it arrives at once. Around
    a minimum that is higher than :math:`f^*` the steps grow without bound as the slope vanishes,
    and the path is thrown about.

    Polyak (1969), https://doi.org/10.1016/0041-5553(69)90061-5; with samples of a loss, and with
    the bound, Loizou, Vaswani, Laradji and Lacoste-Julien (2021), https://arxiv.org/abs/2002.10542

    The same as Optax's ``polyak_sgd(variant="sps+")``, but that it stops where
    :math:`\|g\| < 1.5 \cdot 10^{-8}` and bounds the rate by 1 by default. Here, a point below
    :math:`f^*` or without a slope stays.
    """

    title: ClassVar[str] = "Polyak's step"
    family = "No learning rate"
    card = cards.POLYAK_STEP
    floor_knob = "lowest"
    asks: ClassVar[tuple[str, ...]] = ("value", "grad")

    lowest: Hyper = knob(0.0, "f^*", -1e6, 1e6, others.FLOOR)
    max_lr: Hyper | None = knob(None, r"\alpha_{\max}", 1e-6, 1e6, others.LARGEST_RATE, log=True)

    def init(self, theta: Array) -> RateState:
        """Start without a rate."""
        return RateState(lr=np.zeros(theta.shape[1:]))

    def step(self, f: Loss, theta: Array, state: RateState, t: int) -> tuple[Array, RateState]:
        """Take step t."""
        gap, g = np.maximum(f.value(theta) - self.lowest, 0.0), f.grad(theta)
        length = arrays.norm(g)
        safe = np.where(length > 0, length, np.inf)
        lr = gap / safe / safe  # the square of a short gradient would underflow
        if self.max_lr is not None:
            lr = np.minimum(lr, self.max_lr)
        return theta - lr * g, RateState(lr)

    def rate(self, state: RateState, t: int) -> Hyper:
        """Return the rate of step t."""
        return state.lr
