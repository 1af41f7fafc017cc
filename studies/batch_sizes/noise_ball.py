r"""How far small batches keep a run from the minimum: measured, and by the law of linear noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np

from core.arrays import Array
from experiments.labels import layers
from experiments.trajectory import Trajectory
from surfaces import MiniBatch, Surface
from surfaces.data_loss import DataLoss
from surfaces.newton_polish import bottom

TAIL = 2
"""A ball is measured over the last of so many equal parts of a run."""


class Ball(NamedTuple):
    """How far from a minimum a run wanders: both are infinite where nothing holds it."""

    radius: float
    """Root of the mean square distance to the minimum."""
    excess: float
    """Mean of the true loss, less what it is at the minimum."""


@dataclass(frozen=True, eq=False)
class Pulls:
    """What each sample would do at a minimum, where together they do nothing."""

    hess: Array
    r"""The curvature of the full loss, :math:`H`, ``(n, n)``."""
    slopes: Array
    """The gradient of each sample, ``(N, n)``; their mean is 0."""
    bends: Array
    """By how much the curvature of each sample differs from the mean, ``(N, n, n)``."""

    @property
    def covariance(self) -> Array:
        r"""The covariance of the gradient of one sample, :math:`C`, ``(n, n)``."""
        return self.slopes.T @ self.slopes / len(self.slopes)

    @property
    def bending(self) -> Array:
        r"""The mean of :math:`D_i \otimes D_i` over the bends, ``(n * n, n * n)``."""
        n = len(self.hess)
        pairs = np.einsum("iac,ibd->abcd", self.bends, self.bends) / len(self.bends)
        return pairs.reshape(n * n, n * n)


def pulls(loss: DataLoss, minimum: Array) -> Pulls | None:
    """Ask every sample about a minimum ``(n,)``.

    None where the samples do not add up to the full loss, as after batch normalization: there the
    answer to one depends on those that are with it.
    """
    point = minimum[:, None]
    alone = [loss.on(np.array([i])) for i in range(loss.samples)]
    slopes = np.array([one.grad(point)[:, 0] for one in alone])
    hess = loss.hess(point)[..., 0]
    bends = np.array([one.hess(point)[..., 0] for one in alone]) - hess
    scale = np.abs(hess).max()
    if np.abs(bends.mean(axis=0)).max() > 1e-6 * scale:
        return None
    return Pulls(hess, slopes - slopes.mean(axis=0), bends)


def stationary(samples: Pulls, lr: float, batch_size: int, *, replacement: bool) -> Array:
    r"""Return the covariance ``(n, n)`` of the iterates of gradient descent around a minimum.

    Near a minimum each step multiplies the distance by :math:`A = I - \alpha H` and adds
    :math:`\alpha` times the noise of its batch, so the covariance stays as it is where

    .. math:: H \Sigma + \Sigma H - \alpha H \Sigma H = \alpha\, C / B

    and the excess loss :math:`\tfrac12 \operatorname{tr} H \Sigma` goes as :math:`\alpha / B`. The
    curvature differs from batch to batch too: that adds
    :math:`\tfrac{\alpha}{B}\, \tfrac1N \sum_i D_i \Sigma D_i` on the right. For a sum of squares
    nothing is left out; elsewhere it is the leading order. If all this grows without an end, there
    is no ball: infinite.

    In reshuffled epochs no sample comes twice before all have come once. The noise of an epoch adds
    up to zero, so along directions that one epoch hardly changes most of it cancels. With
    :math:`\operatorname{Cov}(\xi_j, \xi_k) = -C / (N - 1)` between the batches of an epoch the same
    sum is exact for noise that is the same everywhere. Returned is the mean over an epoch.

    Mandt, Hoffman and Blei (2017), "Stochastic gradient descent as approximate Bayesian inference",
    https://jmlr.org/papers/v18/17-214.html; at a finite rate Liu, Ziyin and Ueda (2021),
    https://arxiv.org/abs/2012.03636; the curvature's part Ziyin, Liu, Mori and Ueda (2022),
    https://arxiv.org/abs/2102.05375; epochs Kühn and Rosenow (2023),
    https://arxiv.org/abs/2306.05300
    """
    count, n = samples.slopes.shape
    if batch_size >= count and not replacement:
        return np.zeros((n, n))
    noise, bending = lr * lr * samples.covariance.ravel(), lr * lr * samples.bending
    shrink = np.eye(n) - lr * samples.hess
    twice = np.kron(shrink, shrink)
    if replacement:
        return _fixed_point(twice + bending / batch_size, noise / batch_size).reshape(n, n)
    whole, rest = divmod(count, batch_size)
    sizes = [batch_size] * whole + [rest] * (rest > 0)
    passed, added, way = np.eye(n * n), np.zeros(n * n), np.zeros((n, n))
    all_passed, all_left = np.zeros_like(passed), np.zeros_like(added)
    left = added
    for size in sizes:
        each = twice + bending * (count - size) / (size * (count - 1))
        passed, way = each @ passed, shrink @ way + np.eye(n)
        added = each @ added + noise * count / (size * (count - 1))
        left = added - np.kron(way, way) @ noise / (count - 1)
        all_passed, all_left = all_passed + passed, all_left + left
    first = _fixed_point(passed, left)
    return ((all_passed @ first + all_left) / len(sizes)).reshape(n, n)


def _fixed_point(passed: Array, added: Array) -> Array:
    """Return what stays as it is, passed on and added to; infinite if it would grow instead."""
    if not np.isfinite(passed).all() or np.abs(np.linalg.eigvals(passed)).max() >= 1:
        return np.full_like(added, np.inf)
    return np.linalg.solve(np.eye(len(added)) - passed, added)


def measured(run: Trajectory) -> Ball | None:
    """Measure the ball of a single run on a mean over samples, over the last half of the run.

    A run that has not come in by then is farther away than its ball. None if the run overflowed, or
    what it is on is no mean over samples.
    """
    loss, tail = _loss(run.problem), _tail(run)
    if loss is None or run.diverged:
        return None
    centre = minimum_at_hand(run)
    away = run.theta[tail] - centre
    squares = np.add.reduce(away * away, axis=1)
    floor = loss.value(centre[:, None])[0]
    return Ball(float(np.sqrt(squares.mean())), float(run.value[tail].mean() - floor))


def expected(run: Trajectory) -> Ball | None:
    """Return the ball by the law of ``stationary``, for the minimum that a single run is at.

    None where the law does not hold: for other rules than plain gradient descent, while a schedule
    changes the rate, and where samples do not add up to the loss.
    """
    loss = _loss(run.problem)
    *around, rule = layers(run.optimizer)
    plain = rule.plain and all(w.turns for w in around)
    rates = run.lr[_tail(run).start :]
    if loss is None or run.diverged or not plain or not len(rates) or np.ptp(rates) > 0:
        return None
    dealt = cast("MiniBatch", run.problem)
    batches = dealt if dealt.deals_batches else MiniBatch(loss, loss.samples)
    samples = pulls(loss, minimum_at_hand(run))
    return samples and ball(
        samples, float(rates[0]), batches.batch_size, replacement=batches.replacement
    )


def ball(samples: Pulls, lr: float, batch_size: int, *, replacement: bool) -> Ball:
    """Return the ball of a learning rate and a batch size, by the law of ``stationary``."""
    sigma = stationary(samples, lr, batch_size, replacement=replacement)
    if not np.isfinite(sigma).all():
        return Ball(np.inf, np.inf)
    return Ball(float(np.sqrt(np.trace(sigma))), float(np.trace(samples.hess @ sigma) / 2))


def minimum_at_hand(run: Trajectory) -> Array:
    """Return the bottom ``(n,)`` of the valley that the mean of the last half of a run lies in."""
    return bottom(run.problem, run.theta[_tail(run)].mean(axis=0)[:, None])[:, 0]


def _tail(run: Trajectory) -> slice:
    """Return the part of a run over which its ball is measured."""
    return slice(run.steps - run.steps // TAIL, None)


def _loss(problem: object) -> DataLoss | None:
    """Return the mean over samples behind a problem, if it is one."""
    dealt = isinstance(problem, Surface) and problem.deals_batches
    loss = cast("Surface", problem).within if dealt else problem
    return loss if isinstance(loss, DataLoss) else None
