"""Where every start of a map ends, for a few rules side by side, as one value with a link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, cast

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
from studies.batched.endings import Ending
from surfaces import Box, Himmelblau, Surface

SIZE = Knob("N", COARSE, 1024, log=True, integer=True)
STEPS = Knob("T", 1, 4000, log=True, integer=True)
MOST_RULES = 4
MOST_WORK = 330_000_000
"""Steps of all lanes together, each by what it costs: some twenty seconds."""
SEARCHING, CURVED = 25, 10
"""Steps of a rule that searches along lines, or asks for curvature, in steps of a plain one."""
SAMPLES = 4
"""Samples of a loss that cost about as much as a formula."""
CLOSEST = 1e-4
"""Part of the whole map's width that a map may show: closer, paths could not be drawn truly."""
KEYS = ("surface", "size", "steps", "seed", "box", OPTIMIZER)
FIRST = 4
"""Minima that a sentence names."""


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
        ``progress`` is told the part done, between 0 and 1; an exception raised there cancels.
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


class Share(NamedTuple):
    """A minimum, and which part of the starts ends there."""

    minimum: int
    """Its index in the map's ``minima``."""
    share: float


def shares(found: Basins) -> list[Share]:
    """Return the minima that any start reaches, the most reached first."""
    counts = np.bincount(found.label.ravel() + 1)[1:]
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return [Share(int(k), float(counts[k]) / found.label.size) for k in order]


def others(found: Basins) -> list[tuple[Ending, float]]:
    """Return how starts end that reach none of the minima, and which part of them all ends so."""
    without = found.ending[found.label < 0]
    counts = [(ending, np.count_nonzero(without == ending)) for ending in Ending]
    return [(ending, float(count) / found.label.size) for ending, count in counts if count]


def border(found: Basins) -> float:
    """Return the part of the starts beside which, in a row or a column, another ends elsewhere.

    Where borders are smooth it halves as the map gets twice as fine; where they are fractal it
    falls by less.

    Grebogi, McDonald, Ott and Yorke (1983), "Final state sensitivity: an obstruction to
    predictability", https://doi.org/10.1016/0375-9601(83)90945-3
    """
    end = np.where(found.label >= 0, found.label, -1 - found.ending)
    beside = np.zeros(end.shape, dtype=bool)
    across, up = end[:, 1:] != end[:, :-1], end[1:] != end[:-1]
    beside[:, 1:] |= across
    beside[:, :-1] |= across
    beside[1:] |= up
    beside[:-1] |= up
    return float(beside.mean())


def sentence(name: str, found: Basins) -> str:
    """Say where the starts of a map end."""
    reached = shares(found)
    told = [
        f"{percent(one.share)} {'the one' if k else 'of the starts reach the minimum'}"
        f" at {place(found, one.minimum)}"
        for k, one in enumerate(reached[:FIRST])
    ]
    if len(reached) > FIRST:
        rest = sum(one.share for one in reached[FIRST:])
        several = len(reached) - FIRST
        what = "another" if several == 1 else f"one of {several} others"
        told.append(f"{percent(rest)} {what}")
    told += [f"{percent(share)} {ending.words}" for ending, share in others(found)]
    return f"{name}: {', '.join(told)}."


def place(found: Basins, minimum: int) -> str:
    """Write where a minimum is."""
    x, y = (float(c) + 0.0 for c in found.minima[:, minimum].round(12))
    return f"({x:.3g}, {y:.3g})".replace("-", "−")


def end(found: Basins, row: int, column: int) -> str:
    """Say where a start ends, and when it got there."""
    label, loss = int(found.label[row, column]), float(found.value[row, column])
    if label < 0:
        words = Ending(int(found.ending[row, column])).words
        return f"{words}, loss {loss:.2g}" if np.isfinite(loss) else words
    arrived = int(found.arrived[row, column])
    steps = "1 step" if arrived == 1 else f"{arrived} steps"
    return f"minimum {label + 1} at {place(found, label)}, after {steps}, loss {loss:.2g}"


def percent(share: float) -> str:
    """Write a share; a few of many are not nobody, and all but a few are not all."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f} %"


def table(found: Basins) -> str:
    """Return a map as comma-separated values: a line for each start, from the lowest row up."""
    lines = ["x,y,end_x,end_y,minimum,minimum_x,minimum_y,arrived,ending,loss"]
    words = [ending.words for ending in Ending]
    pairs = cast("list[list[float]]", found.minima.T.tolist())
    named: list[str] = [f"{k + 1},{x!r},{y!r}" for k, (x, y) in enumerate(pairs)]
    x, y = np.meshgrid(found.x, found.y)
    columns = (x, y, *found.end, found.label, found.arrived, found.ending, found.value)
    for a, b, to_x, to_y, label, arrived, ending, loss in zip(
        *(column.ravel().tolist() for column in columns), strict=True
    ):
        minimum = named[int(label)] if label >= 0 else ",,"
        when = arrived if arrived >= 0 else ""
        lines.append(f"{a!r},{b!r},{to_x!r},{to_y!r},{minimum},{when},{words[ending]},{loss!r}")
    return "\n".join(lines) + "\n"


def archive(found: Basins) -> bytes:
    """Return the bytes of the file that ``Basins.save`` writes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.npz"
        found.save(path)
        return path.read_bytes()


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
