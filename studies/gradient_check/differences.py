"""Slopes of a loss by its gradient, by differences and by complex steps, along directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.loss import Loss
from studies.gradient_check.check import STEPS, Check
from studies.gradient_check.complex_step import complex_step

ROOM = 2**21
"""Coordinates of points at which the loss is evaluated at once."""
TRUSTED = 100.0
"""How many times their doubt complex steps may be off the differences, to be believed."""


def gradient_check(
    loss: Loss,
    theta: Array,
    along: Array | None = None,
    h: Array = STEPS,
    progress: Callable[[float], None] | None = None,
) -> Check:
    """Check the gradient of a loss at a point ``(n,)`` along directions ``(n, k)``.

    Without directions, along every coordinate. Of a loss that changes from step to step, pass the
    one of a step, ``problem.at(t)``: its value and its gradient belong together. ``h`` are
    ``(H,)``, falling, four a decade. ``progress`` is called with the part done, between 0 and 1; an
    exception raised there cancels the check.
    """
    theta = np.asarray(theta, dtype=float)
    along = np.eye(len(theta)) if along is None else along
    few = max(1, ROOM // along.size)
    asked = [h[first : first + few] for first in range(0, len(h), few)]
    ahead, behind, stepped = list[Array](), list[Array](), list[Array]()
    refused = ""
    with np.errstate(all="ignore"):
        value = float(loss.value(theta[:, None])[0])
        slopes = loss.grad(theta[:, None])
        analytic = np.where(along == 0, 0.0, along * slopes).sum(axis=0)  # 0 times inf is no slope
        for done, some in enumerate(asked):
            if progress is not None:
                progress(done / len(asked))
            ahead.append(_values(loss, theta, along, some))
            behind.append(_values(loss, theta, along, -some))
            try:
                if not refused:
                    stepped.append(complex_step(loss, theta, along, some))
            except TypeError as error:
                refused = str(error)
        forward = (np.concatenate(ahead) - value) / h[:, None]
        backward = (value - np.concatenate(behind)) / h[:, None]
        check = Check(theta, along, h, value, analytic, forward, backward, refused=refused)
        return check if refused else _believed(check, np.concatenate(stepped))


def _values(loss: Loss, theta: Array, along: Array, h: Array) -> Array:
    """Return the values after steps h along each direction, ``(H, k)``."""
    points = theta[:, None, None] + along[:, None] * h[:, None]
    return loss.value(points.reshape(len(theta), -1)).reshape(len(h), -1)


def _believed(check: Check, stepped: Array) -> Check:
    """Add complex steps, if the differences bear them out."""
    off = np.abs(stepped[-1] - check.slope)
    if not (off > TRUSTED * check.doubt + 1e-6 * check.scale).any():
        return replace(check, stepped=stepped)
    which = int(off.argmax())
    return replace(
        check,
        unproven=stepped[-1],
        refused=f"they would say {stepped[-1, which]:.4g} where differences settle at"
        f" {check.slope[which]:.4g}",
    )
