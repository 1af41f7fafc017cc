"""Two points: a fast one that runs ahead, and a slow one that follows part of the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import wrappers as cards
from optimizers.meanings import others
from optimizers.wrappers import Wrapper


class SlowAndFast(NamedTuple):
    """The slow points ``(n, *batch)``, and the state of the rule that runs ahead of them."""

    slow: Array
    fast: Any


@dataclass(frozen=True)
class Lookahead(Wrapper):
    r"""Run k steps ahead, then come a part of the way back.

    .. math:: \phi \leftarrow \phi + \alpha\, (\theta - \phi), \quad \theta \leftarrow \phi
        \qquad \text{every } k \text{ steps}

    Oscillations of the fast point lie on both sides of the slow one and average out, while steady
    progress is kept by half: a bolder rate inside becomes bearable. The state inside, such as
    momentum, is kept when the point comes back.

    Zhang, Lucas, Hinton and Ba (2019), Algorithm 1, https://arxiv.org/abs/1907.08610

    The same as the fast parameters of Optax's ``lookahead``, which returns the slow ones beside
    them. PyTorch has none.
    """

    title: ClassVar[str] = "Lookahead"
    card = cards.LOOKAHEAD
    keeps_loss = True

    inner: Optimizer
    k: int = knob(5, "k", 1, 1000, others.AHEAD_STEPS)
    alpha: Hyper = knob(0.5, r"\alpha", 0.0, 1.0, others.WAY_BACK)

    def init(self, theta: Array) -> SlowAndFast:
        """Start both points together."""
        return SlowAndFast(slow=theta, fast=self.inner.init(theta))

    def step(self, f: Loss, theta: Array, state: SlowAndFast, t: int) -> tuple[Array, SlowAndFast]:
        """Take step t of the rule inside, and come back after every k-th."""
        slow = state.slow
        theta, fast = self.inner.step(f, theta, state.fast, t)
        if t % self.k == 0:
            theta = slow = slow + self.alpha * (theta - slow)
        return theta, SlowAndFast(slow, fast)

    def rate(self, state: SlowAndFast, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state.fast, t)

    def clipped(self, state: SlowAndFast) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state.fast)
