"""Rules that hold a rule: they change its knobs, its gradients, or what becomes of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self, cast

import numpy as np
import numpy.typing as npt

from core import arrays
from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.base import Arithmetic, Optimizer, scalable
from optimizers.cards import wrappers as cards
from optimizers.meanings import others
from optimizers.schedules import Schedule

Mask = npt.NDArray[np.bool_]

AROUND = 10
"""About how many operations a wrapper adds to a step, and to each question that it passes on."""


class Wrapper(Optimizer):
    """A rule that holds another one, and answers in its name where it changes nothing."""

    inner: Optimizer

    def __post_init__(self) -> None:
        """Take over the title of the rule inside, and what it asks for."""
        object.__setattr__(self, "title", self.inner.title)
        object.__setattr__(self, "asks", self.inner.asks)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Pass on what the rule inside asks."""
        return self.inner.most_asked(probes)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Add to what the rule inside computes."""
        vectors, matrices = self.inner.arithmetic(probes)
        return Arithmetic(vectors + AROUND * (1 + sum(self.most_asked(probes))), matrices)

    def acting(self, t: int) -> Optimizer:
        """Look inside, unless this wrapper changes the loss or moves the point."""
        return self.inner.acting(t) if self.keeps_loss else self

    def stability_bound(self, t: int = 1) -> Hyper | None:
        """Ask the rule inside, if its law still holds."""
        return self.inner.stability_bound(t) if self.keeps_law else None

    def steepest_held(self) -> Hyper:
        """Ask the rule inside, if its law still holds."""
        return self.inner.steepest_held() if self.keeps_law else 0.0

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Multiply a knob of this wrapper or, where it has none of that name, of the rule inside.

        Raises ``ValueError`` where no rule down the chain has such a knob.
        """
        if knob in scalable(type(self)):
            return super().scaled(knob, factor)
        return self.with_field("inner", self.inner.scaled(knob, factor))


@dataclass(frozen=True)
class Scheduled(Wrapper):
    r"""Turn one knob of a rule as time goes by.

    .. math:: \alpha_t = s(t - 1)\, \alpha

    Big steps cross the plain and small steps settle in the valley; a schedule has both in one run.
    Schedules of schedules multiply. No factor is above 1, so the knob of the rule inside is its
    highest value; for a knob that goes down where another goes up, such as the momentum beside a
    rate, there is :class:`~optimizers.schedules.Mirrored`.

    Rates that fall, but not too fast, go back to Robbins and Monro (1951),
    https://doi.org/10.1214/aoms/1177729586; the schedules name their own papers. For the knob
    ``"lr"`` this is what ``torch.optim.lr_scheduler`` does.

    Raises ``ValueError`` if the rule has no such knob.
    """

    title: ClassVar[str] = "Schedule"
    card = cards.SCHEDULED
    keeps_loss = True

    inner: Optimizer
    schedule: Schedule
    knob: str = "lr"

    def __post_init__(self) -> None:
        """Look for the knob now rather than at the first step."""
        super().__post_init__()
        self.inner.scaled(self.knob, 1.0)

    @property
    def turns(self) -> str:
        """The knob that the schedule turns."""
        return self.knob

    def at(self, t: int) -> Optimizer:
        """Return the rule of step ``t`` (the first is 1)."""
        return self.inner.scaled(self.knob, self.schedule(t - 1))

    def acting(self, t: int) -> Optimizer:
        """Look inside the rule of step ``t``."""
        return self.at(t).acting(t)

    def stability_bound(self, t: int = 1) -> Hyper | None:
        """Ask the rule of step ``t``."""
        return self.at(t).stability_bound(t)

    def init(self, theta: Array) -> Any:
        """Return the state of the rule inside."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step t with the knob where the schedule has it."""
        return self.at(t).step(f, theta, state, t)

    def rate(self, state: Any, t: int) -> Hyper:
        """Return the scheduled learning rate."""
        return self.at(t).rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)


class ClippedState(NamedTuple):
    """The state of the rule inside, and where the last step clipped, ``(*batch)``."""

    inner: Any
    acted: Mask


@dataclass(frozen=True)
class Clipped(Wrapper):
    r"""Let no gradient be longer than a threshold: a cliff may turn the point, not launch it.

    .. math:: g \leftarrow g \min(1, c / \|g\|) \quad\text{(norm)}, \qquad
        g_i \leftarrow \min(\max(g_i, -b), b) \quad\text{(limit)}

    By norm the direction stays and only the length is cut; by limit every coordinate is cut for
    itself, which turns the step towards the diagonals. Every gradient that the rule inside asks for
    is clipped, at whatever point it looks; values and Hessians are passed on as they are.

    Pascanu, Mikolov and Bengio (2013), Algorithm 1, https://arxiv.org/abs/1211.5063

    By norm as Optax's ``clip_by_global_norm``; PyTorch's ``clip_grad_norm_`` divides by
    :math:`\|g\| + 10^{-6}`, which leaves the gradient a touch shorter. By limit as PyTorch's
    ``clip_grad_value_`` and Optax's ``clip``.

    Raises ``ValueError`` unless exactly one of ``norm`` and ``limit`` is given.
    """

    title: ClassVar[str] = "Gradient clipping"
    card = cards.CLIPPED
    clips = True
    keeps_law = True
    keeps_loss = True
    either = ("norm", "limit")

    inner: Optimizer
    norm: Hyper | None = knob(None, "c", 1e-9, 1e9, others.CUT_LENGTH, log=True)
    limit: Hyper | None = knob(None, "b", 1e-9, 1e9, others.CUT_SIZE, log=True)

    def __post_init__(self) -> None:
        """Check that it is clear how to clip."""
        super().__post_init__()
        if (self.norm is None) == (self.limit is None):
            given = "neither" if self.norm is None else "both"
            raise ValueError(
                f"Clipped needs either a norm or a limit, and {given} was given: write"
                " Clipped(…, norm=1.0) to cut the length of a gradient, or"
                " Clipped(…, limit=1.0) to cut each of its coordinates"
            )

    def init(self, theta: Array) -> ClippedState:
        """Start without having clipped."""
        return ClippedState(self.inner.init(theta), np.zeros(theta.shape[1:], dtype=bool))

    def step(
        self, f: Loss, theta: Array, state: ClippedState, t: int
    ) -> tuple[Array, ClippedState]:
        """Take step t of the rule inside on a loss whose gradients are clipped."""
        tamed = ClippedLoss(f, self, np.zeros(theta.shape[1:], dtype=bool))
        theta, inner = self.inner.step(tamed, theta, state.inner, t)
        return theta, ClippedState(inner, tamed.acted)

    def clip(self, g: Array) -> tuple[Array, Mask]:
        """Return gradients ``(n, *batch)`` clipped, and where ``(*batch)`` they were too long."""
        if self.norm is not None:
            length = arrays.norm(g)
            # Never divides by zero, and a gradient within bounds is multiplied by exactly 1.
            return g * (self.norm / np.maximum(length, self.norm)), length > self.norm
        limit = cast("Hyper", self.limit)  # one of the two is always given
        within = np.minimum(np.maximum(g, -limit), limit)
        return within, np.logical_or.reduce(np.abs(g) > limit, axis=0)

    def rate(self, state: ClippedState, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state.inner, t)

    def clipped(self, state: ClippedState) -> Any:
        """Say where this wrapper or one inside clipped, ``(*batch)``."""
        return state.acted | self.inner.clipped(state.inner)


class ClippedLoss:
    """A loss whose gradients come back clipped; it remembers where that mattered."""

    def __init__(self, f: Loss, by: Clipped, acted: Mask) -> None:
        """Wrap a loss; ``acted``, ``(*batch)``, is where clipping has acted so far."""
        self.value = f.value
        self.hess = f.hess
        self.unclipped = f.grad
        self.by = by
        self.acted = acted

    def grad(self, theta: Array, /) -> Array:
        """Clip, and remember where that mattered."""
        g, acted = self.by.clip(self.unclipped(theta))
        self.acted = self.acted | acted
        return g


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
