"""One race many times: the same entrants under other seeds, from starts close to one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import Knob
from experiments.cost import Cost, Entrant, of_run
from experiments.experiment import Experiment, bounds
from experiments.running import run_each
from experiments.trajectory import Trajectory
from experiments.url_query import SEED, Pairs, UrlQuery
from experiments.url_spec import UrlSpec
from optimizers import Adam, Momentum, Nesterov, RMSprop
from surfaces import Noisy, Rosenbrock

KEYS = ("runs", "spread", "target")
RUNS = Knob("K", 2, 256, log=True, integer=True)
SPREAD = Knob(r"\rho", 0.0, 0.5)
TARGET = Knob("f^*", -1e12, 1e12, optional=True)
"""A loss that counts as success; by default there is none."""
MOST_STEPS = 2_000_000
"""Of all runs together: about 50 bytes each while they are being run."""
HALVINGS = 50


@dataclass(frozen=True)
class Ensemble(UrlSpec):
    r"""A race in K versions, of which each has its own seed and its own start.

    .. math:: s_k = s + k, \qquad \theta_k = \theta_0 + \rho\, (u_k \odot w), \qquad
              u_k \sim U[-\tfrac12, \tfrac12]^n

    with the widths w of the map: starts are spread evenly over a box around that of the race, whose
    sides are so large a part of the map's. Where the loss is not finite, a start is drawn closer to
    the middle. All entrants meet the same starts and the same samples, and more runs leave the
    first ones as they are.

    A run succeeds if it comes to the ``target`` loss or, where none is given, to a known minimum.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    keys = (*Experiment.keys, *KEYS)

    experiment: Experiment
    runs: int = 64
    spread: float = 0.0
    target: float | None = None

    def pairs(self) -> Pairs:
        """Return what its link says."""
        numbers = [(key, getattr(self, key)) for key in KEYS]
        own = [(key, number) for key, number in numbers if number is not None]
        return [*self.experiment.pairs(), *own]

    @classmethod
    def pieces(cls, link: UrlQuery) -> tuple[Experiment, int, float, float | None]:
        """Read what an ensemble is made of, and mend what its ``complain`` lets pass.

        A link is that of a race, with ``runs``, ``spread`` and ``target``, by default 64, 0 and
        none; without a word on the race, it is that of ``DEFAULT``.
        """
        told = any(link.given[key] for key in Experiment.keys)
        race = Experiment(*Experiment.pieces(link)) if told else DEFAULT.experiment
        runs, spread = link.whole("runs", RUNS, 64), link.number("spread", SPREAD, 0.0)
        target = link.number("target", TARGET, None)
        each = len(race.optimizers) * race.steps
        if runs * each > MOST_STEPS:
            most = MOST_STEPS // each
            link.complain(
                f"{runs} runs of {each} steps in all are too many: allowed {most},"
                " or fewer steps or optimizers"
            )
            runs = max(int(RUNS.low), most)
        return race, runs, spread, target

    @property
    def seeds(self) -> npt.NDArray[np.int64]:
        """The seed of each run, ``(runs,)``; after the largest comes 0."""
        return (self.experiment.seed + np.arange(self.runs)) % (int(SEED.high) + 1)

    @property
    def starts(self) -> Array:
        """The start of each run, ``(n, runs)``."""
        box, race = self.experiment.surface.domain, self.experiment
        widths = self.spread * np.subtract(box.high, box.low)[:, None]
        stream = np.random.default_rng(np.random.SeedSequence(race.seed, spawn_key=(0, 0)))
        apart = widths * (stream.random((self.runs, len(widths))).T - 0.5)
        middle = np.array(race.start)[:, None]
        for _ in range(HALVINGS):
            bad = ~self._finite(middle + apart)
            if not bad.any():
                break
            apart[:, bad] /= 2
        apart[:, ~self._finite(middle + apart)] = 0.0
        allowed = bounds(race.surface)
        low, high = (np.array([getattr(c, e) for c in allowed])[:, None] for e in ("low", "high"))
        return np.clip(middle + apart, low, high)

    @property
    def cost(self) -> Cost:
        """What all runs cost."""
        race = self.experiment
        every = [
            Entrant(rule, race.surface, of_run(rule, race.surface, race.steps, self.runs))
            for rule in race.optimizers
        ]
        return Cost(every, "fewer runs", race.steps)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Trajectory, ...]:
        """Run every entrant, in order, each in a batch ``(runs,)``; see ``Experiment.run``."""
        race, starts = self.experiment, self.starts
        return run_each(race.optimizers, race.surface, starts, race.steps, self.seeds, progress)

    def member(self, k: int) -> Experiment:
        """Return one of the versions as a race of its own, the first being number 0."""
        start = tuple(map(float, self.starts[:, k]))
        return replace(self.experiment, start=start, seed=int(self.seeds[k]))

    def _finite(self, points: Array) -> npt.NDArray[np.bool_]:
        """Tell where a run can start."""
        surface = self.experiment.surface
        with np.errstate(all="ignore"):
            value, grad = surface.value(points), surface.grad(points)
        return np.isfinite(value) & np.isfinite(grad).all(axis=0)


DEFAULT = Ensemble.usual = Ensemble(
    Experiment(
        Noisy(Rosenbrock(), sigma=1.0),
        (Momentum(lr=0.002), Nesterov(lr=0.0015), RMSprop(lr=0.02), Adam(lr=0.1)),
        start=(-1.2, 1.0),
        steps=700,
    ),
    runs=64,
    spread=0.05,
)
"""Four rules under noise: near the minimum, each has its own way of not coming to rest."""
