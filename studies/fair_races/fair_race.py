"""A fair race: every rule gets the same chance to be tuned, and is judged where it was not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.knobs import knobs
from experiments.cost import Cost, Entrant, of_budget
from experiments.labels import labels, layers
from experiments.text import read, write
from experiments.url_query import OPTIMIZER, Pairs, UrlQuery, wholes
from experiments.url_spec import UrlSpec
from optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from studies.fair_races.duel import Duel, duel, median
from studies.fair_races.progress import Progress, course, drawn_starts, seeds_for
from studies.fair_races.tuning import Protocol, Tuning, of_tuning, tune
from surfaces import Rosenbrock, Surface

KEYS = ("surface", *knobs(Protocol), OPTIMIZER)
SURE = 0.05
"""What chance alone would show less often than this, in all comparisons together, is called a
difference (Bonferroni's bound: each may have its part of it)."""


@dataclass(frozen=True)
class FairRace(UrlSpec):
    """Rules on one surface under one protocol. One that exists is valid: it has a link.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    keys = KEYS

    surface: Surface
    optimizers: tuple[Optimizer, ...]
    protocol: Protocol = field(default_factory=Protocol)

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.surface, self.optimizers, self.protocol)

    @classmethod
    def pieces(cls, link: UrlQuery) -> tuple[Surface, tuple[Optimizer, ...], Protocol]:
        """Read what a fair race is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        surface = link.one("surface", lambda value: read(value, Surface, complain), Rosenbrock())
        protocol = link.wholes(Protocol())
        optimizers = link.fitting(link.optimizers(), lambda some: _pairs(surface, some, protocol))
        return surface, optimizers, protocol

    @property
    def steps(self) -> int:
        """No run takes more steps than it has evaluations."""
        return self.protocol.budget

    @property
    def cost(self) -> Cost:
        """What it costs to tune every rule, and to judge it as tuned and as given."""
        every = [
            Entrant(
                rule,
                self.surface,
                of_tuning(rule, self.surface, self.protocol)
                + 2 * of_budget(rule, self.surface, self.protocol.budget, self.protocol.judged),
            )
            for rule in self.optimizers
        ]
        return Cost(every, "fewer evaluations a run, settings or starts")

    def run(self, progress: Callable[[float], None] | None = None) -> FairResult:
        """Tune every rule, then judge it.

        ``progress`` is called with the part done, between 0 and 1; an exception raised there
        cancels the race.
        """
        tunings: list[Tuning] = []
        for done, optimizer in enumerate(self.optimizers):

            def report(part: float, done: int = done) -> None:
                if progress is not None:
                    progress((done + 0.9 * part) / len(self.optimizers))

            tunings.append(tune(optimizer, self.surface, self.protocol, report))
            report(1.0)
        return FairResult(
            self,
            tuple(tunings),
            tuple(self.judged(one.tuned) for one in tunings),
            tuple(self.judged(one.given) for one in tunings),
        )

    def judged(self, optimizer: Optimizer) -> Progress:
        """Run a rule, as it is, from the starts that no rule was tuned on."""
        count = self.protocol.judged
        starts = drawn_starts(self.surface, self.protocol.starts + count, self.protocol.seed)
        seeds = seeds_for(self.surface, (count,), self.protocol.seed + self.protocol.starts)
        return course(
            optimizer, self.surface, starts[:, self.protocol.starts :], self.protocol.budget, seeds
        )


@dataclass(frozen=True, eq=False)
class FairResult:
    """What came out: for every rule its tuning, and its runs from starts it was not tuned on."""

    race: FairRace
    tunings: tuple[Tuning, ...]
    tuned: tuple[Progress, ...]
    untuned: tuple[Progress, ...]

    @property
    def names(self) -> list[str]:
        """What the rules are called."""
        return labels(self.race.optimizers)

    @property
    def order(self) -> list[int]:
        """The rules by the median of their tuned losses, the lowest first."""
        return sorted(range(len(self.tuned)), key=lambda k: median(self.tuned[k].final))

    def duel(self, one: int, other: int) -> Duel:
        """Compare two tuned rules start by start."""
        return duel(self.tuned[one].final, self.tuned[other].final)

    @property
    def sentence(self) -> str:
        """Say which is better, and how sure that is."""
        best, *others = self.order
        names, count = self.names, self.race.protocol.judged
        if not others:
            return f"{names[best]} ends at a median loss of {median(self.tuned[best].final):.3g}."
        duels = {k: self.duel(best, k) for k in others}
        clear = [
            k
            for k in others
            if duels[k].chance * len(others) < SURE and duels[k].ahead > duels[k].behind
        ]
        close = [k for k in others if k not in clear]
        text = (
            f"Tuned alike, {names[best]} ends lowest: a median loss of"
            f" {median(self.tuned[best].final):.3g} over {count} starts it was not tuned on."
        )
        if clear:
            wins = ", ".join(f"{names[k]} ({duels[k].ahead} of {count})" for k in clear)
            text += f" It ends below {wins} more often than chance would have it."
        if close:
            held = ", ".join(
                f"{names[k]} ({duels[k].ahead} to {duels[k].behind}, p = {duels[k].chance:.2g})"
                for k in close
            )
            text += f" These starts do not show that it is better than {held}."
        return text

    def at_the_edge(self, k: int) -> list[str]:
        """Name the tuned knobs of a rule whose best value is the last of their range."""
        tuning = self.tunings[k]
        about = knobs(layers(tuning.given)[-1])
        return [
            name
            for name, value in zip(tuning.knobs, tuning.settings[tuning.best], strict=True)
            if value in (about[name].low, about[name].high) and tuning.best
        ]

    @property
    def protocol(self) -> str:
        """The protocol in words, with its numbers: enough to hold the race again."""
        p, surface = self.race.protocol, self.race.surface
        box = surface.domain
        edges = " × ".join(
            f"[{low:g}, {high:g}]" for low, high in zip(box.low, box.high, strict=True)
        )
        noisy = surface.at(1) is not surface
        return (
            f"Surface: {write(surface)}. Starts are drawn evenly from the map {edges}"
            f" (PCG64, seed {p.seed}): the first {p.starts} for tuning, the next {p.judged} for"
            f" judging. Every run is stopped after {p.budget} evaluations: a gradient counts 1, a"
            f" value 1, a Hessian {len(box.low)}. Each rule gets {p.trials} settings, the given one"
            f" among them, on the {p.starts} tuning starts: {p.cost:,} evaluations for each rule."
            + (
                " Tuned is the learning rate, or the first knob of a rule without one"
                if p.tuned == 1
                else f" Tuned are the learning rate and the next {p.tuned - 1} knobs of the rule"
                if p.tuned
                else " Nothing is tuned"
            )
            + (
                ", on an even grid over the range of its slider, rounded to three digits."
                if p.tuned == 1
                else ", at Halton points over the ranges of their sliders, rounded to three digits."
                if p.tuned
                else "."
            )
            + " The setting with the lowest median of the final losses wins; a run that overflows"
            " counts as infinite. Compared are the true losses when the budget is spent, start by"
            " start, by a two-sided sign test; in all comparisons with the best together, chance"
            f" may claim {SURE:.0%}."
            + (
                f" The surface is seen with noise or in batches: run k has seed {p.seed} + k, the"
                " same for every rule and setting."
                if noisy
                else ""
            )
        )


def _pairs(surface: Surface, optimizers: Sequence[Optimizer], protocol: Protocol) -> Pairs:
    """Return what a link says."""
    return [
        ("surface", surface),
        *wholes(protocol),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


DEFAULT = FairRace.usual = FairRace(
    Rosenbrock(), (GradientDescent(), Momentum(), RMSprop(), Adam()), Protocol()
)
"""Four rules, each at its default learning rate until it is tuned."""
