"""Give every coordinate a rate of its own, from the gradients it has seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import adaptive as cards
from optimizers.meanings import gradients


class SquaredGradients(NamedTuple):
    """A sum or a running mean of squared gradients, ``(n, *batch)``."""

    v: Array


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    r"""Divide by the length of all gradients so far, coordinate by coordinate.

    .. math::
        v_t &= v_{t-1} + g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, g_t / (\sqrt{v_t} + \epsilon)

    Rarely sloping coordinates keep their rate and steep ones lose it. The sum only grows: under
    gradients of constant size the rate falls as :math:`1 / \sqrt t`, which suits convex problems
    and starves long journeys.

    Duchi, Hazan and Singer (2011), Figure 1 with the diagonal matrix and :math:`\delta = \epsilon`,
    https://jmlr.org/papers/v12/duchi11a.html

    With PyTorch's defaults: :math:`\epsilon` outside the root, the sum from 0. Optax's ``adagrad``
    has :math:`\epsilon` inside the root and the sum from 0.1.
    """

    title: ClassVar[str] = "AdaGrad"
    family = "Adaptive"
    card = cards.ADAGRAD
    accumulates = True

    lr: Hyper = knob(1e-2, r"\alpha", 1e-5, 1.0, gradients.FADING_STEP, log=True)
    eps: Hyper = knob(1e-10, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def preconditioned_bound(self) -> Hyper:
        """Return 2, as for gradient descent."""
        return 2.0

    def divisor(self, v: Array, t: Array) -> Array:
        """Return the root, and epsilon beside it."""
        return np.sqrt(v) + self.eps

    def init(self, theta: Array) -> SquaredGradients:
        """Start with an empty sum."""
        return SquaredGradients(v=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: SquaredGradients, t: int
    ) -> tuple[Array, SquaredGradients]:
        """Take step t."""
        g = f.grad(theta)
        v = state.v + g * g
        return theta - self.lr * g / (np.sqrt(v) + self.eps), SquaredGradients(v)


@dataclass(frozen=True)
class RMSprop(Optimizer):
    r"""Divide by the recent size of the gradient, coordinate by coordinate.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, g_t / (\sqrt{v_t} + \epsilon)

    The running mean forgets, so unlike :class:`AdaGrad` the rate recovers. Every coordinate moves
    by about :math:`\alpha` a step however steep the loss is; near a minimum it thus rattles on at
    that size. The mean starts at 0, which makes the first step :math:`1 / \sqrt{1 - \rho}` times
    as long (10 times, by default).

    Hinton (2012), lecture 6e, slide 29, where there is no :math:`\epsilon` at all,
    https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf

    With PyTorch's defaults (:math:`\rho` is its ``alpha``). Optax's ``rmsprop`` does the same with
    ``eps_in_sqrt=False``; its default is :class:`RMSpropEpsInside`.
    """

    title: ClassVar[str] = "RMSprop"
    family = "Adaptive"
    card = cards.RMSPROP

    lr: Hyper = knob(1e-2, r"\alpha", 1e-5, 1.0, gradients.ROOT_STEP, log=True)
    decay: Hyper = knob(0.99, r"\rho", 0.0, 0.9999, gradients.SLOPE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.DIVISOR_EPS, log=True)

    def preconditioned_bound(self) -> Hyper:
        """Return 2, as for gradient descent."""
        return 2.0

    def divisor(self, v: Array, t: Array) -> Array:
        """Return the root, and epsilon beside it."""
        return np.sqrt(v) + self.eps

    def init(self, theta: Array) -> SquaredGradients:
        """Start with a mean of zero."""
        return SquaredGradients(v=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: SquaredGradients, t: int
    ) -> tuple[Array, SquaredGradients]:
        """Take step t."""
        g = f.grad(theta)
        v = self.decay * state.v + (1 - self.decay) * g * g
        return theta - self.lr * g / (np.sqrt(v) + self.eps), SquaredGradients(v)


@dataclass(frozen=True)
class RMSpropEpsInside(Optimizer):
    r"""The other RMSprop: the small constant stands under the root.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, g_t / \sqrt{v_t + \epsilon}

    Under the root :math:`\epsilon` has the units of :math:`g^2`: the same 1e-8 that in
    :class:`RMSprop` matters for gradients below 1e-8 already matters below 1e-4 here. Where slopes
    are smaller than :math:`\sqrt\epsilon`, the rule is gradient descent at the rate
    :math:`\alpha / \sqrt\epsilon`.

    Graves (2013), equation 40 without its mean and momentum, https://arxiv.org/abs/1308.0850

    With Optax's defaults, ``rmsprop(eps_in_sqrt=True)``. TensorFlow 1 also put :math:`\epsilon`
    here, but started the mean at 1. PyTorch has :class:`RMSprop` only.
    """

    title: ClassVar[str] = "RMSprop, eps inside the root"
    family = "Adaptive"
    card = cards.RMSPROP_EPS_INSIDE

    lr: Hyper = knob(1e-2, r"\alpha", 1e-5, 1.0, gradients.ROOT_STEP, log=True)
    decay: Hyper = knob(0.9, r"\rho", 0.0, 0.9999, gradients.SLOPE_MEMORY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, gradients.ROOT_EPS, log=True)

    def preconditioned_bound(self) -> Hyper:
        """Return 2, as for gradient descent."""
        return 2.0

    def divisor(self, v: Array, t: Array) -> Array:
        """Return the root, with epsilon under it."""
        return np.sqrt(v + self.eps)

    def init(self, theta: Array) -> SquaredGradients:
        """Start with a mean of zero."""
        return SquaredGradients(v=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: SquaredGradients, t: int
    ) -> tuple[Array, SquaredGradients]:
        """Take step t."""
        g = f.grad(theta)
        v = self.decay * state.v + (1 - self.decay) * g * g
        return theta - self.lr * g / np.sqrt(v + self.eps), SquaredGradients(v)


class SquaredGradientsAndMoves(NamedTuple):
    """Running means of squared gradients and of squared moves, both ``(n, *batch)``."""

    v: Array
    u: Array


@dataclass(frozen=True)
class AdaDelta(Optimizer):
    r"""Let the size of past moves, not a chosen rate, say how far to go.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho)\, g_t^2 \\
        d_t &= g_t \sqrt{u_{t-1} + \epsilon} / \sqrt{v_t + \epsilon} \\
        u_t &= \rho u_{t-1} + (1 - \rho)\, d_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha d_t

    Moves over gradients: the quotient has the units of :math:`\theta` over those of :math:`g`, as a
    step of Newton's has, and :math:`\alpha` may stay at 1. What sets the pace in its place is
    :math:`\epsilon`: the first move is about :math:`\sqrt{\epsilon / (1 - \rho)}` long, and on a
    slope that stays the same later ones are :math:`\sqrt{\epsilon\, (1 - \rho)\, t}`, so that it
    is slow to set off but, unlike :class:`AdaGrad`, ever faster.

    Zeiler (2012), Algorithm 1, where there is no :math:`\alpha`, https://arxiv.org/abs/1212.5701

    The same as PyTorch's ``Adadelta``, with its defaults (:math:`\rho` is its ``rho``), and Optax's
    ``adadelta``.
    """

    title: ClassVar[str] = "AdaDelta"
    family = "Adaptive"
    card = cards.ADADELTA

    lr: Hyper = knob(1.0, r"\alpha", 1e-5, 1e3, gradients.DELTA_SCALE, log=True)
    decay: Hyper = knob(0.9, r"\rho", 0.0, 0.9999, gradients.DELTA_MEMORY)
    eps: Hyper = knob(1e-6, r"\epsilon", 1e-12, 1.0, gradients.DELTA_EPS, log=True)

    def init(self, theta: Array) -> SquaredGradientsAndMoves:
        """Start both means at zero."""
        return SquaredGradientsAndMoves(v=np.zeros_like(theta), u=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: SquaredGradientsAndMoves, t: int
    ) -> tuple[Array, SquaredGradientsAndMoves]:
        """Take step t of Algorithm 1."""
        g = f.grad(theta)
        v = self.decay * state.v + (1 - self.decay) * g * g
        move = g * np.sqrt(state.u + self.eps) / np.sqrt(v + self.eps)
        u = self.decay * state.u + (1 - self.decay) * move * move
        return theta - self.lr * move, SquaredGradientsAndMoves(v, u)
