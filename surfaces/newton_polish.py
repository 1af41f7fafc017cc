"""The bottom of a valley to its last digits: Newton's method that only ever goes down."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, norm
from core.loss import Loss

ROUNDS = 60
HALVINGS = 30


def bottom(loss: Loss, theta: Array) -> Array:
    """Descend from points ``(n, *batch)`` to a minimum each; one lane does not see the others.

    Newton's step, along every axis of the Hessian turned downhill, is halved until the loss falls;
    at the end it is taken as it is while that makes the gradient shorter.
    """
    value = loss.value(theta)
    for _ in range(ROUNDS):
        step = newton_step(loss, theta)
        falling = np.zeros(value.shape, dtype=bool)
        for _ in range(HALVINGS):
            ahead = loss.value(theta + step)
            falling |= ahead < value
            if falling.all():
                break
            step = np.where(falling, step, step / 2)
        if not falling.any():
            break
        theta = np.where(falling, theta + step, theta)
        value = loss.value(theta)
    for _ in range(3):
        ahead = theta + newton_step(loss, theta)
        flatter = norm(loss.grad(ahead)) < norm(loss.grad(theta))
        theta = np.where(flatter, ahead, theta)
    return theta


def newton_step(loss: Loss, theta: Array) -> Array:
    """Return Newton's steps ``(n, *batch)``, with the size of each curvature but not its sign.

    It is 0 where gradient or Hessian are not finite.
    """
    hess = np.moveaxis(loss.hess(theta), (0, 1), (-2, -1))
    grad = np.moveaxis(loss.grad(theta), 0, -1)[..., None]
    known = np.isfinite(hess.sum(axis=(-2, -1)))
    bends, axes = np.linalg.eigh(np.where(known[..., None, None], hess, 0.0))
    size = np.abs(bends)[..., None]
    size = np.maximum(size, 1e-12 * np.max(size, axis=-2, keepdims=True) + 1e-300)
    step = -np.moveaxis((axes @ (axes.swapaxes(-1, -2) @ grad / size))[..., 0], -1, 0)
    return np.where(known & np.isfinite(step).all(axis=0), step, 0.0)
