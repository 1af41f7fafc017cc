"""Factors that fall along half a cosine, once or again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from core.arrays import Hyper
from core.knobs import knob, knobs
from optimizers.schedules import meanings
from optimizers.schedules.base import Schedule, Steps, half_cosine, whole


@dataclass(frozen=True)
class CosineAnnealing(Schedule):
    r"""Stay high for long, fall in the middle, and land softly.

    .. math:: s(t) = f + (1 - f)\, \frac{1 + \cos(\pi \min(t / T, 1))}{2}

    Long at a high rate it explores, long at a low rate it settles, and no moment of a cut has to be
    chosen. Loshchilov and Hutter (2017), equation 5 with one cycle,
    https://arxiv.org/abs/1608.03983

    The floor is reached after :math:`T` steps and kept, as by Optax's ``cosine_decay_schedule``;
    the curve of PyTorch's ``CosineAnnealingLR`` turns up again there.
    """

    title: ClassVar[str] = "Cosine annealing"
    formula: ClassVar[str] = r"s(t) = f + (1 - f)\,\frac{1 + \cos(\pi \min(t / T, 1))}{2}"

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.FALL_STEPS)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0, meanings.FALL_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return half_cosine(np.minimum(t / self.steps, 1.0), 1.0, self.floor)


@dataclass(frozen=True)
class WarmRestarts(Schedule):
    r"""Anneal, jump back to the full rate, and anneal again, longer each time.

    .. math:: s(t) = f + (1 - f)\, \frac{1 + \cos(\pi u)}{2}, \qquad
        u = \frac{t - T_c}{P \gamma^c}

    where cycle :math:`c` starts at :math:`T_c = P\, (\gamma^c - 1) / (\gamma - 1)`. A restart can
    throw the point out of a poor basin, and every end of a cycle is a settled point to keep. It
    never ends: the cycles go on.

    Loshchilov and Hutter (2017), equation 5, https://arxiv.org/abs/1608.03983

    PyTorch's ``CosineAnnealingWarmRestarts``, whose ``T_mult`` must be whole; :math:`\gamma` may be
    any number from 1 on.
    """

    title: ClassVar[str] = "Warm restarts"
    formula: ClassVar[str] = (
        r"s(t) = f + (1 - f)\,\frac{1 + \cos(\pi u)}{2},\quad u = \frac{t - T_c}{P \gamma^c},"
        r"\quad T_c = P\,\frac{\gamma^c - 1}{\gamma - 1}"
    )

    period: Hyper = knob(50, "P", 1, 100_000, meanings.RESTART_PERIOD)
    growth: Hyper = knob(2.0, r"\gamma", 1.0, 10.0, meanings.RESTART_GROWTH)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0, meanings.RESTART_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        # Solved for u without T_c. Equal cycles are the limit of growth to 1, and log1p and expm1
        # are exact there; what is added before the floor keeps a restart whose cycle number
        # rounding left just below a whole one.
        excess = np.maximum(self.growth - 1.0, 1e-30)
        log_growth = np.log1p(excess)
        cycles = np.log1p(excess * t / self.period) / log_growth
        into_cycle = cycles - np.floor(cycles + 1e-9)
        return half_cosine(np.expm1(into_cycle * log_growth) / excess, 1.0, self.floor)

    def fitted(self, steps: int) -> Self:
        """Return three cycles that fill a race of ``steps``: it ends on a settled point."""
        length = float(np.max(1 + self.growth + self.growth * self.growth))
        return replace(self, period=whole(steps / length, knobs(self)["period"]))
