"""Let the point have mass: the forms of momentum, and where they part ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import first_order as cards
from optimizers.laws import MomentumLaw, NesterovLaw
from optimizers.meanings import gradients


class Velocity(NamedTuple):
    """The running sum of a momentum rule, ``(n, *batch)``."""

    v: Array


@dataclass(frozen=True)
class Momentum(Optimizer):
    r"""Walk along a decaying sum of all gradients so far.

    .. math::
        v_t &= \beta v_{t-1} + g_t \\
        \theta_t &= \theta_{t-1} - \alpha v_t

    Gradients that agree add up to :math:`1 / (1 - \beta)` times one of them, gradients that
    alternate cancel: flat valleys are walked fast and steep walls no longer throw the point about.
    A quadratic stays stable up to :math:`\alpha\lambda = 2 + 2\beta`.

    The rate stands outside the sum, so when a schedule lowers it, the whole velocity slows down at
    once. Goyal et al. (2017), equation 9, https://arxiv.org/abs/1706.02677; Goh (2017),
    "First Steps: Momentum", https://distill.pub/2017/momentum/

    The same as PyTorch's ``SGD(lr, momentum)`` and Optax's ``sgd(learning_rate, momentum)``.
    """

    title: ClassVar[str] = "Momentum"
    family = "First order"
    card = cards.MOMENTUM
    law = MomentumLaw()

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.PUSH, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 0.999, gradients.KEPT_SPEED)

    def init(self, theta: Array) -> Velocity:
        """Start at rest."""
        return Velocity(v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Velocity, t: int) -> tuple[Array, Velocity]:
        """Take step t."""
        v = self.beta * state.v + f.grad(theta)
        return theta - self.lr * v, Velocity(v)


@dataclass(frozen=True)
class HeavyBall(Optimizer):
    r"""Repeat a part of the last step, then step downhill.

    .. math::
        v_t &= \beta v_{t-1} + \alpha g_t \\
        \theta_t &= \theta_{t-1} - v_t

    which is Polyak's :math:`\theta_t = \theta_{t-1} - \alpha g_t + \beta (\theta_{t-1} -
    \theta_{t-2})`: a ball that rolls with friction. A quadratic stays stable up to
    :math:`\alpha\lambda = 2 + 2\beta`.

    At a constant rate this is :class:`Momentum` with :math:`v` in units of length. Under a
    schedule the two part ways: here every gradient keeps the rate of the step that met it, so after
    a drop of the rate the ball coasts on at its old speed, and only friction slows it down. The
    two agree again if :math:`\beta` is multiplied by :math:`\alpha_t / \alpha_{t-1}`
    (Goyal et al. 2017, equation 10, https://arxiv.org/abs/1706.02677).

    Polyak (1964), the two-step method, https://doi.org/10.1016/0041-5553(64)90137-5; in these
    variables Sutskever et al. (2013), equations 1 and 2,
    https://proceedings.mlr.press/v28/sutskever13.html. PyTorch and Optax have :class:`Momentum`.
    """

    title: ClassVar[str] = "Heavy ball (Polyak)"
    family = "First order"
    card = cards.HEAVY_BALL
    law = MomentumLaw()

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.PUSH, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 0.999, gradients.KEPT_SPEED)

    def init(self, theta: Array) -> Velocity:
        """Start at rest."""
        return Velocity(v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Velocity, t: int) -> tuple[Array, Velocity]:
        """Take step t."""
        v = self.beta * state.v + self.lr * f.grad(theta)
        return theta - v, Velocity(v)


@dataclass(frozen=True)
class Nesterov(Optimizer):
    r"""Look at the slope where the momentum is about to carry the point, not where it stands.

    .. math::
        v_t &= \beta v_{t-1} + \alpha \nabla f(\theta_{t-1} - \beta v_{t-1}) \\
        \theta_t &= \theta_{t-1} - v_t

    The look ahead sees the wall before the ball hits it, and brakes in proportion to the curvature:
    steep directions oscillate less than under :class:`HeavyBall`. The price is a smaller bound on
    a quadratic, :math:`\alpha\lambda = (2 + 2\beta) / (1 + 2\beta)`.

    Nesterov (1983), https://www.mathnet.ru/eng/dan46009; in these variables, with a constant
    :math:`\beta`, Sutskever et al. (2013), equations 3 and 4,
    https://proceedings.mlr.press/v28/sutskever13.html

    :class:`NesterovShifted`, which PyTorch and Optax have, writes down other points of the same
    journey; under a schedule the journeys differ too.
    """

    title: ClassVar[str] = "Nesterov"
    family = "First order"
    card = cards.NESTEROV
    law = NesterovLaw()

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.PUSH, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 0.999, gradients.KEPT_SPEED)

    def init(self, theta: Array) -> Velocity:
        """Start at rest."""
        return Velocity(v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Velocity, t: int) -> tuple[Array, Velocity]:
        """Take step t."""
        ahead = theta - self.beta * state.v
        v = self.beta * state.v + self.lr * f.grad(ahead)
        return theta - v, Velocity(v)


@dataclass(frozen=True)
class NesterovShifted(Optimizer):
    r"""Nesterov's method in the points where it looks: one step of momentum, counted ahead.

    .. math::
        v_t &= \beta v_{t-1} + g_t \\
        \theta_t &= \theta_{t-1} - \alpha\, (g_t + \beta v_t)

    :class:`Nesterov` stands at :math:`\theta_t` and looks at :math:`\phi_t = \theta_t - \beta v_t`;
    this rule stands at :math:`\phi_t`, where the slope is asked for. At a constant rate the two are
    one method seen from different points, with the same bound on a quadratic,
    :math:`\alpha\lambda = (2 + 2\beta) / (1 + 2\beta)`. Under a schedule they part ways as
    :class:`Momentum` and :class:`HeavyBall` do: here a drop of the rate slows the whole velocity
    down at once.

    Bengio, Boulanger-Lewandowski and Pascanu (2013), "Simplified Nesterov momentum", with the rate
    outside the sum, https://arxiv.org/abs/1212.0901

    The same as PyTorch's ``SGD(nesterov=True)`` and Optax's ``sgd(nesterov=True)``.
    """

    title: ClassVar[str] = "Nesterov (PyTorch's variables)"
    family = "First order"
    card = cards.NESTEROV_SHIFTED
    law = NesterovLaw()

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.PUSH, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 0.999, gradients.KEPT_SPEED)

    def init(self, theta: Array) -> Velocity:
        """Start at rest."""
        return Velocity(v=np.zeros_like(theta))

    def step(self, f: Loss, theta: Array, state: Velocity, t: int) -> tuple[Array, Velocity]:
        """Take step t."""
        g = f.grad(theta)
        v = self.beta * state.v + g
        return theta - self.lr * (g + self.beta * v), Velocity(v)
