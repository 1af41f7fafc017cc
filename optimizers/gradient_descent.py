"""Walk against the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import first_order as cards
from optimizers.laws import DescentLaw
from optimizers.meanings import gradients


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    r"""Step downhill, by as much as the slope is steep.

    .. math::
        \theta_t = \theta_{t-1} - \alpha\, \nabla f(\theta_{t-1})

    Along a direction of curvature :math:`\lambda` a quadratic's error is multiplied by
    :math:`1 - \alpha\lambda` at every step: it shrinks only while :math:`\alpha\lambda < 2`. The
    steepest direction thus bounds the rate at which the flattest one can be walked.

    Cauchy (1847), https://gallica.bnf.fr/ark:/12148/bpt6k2982c/f540. The analysis on quadratics:
    Goh (2017), "First Steps: Gradient Descent", https://distill.pub/2017/momentum/

    The same as PyTorch's ``SGD(lr)`` and Optax's ``sgd(learning_rate)``.
    """

    title: ClassVar[str] = "Gradient descent"
    family = "First order"
    card = cards.GRADIENT_DESCENT
    law = DescentLaw()
    plain = True

    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, gradients.RATE, log=True)

    def init(self, theta: Array) -> None:
        """Remember nothing."""

    def step(self, f: Loss, theta: Array, state: None, t: int) -> tuple[Array, None]:
        """Take step t."""
        return theta - self.lr * f.grad(theta), None
