"""Learn the curvature from the gradients met on the way: one step, one direction at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Hyper, norm
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.algebra import dot, identity, outer, times
from optimizers.base import Arithmetic, Optimizer
from optimizers.cached import Known, recall, unmoved
from optimizers.cards import second_order as cards
from optimizers.line_search import LineSearch, Mask, StrongWolfe
from optimizers.meanings import others

EPS = np.finfo(float).eps
SMALLEST = 1e-280
"""Products that are smaller than that have lost digits, and dividing by them may overflow."""


class Inverse(NamedTuple):
    """What stands in for the inverse Hessian, and how far the last step went."""

    h: Array
    """``(n, n, *batch)``."""
    learned: Mask
    """Whether it is more than a first guess, ``(*batch)``."""
    vain: Mask
    """Whether nothing was found straight downhill either, ``(*batch)``."""
    rate: Array
    """``(*batch)``."""
    known: Known


@dataclass(frozen=True)
class BFGS(Optimizer):
    r"""Newton's step with a Hessian that is pieced together from differences of gradients.

    .. math::
        \theta_t &= \theta_{t-1} - \alpha_t H_{t-1}\, g_t \\
        H_t &= (I - \rho\, s y^\top)\, H_{t-1}\, (I - \rho\, y s^\top) + \rho\, s s^\top

    with the step :math:`s`, the change :math:`y` of the gradient along it, and
    :math:`\rho = 1 / y^\top s`: the matrix nearest to the last one that turns :math:`y` into
    :math:`s`, as the inverse Hessian of a quadratic does. The search finds :math:`\alpha_t`, and
    tries :math:`\alpha` first. On a quadratic an exact search ends after n steps, and H is the
    inverse Hessian then; elsewhere the convergence is faster than linear, for the price of
    gradients and :math:`n^2` numbers.

    The first direction is no longer than 1; H then starts at :math:`y^\top s / y^\top y` times the
    identity. A step along which the curvature is not positive teaches nothing and is left out.
    After a search in vain, H starts anew.

    Broyden, Fletcher, Goldfarb and Shanno (1970), for instance
    https://doi.org/10.1090/S0025-5718-1970-0258249-6; Nocedal and Wright (2006), Algorithm 6.1 with
    equations 6.17 and 6.20, https://doi.org/10.1007/978-0-387-40065-5

    SciPy's ``minimize(method="BFGS")`` is the same rule without equation 6.20, and with another
    search, whose first step it guesses from the last gain. PyTorch and Optax have :class:`LBFGS`
    only.
    """

    title: ClassVar[str] = "BFGS"
    family = "Second order"
    card = cards.BFGS
    whole_steps = True
    searches_lines = True
    asks: ClassVar[tuple[str, ...]] = ("value", "grad")

    lr: Hyper = knob(1.0, r"\alpha", 1e-6, 10.0, others.TRIAL_PART, log=True)
    search: LineSearch = field(default_factory=StrongWolfe)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return what the search asks."""
        return self.search.most_asked(probes)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the search, and the update of the matrix."""
        return Arithmetic(40 + self.search.arithmetic(probes), matrices=15)

    def init(self, theta: Array) -> Inverse:
        """Start without any knowledge."""
        n, *batch = theta.shape
        nothing = np.zeros(batch)
        return Inverse(identity(n, nothing), nothing > 0, nothing > 0, nothing, Known(theta))

    def step(self, f: Loss, theta: Array, state: Inverse, t: int) -> tuple[Array, Inverse]:
        """Take step t of Algorithm 6.1."""
        here = recall(f, theta, state.known)
        g = here.grad
        p = -times(state.h, g)
        learned = state.learned & (dot(p, g) < 0)  # rounding can spoil a matrix
        p = np.where(learned, p, -first_scale(g) * g)
        p = np.where(state.vain & unmoved(here, state.known), 0.0, p)
        step, there = self.search.search(here, p, self.lr)
        s, y = there.theta - theta, there.grad - g
        h = np.where(learned, state.h, identity(len(theta), pair_scale(s, y)))
        vain, bends = (step == 0) & ~learned, bends_up(s, y)
        h = np.where(bends, updated(h, s, y), h)
        learned = (learned | bends) & (step > 0)
        return there.theta, Inverse(h, learned, vain, step, there.known())

    def rate(self, state: Inverse, t: int) -> Array:
        """Return the step that the search took, as a factor of the direction."""
        return state.rate


class Pairs(NamedTuple):
    """The last steps and changes of the gradient, the newest first, and how far the last went."""

    s: Array
    """``(memory, n, *batch)``."""
    y: Array
    """``(memory, n, *batch)``."""
    rho: Array
    """One over their inner product, ``(memory, *batch)``; 0 where there is none yet."""
    vain: Mask
    """Whether nothing was found straight downhill either, ``(*batch)``."""
    rate: Array
    """``(*batch)``."""
    known: Known


@dataclass(frozen=True)
class LBFGS(Optimizer):
    r"""BFGS that keeps its last few steps instead of a matrix.

    .. math::
        \theta_t = \theta_{t-1} - \alpha_t H\, g_t, \qquad
        H = \operatorname{BFGS}\Bigl(\frac{y_1^\top s_1}{y_1^\top y_1} I;\;
        (s_m, y_m), \dots, (s_1, y_1)\Bigr)

    The product :math:`H g` is computed by two loops over the m pairs, from the newest,
    :math:`(s_1, y_1)`, to the oldest and back: time and memory grow with :math:`m n`, so it serves
    for millions of parameters. What it forgets is not missed much: at every step the newest pair
    gives the scale of all directions that no pair speaks of. Pairs without positive curvature are
    left out; after a search in vain, all are.

    Liu and Nocedal (1989), https://doi.org/10.1007/BF01589116; Nocedal and Wright (2006),
    Algorithms 7.4 and 7.5, https://doi.org/10.1007/978-0-387-40065-5

    Without a search this is PyTorch's ``LBFGS(max_iter=1)``, which measures the first gradient by
    the sum of its absolute coordinates, not by its length. Optax's ``lbfgs`` and SciPy's
    ``L-BFGS-B`` (without bounds) are the same rule with other searches.
    """

    title: ClassVar[str] = "L-BFGS"
    family = "Second order"
    card = cards.LBFGS
    whole_steps = True
    searches_lines = True
    asks: ClassVar[tuple[str, ...]] = ("value", "grad")

    lr: Hyper = knob(1.0, r"\alpha", 1e-6, 10.0, others.TRIAL_PART, log=True)
    memory: int = knob(10, "m", 1, 50, others.PAIRS)
    search: LineSearch = field(default_factory=StrongWolfe)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return what the search asks."""
        return self.search.most_asked(probes)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the search, and the two loops over the pairs."""
        return Arithmetic(50 + 8 * int(np.max(self.memory)) + self.search.arithmetic(probes))

    def init(self, theta: Array) -> Pairs:
        """Start without any pair."""
        none = np.zeros((int(np.max(self.memory)), *theta.shape))
        nothing = np.zeros(theta.shape[1:])
        return Pairs(none, none, none[:, 0], nothing > 0, nothing, Known(theta))

    def step(self, f: Loss, theta: Array, state: Pairs, t: int) -> tuple[Array, Pairs]:
        """Take step t of Algorithm 7.5."""
        here = recall(f, theta, state.known)
        g = here.grad
        age = np.arange(len(state.rho)).reshape(-1, *(1,) * (theta.ndim - 1))
        rho = np.where(age < self.memory, state.rho, 0.0)
        scale = np.where(rho[0] > 0, pair_scale(state.s[0], state.y[0]), first_scale(g))
        p = -two_loops(state.s, state.y, rho, scale, g)
        learned = (rho[0] > 0) & (dot(p, g) < 0)  # rounding can spoil a product
        rho, p = np.where(learned, rho, 0.0), np.where(learned, p, -first_scale(g) * g)
        p = np.where(state.vain & unmoved(here, state.known), 0.0, p)
        step, there = self.search.search(here, p, self.lr)
        s, y = there.theta - theta, there.grad - g
        vain, bends = (step == 0) & ~learned, bends_up(s, y)
        product = np.where(bends, dot(s, y), 1.0)
        rho = np.where(step > 0, pushed(rho, 1 / product, bends), 0.0)
        pairs = pushed(state.s, s, bends), pushed(state.y, y, bends)
        return there.theta, Pairs(*pairs, rho, vain, step, there.known())

    def rate(self, state: Pairs, t: int) -> Array:
        """Return the step that the search took, as a factor of the direction."""
        return state.rate


def first_scale(g: Array) -> Array:
    """Return the factor ``(*batch)`` that leaves a gradient no longer than 1."""
    return 1 / np.maximum(norm(g), 1.0)


def pair_scale(s: Array, y: Array) -> Array:
    """Return the scale of the inverse Hessian along a step, equation 6.20: ``(*batch)``."""
    with np.errstate(all="ignore"):  # where the gradient did not change, nobody will ask
        return dot(s, y) / dot(y, y)


def bends_up(s: Array, y: Array) -> npt.NDArray[np.bool_]:
    """Tell where the curvature along a step is positive, beyond rounding: ``(*batch)``."""
    sy, yy = dot(s, y), dot(y, y)
    in_range = (np.minimum(sy, yy) > SMALLEST) & np.isfinite(yy)
    return in_range & (sy > EPS * norm(s) * norm(y))


def updated(h: Array, s: Array, y: Array) -> Array:
    """Return equation 6.17, multiplied out: ``(n, n, *batch)``."""
    with np.errstate(all="ignore"):  # where there is no positive curvature, nobody will ask
        rho, hy = 1 / dot(s, y), times(h, y)
        mixed = outer(hy, s)
        return (
            h
            - rho * (mixed + np.swapaxes(mixed, 0, 1))
            + rho * (1 + rho * dot(y, hy)) * outer(s, s)
        )


def pushed(stack: Array, new: Array, where: Mask) -> Array:
    """Put something on top of stacks ``(memory, …, *batch)``, in some runs, and drop the last."""
    return np.where(where, np.concatenate([new[None], stack[:-1]]), stack)


def two_loops(s: Array, y: Array, rho: Array, scale: Array, g: Array) -> Array:
    """Return H g, ``(n, *batch)``, by Algorithm 7.4: down the pairs, and up again."""
    used = range(int(np.count_nonzero(rho.any(axis=tuple(range(1, rho.ndim))))))
    weight = np.zeros_like(rho)
    for i in used:
        weight[i] = rho[i] * dot(s[i], g)
        g = g - weight[i] * y[i]
    g = scale * g
    for i in reversed(used):
        change = weight[i] - rho[i] * dot(y[i], g)
        g = np.where(rho[i] > 0, g + change * s[i], g)
    return g
