r"""The largest curvature along a path, beside the largest that the learning rate allows.

Gradient descent settles in a bowl while :math:`\lambda_{\max} < 2 / \alpha`. On networks it comes
to train right there, at the edge of stability: Cohen et al. (2021),
https://arxiv.org/abs/2103.00065

Rules that divide by the size of the gradient see the ground through what they divide by. With the
divisors held still they are momentum descent on :math:`P^{-1/2} H P^{-1/2}`, whose largest
eigenvalue is the preconditioned sharpness. For Adam it comes to hover at
:math:`(2 + 2 \beta_1) / ((1 - \beta_1) \alpha)`, which is :math:`38 / \alpha` by default: Cohen et
al. (2022), "Adaptive Gradient Methods at the Edge of Stability", https://arxiv.org/abs/2207.14484.
But the divisors do not hold still: past this edge they grow, and such a rule hops instead of
running away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from diagnosis.curvature import ENTRIES, FEWEST, eigenvalues
from diagnosis.inspection import Inspection
from diagnosis.stability import bound, rule_at
from optimizers import Optimizer

GLANCES = 400
"""Steps at which the curvature is looked up, spread evenly; fewer in many dimensions."""


@dataclass(frozen=True, eq=False)
class Sharpness:
    """What some of the steps met, all arrays ``(k,)``."""

    steps: Array
    """The numbers of the steps; the first of a run is 1."""
    largest: Array
    """The largest curvature at the point before the step; NaN where it is not finite."""
    limit: Array
    """What it must stay below at the step's learning rate; NaN where no such law holds."""
    preconditioned: bool
    """Whether it is the curvature as the rule's divisors show it."""

    @property
    def limited(self) -> bool:
        """Whether a law says what it must stay below."""
        return bool(np.isfinite(self.limit).any())

    @property
    def ratio(self) -> Array:
        """The curvature in shares of its limit: 1 is the edge of stability."""
        with np.errstate(all="ignore"):
            return self.largest / self.limit


def sharpness(inspection: Inspection) -> Sharpness:
    """Measure the sharpness along a run, and its limit at each step."""
    run, n = inspection.trajectory, inspection.trajectory.theta.shape[1]
    most = int(np.clip(ENTRIES // (n * n), 2 * FEWEST, GLANCES))
    count = inspection.steps
    steps = np.unique(np.linspace(1, count, min(count, most)).round().astype(int))
    if not count:
        steps = steps[:0]
    divisors = _divisors(inspection)
    points = run.theta[steps - 1].T
    with np.errstate(all="ignore"):
        if divisors is None:
            largest = eigenvalues(run.problem, points)[:, -1]
        else:
            largest = _preconditioned(run.problem.hess(points), divisors[steps].T)
        limit = np.array([_limit(run.optimizer, t, float(run.lr[t - 1])) for t in steps])
    largest = np.where(np.isfinite(largest), largest, np.nan)
    return Sharpness(steps, largest, limit, divisors is not None)


def _limit(optimizer: Optimizer, t: int, lr: float) -> float:
    """Return the largest curvature that suits the rate of step t, or NaN."""
    law = bound(optimizer, t)
    if law is None:
        law = rule_at(optimizer, t).preconditioned_bound()
    return float(np.divide(law, lr)) if law is not None else np.nan


def _divisors(inspection: Inspection) -> Array | None:
    """Return what each step divided the slope by, ``(steps + 1, n)``, or None for other rules."""
    rule = rule_at(inspection.trajectory.optimizer, 1)
    if rule.preconditioned_bound() is None:
        return None
    v = inspection.fields(len(inspection.layers) - 1)["v"]
    with np.errstate(all="ignore"):
        return rule.divisor(v, np.arange(len(v), dtype=float)[:, None])


def _preconditioned(hessians: Array, divisors: Array) -> Array:
    """Map Hessians ``(n, n, k)`` and divisors ``(n, k)`` to the largest eigenvalues, ``(k,)``."""
    root = np.sqrt(divisors)
    scaled = np.moveaxis(hessians / (root[:, None] * root[None]), -1, 0)
    found = np.full(len(scaled), np.nan)
    finite = np.isfinite(scaled).all(axis=(1, 2))
    found[finite] = np.linalg.eigvalsh(scaled[finite])[:, -1]
    return found
