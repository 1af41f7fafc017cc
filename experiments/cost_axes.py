"""What a run has paid up to each of its points: the other horizontal axes of a race.

A step of one rule is not a step of another: a line search asks several times, Newton's method asks
for a whole matrix, and a mini-batch is cheaper than all samples. Counted in what was asked of the
loss, they can be compared.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.arrays import Array
from core.loss import Problem
from experiments.trajectory import Counts, Trajectory
from surfaces import Surface


def steps(run: Trajectory) -> Counts:
    """Return the number of steps up to each point, ``(steps + 1,)``."""
    return np.arange(run.steps + 1)


def gradients(run: Trajectory) -> Counts:
    r"""Return the gradient evaluations up to each point, ``(steps + 1, *batch)``.

    A Hessian counts as :math:`n` of them, one a column: that is what it costs by differences of
    gradients, or by a derivative of the gradient along each coordinate. Values are free here.

    Nocedal and Wright (2006), "Numerical Optimization", sections 8.1 and 8.2,
    https://doi.org/10.1007/978-0-387-40065-5
    """
    return _summed(run.evaluations.grad + run.theta.shape[1] * run.evaluations.hess)


def evaluations(run: Trajectory) -> Counts:
    """Return the gradient evaluations plus those of the value, ``(steps + 1, *batch)``.

    By backpropagation a gradient costs a small multiple of a value: a search along a line that
    asks for values alone pays on this axis, and not on that of gradients.
    """
    return _summed(run.evaluations.cost(run.theta.shape[1]))


def samples(run: Trajectory) -> Counts | None:
    """Return the samples that the gradients up to each point saw, ``(steps + 1, *batch)``.

    Of every step, its gradient evaluations (without Hessians) times the size of its batch. None
    for a loss that is no mean over samples.
    """
    sizes = batch_sizes(run.problem, run.steps)
    if sizes is None:
        return None
    asked = run.evaluations.grad
    return _summed(asked * sizes.reshape(-1, *(1,) * (asked.ndim - 1)))


def epochs(run: Trajectory) -> Array | None:
    """Return the same in passes through all samples, ``(steps + 1, *batch)``, or None."""
    seen = samples(run)
    return None if seen is None else seen / samples_an_epoch(run.problem)


AXES: dict[str, Callable[[Trajectory], Array | Counts | None]] = {
    "steps": steps,
    "epochs": epochs,
    "samples": samples,
    "gradients": gradients,
    "evaluations": evaluations,
}
"""By the names that stand in a link, the usual one first."""


def batch_sizes(problem: Problem, steps: int) -> Counts | None:
    """Return the size of each step's batch, ``(steps,)``: all samples where there are no batches.

    None for a loss that is no mean over samples.
    """
    return problem.batch_sizes(steps) if isinstance(problem, Surface) else None


def samples_an_epoch(problem: Problem) -> int:
    """Return how many samples a loss is the mean over; 0 if it is none."""
    return problem.sample_count if isinstance(problem, Surface) else 0


def _summed(counts: Counts) -> Counts:
    """Sum counts of steps ``(steps, *batch)`` up to the points between ``(steps + 1, *batch)``."""
    return np.concatenate([np.zeros_like(counts, shape=(1, *counts.shape[1:])), counts.cumsum(0)])
