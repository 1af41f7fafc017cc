"""Minimize the highest point nearby rather than the point itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from core import arrays
from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.base import Optimizer
from optimizers.cached import only
from optimizers.cards import wrappers as cards
from optimizers.meanings import others
from optimizers.wrappers import Wrapper


@dataclass(frozen=True)
class SAM(Wrapper):
    r"""Climb a little first, and go by the slope that is found up there.

    .. math::
        \epsilon(\theta) = \rho\, \frac{\nabla f(\theta)}{\|\nabla f(\theta)\|}, \qquad
        g = \nabla f(\theta + \epsilon(\theta))

    Sharpness-aware minimization: the rule inside descends on
    :math:`\max_{\|\epsilon\| \le \rho} f(\theta + \epsilon)`, the loss at the worst point within
    reach. In a narrow pit that point is high up the wall, in a wide one hardly higher than the
    bottom: the path does not stay in pits narrower than about :math:`\rho`. Nor does it come to
    rest in wider ones, since at the bottom the climb is as long as ever and only turns around; and
    below a pit it can be held up where the climb ends in it.

    Foret, Kleiner, Mobahi and Neyshabur (2021), Algorithm 1, https://arxiv.org/abs/2010.01412

    Both looks of a step are at the same sample of the loss. Whatever the rule inside asks for, be
    it gradients, values or Hessians, is answered at the climbed point. The same as Optax's
    ``contrib.sam(inner, chain(normalize(), sgd(rho)), opaque_mode=True)``; without that mode its
    climbs count as steps. A point without a slope has nowhere to climb to: it is asked about as it
    is, where Optax divides by zero. Clipping by norm acts alike inside and outside of it; clipping
    by limit, outside, turns the climb too.
    """

    title: ClassVar[str] = "Sharpness-aware"
    card = cards.SAM
    times_asked = 2

    inner: Optimizer
    rho: Hyper = knob(0.05, r"\rho", 0.0, 100.0, others.CLIMB)

    def __post_init__(self) -> None:
        """Ask for gradients, to climb by, whatever the rule inside asks for."""
        super().__post_init__()
        asks = tuple(a for a in ("value", "grad", "hess") if a == "grad" or a in self.asks)
        object.__setattr__(self, "asks", asks)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Add the gradient of the climb to each question of the rule inside."""
        value, grad, hess = self.inner.most_asked(probes)
        return Asked(value, grad + (value + grad + hess), hess)

    def init(self, theta: Array) -> Any:
        """Return the state of the rule inside."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step t of the rule inside on the loss as it is uphill."""
        return self.inner.step(Uphill(f, self.rho), theta, state, t)

    def rate(self, state: Any, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)


class Uphill:
    """A loss that answers every question at a point a fixed way up the slope."""

    def __init__(self, f: Loss, rho: Hyper) -> None:
        """Wrap a loss; ``rho`` is the length of the climb."""
        self.f = f
        self.rho = rho

    def only(self, runs: npt.NDArray[np.bool_]) -> Uphill:
        """Return this loss for a question that only some runs have, ``(*batch)``."""
        return Uphill(only(self.f, runs), self.rho)

    def climb(self, theta: Array) -> Array:
        """Return the points ``(n, *batch)`` up there."""
        g = self.f.grad(theta)
        length = arrays.norm(g)
        return theta + self.rho * (g / np.where(length > 0, length, 1.0))

    def value(self, theta: Array, /) -> Array:
        """Return the heights ``(*batch)`` up there."""
        return self.f.value(self.climb(theta))

    def grad(self, theta: Array, /) -> Array:
        """Return the gradients ``(n, *batch)`` up there."""
        return self.f.grad(self.climb(theta))

    def hess(self, theta: Array, /) -> Array:
        """Return the Hessians ``(n, n, *batch)`` up there."""
        return self.f.hess(self.climb(theta))
