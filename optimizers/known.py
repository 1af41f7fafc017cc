"""What a loss has said already need not be asked again."""

from __future__ import annotations

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
    sample: int | None = None
    """Which loss that was, if it has a number: see ``recall``."""


class Place:
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


def recall(f: Loss, theta: Array, before: Known) -> Place:
    """Return points ``(n, *batch)`` with what the step before left known, where it still holds.

    It does if nothing moved the points meanwhile, and if the loss is the same: a loss that may be
    met again carries a number, ``sample``, which another mini-batch does not share. Of a loss
    without a number nothing is known.
    """
    sample: int | None = getattr(f, "sample", None)
    if sample is None or sample != before.sample or not np.array_equal(theta, before.theta):
        return Place(f, theta)
    said = {"value": before.value, "grad": before.grad, "hess": before.hess}
    return Place(f, theta, **{name: answer for name, answer in said.items() if answer is not None})


def unmoved(here: Place, before: Known) -> npt.NDArray[np.bool_]:
    """Tell in which lanes both the points and their gradients are as before, ``(*batch)``."""
    if before.grad is None:
        return np.zeros(here.theta.shape[1:], dtype=bool)
    return np.logical_and.reduce((here.theta == before.theta) & (here.grad == before.grad), axis=0)
