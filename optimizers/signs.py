"""Mind which way is down, not how steep it is: rules that use only the signs of the slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import first_order as cards
from optimizers.meanings import gradients


@dataclass(frozen=True)
class SignDescent(Optimizer):
    r"""Step by the same length along every axis, downhill.

    .. math::
        \theta_t = \theta_{t-1} - \alpha \operatorname{sign}(g_t)

    Plains are crossed as fast as cliffs, and a loss may be scaled at will: the path stays. It is
    the steepest descent of all if the length of a step is its longest coordinate. But the steps
    never shrink by themselves: once a coordinate is closer to the bottom than :math:`\alpha`, it
    hops to and fro across it, unless a schedule lowers the rate.

    Bernstein, Wang, Azizzadenesheli and Anandkumar (2018), Algorithm 1,
    https://arxiv.org/abs/1802.04434; its geometry: Balles, Pedregosa and Le Roux (2020),
    https://arxiv.org/abs/2002.08056

    The same as Optax's ``sign_sgd``. PyTorch has none; it is :class:`~optimizers.adam.Adam` without
    any memory, :math:`\beta_1 = \beta_2 = \epsilon = 0`.
    """

    title: ClassVar[str] = "Sign descent"
    family = "First order"
    card = cards.SIGN_DESCENT

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.SIGN_STEP, log=True)

    def init(self, theta: Array) -> None:
        """Remember nothing."""

    def step(self, f: Loss, theta: Array, state: None, t: int) -> tuple[Array, None]:
        """Take step t."""
        return theta - self.lr * np.sign(f.grad(theta)), None


class SignsAndSizes(NamedTuple):
    """The sign of every coordinate's last slope, and the length of its steps: ``(n, *batch)``."""

    sign: Array
    size: Array


@dataclass(frozen=True)
class Rprop(Optimizer):
    r"""Speed up every axis on which the slope keeps its sign, and slow down where it flips.

    .. math::
        \Delta_t &= \begin{cases}
            \min(\eta_+ \Delta_{t-1}, \Delta_{\max}) & s_{t-1} s_t > 0 \\
            \max(\eta_- \Delta_{t-1}, \Delta_{\min}) & s_{t-1} s_t < 0 \\
            \Delta_{t-1} & \text{otherwise}
        \end{cases} \\
        \theta_t &= \theta_{t-1} - \Delta_t s_t

    by coordinate, with :math:`s_t = \operatorname{sign}(g_t)`, or 0 right after a flip: the
    coordinate waits for one step, and the step after that changes its size no further. The first
    size is :math:`\Delta_0 = \alpha`.

    A flip means that the last step went past the bottom, so steps of the right size are found in
    a few trials, whatever the slope is: nothing but its sign is ever looked at. For the same reason
    noise ruins it: signs that flip at random shrink every step to :math:`\Delta_{\min}`.

    Riedmiller and Braun (1993), https://doi.org/10.1109/ICNN.1993.298623, in the form that Igel and
    Hüsken (2003) call iRprop-minus, https://doi.org/10.1016/S0925-2312(01)00700-7: the original
    also takes the step before a flip back.

    The same as PyTorch's ``Rprop``, with its defaults: as there, ``lr`` is the length of the first
    step only, and a schedule of it ends with that step. Optax's ``rprop`` (0.2.8) finds the same
    :math:`\Delta_t s_t`, but moves by :math:`\Delta_{t-1} s_{t-1}`, one step late.
    """

    title: ClassVar[str] = "Rprop"
    family = "First order"
    card = cards.RPROP

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.FIRST_SIZE, log=True)
    eta_minus: Hyper = knob(0.5, r"\eta_-", 0.0, 1.0, gradients.SHRINK_SIZE)
    eta_plus: Hyper = knob(1.2, r"\eta_+", 1.0, 10.0, gradients.GROW_SIZE)
    step_min: Hyper = knob(1e-6, r"\Delta_{\min}", 1e-15, 1.0, gradients.SMALLEST_SIZE, log=True)
    step_max: Hyper = knob(50.0, r"\Delta_{\max}", 1e-6, 1e6, gradients.LARGEST_SIZE, log=True)

    def init(self, theta: Array) -> SignsAndSizes:
        """Start without having seen a slope."""
        return SignsAndSizes(sign=np.zeros_like(theta), size=np.zeros_like(theta))

    def step(
        self, f: Loss, theta: Array, state: SignsAndSizes, t: int
    ) -> tuple[Array, SignsAndSizes]:
        """Take step t."""
        sign = np.sign(f.grad(theta))
        kept, flipped = state.sign * sign > 0, state.sign * sign < 0
        last = self.lr if t == 1 else state.size
        size = last * np.where(kept, self.eta_plus, np.where(flipped, self.eta_minus, 1.0))
        size = np.minimum(np.maximum(size, self.step_min), self.step_max)
        sign = np.where(flipped, 0.0, sign)
        return theta - size * sign, SignsAndSizes(sign, size)

    def rate(self, state: SignsAndSizes, t: int) -> Array:
        """Return the longest of the coordinates' steps, ``(*batch)``."""
        return np.maximum.reduce(state.size, axis=0)
