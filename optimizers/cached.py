"""What a loss has said already need not be asked again."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Loss


class Known(NamedTuple):
    """Points ``(n, *batch)``, and what a loss said about them, as far as it was asked."""

    theta: Array
    value: Array | None = None
    grad: Array | None = None
    hess: Array | None = None
    sample: Hashable = None
    """Which loss that was, if it has a number: see ``recall``."""
    moved: npt.NDArray[np.bool_] | None = None
    """Which runs of the batch stand where nothing was asked yet, ``(*batch)``; ``None`` for all."""


class CachedPoint:
    """Points ``(n, *batch)`` that ask the loss about themselves when need be, and once only."""

    def __init__(self, f: Loss, theta: Array, **answers: Array) -> None:
        """Stand at points; some of ``value``, ``grad`` and ``hess`` may be known there."""
        self.f = f
        self.theta = theta
        vars(self).update(answers)

    @cached_property
    def value(self) -> Array:
        """The height, ``(*batch)``."""
        return self.f.value(self.theta)

    @cached_property
    def grad(self) -> Array:
        """The gradient, ``(n, *batch)``."""
        return self.f.grad(self.theta)

    @cached_property
    def hess(self) -> Array:
        """The Hessian, ``(n, n, *batch)``."""
        return self.f.hess(self.theta)

    def known(self) -> Known:
        """Return what has been asked, for a state to keep."""
        said = vars(self)
        sample = getattr(self.f, "sample", None)
        return Known(self.theta, said.get("value"), said.get("grad"), said.get("hess"), sample)


def recall(f: Loss, theta: Array, before: Known) -> CachedPoint:
    """Return points ``(n, *batch)`` with what the step before left known, where it still holds.

    It does if nothing moved the points meanwhile, and if the loss is the same: a loss that may be
    met again carries a number, ``sample``, which another mini-batch does not share. Of a loss
    without a number nothing is known.
    """
    sample: Hashable = getattr(f, "sample", None)
    stays = np.array_equal(theta, before.theta, equal_nan=True)  # for all but overflowed runs
    if sample is None or sample != before.sample or not stays:
        return CachedPoint(f, theta)
    if before.moved is not None:
        f = only(f, before.moved)
    said = {"value": before.value, "grad": before.grad, "hess": before.hess}
    return CachedPoint(
        f, theta, **{name: answer for name, answer in said.items() if answer is not None}
    )


def only(f: Loss, runs: npt.NDArray[np.bool_]) -> Loss:
    """Return a loss for a question that only some runs of a batch have, ``(*batch)``.

    The others come along, since a batch is asked as a whole; a loss that counts counts them out.
    """
    counting = getattr(f, "only", None)
    return f if counting is None else counting(runs)


def unmoved(here: CachedPoint, before: Known) -> npt.NDArray[np.bool_]:
    """Tell in which runs both the points and their gradients are as before, ``(*batch)``."""
    if before.grad is None:
        return np.zeros(here.theta.shape[1:], dtype=bool)
    return np.logical_and.reduce((here.theta == before.theta) & (here.grad == before.grad), axis=0)
