"""Two ways to keep weights small: a penalty in the loss, and a pull beside the step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.algebra import dot, identity
from optimizers.base import Optimizer
from optimizers.cached import only
from optimizers.cards import wrappers as cards
from optimizers.meanings import gradients, others
from optimizers.wrappers import Wrapper


@dataclass(frozen=True)
class Penalized(Wrapper):
    r"""Let the rule see a loss in which large weights cost something.

    .. math::
        \tilde f(\theta) = f(\theta) + \tfrac{\lambda}{2} \|\theta\|^2, \qquad
        \nabla \tilde f = \nabla f + \lambda \theta, \qquad
        \nabla^2 \tilde f = \nabla^2 f + \lambda I

    The minimum moves towards the origin: on a bowl of curvature :math:`h` it keeps
    :math:`h / (h + \lambda)` of its distance along each axis, so what the loss hardly cares for
    shrinks most. Whatever a rule makes of gradients it makes of the penalty's too: momentum
    gathers it, and Adam divides it by the recent size of the gradient, so that a steep coordinate
    is hardly pulled at all. Curvature in all directions is raised by :math:`\lambda`, and so the
    condition number falls.

    Hoerl and Kennard (1970), "Ridge regression", https://doi.org/10.1080/00401706.1970.10488634

    The same as ``weight_decay`` in PyTorch's ``SGD``, ``Adam``, ``RMSprop`` and the like (not in
    its ``AdamW``), and as Optax's ``add_decayed_weights`` before a rule. A race shows the loss
    without the penalty.
    """

    title: ClassVar[str] = "L2 penalty"
    card = cards.PENALIZED
    pull_knob = "l2"

    inner: Optimizer
    l2: Hyper = knob(0.01, r"\lambda", 0.0, 10.0, others.PENALTY)

    def init(self, theta: Array) -> Any:
        """Return the state of the rule inside."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step t of the rule inside on the loss with its penalty."""
        return self.inner.step(PenalizedLoss(f, self.l2), theta, state, t)

    def rate(self, state: Any, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)


class PenalizedLoss:
    """A loss plus half the squared length of the weights, times a factor."""

    def __init__(self, f: Loss, l2: Hyper) -> None:
        """Wrap a loss; ``l2`` is the factor."""
        self.f = f
        self.l2 = l2
        sample = getattr(f, "sample", None)
        # The same sample under another penalty, as a schedule may have it, is another loss.
        self.sample = None if sample is None else (sample, np.asarray(l2).tobytes())

    def only(self, runs: npt.NDArray[np.bool_]) -> PenalizedLoss:
        """Return this loss for a question that only some runs have, ``(*batch)``."""
        return PenalizedLoss(only(self.f, runs), self.l2)

    def value(self, theta: Array, /) -> Array:
        """Return the heights ``(*batch)``, the penalty included."""
        return self.f.value(theta) + self.l2 / 2 * dot(theta, theta)

    def grad(self, theta: Array, /) -> Array:
        """Return the gradients ``(n, *batch)``, the penalty's included."""
        return self.f.grad(theta) + self.l2 * theta

    def hess(self, theta: Array, /) -> Array:
        """Return the Hessians ``(n, n, *batch)``, the penalty's included."""
        return self.f.hess(theta) + identity(len(theta), self.l2 + np.zeros(theta.shape[1:]))


@dataclass(frozen=True)
class Decayed(Wrapper):
    r"""Let a rule take its step, and beside it shrink all weights by the same part.

    .. math::
        \theta_t = \theta_{t-1} + \Delta_t - \alpha_t \lambda\, \theta_{t-1}

    where :math:`\Delta_t` is the step of the rule inside and :math:`\alpha_t` its learning rate.
    The rule never hears of it: the pull is neither gathered by momentum nor divided by the size of
    gradients. Around Adam this is ``AdamW``; around gradient descent it is the same as a penalty of
    :math:`\lambda` in the loss, and around other rules it is not: a rest is where the step and the
    pull cancel, which is no minimum of any fixed loss.

    Loshchilov and Hutter (2019), Algorithms 1 and 2, https://arxiv.org/abs/1711.05101

    As in PyTorch's ``AdamW`` and as Optax's ``add_decayed_weights`` behind a rule, before the rate
    is multiplied in, the decay is multiplied by the learning rate, and so by its schedule and by
    whatever a rule that sets its rate itself makes of it. The paper multiplies it by the schedule's
    factor alone, so its :math:`\lambda` is our :math:`\alpha \lambda`. It shrinks the point from
    which the step was taken, as both do, not the one where it ended. It belongs right around the
    rule: outside of :class:`~optimizers.averaging.Averaged`, or of a rule that descends with a
    point of its own, such as ``ScheduleFree``, only what is shown would shrink.
    """

    title: ClassVar[str] = "Weight decay"
    card = cards.DECAYED
    pull_knob = "weight_decay"

    inner: Optimizer
    weight_decay: Hyper = knob(0.01, r"\lambda", 0.0, 1.0, gradients.WEIGHT_DECAY)

    def init(self, theta: Array) -> Any:
        """Return the state of the rule inside."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step t of the rule inside, and decay the point that it left."""
        to, inner = self.inner.step(f, theta, state, t)
        alpha = self.inner.rate(inner, t)
        return to - alpha * self.weight_decay * theta, inner

    def rate(self, state: Any, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)
