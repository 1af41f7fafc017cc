r"""How long a run stayed near a saddle, and how fast it left it.

Along a direction that bends down by :math:`\lambda_-` gradient descent multiplies what it is off
the ridge by :math:`1 + \alpha |\lambda_-|` at every step. From :math:`\delta` off the ridge to a
radius r it therefore takes :math:`\log(r / \delta) / \log(1 + \alpha |\lambda_-|)` steps: an
offset that is a tenth costs only so many steps more, and an offset of zero keeps it for ever. Lee,
Simchowitz, Jordan and Recht (2016), https://arxiv.org/abs/1602.04915
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import axes, glances
from diagnosis.evidence import NEIGHBOURHOOD, Evidence
from diagnosis.stability import rule_at
from diagnosis.surroundings import LEVEL
from optimizers import Optimizer

REFINEMENTS = 30
"""Steps of Newton's method from a point of the path to the saddle beside it."""


@dataclass(frozen=True, eq=False)
class Escape:
    """A run's stay near a point without slope from which the ground falls away."""

    saddle: Array
    """``(n,)``."""
    curvature: float
    """The most negative curvature there."""
    peak: bool
    """Whether the ground falls away on all sides."""
    radius: float
    entered: int
    """The first iterate within the radius."""
    left: int | None
    """The first one after it that is farther than the radius off the ridge; None if it stayed."""
    offset: float
    """How far off the ridge the first iterate within the radius was."""
    growth: float
    """By what factor a step multiplied that, on average; NaN where it was 0 or never grew."""
    theory: float | None
    """By what factor the rule should, from its rate and the curvature; None if there is no law,
    or no step."""

    @property
    def expected(self) -> float | None:
        """How many steps the theory gives from the offset to the radius; infinite on the ridge."""
        if self.theory is None or self.theory <= 1:
            return None
        if not self.offset:
            return np.inf
        return max(0.0, float(np.log(self.radius / self.offset) / np.log(self.theory)))


def escape(e: Evidence) -> Escape | None:
    """Find the first saddle, or peak, that a run came near, and when it left; None if it met none.

    Near is within ``NEIGHBOURHOOD`` of the map's diagonal.
    """
    radius = NEIGHBOURHOOD * e.diagonal
    saddle = _saddle(e, radius)
    if saddle is None:
        return None
    curvatures, ways = axes(e.problem, saddle)
    distances = norm((e.path - saddle).T)
    entered = int(np.argmax(distances <= radius))
    off = norm(ways[:, curvatures < 0].T @ (e.path[entered:] - saddle).T)
    outside = np.flatnonzero(off > radius)
    left = entered + int(outside[0]) if len(outside) else None
    until = e.last if left is None else left
    start, end = float(off[0]), float(off[until - entered])
    grew = until > entered and 0 < start < end
    t = min(entered + 1, max(e.run.steps, 1))
    rate = float(e.run.lr[t - 1]) if e.run.steps else np.nan  # NaN, too, after an overflow
    bend = -float(curvatures[0])
    return Escape(
        saddle=saddle,
        curvature=float(curvatures[0]),
        peak=bool(curvatures[-1] < 0),
        radius=radius,
        entered=entered,
        left=left,
        offset=start,
        growth=float(np.power(end / start, 1 / (until - entered))) if grew else np.nan,
        theory=None if np.isnan(rate) else escape_factor(rule_at(e.run.optimizer, t), rate, bend),
    )


def escape_factor(rule: Optimizer, lr: float, bend: float) -> float | None:
    """Return the factor a step by which a rule leaves a ridge that bends down by ``bend``.

    None for rules that have no such law.
    """
    beta = float(getattr(rule, "beta", 0.0))
    return None if rule.law is None else rule.law.escape_factor(beta, lr * bend)


def _saddle(e: Evidence, radius: float) -> Array | None:
    """Return the first point without slope, near the path, from which the ground falls away."""
    points = glances(e.path.T)
    hessians = np.moveaxis(e.problem.hess(points), -1, 0)
    slopes = e.problem.grad(points).T
    bent = np.isfinite(hessians).all(axis=(1, 2)) & np.isfinite(slopes).all(axis=1)
    curvatures, ways = np.linalg.eigh(np.where(bent[:, None, None], hessians, 0.0))
    along = np.einsum("kij,ki->kj", ways, slopes)
    there = np.where(along == 0, 0.0, along / curvatures)
    near = bent & (curvatures[:, 0] < 0) & (norm(there.T) <= radius)
    for point in points.T[near]:
        found = _refined(e, point, radius)
        if found is not None:
            return found
    return None


def _refined(e: Evidence, point: Array, radius: float) -> Array | None:
    """Follow Newton's method to the point without slope; None if it is no saddle, or far off."""
    theta = point
    for _ in range(REFINEMENTS):
        curvatures, ways = axes(e.problem, theta)
        along = ways.T @ e.problem.grad(theta[:, None])[:, 0]
        step = ways @ np.where(along == 0, 0.0, along / curvatures)
        if not np.isfinite(step).all() or norm(theta - step - point) > radius:
            return None
        theta = theta - step
        if norm(step) <= LEVEL * e.mark:
            falls = -axes(e.problem, theta)[0][0] * e.mark * e.mark
            return theta if falls > LEVEL * e.relief else None
    return None
