"""Factors that begin small and climb to 1: warm-ups, and what follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np

from core.arrays import Hyper
from core.knobs import knob
from optimizers.schedules import meanings
from optimizers.schedules.base import Constant, Schedule, Steps, split


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
    fits: ClassVar[Mapping[str, int]] = {"steps": 10}

    steps: Hyper = knob(10, "w", 1, 100_000, meanings.WARMUP_STEPS)
    then: Schedule = field(default_factory=Constant)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        after = self.then(np.maximum(t - self.steps, 0))
        return split(self.steps, t, (t + 1) / self.steps, after)

    def fitted(self, steps: int) -> Self:
        """Return a ramp over a tenth of a race of ``steps``, and the rest for what follows."""
        ramp = super().fitted(steps)
        return replace(ramp, then=self.then.fitted(steps - int(ramp.steps)))


@dataclass(frozen=True)
class InverseSqrt(Schedule):
    r"""Climb to the full rate, then fall as one over the root of time, without an end.

    .. math:: s(t) = \min\left(\frac{t + 1}{w}, \sqrt{\frac{w}{t + 1}}\right)

    Its sum is infinite, so that it can walk any distance, and it need not know how long the run
    will be. Vaswani et al. (2017), equation 3, as a factor: divided by its peak, which it has at
    step :math:`w`, https://arxiv.org/abs/1706.03762

    PyTorch and Optax leave it to a function of one's own.
    """

    title: ClassVar[str] = "Inverse square root"
    formula: ClassVar[str] = r"s(t) = \min\left(\frac{t + 1}{w}, \sqrt{\frac{w}{t + 1}}\right)"
    fits: ClassVar[Mapping[str, int]] = {"warmup": 10}

    warmup: Hyper = knob(10, "w", 1, 100_000, meanings.PEAK_STEP)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return np.minimum((t + 1) / self.warmup, np.sqrt(self.warmup / (t + 1)))


@dataclass(frozen=True)
class WarmupStableDecay(Schedule):
    r"""Climb, stay at the full rate, and settle only at the very end.

    .. math:: s(t) = \min\left(\frac{t + 1}{r T},\;
        f + (1 - f) \min\left(\frac{T - t}{d T}, 1\right)\right)

    On the long plateau the point swings high above the floor of the valley while it travels along
    it, and the short decay at the end lets it down. Where to end need not be known before the decay
    begins: one plateau serves runs of many lengths. Hu et al. (2024), MiniCPM, whose decay is
    exponential, https://arxiv.org/abs/2404.06395; with a linear one, as here, Hägele et al. (2024),
    https://arxiv.org/abs/2405.18392

    The floor is reached after :math:`T` steps and kept. PyTorch's ``SequentialLR`` of a
    ``LinearLR``, a ``ConstantLR`` and a ``LinearLR``.
    """

    title: ClassVar[str] = "Warm-up, stable, decay"
    formula: ClassVar[str] = (
        r"s(t) = \min\left(\frac{t + 1}{r T},\;"
        r" f + (1 - f) \min\left(\frac{T - t}{d T}, 1\right)\right)"
    )

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.STABLE_STEPS)
    rise: Hyper = knob(0.1, "r", 0.0, 1.0, meanings.STABLE_RISE)
    fall: Hyper = knob(0.2, "d", 0.0, 1.0, meanings.STABLE_FALL)
    floor: Hyper = knob(0.0, "f", 0.0, 1.0, meanings.FALL_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps; climbing and falling take a step at least."""
        climbed = (t + 1) / np.maximum(self.rise * self.steps, 1.0)
        left = np.clip((self.steps - t) / np.maximum(self.fall * self.steps, 1.0), 0.0, 1.0)
        return np.minimum(climbed, self.floor + (1 - self.floor) * left)
