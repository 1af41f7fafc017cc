"""What an optimizer may ask of a loss, and what a run may ask of a problem."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from core.arrays import Array

Seed = int | npt.NDArray[np.integer]
"""What chance depends on: one number for all runs of a batch, or an array of them.

With one number, every run meets the same samples. An array broadcasts against ``batch`` as a
swept knob does, and each run then meets, bit for bit, what it would meet alone with its number.
"""


class Asked(NamedTuple):
    """How often a loss is asked for something."""

    value: float = 0
    grad: float = 0
    hess: float = 0


class Loss(Protocol):
    """A function of a point that also knows its derivatives."""

    def value(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``."""
        ...

    def grad(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``."""
        ...

    def hess(self, theta: Array, /) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``."""
        ...


class Problem(Loss, Protocol):
    """A true loss together with the sample of it that each step gets to see."""

    def at(self, t: int, seed: Seed = 0) -> Loss:
        """Return the loss of step ``t``: a pure function of ``(t, seed)``.

        Every optimizer of a race therefore meets the same samples, and all questions asked
        inside one step are answered by the same one. With an array of seeds, the loss is asked
        about points whose ``batch`` the seeds broadcast against.
        """
        ...
