"""Two weights on inputs of different size, as they come and after batch normalization.

Both bowls are quadratic, so what they ask of a learning rate is known exactly: gradient descent
settles below 2 / (the largest curvature), and is fastest at 2 / (the sum of both), where a step
leaves (κ - 1) / (κ + 1) of the error, κ being the condition number. Nesterov (2004), "Introductory
Lectures on Convex Optimization", section 2.1.5, https://doi.org/10.1007/978-1-4419-8853-9
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from experiments.cost import Cost
from experiments.experiment import Experiment, bounds, start_near
from experiments.text import read, refuse, shorten
from experiments.trajectory import Trajectory
from experiments.url_query import OPTIMIZER, STEPS, Pairs, UrlQuery, written
from experiments.url_spec import UrlSpec
from optimizers import Adam, GradientDescent, Momentum, Optimizer
from surfaces import NormalizedInputs, Surface, UnscaledInputs
from surfaces.data import BadlyScaled, Dataset
from surfaces.networks.batch_norm import EPS

Pieces = tuple[Dataset, tuple[Optimizer, ...], tuple[float, ...], int]

KEYS = ("data", "start", "steps", OPTIMIZER)
ARRIVED = 1e-3
"""A run has arrived when this part of its first loss is left, above the lowest."""


@dataclass(frozen=True)
class Normalization(UrlSpec):
    """The same optimizers on both bowls, from one model. One that exists is valid: it has a link.

    ``start`` is in the weights of the normalised inputs. Raises ``ValueError`` for what no link may
    say, and for data with fewer than two inputs.
    """

    keys = KEYS

    data: Dataset
    optimizers: tuple[Optimizer, ...]
    start: tuple[float, ...]
    steps: int

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.data, self.optimizers, self.start, self.steps)

    @classmethod
    def pieces(cls, link: UrlQuery) -> Pieces:
        """Read what a value is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        data, fallback = link.one(
            "data", lambda value: _usable(read(value, Dataset, complain)), USUAL
        )
        surface = NormalizedInputs(data)

        def start_on_both(value: Any) -> tuple[float, ...]:
            start = start_near(value, surface, complain)
            if not _on_both(data, start):
                refuse(
                    f"start = {shorten(written(value))} lies off the map of the inputs as they come"
                )
            return start

        start = link.one("start", start_on_both, fallback)
        steps = link.whole("steps", STEPS, 200)
        optimizers = link.fitting(link.optimizers(), lambda some: _pairs(data, some, start, steps))
        return data, optimizers, start, steps

    @cached_property
    def plain(self) -> Experiment:
        """The race on the inputs as they come."""
        surface = UnscaledInputs(self.data)
        start = tuple((np.array(self.start) / scales(self.data)).tolist())
        return Experiment(surface, self.optimizers, start, self.steps)

    @cached_property
    def normalized(self) -> Experiment:
        """The race on the normalised inputs."""
        return Experiment(NormalizedInputs(self.data), self.optimizers, self.start, self.steps)

    @property
    def cost(self) -> Cost:
        """What both races cost."""
        every = [*self.plain.cost.entrants, *self.normalized.cost.entrants]
        return Cost(every, steps=self.steps)


def scales(data: Dataset) -> Array:
    r"""Return :math:`\sqrt{\sigma_j^2 + \epsilon}` of the first two inputs, ``(2,)``.

    A weight of a normalised input is one of the input itself times this: :math:`\gamma_j = w_j
    \sqrt{\sigma_j^2 + \epsilon}` say the same, but for a constant.
    """
    return np.sqrt(np.var(data.points()[0][:, :2], axis=0) + EPS)


class Bowl(NamedTuple):
    """What a quadratic bowl asks of a learning rate."""

    gentle: float
    """The smaller curvature."""
    steep: float

    @classmethod
    def of(cls, surface: Surface) -> Bowl:
        """Return the eigenvalues of its Hessian, which is the same everywhere."""
        gentle, steep = np.linalg.eigvalsh(surface.hess(np.zeros(2)))
        return cls(max(float(gentle), 0.0), float(steep))

    @property
    def condition(self) -> float:
        """How many times as curved it is across as along."""
        return self.steep / self.gentle if self.gentle else math.inf

    @property
    def largest_rate(self) -> float:
        """The learning rate below which gradient descent settles."""
        return 2 / self.steep

    @property
    def best_rate(self) -> float:
        """The learning rate at which the error shrinks fastest, whatever the start."""
        return 2 / (self.gentle + self.steep)

    @property
    def steps(self) -> float:
        """How many steps of gradient descent at its best rate are enough to arrive from anywhere.

        Infinite where the bowl is a gutter.
        """
        left = (self.steep - self.gentle) / (self.steep + self.gentle)
        if left == 1:
            return math.inf
        # the loss is quadratic in the error
        return max(1, math.ceil(math.log(ARRIVED) / (2 * math.log(left)))) if left else 1


def arrival(run: Trajectory, surface: Surface) -> int | None:
    """Return the step from which on a thousandth of the first loss is left, above the lowest."""
    above = run.value - surface.value(np.array(surface.minima[0]))
    away = np.flatnonzero(~(above <= ARRIVED * above[0]))
    last = int(away[-1]) if len(away) else -1
    return last + 1 if last < run.steps and not run.diverged else None


def _usable(data: Dataset) -> tuple[Dataset, tuple[float, ...]]:
    """Return data that both models can learn from, and a start that is on both maps."""
    on_plain = np.array(UnscaledInputs(data).starts) * scales(data)
    on_both = [*NormalizedInputs(data).starts, *map(tuple, on_plain.tolist())]
    start = next((start for start in on_both if _on_both(data, start)), None)
    if start is None:
        refuse(f"{data.title} has inputs of such sizes that no start is on both maps")
    return data, tuple(map(float, start))


def _on_both(data: Dataset, start: Sequence[float]) -> bool:
    """Tell whether a start, in the weights of normalised inputs, is near enough to both maps."""
    return all(
        knob.low <= weight <= knob.high
        for surface, weights in (
            (NormalizedInputs(data), np.array(start)),
            (UnscaledInputs(data), np.array(start) / scales(data)),
        )
        for knob, weight in zip(bounds(surface), weights, strict=True)
    )


def _pairs(
    data: Dataset, optimizers: Sequence[Optimizer], start: tuple[float, ...], steps: int
) -> Pairs:
    """Return what a link says."""
    return [
        ("data", data),
        ("start", start),
        ("steps", steps),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


USUAL = _usable(BadlyScaled())

DEFAULT = Normalization.usual = Normalization(
    BadlyScaled(),
    (
        GradientDescent(lr=0.01),
        GradientDescent(lr=0.3),
        Momentum(lr=0.01),
        Adam(lr=0.1),
    ),
    (-0.3, 2.3),
    200,
)
"""Gradient descent at a rate that the ravine just bears, and at one that it does not."""
