"""Do not undo along one direction what was gained along the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.algebra import dot
from optimizers.base import Arithmetic, Optimizer
from optimizers.cached import Known, recall, unmoved
from optimizers.cards import second_order as cards
from optimizers.line_search import LineSearch, Mask, StrongWolfe
from optimizers.meanings import others
from optimizers.quasi_newton import first_scale

TINY = np.finfo(float).tiny


class Direction(NamedTuple):
    """The last direction, ``(n, *batch)``, and what is to become of it."""

    p: Array
    beta: Array
    """How much of it goes into the next one, ``(*batch)``."""
    gain: Array
    """How much it lowered the loss, ``(*batch)``; 0 where that is not known."""
    vain: Mask
    """Whether nothing was found straight downhill, ``(*batch)``."""
    rate: Array
    """``(*batch)``."""
    known: Known


@dataclass(frozen=True)
class ConjugateGradient(Optimizer):
    r"""Steepest descent that keeps a part of its last direction: just enough not to zigzag.

    .. math::
        p_t = -g_t + \beta_t\, p_{t-1}, \quad \theta_t = \theta_{t-1} + \alpha_t\, p_t, \qquad
        \beta_t = \max\Bigl(0, \frac{g_t^\top (g_t - g_{t-1})}{g_{t-1}^\top g_{t-1}}\Bigr)

    On a quadratic, with exact searches, no direction disturbs what the others have reached, and n
    steps are enough. It is momentum whose :math:`\beta` and rate are chosen anew at every step, and
    remembers no more than momentum does. Where the gradient hardly changes or turns back,
    :math:`\beta = 0` and it starts anew, downhill; as it does where the direction would lead
    uphill, and after a search in vain.

    The search has to be sharper than for quasi-Newton rules, :math:`c_2 = 0.1`: the directions rely
    on it. It first tries the step that would repeat the last gain, but at most :math:`\alpha`;
    where no gain is known, as at the start, :math:`\alpha` times a gradient no longer than 1.

    Polak and Ribière (1969), https://www.numdam.org/item/M2AN_1969__3_1_35_0/; Nocedal and Wright
    (2006), section 5.2 (PR+), first step from equation 3.60,
    https://doi.org/10.1007/978-0-387-40065-5. SciPy's ``minimize(method="CG")`` is the same rule.
    """

    title: ClassVar[str] = "Conjugate gradient"
    family = "Second order"
    card = cards.CONJUGATE_GRADIENT
    searches_lines = True
    asks: ClassVar[tuple[str, ...]] = ("value", "grad")

    lr: Hyper = knob(1.0, r"\alpha", 1e-6, 10.0, others.TRIAL_SCALE, log=True)
    search: LineSearch = field(default_factory=partial(StrongWolfe, c2=0.1))

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return what the search asks."""
        return self.search.most_asked(probes)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the search, and the direction."""
        return Arithmetic(40 + self.search.arithmetic(probes))

    def init(self, theta: Array) -> Direction:
        """Start without a direction."""
        none = np.zeros(theta.shape[1:])
        return Direction(np.zeros_like(theta), none, none, none > 0, none, Known(theta))

    def step(self, f: Loss, theta: Array, state: Direction, t: int) -> tuple[Array, Direction]:
        """Take step t."""
        here = recall(f, theta, state.known)
        g = here.grad
        p = state.beta * state.p - g
        onward = (state.beta > 0) & (dot(p, g) < 0)
        p = np.where(onward, p, -g)
        with np.errstate(all="ignore"):  # where there was no gain, nobody will ask
            repeat = np.minimum(-2.02 * state.gain / dot(p, g), 1.0)
        first = np.where(state.gain > 0, repeat, first_scale(g))
        p = np.where(state.vain & unmoved(here, state.known), 0.0, p)
        step, there = self.search.search(here, p, self.lr * first)
        turn = dot(there.grad, there.grad - g)
        beta = np.where((turn > 0) & (step > 0), turn, 0.0) / np.maximum(dot(g, g), TINY)
        known = there.known()
        gain = 0 * step if known.value is None else here.value - known.value
        return there.theta, Direction(p, beta, gain, (step == 0) & ~onward, step, known)

    def rate(self, state: Direction, t: int) -> Array:
        """Return the step that the search took, as a factor of the direction."""
        return state.rate
