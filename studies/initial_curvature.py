"""The curvature of a small network where training starts, with and without batch normalization."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.arrays import Array
from surfaces.data import Dataset
from surfaces.networks import Activation, Perceptron, ReLU, Tanh

UNITS = "8"
INITIAL = 8
"""Initial points at which the Hessian of a network is looked at."""
WORK = 300_000
"""Samples times parameters, over all of the points, from which on not all samples are looked at."""


class CurvatureRange(NamedTuple):
    """The curvatures of a network's loss at several initial points."""

    activation: Activation
    batch_norm: bool
    samples: int
    """How many were looked at."""
    eigenvalues: Array
    """``(points, n)``, ascending."""

    @property
    def sharpness(self) -> Array:
        """The largest curvature at each point, ``(points,)``."""
        return self.eigenvalues[:, -1]

    @property
    def spread(self) -> Array:
        """The largest curvature over the median size of them, ``(points,)``.

        The Hessian of a network has directions without curvature, so a condition number says
        nothing.
        """
        return self.sharpness / np.median(np.abs(self.eigenvalues), axis=1)


def spectra(data: Dataset) -> tuple[CurvatureRange, ...]:
    """Return the exact curvatures of a small perceptron at its initial points.

    For tanh without and with batch normalization, and for ReLU. Of many samples, or of samples with
    many inputs, it is the Hessian over a part of them, evenly spread.
    """
    found: list[CurvatureRange] = []
    for activation in (Tanh(), ReLU()):
        for batch_norm in (False, True):
            network = Perceptron(data, UNITS, activation, batch_norm, held_out=0.0)
            each = -(-network.samples * network.count * INITIAL // WORK)  # rounded up
            some = np.arange(0, network.samples, each)
            loss = network.on(some)
            points = [np.array(network.initial(k)) for k in range(INITIAL)]
            hessians = np.array([loss.hess(point) for point in points])
            found.append(
                CurvatureRange(activation, batch_norm, len(some), np.linalg.eigvalsh(hessians))
            )
    return tuple(found)
