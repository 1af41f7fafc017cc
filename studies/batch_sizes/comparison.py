"""One rule on batches of different size: what few samples a step buy, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.knobs import knobs
from experiments.cost import Cost
from experiments.experiment import Experiment, finite, start_near
from experiments.text import read, read_number, refuse, shorten, write
from experiments.trajectory import Trajectory
from experiments.url_query import (
    MOST_OPTIMIZERS,
    OPTIMIZER,
    SEED,
    STEPS,
    Complain,
    Pairs,
    UrlQuery,
    written,
)
from experiments.url_spec import UrlSpec
from optimizers import GradientDescent, Optimizer
from surfaces import LinearRegression, MiniBatch, Surface
from surfaces.data import Line
from surfaces.data_loss import DataLoss

Pieces = tuple[DataLoss, Optimizer, tuple[int, ...], tuple[float, ...], int, int, str]

KEYS = ("surface", "sizes", "order", "start", "steps", "seed", OPTIMIZER)
SIZES = (1, 32, 64, 128, 256, 512)
RESHUFFLED, REPLACEMENT, BOTH = "reshuffled", "replacement", "both"
ORDERS = {RESHUFFLED: (False,), REPLACEMENT: (True,), BOTH: (False, True)}
"""How batches are dealt out: whether with replacement, for each of the runs of a batch size."""
MOST_RUNS = MOST_OPTIMIZERS


@dataclass(frozen=True)
class BatchSizes(UrlSpec):
    """One rule on one mean over samples from one start, once for each batch size.

    The last run is always on all samples. All take equally many steps, under one schedule: a step
    on a small batch is cheap, so they differ in the samples that they have seen. Sizes that are not
    smaller than the data set are left out. One that exists is valid: it has a link.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    keys = KEYS

    surface: DataLoss
    optimizer: Optimizer
    sizes: tuple[int, ...] = SIZES
    start: tuple[float, ...] = ()
    """By default the first of the surface's own."""
    steps: int = 1000
    seed: int = 0
    order: str = RESHUFFLED

    def pairs(self) -> Pairs:
        """Return what its link says."""
        start = self.start or self.surface.starts[0]
        return _pairs(
            self.surface, self.optimizer, self.sizes, start, self.steps, self.seed, self.order
        )

    @classmethod
    def pieces(cls, link: UrlQuery) -> Pieces:
        """Read what a comparison is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        surface = link.one("surface", lambda value: _mean(value, complain), LOSS)
        sizes = link.one("sizes", lambda value: read_sizes(value, complain), SIZES)
        order = link.word("order", ORDERS, RESHUFFLED)
        classic = surface.starts[0]
        start = link.one("start", lambda value: start_near(value, surface, complain), classic)
        steps, seed = link.whole("steps", STEPS, 1000), link.whole("seed", SEED, 0)
        if not finite(surface, start):
            complain(f"start = {','.join(map(write, start))}: the loss is not finite there")
            start = classic
        most = (MOST_RUNS - 1) // len(ORDERS[order])
        if len(sizes) > most:
            complain(f"{len(sizes)} batch sizes are too many: allowed {most}, and all samples")
        sizes = sizes[:most]
        rules = link.optimizers() if link.given[OPTIMIZER] else [RULE]
        if len(rules) > 1:
            complain(f"{len(rules)} optimizers are too many: batch sizes are compared for one")

        def said(rules: Sequence[Optimizer]) -> Pairs:
            return _pairs(surface, rules[0] if rules else RULE, sizes, start, steps, seed, order)

        rule, *_ = *link.fitting(rules[:1], said), RULE
        return surface, rule, sizes, start, int(steps), int(seed), order

    @property
    def races(self) -> tuple[Experiment, ...]:
        """Each run as a race of its own: mini-batches, the smallest first, and then all samples."""
        dealt = [
            MiniBatch(self.surface, size, replacement=replacement)
            for size in self.sizes
            if size < self.surface.samples
            for replacement in ORDERS[self.order]
        ]
        return tuple(
            Experiment(problem, (self.optimizer,), self.start, self.steps, self.seed)
            for problem in (*dealt, self.surface)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Say which run is which, in a few words each."""
        return tuple(self._name(race.surface) for race in self.races)

    def _name(self, problem: Any) -> str:
        if not problem.deals_batches:
            return f"All {self.surface.samples}"
        if self.order != BOTH:
            return f"B = {problem.batch_size}"
        return f"B = {problem.batch_size}, {'drawn anew' if problem.replacement else 'dealt out'}"

    @property
    def cost(self) -> Cost:
        """What all runs cost."""
        every = [entrant for race in self.races for entrant in race.cost.entrants]
        return Cost(every, "fewer batch sizes", self.steps)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Trajectory, ...]:
        """Run every batch size, in order.

        ``progress`` is called with the part done, between 0 and 1; an exception raised there
        cancels the comparison.
        """
        races = self.races
        trajectories: list[Trajectory] = []
        for done, race in enumerate(races):

            def report(part: float, done: int = done) -> None:
                if progress is not None:
                    progress((done + part) / len(races))

            trajectories += race.run(report)
        return tuple(trajectories)


def read_sizes(said: str | tuple[int, ...], complain: Complain = refuse) -> tuple[int, ...]:
    """Read batch sizes as a person lists them, ``1, 32, all``: ascending, each once.

    "all" may stand among them and says nothing, since all samples always take part.

    Raises ``ValueError`` for what is no number, and by default for every complaint.
    """
    allowed = knobs(MiniBatch)["batch_size"]
    sizes: set[int] = set()
    for size in said.replace(",", " ").split() if isinstance(said, str) else said:
        if not isinstance(size, str) or size.lower() != "all":
            try:
                sizes.add(int(read_number(size, allowed, "batch size", complain)))
            except ValueError as error:
                complain(str(error))
    return tuple(sorted(sizes))


def _pairs(
    surface: DataLoss,
    optimizer: Optimizer,
    sizes: tuple[int, ...],
    start: tuple[float, ...],
    steps: int,
    seed: int,
    order: str,
) -> Pairs:
    """Return what a link says."""
    return [
        ("surface", surface),
        ("sizes", sizes or "all"),
        ("order", order),
        ("start", start),
        ("steps", steps),
        ("seed", seed),
        (OPTIMIZER, optimizer),
    ]


def _mean(said: str | Surface, complain: Complain) -> DataLoss:
    """Read a mean over samples."""
    surface = read(said, Surface, complain)
    if not isinstance(surface, DataLoss):
        refuse(f"{shorten(written(said))} is no mean over samples: there are no batches")
    return surface


LOSS = LinearRegression(Line(samples=1000))
RULE = GradientDescent(lr=0.05)
DEFAULT = BatchSizes.usual = BatchSizes(LOSS, RULE)
"""A line through a thousand samples."""
