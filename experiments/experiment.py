"""A race as one value: the share link, the cache key and the recipe of a run, all in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.knobs import Knob
from experiments.cost import Cost, Entrant, of_run
from experiments.running import run_each
from experiments.text import read, read_number, refuse, shorten, write
from experiments.trajectory import Trajectory
from experiments.url_query import (
    OPTIMIZER,
    SEED,
    STEPS,
    Complain,
    Pairs,
    UrlQuery,
    several,
    written,
)
from experiments.url_spec import UrlSpec
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    HeavyBall,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
)
from surfaces import Rosenbrock, Surface

Pieces = tuple[Surface, tuple[Optimizer, ...], tuple[float, ...], int, int]

KEYS = ("surface", "start", "steps", "seed", OPTIMIZER)
REACH = 10
"""A start may be this many times as far from the middle of the map as the edge of the map is."""


@dataclass(frozen=True)
class Experiment(UrlSpec):
    """Several rules on one surface from one start. One that exists is valid: it has a link.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    keys = KEYS

    surface: Surface
    optimizers: tuple[Optimizer, ...]
    start: tuple[float, ...]
    steps: int
    seed: int = 0

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.surface, self.optimizers, self.start, self.steps, self.seed)

    @classmethod
    def pieces(cls, link: UrlQuery) -> Pieces:
        """Read what an experiment is made of, and mend what its ``complain`` lets pass.

        ``optimizer`` stands in a link once a rule, in order; ``surface``, ``start``, ``steps`` and
        ``seed`` at most once, by default Rosenbrock, the surface's first start, 200 and 0.
        """
        complain = link.complain
        surface = link.one("surface", lambda value: read(value, Surface, complain), Rosenbrock())
        classic = surface.starts[0]
        start = link.one("start", lambda value: start_near(value, surface, complain), classic)
        steps, seed = link.whole("steps", STEPS, 200), link.whole("seed", SEED, 0)
        if not finite(surface, start):
            complain(f"start = {','.join(map(write, start))}: the loss is not finite there")
            start = classic
        optimizers = link.fitting(
            link.optimizers(),
            lambda some: _pairs(surface, some, start, steps, seed),
        )
        return surface, optimizers, start, steps, seed

    @property
    def cost(self) -> Cost:
        """What the race costs."""
        every = [
            Entrant(rule, self.surface, of_run(rule, self.surface, self.steps))
            for rule in self.optimizers
        ]
        return Cost(every, steps=self.steps)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Trajectory, ...]:
        """Run every rule, in order. ``progress`` is told the part done, between 0 and 1.

        An exception raised there cancels the race.
        """
        return run_each(self.optimizers, self.surface, self.start, self.steps, self.seed, progress)


def bounds(surface: Surface) -> tuple[Knob, ...]:
    """Return what each coordinate of a start may be."""
    box = zip(surface.domain.low, surface.domain.high, strict=True)
    return tuple(
        Knob(
            rf"\theta_{i + 1}",
            (low + high) / 2 - REACH * (high - low) / 2,
            (low + high) / 2 + REACH * (high - low) / 2,
        )
        for i, (low, high) in enumerate(box)
    )


def _pairs(
    surface: Surface,
    optimizers: Sequence[Optimizer],
    start: tuple[float, ...],
    steps: int,
    seed: int,
) -> Pairs:
    """Return what a link says."""
    return [
        ("surface", surface),
        ("start", start),
        ("steps", steps),
        ("seed", seed),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


def start_near(said: Any, surface: Surface, complain: Complain) -> tuple[float, ...]:
    """Read a point near the map of a surface."""
    allowed, texts = bounds(surface), several(said)
    if len(texts) != len(allowed):
        refuse(
            f"start = {shorten(written(said))}: {write(surface)} needs {len(allowed)} coordinates"
        )
    point = list(surface.starts[0])
    for i, coordinate in enumerate(texts):
        try:
            point[i] = read_number(coordinate, allowed[i], f"start coordinate {i + 1}", complain)
        except ValueError as error:
            complain(str(error))
    return tuple(point)


def finite(surface: Surface, start: tuple[float, ...]) -> bool:
    """Tell whether a run can start there."""
    point = np.array(start)[:, None]
    with np.errstate(all="ignore"):
        return bool(np.isfinite([*surface.value(point), *surface.grad(point).ravel()]).all())


DEFAULT = Experiment.usual = Experiment(
    surface=Rosenbrock(),
    optimizers=(
        GradientDescent(lr=0.002),
        Momentum(lr=0.0015),
        HeavyBall(lr=0.001, beta=0.95),
        Nesterov(lr=0.0012),
        AdaGrad(lr=1.0),
        RMSprop(lr=0.02),
        Adam(lr=0.3),
        AdamW(lr=0.3),
    ),
    start=(-1.2, 1.0),
    steps=500,
)
"""The race on the front page. Adam arrives; AdamW, at the same rate, is held back by its decay."""

nearest = Experiment.nearest
"""Read a link as well as it can be read; see there."""
