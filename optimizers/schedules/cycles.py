"""Factors that climb to 1 and come down again: over and over, or once in a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Hyper
from core.knobs import knob
from optimizers.schedules import meanings
from optimizers.schedules.base import Schedule, Steps, elapsed, half_cosine, split


@dataclass(frozen=True)
class Cyclic(Schedule):
    r"""Swing between a small and the full rate, in straight lines.

    .. math:: s(t) = f + (1 - f) \left(1 - \left|1 - 2\, \frac{t \bmod P}{P}\right|\right)

    Whatever the right rate is, it is passed again and again: short stretches of large steps cross
    saddles and plateaus, the small steps in between settle. Smith (2017), the triangular policy,
    https://arxiv.org/abs/1506.01186

    It starts at the floor and never ends. PyTorch's ``CyclicLR(base_lr=f * max_lr,
    step_size_up=P / 2)``.
    """

    title: ClassVar[str] = "Cyclic"
    formula: ClassVar[str] = (
        r"s(t) = f + (1 - f)\left(1 - \left|1 - 2\,\frac{t \bmod P}{P}\right|\right)"
    )
    fits: ClassVar[Mapping[str, int]] = {"period": 2}

    period: Hyper = knob(100, "P", 2, 100_000, meanings.CYCLE_PERIOD)
    floor: Hyper = knob(0.1, "f", 0.0, 1.0, meanings.CYCLE_FLOOR)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        height = 1 - np.abs(1 - 2 * np.mod(t, self.period) / self.period)
        return self.floor + (1 - self.floor) * height


@dataclass(frozen=True)
class OneCycle(Schedule):
    r"""One long climb to a rate too bold to stay at, and one longer way down to almost none.

    .. math:: s(t) = \begin{cases}
        c(s_0, 1, t / t_1) & t < t_1 = r T - 1 \\
        c(1, s_1, (t - t_1) / (T - 1 - t_1)) & t \ge t_1 \end{cases}

    with the half cosine :math:`c(a, b, u) = b + (a - b)\, (1 + \cos \pi u) / 2`. Rates too
    large for the steep ground of the start are reached when it is behind; the way down settles.
    Smith and Topin (2017), https://arxiv.org/abs/1708.07120, in the two phases of the fastai
    library; :class:`OneCycleThreePhase` is nearer to the paper.

    The last step, :math:`t = T - 1`, is the first at :math:`s_1`, which is kept from there on.
    PyTorch's ``OneCycleLR(total_steps=T, pct_start=r)`` with ``div_factor`` :math:`= 1 / s_0` and
    ``final_div_factor`` :math:`= s_0 / s_1`, and its defaults; it refuses to go on past the end.
    Its momentum goes the other way: :class:`Mirrored`.
    """

    title: ClassVar[str] = "One cycle"
    formula: ClassVar[str] = (
        r"s(t) = \begin{cases} c(s_0, 1, t / t_1) & t < t_1 = r T - 1 \\"
        r" c(1, s_1, (t - t_1) / (T - 1 - t_1)) & t \ge t_1 \end{cases},"
        r"\quad c(a, b, u) = b + (a - b)\,\frac{1 + \cos \pi u}{2}"
    )

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.ONE_CYCLE_STEPS)
    rise: Hyper = knob(0.3, "r", 0.0, 1.0, meanings.ONE_CYCLE_RISE)
    start: Hyper = knob(0.04, "s_0", 0.0, 1.0, meanings.ONE_CYCLE_START)
    end: Hyper = knob(4e-6, "s_1", 0.0, 1.0, meanings.ONE_CYCLE_END)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps; there is no climb where r T is at most 1."""
        peak = np.maximum(self.rise * self.steps - 1, 0.0)
        up = half_cosine(elapsed(t, 0.0, peak), self.start, 1.0)
        down = half_cosine(elapsed(t, peak, self.steps - 1.0), 1.0, self.end)
        return split(peak, t, up, down)


@dataclass(frozen=True)
class OneCycleThreePhase(Schedule):
    r"""One cycle that is shorter than the run: up, down the same way, and then down to nothing.

    .. math:: s(t) = \begin{cases}
        c(s_0, 1, t / t_1) & t < t_1 = r T - 1 \\
        c(1, s_0, (t - t_1) / t_1) & t_1 \le t < 2 t_1 \\
        c(s_0, s_1, (t - 2 t_1) / (T - 1 - 2 t_1)) & t \ge 2 t_1 \end{cases}

    with the half cosine :math:`c(a, b, u) = b + (a - b)\, (1 + \cos \pi u) / 2`. The cycle itself
    is symmetric, and the rest of the run anneals by orders of magnitude below where it started.
    Smith and Topin (2017), who draw it in straight lines, https://arxiv.org/abs/1708.07120

    The last step, :math:`t = T - 1`, is the first at :math:`s_1`, which is kept from there on.
    PyTorch's ``OneCycleLR(three_phase=True)``, the rest as in :class:`OneCycle`.
    """

    title: ClassVar[str] = "One cycle, three phases"
    formula: ClassVar[str] = (
        r"s(t) = \begin{cases} c(s_0, 1, t / t_1) & t < t_1 = r T - 1 \\"
        r" c(1, s_0, (t - t_1) / t_1) & t_1 \le t < 2 t_1 \\"
        r" c(s_0, s_1, (t - 2 t_1) / (T - 1 - 2 t_1)) & t \ge 2 t_1 \end{cases},"
        r"\quad c(a, b, u) = b + (a - b)\,\frac{1 + \cos \pi u}{2}"
    )

    steps: Hyper = knob(200, "T", 1, 100_000, meanings.ONE_CYCLE_STEPS)
    rise: Hyper = knob(0.3, "r", 0.0, 0.5, meanings.ONE_CYCLE_RISE)
    start: Hyper = knob(0.04, "s_0", 0.0, 1.0, meanings.ONE_CYCLE_START)
    end: Hyper = knob(4e-6, "s_1", 0.0, 1.0, meanings.ONE_CYCLE_END)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps; there is no cycle where r T is at most 1."""
        peak = np.maximum(self.rise * self.steps - 1, 0.0)
        up = half_cosine(elapsed(t, 0.0, peak), self.start, 1.0)
        back = half_cosine(elapsed(t, peak, 2 * peak), 1.0, self.start)
        rest = half_cosine(elapsed(t, 2 * peak, self.steps - 1.0), self.start, self.end)
        return split(peak, t, up, split(2 * peak, t, back, rest))
