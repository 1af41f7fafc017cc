"""Factors that only fall, from 1 on the first step: in cuts, or smoothly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from core.arrays import Hyper
from core.knobs import knob, knobs
from optimizers.schedules import meanings
from optimizers.schedules.base import Schedule, Steps


@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""Hold the rate until progress stalls on the noise it makes, then cut it.

    .. math:: s(t) = \gamma^{\lfloor t / k \rfloor}

    Each cut lowers the floor that noise or oscillation puts under the loss, hence the staircases
    of old training curves. It never ends: the cuts go on. He et al. (2016), Section 3.4,
    https://arxiv.org/abs/1512.03385

    PyTorch's ``StepLR``; Optax's ``exponential_decay(staircase=True)``.
    """

    title: ClassVar[str] = "Step decay"
    formula: ClassVar[str] = r"s(t) = \gamma^{\lfloor t / k \rfloor}"
    fits: ClassVar[Mapping[str, int]] = {"every": 4}

    every: Hyper = knob(50, "k", 1, 100_000, meanings.CUT_EVERY)
    gamma: Hyper = knob(0.5, r"\gamma", 0.01, 1.0, meanings.CUT_FACTOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        # np.power takes short cuts for a lone exponent of 2 that an array of exponents does not.
        return np.float_power(self.gamma, t // self.every)


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    r"""Lose the same share at every step.

    .. math:: s(t) = e^{-\rho t}

    The factors add up to only about :math:`1 / \rho`: gradient descent can walk no further than
    that many full steps, and a run that decays too early stops short of the minimum. Rates that are
    sure to arrive have an infinite sum: Robbins and Monro (1951),
    https://doi.org/10.1214/aoms/1177729586

    PyTorch's ``ExponentialLR`` with its ``gamma`` equal to :math:`e^{-\rho}`.
    """

    title: ClassVar[str] = "Exponential decay"
    formula: ClassVar[str] = r"s(t) = e^{-\rho t}"

    rate: Hyper = knob(0.01, r"\rho", 1e-5, 1.0, meanings.DECAY_RATE, log=True)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return np.exp(-self.rate * t)

    def fitted(self, steps: int) -> Self:
        """Return the decay to a hundredth or so, :math:`e^{-5}`, over a race of ``steps``."""
        about = knobs(self)["rate"]
        rate = float(f"{5 / max(steps, 1):.2g}")
        return replace(self, rate=min(max(rate, about.low), about.high))


@dataclass(frozen=True)
class LinearDecay(Schedule):
    r"""Fall by the same amount at every step.

    .. math:: s(t) = f + (1 - f)\, (1 - \min(t / T, 1))

    The last point of a run is to be used, and late steps are not averaged out by any that follow:
    the worst case over all convex losses is best met by rates proportional to :math:`1 - t / T`.
    Defazio, Cutkosky, Mehta and Mishchenko (2023), https://arxiv.org/abs/2310.07831

    The floor is reached after :math:`T` steps and kept. PyTorch's ``LinearLR(start_factor=1,
    end_factor=f, total_iters=T)``; Optax's ``linear_schedule``.
    """

    title: ClassVar[str] = "Linear decay"
    formula: ClassVar[str] = r"s(t) = f + (1 - f)\,(1 - \min(t / T, 1))"

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.FALL_STEPS)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0, meanings.FALL_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return self.floor + (1 - self.floor) * (1 - np.minimum(t / self.steps, 1.0))


@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    r"""Bend the straight line: a power above 1 falls early, one below 1 late.

    .. math:: s(t) = f + (1 - f)\, (1 - \min(t / T, 1))^p

    At :math:`p = 1` this is :class:`LinearDecay`. A high power spends most of the run at small
    rates; the 0.9 of image segmentation hardly differs from the line. Chen et al. (2018), DeepLab,
    where it is called "poly", https://arxiv.org/abs/1606.00915

    The floor is reached after :math:`T` steps and kept. PyTorch's ``PolynomialLR(total_iters=T,
    power=p)``, whose floor is 0; Optax's ``polynomial_schedule``.
    """

    title: ClassVar[str] = "Polynomial decay"
    formula: ClassVar[str] = r"s(t) = f + (1 - f)\,(1 - \min(t / T, 1))^p"

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.FALL_STEPS)
    power: Hyper = knob(2.0, "p", 0.1, 10.0, meanings.BENDING, log=True)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0, meanings.FALL_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        left = 1 - np.minimum(t / self.steps, 1.0)
        return self.floor + (1 - self.floor) * np.float_power(left, self.power)
