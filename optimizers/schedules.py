"""Factors that change with time, to multiply a knob with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from core.arrays import Hyper
from core.knobs import knob

Steps = int | npt.NDArray[np.integer[Any]]
"""The number of steps already taken, or an array of such numbers."""


class Schedule(ABC):
    """A factor s(t). Subclasses are frozen dataclasses: fields are the knobs.

    A factor, not a rate, serves a swept knob as well as a plain one.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX, in the symbols of the knobs."""

    @abstractmethod
    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps: 0 on the first, ``np.arange(steps)`` for a curve.

        A swept knob broadcasts against ``t``.
        """


@dataclass(frozen=True)
class Constant(Schedule):
    """Change nothing: what the others are measured against."""

    title: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "s(t) = 1"

    def __call__(self, t: Steps) -> Hyper:
        """Return ones in the shape of ``t``."""
        return 1.0 + 0.0 * t


@dataclass(frozen=True)
class StepDecay(Schedule):
    r"""Hold the rate until progress stalls on the noise it makes, then cut it.

    .. math:: s(t) = \gamma^{\lfloor t / k \rfloor}

    Each cut lowers the floor that noise or oscillation puts under the loss, hence the staircases
    of old training curves. He et al. (2016), Section 3.4, https://arxiv.org/abs/1512.03385

    PyTorch's ``StepLR``; Optax's ``exponential_decay(staircase=True)``.
    """

    title: ClassVar[str] = "Step decay"
    formula: ClassVar[str] = r"s(t) = \gamma^{\lfloor t / k \rfloor}"

    every: Hyper = knob(50, "k", 1, 100_000)
    gamma: Hyper = knob(0.5, r"\gamma", 0.01, 1.0)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return np.power(self.gamma, t // self.every)


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

    rate: Hyper = knob(0.01, r"\rho", 1e-5, 1.0, log=True)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return np.exp(-self.rate * t)


def half_cosine(progress: Hyper, floor: Hyper) -> Hyper:
    """Fall from 1 to the floor, gently at both ends, as progress goes from 0 to 1."""
    return floor + (1 - floor) * (1 + np.cos(np.pi * progress)) / 2


@dataclass(frozen=True)
class CosineAnnealing(Schedule):
    r"""Stay high for long, fall in the middle, and land softly.

    .. math:: s(t) = f + (1 - f)\, \frac{1 + \cos(\pi \min(t / T, 1))}{2}

    Long at a high rate it explores, long at a low rate it settles, and no moment of a cut has to be
    chosen. Loshchilov and Hutter (2017), equation 5 with one cycle,
    https://arxiv.org/abs/1608.03983

    Past the end it stays at the floor, as Optax's ``cosine_decay_schedule`` does; the curve of
    PyTorch's ``CosineAnnealingLR`` turns up again there.
    """

    title: ClassVar[str] = "Cosine annealing"
    formula: ClassVar[str] = r"s(t) = f + (1 - f)\,\frac{1 + \cos(\pi \min(t / T, 1))}{2}"

    steps: Hyper = knob(200, "T", 1, 100_000)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return half_cosine(np.minimum(t / self.steps, 1.0), self.floor)


@dataclass(frozen=True)
class WarmRestarts(Schedule):
    r"""Anneal, jump back to the full rate, and anneal again, longer each time.

    .. math:: s(t) = f + (1 - f)\, \frac{1 + \cos(\pi u)}{2}, \qquad
        u = \frac{t - T_c}{P \gamma^c}

    where cycle :math:`c` starts at :math:`T_c = P\, (\gamma^c - 1) / (\gamma - 1)`. A restart can
    throw the point out of a poor basin, and every end of a cycle is a settled point to keep.

    Loshchilov and Hutter (2017), equation 5, https://arxiv.org/abs/1608.03983

    PyTorch's ``CosineAnnealingWarmRestarts``, whose ``T_mult`` must be whole; :math:`\gamma` may be
    any number from 1 on.
    """

    title: ClassVar[str] = "Warm restarts"
    formula: ClassVar[str] = (
        r"s(t) = f + (1 - f)\,\frac{1 + \cos(\pi u)}{2},\quad u = \frac{t - T_c}{P \gamma^c},"
        r"\quad T_c = P\,\frac{\gamma^c - 1}{\gamma - 1}"
    )

    period: Hyper = knob(50, "P", 1, 100_000)
    growth: Hyper = knob(2.0, r"\gamma", 1.0, 10.0)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        # Solved for u without T_c. Equal cycles are the limit of growth to 1, and log1p and expm1
        # are exact there; what is added before the floor keeps a restart whose cycle number
        # rounding left just below a whole one.
        excess = np.maximum(self.growth - 1.0, 1e-30)
        log_growth = np.log1p(excess)
        cycles = np.log1p(excess * t / self.period) / log_growth
        into_cycle = cycles - np.floor(cycles + 1e-9)
        return half_cosine(np.expm1(into_cycle * log_growth) / excess, self.floor)


@dataclass(frozen=True)
class Warmup(Schedule):
    r"""Start small, and hand over to another schedule at the full rate.

    .. math:: s(t) = (t + 1) / w \text{ while } t < w, \text{ then } s_2(t - w)

    First gradients are the steepest and running means know least about them; small steps keep them
    from throwing the point far away. Goyal et al. (2017), Section 2.2,
    https://arxiv.org/abs/1706.02677

    PyTorch's ``LinearLR(start_factor=1/w, total_iters=w - 1)`` for the ramp.
    """

    title: ClassVar[str] = "Warm-up"
    formula: ClassVar[str] = (
        r"s(t) = \begin{cases} (t + 1) / w & t < w \\ s_2(t - w) & t \ge w \end{cases}"
    )

    steps: Hyper = knob(10, "w", 1, 100_000)
    then: Schedule = field(default_factory=Constant)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        after = self.then(np.maximum(t - self.steps, 0))
        return np.where(t < self.steps, (t + 1) / self.steps, after)[()]


SCHEDULES: dict[str, type[Schedule]] = {
    "Constant": Constant,
    "StepDecay": StepDecay,
    "ExponentialDecay": ExponentialDecay,
    "CosineAnnealing": CosineAnnealing,
    "WarmRestarts": WarmRestarts,
    "Warmup": Warmup,
}
"""Every schedule by its class name, in the order in which they are taught."""
