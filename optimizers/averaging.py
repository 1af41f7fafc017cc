"""Show the mean of a path in the place of its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import wrappers as cards
from optimizers.meanings import others
from optimizers.wrappers import Wrapper


class Underneath(NamedTuple):
    """The points ``(n, *batch)`` of the rule that runs underneath the mean, and its state."""

    fast: Array
    inner: Any


@dataclass(frozen=True)
class Averaged(Wrapper):
    r"""Let a rule run, and show the mean of where it has been.

    .. math::
        \theta_t = \frac{1}{t - t_0} \sum_{i = t_0 + 1}^{t} \varphi_i \quad (t > t_0), \qquad
        \theta_t = \varphi_t \quad (t \le t_0)

    where :math:`\varphi_t` are the points of the rule inside, which never learns of the mean.

    Steps that are too long for the end of a run leave a point rattling about the minimum, to all
    sides; the mean lies in the middle, and noise is evened out as well as by any schedule that
    lowers the rate. The start is never forgotten, only outweighed: begin to average when the way
    there is done. In a curved valley the mean of points on both walls lies up the inside of the
    bend.

    Polyak and Juditsky (1992), https://doi.org/10.1137/0330046, and Ruppert (1988)

    The mean is that of PyTorch's ``AveragedModel`` if it is updated after every step past
    :math:`t_0`. Optax has none of this kind. It belongs around everything else: a wrapper outside
    that moves the point, such as :class:`~optimizers.lookahead.Lookahead`, would move only the
    mean.
    """

    title: ClassVar[str] = "Averaged"
    card = cards.AVERAGED
    keeps_law = True
    keeps_loss = True

    inner: Optimizer
    after: Hyper = knob(0, "t_0", 0, 100_000, others.AVERAGE_AFTER)

    def init(self, theta: Array) -> Underneath:
        """Start both points together."""
        return Underneath(fast=theta, inner=self.inner.init(theta))

    def step(self, f: Loss, theta: Array, state: Underneath, t: int) -> tuple[Array, Underneath]:
        """Take step t of the rule inside, and come along to the new mean."""
        fast, inner = self.inner.step(f, state.fast, state.inner, t)
        share = 1.0 / np.maximum(t - self.after, 1)
        return (1 - share) * theta + share * fast, Underneath(fast, inner)

    def rate(self, state: Underneath, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state.inner, t)

    def clipped(self, state: Underneath) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state.inner)
