"""The loop of the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Loss, Problem
from experiments.trajectory import Evaluations, Trajectory, swept_shape
from optimizers.base import Optimizer

CHECK_EVERY = 64  # steps between looks whether anything is still finite


def run(
    optimizer: Optimizer,
    problem: Problem,
    start: npt.ArrayLike,
    steps: int,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Trajectory:
    """Run an optimizer from one start ``(n,)``, or from many at once ``(n, *batch)``.

    Swept knobs (arrays) broadcast against the starts. A run from one start and the same run
    inside a batch agree bit for bit. ``progress`` is called now and then with the part done,
    between 0 and 1; an exception raised there cancels the run.

    Raises ``ValueError`` if the start, or the loss or its gradient there, is not finite, or if
    ``steps`` is negative.
    """
    theta, batch = _starting_points(optimizer, problem, start)
    if steps < 0:
        raise ValueError(f"steps = {steps}: a run takes 0 steps or more")
    path = np.full((steps + 1, *theta.shape), np.nan)
    lr = np.full((steps, *theta.shape[1:]), np.nan)
    clipped = np.zeros(lr.shape, dtype=bool)
    asked = [(0, 0, 0)]
    path[0] = theta
    f = Counted()
    with np.errstate(all="ignore"):  # an overflow is a result, read off the path afterwards
        state = optimizer.init(theta)
        for t in range(1, steps + 1):
            f.meet(problem.at(t, seed))
            theta, state = optimizer.step(f, theta, state, t)
            path[t] = theta
            lr[t - 1] = optimizer.rate(state, t)
            acted = optimizer.clipped(state)
            if acted is not False:
                clipped[t - 1] = acted
            asked.append((f.value_calls, f.grad_calls, f.hess_calls))
            if t % CHECK_EVERY == 0:
                if not np.isfinite(theta).all(axis=0).any():
                    break
                if progress is not None:
                    progress(t / steps)
        return _recorded(optimizer, problem, seed, path, lr, clipped, asked, batch)


class Counted:
    """A loss that counts what it is asked."""

    loss: Any = None
    sample = 0
    """A number for the loss: while it stays the same, so do the answers."""

    def __init__(self) -> None:
        """Start all counts at zero."""
        self.value_calls = self.grad_calls = self.hess_calls = 0

    def meet(self, loss: Loss) -> None:
        """Pass on to this loss from now on."""
        self.sample += loss is not self.loss
        self.loss = loss

    def value(self, theta: Array) -> Array:
        """Count and pass on."""
        self.value_calls += 1
        return self.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        """Count and pass on."""
        self.grad_calls += 1
        return self.loss.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Count and pass on."""
        self.hess_calls += 1
        return self.loss.hess(theta)


def _starting_points(
    optimizer: Optimizer, problem: Problem, start: npt.ArrayLike
) -> tuple[Array, tuple[int, ...]]:
    """Return the first points, always with a batch axis, and the batch shape asked for.

    The axis matters: NumPy rounds some operations on single numbers differently.
    """
    points = np.array(start, dtype=float)
    if points.ndim == 0 or not np.isfinite(points).all():
        raise ValueError(f"start = {start}: a start is a point of finite coordinates")
    batch = np.broadcast_shapes(points.shape[1:], swept_shape(optimizer), swept_shape(problem))
    lanes = batch or (1,)
    points = points.reshape(len(points), *(1,) * (len(lanes) + 1 - points.ndim), *points.shape[1:])
    points = np.array(np.broadcast_to(points, (len(points), *lanes)))
    with np.errstate(all="ignore"):
        value, grad = problem.value(points), problem.grad(points)
    if not (np.isfinite(value).all() and np.isfinite(grad).all()):
        raise ValueError(f"start = {start}: the loss or its gradient is not finite there")
    return points, batch


def _recorded(
    optimizer: Optimizer,
    problem: Problem,
    seed: int,
    path: Array,
    lr: Array,
    clipped: npt.NDArray[np.bool_],
    asked: list[tuple[int, int, int]],
    batch: tuple[int, ...],
) -> Trajectory:
    """Ask for the true values and gradients along the path, and cut it where it overflowed."""
    points = np.ascontiguousarray(np.moveaxis(path, 1, 0))
    value = np.array(np.broadcast_to(problem.value(points), points.shape[1:]))
    grad = problem.grad(points)
    finite = np.isfinite(value) & np.isfinite(grad).all(axis=0) & np.isfinite(points).all(axis=0)
    last = np.where(finite.all(axis=0), len(path), np.argmin(finite, axis=0)) - 1
    grad = np.ascontiguousarray(np.moveaxis(grad, 0, 1))
    counts = np.zeros((len(path) - 1, 3), dtype=int)
    counts[: len(asked) - 1] = np.diff(asked, axis=0)
    if (last < len(path) - 1).any():
        t = np.arange(len(path)).reshape(-1, *(1,) * last.ndim)
        held = np.minimum(t, last)
        value = np.take_along_axis(value, held, axis=0)
        path = np.take_along_axis(path, held[:, None], axis=0)
        grad = np.take_along_axis(grad, held[:, None], axis=0)
        stopped = t[1:] > last + 1
        lr[stopped] = np.nan
        clipped[stopped] = False
        counts[int(last.max()) + 1 :] = 0
    every = Trajectory(
        optimizer, problem, seed, path, value, grad, lr, clipped, last, Evaluations(*counts.T)
    )
    return every if batch else every[0]
