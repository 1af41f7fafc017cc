"""Where every start of a map ends, for a few rules side by side, as one value with a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.knobs import Knob
from experiments.cost import Cost, Entrant, of_ends
from experiments.cost_axes import samples_an_epoch
from experiments.experiment import Experiment
from experiments.labels import layers
from experiments.text import read, read_number, refuse, shorten, write
from experiments.url_query import OPTIMIZER, SEED, Pairs, UrlQuery, several, written
from experiments.url_spec import UrlSpec
from optimizers import GradientDescent, Momentum, Optimizer
from studies.basin_maps.maps import COARSE, Basins, basins
from surfaces import Box, Himmelblau, Surface

SIZE = Knob("N", COARSE, 1024, log=True, integer=True)
STEPS = Knob("T", 1, 4000, log=True, integer=True)
MOST_RULES = 4
MOST_WORK = 330_000_000
"""Steps of all runs together, each by what it costs: some twenty seconds."""
SEARCHING, CURVED = 25, 10
"""Steps of a rule that searches along lines, or asks for curvature, in steps of a plain one."""
SAMPLES = 4
"""Samples of a loss that cost about as much as a formula."""
CLOSEST = 1e-4
"""Part of the whole map's width that a map may show: closer, paths could not be drawn truly."""
KEYS = ("surface", "size", "steps", "seed", "box", OPTIMIZER)


@dataclass(frozen=True)
class BasinMap(UrlSpec):
    """A map of starts for up to four rules. One that exists has a link.

    Raises ``ValueError`` for what no link may say, and for more work than ``MOST_WORK``.
    """

    keys = KEYS

    surface: Surface
    optimizers: tuple[Optimizer, ...]
    size: int = 256
    """Starts along each side."""
    steps: int = 300
    seed: int = 0
    box: tuple[float, ...] = ()
    """Where the starts lie: low x, low y, high x and high y; nothing for the whole map."""

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.surface, self.optimizers, self.size, self.steps, self.seed, self.box)

    @classmethod
    def pieces(
        cls, link: UrlQuery
    ) -> tuple[Surface, tuple[Optimizer, ...], int, int, int, tuple[float, ...]]:
        """Read what a map is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        surface = link.one("surface", lambda value: read(value, Surface, complain), Himmelblau())
        if len(surface.domain.low) != 2:
            complain(f"{write(surface)} has {len(surface.domain.low)} coordinates: a map has two")
            surface = Himmelblau()
        size, steps = link.whole("size", SIZE, 256), link.whole("steps", STEPS, 300)
        seed = link.whole("seed", SEED, 0)
        box = link.one("box", lambda value: _box(value, surface), ())
        optimizers = link.optimizers()
        if len(optimizers) > MOST_RULES:
            complain(f"{len(optimizers)} optimizers are too many for one map: allowed {MOST_RULES}")
        kept = link.fitting(
            optimizers[:MOST_RULES], lambda some: _pairs(surface, some, size, steps, seed, box)
        )
        work = _work(surface, kept, size, steps)
        if work > MOST_WORK:
            complain(
                f"a map of {size} × {size} starts and {steps} steps is {work / MOST_WORK:.2g} times"
                " what is allowed here: take a smaller map, fewer steps, or fewer optimizers"
            )
            size = max(int(SIZE.low), int(size * np.sqrt(MOST_WORK / work)))
            work = _work(surface, kept, size, steps)
            steps = min(steps, max(1, int(steps * MOST_WORK / work)))
        return surface, kept, size, steps, seed, box

    @property
    def alone(self) -> tuple[BasinMap, ...]:
        """The same map for each of the rules by itself."""
        return tuple(replace(self, optimizers=(rule,)) for rule in self.optimizers)

    @property
    def shown(self) -> Box:
        """The part of the plane in which the starts lie."""
        return Box(self.box[:2], self.box[2:]) if self.box else self.surface.domain

    def zoomed(self, point: tuple[float, float], factor: float) -> BasinMap:
        """Return the map around a point, so many times as close; never more than the whole map.

        Raises ``ValueError`` where that is closer than ``CLOSEST``.
        """
        whole, now = self.surface.domain, self.shown
        widths = np.subtract(now.high, now.low) / factor
        if (widths >= np.subtract(whole.high, whole.low)).all():
            return replace(self, box=())
        low = np.clip(np.array(point) - widths / 2, whole.low, np.subtract(whole.high, widths))
        return replace(self, box=(*low.tolist(), *(low + widths).tolist()))

    @property
    def work(self) -> float:
        """What it costs, in steps of a plain rule on a formula."""
        return _work(self.surface, self.optimizers, self.size, self.steps)

    @property
    def coarse(self) -> BasinMap:
        """The same at the smallest size, which is there soon."""
        return replace(self, size=int(SIZE.low))

    @property
    def cost(self) -> Cost:
        """What all runs cost."""
        starts = self.size * self.size
        every = [
            Entrant(rule, self.surface, of_ends(rule, self.surface, self.steps, starts))
            for rule in self.optimizers
        ]
        return Cost(every, "a smaller map", self.steps)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Basins, ...]:
        """Work out the map of every rule.

        Every pixel is in float64, and what the rule as written gives: a race from there ends there.
        ``progress`` is called with the part done, between 0 and 1; an exception raised there
        cancels.
        """
        maps: list[Basins] = []
        for done, rule in enumerate(self.optimizers):

            def report(part: float, done: int = done) -> None:
                if progress is not None:
                    progress((done + part) / len(self.optimizers))

            maps.append(
                basins(
                    rule,
                    self.surface,
                    self.size,
                    self.steps,
                    self.seed,
                    progress=report,
                    box=self.shown,
                )
            )
        return tuple(maps)

    def race(self, start: tuple[float, float]) -> Experiment:
        """Return the race of all rules from a start.

        Raises ``ValueError`` where the loss is not finite.
        """
        return Experiment(self.surface, self.optimizers, start, self.steps, self.seed)


def _work(surface: Surface, optimizers: Sequence[Optimizer], size: int, steps: int) -> float:
    """Return what maps cost, in steps of a plain rule on a formula."""
    weight = max(1.0, samples_an_epoch(surface) / SAMPLES)
    return weight * size * size * steps * sum(map(_price, optimizers))


def _price(optimizer: Optimizer) -> int:
    """Return what a step of a rule costs, in steps of a plain one."""
    asked = {what for layer in layers(optimizer) for what in layer.asks}
    return max(SEARCHING * ("value" in asked), CURVED * ("hess" in asked), 1)


def _box(said: Any, surface: Surface) -> tuple[float, ...]:
    """Read a part of a surface's map."""
    domain, texts = surface.domain, several(said)
    if len(texts) != 4:
        refuse(f"box = {shorten(written(said))}: give low x, low y, high x and high y")
    edges = zip(domain.low * 2, domain.high * 2, texts, strict=True)
    x0, y0, x1, y1 = box = tuple(
        float(read_number(one, Knob("", low, high), "box")) for low, high, one in edges
    )
    least = CLOSEST * (1 - 1e-9) * np.subtract(domain.high, domain.low)
    if (np.array([x1 - x0, y1 - y0]) < least).any():
        refuse(
            f"box = {shorten(written(said))} is less than {CLOSEST:g} of the map, or upside down"
        )
    return box


def _pairs(
    surface: Surface,
    optimizers: Sequence[Optimizer],
    size: int,
    steps: int,
    seed: int,
    box: tuple[float, ...],
) -> Pairs:
    """Return what a link says."""
    return [
        ("surface", surface),
        ("size", size),
        ("steps", steps),
        ("seed", seed),
        *([("box", box)] if box else []),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


DEFAULT = BasinMap.usual = BasinMap(
    Himmelblau(), (GradientDescent(lr=0.01), Momentum(lr=0.01, beta=0.9))
)
"""Four basins with smooth borders, and the same four when the steps have a memory."""
