"""Gradients that are cut where they are too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from core import arrays
from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.base import Optimizer
from optimizers.cards import wrappers as cards
from optimizers.meanings import others
from optimizers.wrappers import Wrapper

Mask = npt.NDArray[np.bool_]


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
