"""How much hangs on a knob: rules over the whole range of one, or of two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.arrays import Array
from core.knobs import knob, knobs
from experiments.cost import Cost, Entrant, of_ends
from experiments.labels import labels
from experiments.text import read, suggest
from experiments.url_query import OPTIMIZER, Pairs, UrlQuery, wholes
from experiments.url_spec import UrlSpec
from optimizers import AdaGrad, Adam, GradientDescent, Momentum, Optimizer, RMSprop
from studies.fair_races.progress import drawn_starts
from studies.sweeps.nested_knobs import grid, held, turnable
from studies.sweeps.sweep import Sweep, run_sweep
from studies.sweeps.sweep_spec import SweepSpec
from surfaces import Rosenbrock, Surface

MOST_RUNS = 400_000
"""Of one picture: some seconds of work."""
NOTHING = "none"
"""Stands for the second knob where only one is turned."""
SOLVED = 1e-3
"""Of the way from the usual start down to the lowest loss known, what may be left."""


@dataclass(frozen=True)
class SweepNumbers:
    """How finely and how often is looked."""

    values: int = knob(60, "K", 5, 200, log=True)
    """Of each knob, from end to end of its slider."""
    starts: int = knob(16, "S", 1, 128, log=True)
    """Drawn evenly from the map."""
    steps: int = knob(200, "T", 1, 2000, log=True)
    seed: int = knob(0, r"\text{seed}", 0, 2**32 - 1)


NO_KNOB = "is no knob that can be turned here"
KEYS = ("surface", "knob", "against", *knobs(SweepNumbers), OPTIMIZER)


@dataclass(frozen=True)
class Sensitivity(UrlSpec):
    """Rules on one surface over the range of one knob, or of two. One that exists has a link.

    Raises ``ValueError`` for what no link may say, and for more than ``MOST_RUNS`` runs.
    """

    keys = KEYS

    surface: Surface
    optimizers: tuple[Optimizer, ...]
    knob: str = "lr"
    against: str = NOTHING
    """The second knob, which makes it a map of colours."""
    numbers: SweepNumbers = field(default_factory=SweepNumbers)

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.surface, self.optimizers, self.knob, self.against, self.numbers)

    @classmethod
    def pieces(
        cls, link: UrlQuery
    ) -> tuple[Surface, tuple[Optimizer, ...], str, str, SweepNumbers]:
        """Read what a picture is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        surface = link.one("surface", lambda value: read(value, Surface, complain), Rosenbrock())
        numbers = link.wholes(SweepNumbers())
        optimizers = link.optimizers()
        names = list(dict.fromkeys(name for rule in optimizers for name in turnable(rule)))
        first = link.word("knob", names, "lr", NO_KNOB)
        second = link.word("against", [*names, NOTHING], NOTHING, NO_KNOB)
        if first not in names:
            complain(f"no optimizer here has a knob {first}: {suggest(first, names)}")
            first = names[0] if names else "lr"
        if second == first:
            complain(f"knob and against are both {first}: one of them has to be another")
            second = NOTHING
        kept = link.fitting(optimizers, lambda some: _pairs(surface, some, first, second, numbers))
        if not any({first, second} - {NOTHING} <= {*turnable(rule)} for rule in kept):
            complain(f"no optimizer here has both {first} and {second}")
            second = NOTHING
        each = numbers.values ** (1 if second == NOTHING else 2) * numbers.starts * len(kept)
        if each > MOST_RUNS:
            complain(f"{each} runs are too many: allowed {MOST_RUNS}; take fewer values or starts")
            room = MOST_RUNS / numbers.starts / len(kept)
            fewer = int(room if second == NOTHING else room**0.5)
            numbers = replace(numbers, values=max(5, min(numbers.values, fewer)))
        return surface, kept, first, second, numbers

    @property
    def steps(self) -> int:
        """How long each run is."""
        return self.numbers.steps

    @property
    def seed(self) -> int:
        """The seed of the starts, and of the noise from the first of them."""
        return self.numbers.seed

    @property
    def turned(self) -> tuple[str, ...]:
        """The knobs that are turned."""
        return (self.knob,) if self.against == NOTHING else (self.knob, self.against)

    @property
    def taking_part(self) -> tuple[int, ...]:
        """Which of the optimizers have all the knobs that are turned."""
        return tuple(
            k for k, rule in enumerate(self.optimizers) if {*self.turned} <= {*turnable(rule)}
        )

    @property
    def runs(self) -> int:
        """How many runs there are in all."""
        each = self.numbers.values ** len(self.turned) * self.numbers.starts
        return each * len(self.taking_part)

    @property
    def cost(self) -> Cost:
        """What all runs cost."""
        each = self.runs / max(1, len(self.taking_part)) * len(self._seeds)
        every = [
            Entrant(rule, self.surface, of_ends(rule, self.surface, self.steps, each))
            for rule in (self.optimizers[k] for k in self.taking_part)
        ]
        return Cost(every, "fewer values or starts", self.steps)

    @property
    def _seeds(self) -> list[int]:
        """The seeds of the noise: two where there is any."""
        noisy = self.surface.at(1) is not self.surface
        return [self.seed, self.seed + 1] if noisy else [self.seed]

    def run(self, progress: Callable[[float], None] | None = None) -> Picture:
        """Run everything. ``progress`` is called with the part done, between 0 and 1.

        An exception raised there cancels it.
        """
        starts = drawn_starts(self.surface, self.numbers.starts, self.numbers.seed)
        target = goal(self.surface, starts)
        swept: list[Sweep] = []
        for done, k in enumerate(self.taking_part):

            def report(part: float, done: int = done) -> None:
                if progress is not None:
                    progress((done + part) / len(self.taking_part))

            rule = self.optimizers[k]
            values = {name: grid(rule, name, self.numbers.values) for name in self.turned}
            asked = (values, starts, tuple(self._seeds), self.numbers.steps, target)
            swept.append(run_sweep(SweepSpec((rule,), self.surface, *asked), progress=report))
            report(1.0)
        return Picture(self, tuple(swept))


def goal(surface: Surface, starts: Array) -> float | None:
    """Return the loss at which a surface counts as solved; ``None`` where no minimum is known.

    It leaves ``SOLVED`` of the height of the median start above the lowest minimum.
    """
    floor = surface.floor
    if floor is None:
        return None
    return floor + SOLVED * (float(np.median(surface.value(starts))) - floor)


@dataclass(frozen=True, eq=False)
class Picture:
    """What came out: for each rule that takes part its own sweep, over its own range."""

    asked: Sensitivity
    sweeps: tuple[Sweep, ...]

    @property
    def names(self) -> list[str]:
        """What the rules that take part are called."""
        every = labels(self.asked.optimizers)
        return [every[k] for k in self.asked.taking_part]

    def width(self, k: int) -> float:
        """Return the part of the range of the first knob, on its scale, that solves most starts.

        NaN where it is not known when a start is solved, or two knobs are turned.
        """
        one = self.sweeps[k]
        if one.target is None or len(self.asked.turned) > 1:
            return float("nan")
        solved = np.isfinite(one.median("solved")[0])
        return float(solved.sum() / solved.size)

    def best(self, k: int) -> Optimizer:
        """Return a rule with the knobs where its median loss is lowest."""
        return self.sweeps[k].best(0)

    @property
    def sentence(self) -> str:
        """Say who got lowest, and who leaves most room for a careless choice."""
        lows = [float(np.min(one.median())) for one in self.sweeps]
        first = int(np.argmin(lows))
        name, rule = self.names[first], self.best(first)
        at = ", ".join(f"{n} {held(rule, n):.3g}" for n in self.asked.turned)
        text = f"Lowest is {name} at {at}: a median loss of {lows[first]:.3g}."
        widths = [self.width(k) for k in range(len(self.sweeps))]
        if np.isfinite(widths).all() and max(widths) > 0:
            widest = int(np.argmax(widths))
            text += (
                f" {self.names[widest]} forgives most: {widths[widest]:.0%} of the range of its"
                f" {self.asked.knob} solves most of the starts."
            )
        return text


def _pairs(
    surface: Surface,
    optimizers: Sequence[Optimizer],
    first: str,
    second: str,
    numbers: SweepNumbers,
) -> Pairs:
    """Return what a link says."""
    return [
        ("surface", surface),
        ("knob", first),
        ("against", second),
        *wholes(numbers),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


DEFAULT = Sensitivity.usual = Sensitivity(
    Rosenbrock(), (GradientDescent(), Momentum(), AdaGrad(), RMSprop(), Adam())
)
"""Five rules over all their learning rates."""
