"""The loop of the project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem, Seed
from experiments.counting import Counted, Mask
from experiments.trajectory import Counts, Evaluations, Trajectory, swept_shape
from optimizers.base import Optimizer

CHECK_EVERY = 64  # steps between looks whether anything is still finite


def run(
    optimizer: Optimizer,
    problem: Problem,
    start: npt.ArrayLike,
    steps: int,
    seed: Seed = 0,
    progress: Callable[[float], None] | None = None,
    budget: int | None = None,
) -> Trajectory:
    """Run an optimizer from one start ``(n,)``, or from many at once ``(n, *batch)``.

    Swept knobs (arrays) broadcast against the starts, and so do seeds: with one seed, all runs of
    a batch meet the same samples; ``seed=np.arange(64)`` is 64 runs, each with its own. A run by
    itself and the same run inside a batch agree bit for bit. ``progress`` is called now and then
    with the part done, between 0 and 1; an exception raised there cancels the run. With a
    ``budget`` it ends before ``steps`` once every run of the batch has asked for so much, or has
    nothing more to ask: a value or a gradient counts 1, a Hessian as many as it has rows.

    Raises ``ValueError`` if the start, or the loss or its gradient there, is not finite, if
    ``steps`` is negative, or if a seed is not a whole number from 0 on.
    """
    seed = _checked(seed)
    theta, batch = _starting_points(optimizer, problem, start, seed)
    if steps < 0:
        raise ValueError(f"steps = {steps}: a run takes 0 steps or more")
    path = np.full((steps + 1, *theta.shape), np.nan)
    lr = np.full((steps, *theta.shape[1:]), np.nan)
    clipped = np.zeros(lr.shape, dtype=bool)
    asked: list[Evaluations] = []
    path[0] = theta
    f, spent = Counted(), np.zeros(1, dtype=int)
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
            asked.append(f.asked())
            if budget is not None:
                cost = asked[-1].cost(len(theta))
                spent = spent + cost
                if np.all((spent >= budget) | (np.asarray(cost) == 0)):
                    path, lr, clipped = path[: t + 1], lr[:t], clipped[:t]
                    break
            if t % CHECK_EVERY == 0:
                if not np.isfinite(theta).all(axis=0).any():
                    break
                if progress is not None:
                    progress(t / steps)
        return _recorded(optimizer, problem, seed, path, lr, clipped, asked, batch)


def run_each(
    optimizers: Sequence[Optimizer],
    problem: Problem,
    start: npt.ArrayLike,
    steps: int,
    seed: Seed = 0,
    progress: Callable[[float], None] | None = None,
) -> tuple[Trajectory, ...]:
    """Run several optimizers, in order, from one start. ``progress`` is told the part done.

    Raises ``ValueError`` as ``run`` does.
    """
    trajectories: list[Trajectory] = []
    for done, optimizer in enumerate(optimizers):

        def report(part: float, done: int = done) -> None:
            if progress is not None:
                progress((done + part) / len(optimizers))

        trajectories.append(run(optimizer, problem, start, steps, seed, report))
        report(1.0)
    return tuple(trajectories)


def _checked(seed: Seed) -> Seed:
    """Return a seed as an ``int``, or an array of them as it is."""
    seeds = np.asarray(seed)
    if seeds.dtype.kind not in "iu" or (seeds < 0).any():
        raise ValueError(f"seed = {seed}: a seed is a whole number from 0 on")
    return seeds if seeds.ndim else int(seeds)


def _starting_points(
    optimizer: Optimizer, problem: Problem, start: npt.ArrayLike, seed: Seed
) -> tuple[Array, tuple[int, ...]]:
    """Return the first points, always with a batch axis, and the batch shape asked for.

    The axis matters: NumPy rounds some operations on single numbers differently.
    """
    points = np.array(start, dtype=float)
    if points.ndim == 0 or not np.isfinite(points).all():
        raise ValueError(f"start = {start}: a start is a point of finite coordinates")
    swept = swept_shape(optimizer), swept_shape(problem), np.shape(seed)
    batch = np.broadcast_shapes(points.shape[1:], *swept)
    axes = batch or (1,)
    points = points.reshape(len(points), *(1,) * (len(axes) + 1 - points.ndim), *points.shape[1:])
    points = np.array(np.broadcast_to(points, (len(points), *axes)))
    with np.errstate(all="ignore"):
        value, grad = problem.value(points), problem.grad(points)
    if not (np.isfinite(value).all() and np.isfinite(grad).all()):
        raise ValueError(f"start = {start}: the loss or its gradient is not finite there")
    return points, batch


def _recorded(
    optimizer: Optimizer,
    problem: Problem,
    seed: Seed,
    path: Array,
    lr: Array,
    clipped: Mask,
    asked: list[Evaluations],
    batch: tuple[int, ...],
) -> Trajectory:
    """Ask for the true values and gradients along the path, and cut it where it overflowed."""
    points = np.ascontiguousarray(np.moveaxis(path, 1, 0))
    value = np.array(np.broadcast_to(problem.value(points), points.shape[1:]))
    grad = problem.grad(points)
    finite = np.isfinite(value) & np.isfinite(grad).all(axis=0) & np.isfinite(points).all(axis=0)
    last = np.where(finite.all(axis=0), len(path), np.argmin(finite, axis=0)) - 1
    after = np.minimum(last + 1, len(path) - 1)
    stop = np.take_along_axis(path, after[None, None], axis=0)[0]
    grad = np.ascontiguousarray(np.moveaxis(grad, 0, 1))
    counts = Evaluations(*(_in_steps(kind, lr.shape) for kind in _kinds(asked)))
    if (last < len(path) - 1).any():
        t = np.arange(len(path)).reshape(-1, *(1,) * last.ndim)
        held = np.minimum(t, last)
        value = np.take_along_axis(value, held, axis=0)
        path = np.take_along_axis(path, held[:, None], axis=0)
        grad = np.take_along_axis(grad, held[:, None], axis=0)
        stopped = t[1:] > last + 1
        lr[stopped] = np.nan
        clipped[stopped] = False
        counts = Evaluations(*(np.where(stopped, 0, kind) for kind in counts))
    every = Trajectory(optimizer, problem, seed, path, value, grad, lr, clipped, last, counts, stop)
    return every if batch else every[0]


def _kinds(asked: Sequence[Evaluations]) -> Sequence[Sequence[Any]]:
    """Return what the steps asked, kind by kind."""
    return [*zip(*asked, strict=True)] or [(), (), ()]


def _in_steps(kind: Sequence[Any], shape: tuple[int, ...]) -> Counts:
    """Line up the counts of the steps taken, ``(steps, *batch)``; later ones asked for nothing."""
    if all(isinstance(count, int) for count in kind):  # takes no room, however large the batch
        each = np.zeros(shape[0], dtype=int)
        each[: len(kind)] = kind
        return np.broadcast_to(each.reshape(-1, *(1,) * (len(shape) - 1)), shape)
    every = np.zeros(shape, dtype=int)
    for t, count in enumerate(kind):
        every[t] = count
    return every
