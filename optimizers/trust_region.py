"""Believe a parabola near the point it was made for, and no farther."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper, norm
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.algebra import along, spectrum, times, total
from optimizers.base import Arithmetic, Optimizer
from optimizers.cached import CachedPoint, Known, recall
from optimizers.cards import second_order as cards
from optimizers.line_search import Mask
from optimizers.meanings import others

EPS = np.finfo(float).eps
NEARLY = 1e-10
"""Part of the radius by which a step may miss it."""
MOST = 60
"""Iterations for the multiplier; five are usual."""


class Region(NamedTuple):
    """How far the parabola is to be trusted next, and how far it was last time: ``(*batch)``."""

    radius: Array
    rate: Array
    known: Known


@dataclass(frozen=True)
class TrustRegion(Optimizer):
    r"""Step to the lowest point of the parabola within a radius, and let success set the radius.

    .. math::
        p_t = \operatorname*{argmin}_{\|p\| \le \Delta} g_t^\top p + \tfrac12 p^\top H_t\, p,
        \qquad \theta_t = \theta_{t-1} + p_t \text{ if } r_t > \eta

    where :math:`r_t` is the loss gained over the gain that the parabola promised. Below a quarter
    the radius shrinks to a quarter of the step; above three quarters, if the step reached its edge,
    it doubles. A step that gains too little is refused: the point stays, and the next attempt is
    shorter. So the loss rises by no more than rounding, saddles are left along the direction that
    bends down most, even with no slope at all, and near a minimum the steps are those of
    :class:`Newton`.

    The step is exact, also in the hard case: :math:`p = -(H + \mu I)^{-1} g` with the
    :math:`\mu \ge 0` that makes it as long as the radius, from the eigenvalues of H. Gains below
    rounding count as kept promises (Conn, Gould and Toint 2000, "Trust-Region Methods"). The
    learning rate that a step reports is its radius.

    Moré and Sorensen (1983), https://doi.org/10.1137/0904038; Nocedal and Wright (2006), Algorithms
    4.1 and 4.3, https://doi.org/10.1007/978-0-387-40065-5. SciPy's ``trust-exact`` solves the same
    problem by Cholesky factors, less exactly.
    """

    title: ClassVar[str] = "Trust region"
    family = "Second order"
    card = cards.TRUST_REGION
    asks: ClassVar[tuple[str, ...]] = ("value", "grad", "hess")

    radius: Hyper = knob(1.0, r"\Delta_0", 1e-3, 1e3, others.RADIUS, log=True)
    accept: Hyper = knob(0.1, r"\eta", 0.0, 0.24, others.ACCEPTANCE)

    @property
    def monotone(self) -> bool:
        """It takes no step that leads uphill."""
        return True

    def steepest_held(self) -> Hyper:
        """Return any: steps are shortened until they fit."""
        return np.inf

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return both ends of the step, of which the first is new where the loss is."""
        return Asked(value=2, grad=1, hess=1)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the search for the multiplier, and the axes of the Hessian."""
        return Arithmetic(250, matrices=20)

    def init(self, theta: Array) -> Region:
        """Start with the first radius."""
        radius = np.zeros(theta.shape[1:]) + self.radius
        return Region(radius, radius, Known(theta))

    def step(self, f: Loss, theta: Array, state: Region, t: int) -> tuple[Array, Region]:
        """Take step t of Algorithm 4.1."""
        here, radius = recall(f, theta, state.known), state.radius
        with np.errstate(all="ignore"):  # an overflow is an answer: too far
            p, promise, at_edge = lowest_within(radius, here.grad, here.hess)
            there = CachedPoint(f, theta + p)
            rounding = 10 * EPS * np.abs(here.value)
            kept = (here.value - there.value + rounding) / (promise + rounding)
            still = norm(p) == 0
            taken = (kept > self.accept) & ~still
            grown = np.where((kept > 0.75) & at_edge, 2 * radius, radius)
            shrunk = np.minimum(norm(p), radius) / 4
            after = np.where(
                still | (kept >= 0.25), grown, np.where(shrunk > 0, shrunk, radius / 4)
            )
        new = np.where(taken, there.theta, theta)
        value = np.where(taken, there.value, here.value)
        known = CachedPoint(f, new, value=value) if taken.any() else here
        return new, Region(after, radius, known.known()._replace(moved=taken))

    def rate(self, state: Region, t: int) -> Array:
        """Return the radius that the step kept within."""
        return state.rate


def lowest_within(radius: Array, g: Array, hessian: Array) -> tuple[Array, Array, Mask]:
    """Minimize the parabola over a ball.

    Returns the step ``(n, *batch)``, the height that it loses and whether it ends on the edge, both
    ``(*batch)``. The multiplier is sought as a ``shift`` from the lowest eigenvalue on, where
    no difference cancels; it starts at a lower bound, since no coordinate of the step may be longer
    than the radius, and from there Newton's iteration for 1 / length, which is concave, climbs to
    it without ever overshooting.
    """
    curvatures, axes = spectrum(hessian)
    slopes = along(axes, g)
    above = curvatures - curvatures[0]
    least = np.maximum.reduce(np.abs(slopes) / radius - above, axis=0)
    shift: Array = np.maximum(least, np.maximum(curvatures[0], 0.0))
    for _ in range(MOST):
        q, length = step_at(shift, slopes, above)
        too_long = length > radius * (1 + NEARLY)
        if not too_long.any():
            break
        softness = total(np.where(slopes == 0, 0.0, q * q / (above + shift)))
        climb = length * length / softness * (length - radius) / radius
        shift = np.where(too_long, shift + climb, shift)
    q, length = step_at(shift, slopes, above)
    hard = (curvatures[0] < 0) & (length < radius * (1 - NEARLY))
    rest = np.sqrt(np.maximum((radius - length) * (radius + length), 0.0))
    q[0] += np.where(hard, rest, 0.0)
    promise = -total(q * (slopes + curvatures * q / 2))
    return times(axes, q), promise, hard | (length >= radius * (1 - NEARLY))


def step_at(shift: Array, slopes: Array, above: Array) -> tuple[Array, Array]:
    """Return the step in the coordinates of the axes, ``(n, *batch)``, and its length."""
    q = np.where(slopes == 0, 0.0, -slopes / (above + shift))
    return q, norm(q)
