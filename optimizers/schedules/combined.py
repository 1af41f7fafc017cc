"""Schedules made of schedules: one after the other, or upside down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

import numpy as np

from core.arrays import Hyper
from core.knobs import knob
from optimizers.schedules import meanings
from optimizers.schedules.base import Constant, Schedule, Steps, split
from optimizers.schedules.cosine import CosineAnnealing
from optimizers.schedules.cycles import OneCycle


@dataclass(frozen=True)
class Sequential(Schedule):
    r"""Follow one schedule for a while, then another one from its beginning.

    .. math:: s(t) = \begin{cases} s_1(t) & t < n \\ s_2(t - n) & t \ge n \end{cases}

    Either may be such a sequence itself. Factors stay factors of the same knob: the second does not
    begin where the first has ended, but where it begins by itself.

    PyTorch's ``SequentialLR``,
    https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html;
    Optax's ``join_schedules``.
    """

    title: ClassVar[str] = "One after the other"
    formula: ClassVar[str] = (
        r"s(t) = \begin{cases} s_1(t) & t < n \\ s_2(t - n) & t \ge n \end{cases}"
    )
    fits: ClassVar[Mapping[str, int]] = {"steps": 2}

    first: Schedule = field(default_factory=Constant)
    steps: Hyper = knob(100, "n", 1, 100_000, meanings.SECOND_AT)
    then: Schedule = field(default_factory=CosineAnnealing)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        after = self.then(np.maximum(t - self.steps, 0))
        return split(self.steps, t, self.first(t), after)

    def fitted(self, steps: int) -> Self:
        """Return the two fitted to one half each of a race of ``steps``."""
        halved = super().fitted(steps)
        half = int(halved.steps)
        return replace(halved, first=self.first.fitted(half), then=self.then.fitted(steps - half))


@dataclass(frozen=True)
class Mirrored(Schedule):
    r"""Go down where another schedule goes up: from 1, where it is 0, to a low, where it is 1.

    .. math:: s(t) = 1 - (1 - l)\, s_1(t)

    On a steady slope momentum is up to :math:`1 / (1 - \beta)` steps long, so while a cycle raises
    the rate, the momentum may come down. The knob of the rule is its highest value, and the low a
    share of it: a cycle of the rate with a momentum from 0.95 down to 0.855 and up again is ::

        Scheduled(Scheduled(Momentum(lr=0.1, beta=0.95), OneCycle(200)),
                  Mirrored(OneCycle(200, start=0, end=0), low=0.9), knob="beta")

    Smith (2018), https://arxiv.org/abs/1803.09820

    So it is the momentum of PyTorch's ``OneCycleLR`` (of a cycle whose ends are 0, as above) and of
    its ``CyclicLR`` (of a :class:`Cyclic` whose floor is 0): their ``max_momentum`` is the knob,
    and their ``base_momentum`` is :math:`l` times it.
    """

    title: ClassVar[str] = "Mirrored"
    formula: ClassVar[str] = r"s(t) = 1 - (1 - l)\,s_1(t)"

    of: Schedule = field(default_factory=OneCycle)
    low: Hyper = knob(0.9, "l", 0.0, 1.0, meanings.MIRROR_LOW)

    def __call__(self, t: Steps) -> Hyper:
        """Return the factor after ``t`` steps."""
        return 1 - (1 - self.low) * self.of(t)

    def fitted(self, steps: int) -> Self:
        """Return the mirror image of the other one fitted to a race of ``steps``."""
        return replace(self, of=self.of.fitted(steps))
