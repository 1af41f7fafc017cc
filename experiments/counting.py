"""How often a loss is asked for a value, a gradient or a Hessian, counted run by run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Loss
from experiments.trajectory import Evaluations

Mask = npt.NDArray[np.bool_]


class Counted:
    """A loss that counts what it is asked at a step, run by run."""

    loss: Any = None
    sample = 0
    """A number for the loss: while it stays the same, so do the answers."""
    values: Any = 0
    """How often each run asked since the step began, ``(*batch)``, or one number for all."""
    grads: Any = 0
    hessians: Any = 0

    def meet(self, loss: Loss) -> None:
        """Pass on to this loss from now on, and begin a step."""
        self.sample += loss is not self.loss
        self.loss = loss
        self.values = self.grads = self.hessians = 0

    def asked(self) -> Evaluations:
        """Return how often each run asked since the step began."""
        return Evaluations(self.values, self.grads, self.hessians)

    def only(self, runs: Mask) -> AskedBySome:
        """Return this loss for a question that some runs of a batch have, ``(*batch)``."""
        return AskedBySome(self, runs)

    def value(self, theta: Array) -> Array:
        """Count and pass on."""
        self.values = self.values + 1
        return self.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        """Count and pass on."""
        self.grads = self.grads + 1
        return self.loss.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Count and pass on."""
        self.hessians = self.hessians + 1
        return self.loss.hess(theta)


@dataclass(frozen=True)
class AskedBySome:
    """A counted loss, asked about all points for the sake of some runs: these alone pay."""

    counted: Counted
    runs: Mask

    @property
    def sample(self) -> int:
        """The number of the loss."""
        return self.counted.sample

    def only(self, runs: Mask) -> AskedBySome:
        """Leave out more runs."""
        return AskedBySome(self.counted, self.runs & runs)

    def value(self, theta: Array) -> Array:
        """Count and pass on."""
        self.counted.values = self.counted.values + self.runs
        return self.counted.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        """Count and pass on."""
        self.counted.grads = self.counted.grads + self.runs
        return self.counted.loss.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Count and pass on."""
        self.counted.hessians = self.counted.hessians + self.runs
        return self.counted.loss.hess(theta)
