"""Rules over the whole catalogue of surfaces: how often, and how much dearer than the best."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from core.knobs import Knob, knobs
from experiments.cost import Cost, Entrant, of_budget
from experiments.labels import labels
from experiments.text import shorten, suggest, write
from experiments.url_query import OPTIMIZER, Complain, Pairs, UrlQuery, several, wholes
from experiments.url_spec import UrlSpec
from optimizers import LBFGS, Adam, GradientDescent, Momentum, Optimizer, RMSprop
from studies.fair_races.progress import course, drawn_starts, seeds_for
from studies.fair_races.tuning import Protocol, of_tuning, tune
from surfaces import FAMILIES, Surface

PROTOCOL = Protocol(budget=300, trials=16, starts=4, judged=8)
TOLERANCE = Knob(r"\tau", 1e-8, 0.5, log=True)
KEYS = ("families", "tolerance", *knobs(Protocol), OPTIMIZER)
EVERY = tuple(name for name in FAMILIES if name != "Your own")


@dataclass(frozen=True)
class Profile(UrlSpec):
    r"""Rules over the surfaces of some families, under one protocol. One that exists has a link.

    A problem is a surface and a start. A rule has solved it once its loss is at most

    .. math:: f_L + \tau\, (f(x_0) - f_L)

    with the lowest loss :math:`f_L` that any of the rules found there within the budget.

    Moré and Wild (2009), "Benchmarking derivative-free optimization algorithms", section 2.1,
    https://doi.org/10.1137/080724083

    Raises ``ValueError`` for what no link may say.
    """

    keys = KEYS

    optimizers: tuple[Optimizer, ...]
    families: tuple[str, ...] = EVERY
    tolerance: float = 1e-3
    protocol: Protocol = PROTOCOL

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.optimizers, self.families, self.tolerance, self.protocol)

    @classmethod
    def pieces(
        cls, link: UrlQuery
    ) -> tuple[tuple[Optimizer, ...], tuple[str, ...], float, Protocol]:
        """Read what a profile is made of, and mend what its ``complain`` lets pass."""
        complain = link.complain
        families = link.one("families", lambda value: _families(value, complain), EVERY) or EVERY
        tolerance = link.number("tolerance", TOLERANCE, 1e-3)
        protocol = link.wholes(PROTOCOL)
        optimizers = link.fitting(
            link.optimizers(),
            lambda some: _pairs(some, families, tolerance, protocol),
        )
        return optimizers, families, tolerance, protocol

    @property
    def steps(self) -> int:
        """No run takes more steps than it has evaluations."""
        return self.protocol.budget

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Every surface of the families, as it is by default."""
        return tuple(kind() for name in self.families for kind in FAMILIES[name].values())

    @property
    def cost(self) -> Cost:
        """What it costs to tune and judge every rule on every surface."""
        p, every = self.protocol, list[Entrant]()
        for rule in self.optimizers:
            for surface in self.surfaces:
                tuned = of_tuning(rule, surface, p) if p.tuned else 0.0
                cost = tuned + of_budget(rule, surface, p.budget, p.judged)
                every.append(Entrant(rule, surface, cost))
        return Cost(every, "fewer evaluations a run, settings, starts or surfaces")

    def run(self, progress: Callable[[float], None] | None = None) -> ProfileResult:
        """Tune and judge every rule on every surface. ``progress`` is called with the part done.

        An exception raised there cancels it.
        """
        solved: list[Solved] = []
        surfaces = self.surfaces
        for done, surface in enumerate(surfaces):
            solved += self._on(surface)
            if progress is not None:
                progress((done + 1) / len(surfaces))
        return ProfileResult(self, tuple(solved))

    def _on(self, surface: Surface) -> Iterator[Solved]:
        """Run every rule on one surface."""
        p = self.protocol
        rules = [tune(rule, surface, p).tuned if p.tuned else rule for rule in self.optimizers]
        every = drawn_starts(surface, p.starts + p.judged, p.seed)
        starts = every[:, p.starts :]
        seeds = seeds_for(surface, (p.judged,), p.seed + p.starts)
        ran = [course(rule, surface, starts, p.budget, seeds) for rule in rules]
        lowest = np.min([one.lowest for one in ran], axis=0)
        target = lowest + self.tolerance * (ran[0].path_value[0] - lowest)
        for k, one in enumerate(ran):
            yield Solved(surface.title, k, write(rules[k]), one.cost(target), one.final)


class Solved(NamedTuple):
    """What one rule did on one surface."""

    surface: str
    rule: int
    """Which of the optimizers."""
    setting: str
    """The rule as it was tuned, in text."""
    cost: Array
    """Evaluations until each start was solved, ``(starts,)``; ``inf`` where it was not."""
    final: Array
    """The loss when the budget was spent, ``(starts,)``."""


@dataclass(frozen=True, eq=False)
class ProfileResult:
    """What came out, over all problems: every surface, every start."""

    profile: Profile
    solved: tuple[Solved, ...]

    @property
    def names(self) -> list[str]:
        """What the rules are called."""
        return labels(self.profile.optimizers)

    @cached_property
    def cost(self) -> Array:
        """Evaluations until solved, ``(rules, problems)``; ``inf`` where that did not happen."""
        rules = range(len(self.profile.optimizers))
        return np.array(
            [np.concatenate([one.cost for one in self.solved if one.rule == k]) for k in rules]
        )

    @cached_property
    def ratio(self) -> Array:
        """How much dearer than the cheapest rule on each problem, ``(rules, problems)``.

        ``inf`` where not solved, by this rule or by any.
        """
        best = np.min(self.cost, axis=0)
        safe = np.where(np.isfinite(best), np.maximum(best, 1), 1.0)  # solved at the start costs 0
        return np.where(np.isfinite(self.cost), np.maximum(self.cost, 1) / safe, np.inf)

    def curve(self, rule: int) -> tuple[Array, Array]:
        r"""Return the performance profile of a rule: a stair of ratios and shares of problems.

        .. math:: \rho_s(r) = \frac{1}{|P|}\, |\{ p : r_{p,s} \le r \}|

        At ratio 1 it says how often the rule is the cheapest, far right how often it gets there.

        Dolan and Moré (2002), "Benchmarking optimization software with performance profiles",
        https://doi.org/10.1007/s101070100263
        """
        ratios = np.sort(self.ratio[rule][np.isfinite(self.ratio[rule])])
        return ratios, np.arange(1, len(ratios) + 1) / self.ratio.shape[1]

    def share(self, rule: int, within: float = np.inf) -> float:
        """Return the share of problems solved, at no more than so many times the best cost."""
        ratio = self.ratio[rule]
        reached = np.isfinite(ratio) & (ratio <= within)
        return float(reached.sum() / len(ratio))

    @property
    def order(self) -> list[int]:
        """The rules by how many problems they solved, the most first."""
        return sorted(range(len(self.names)), key=lambda k: (-self.share(k), -self.share(k, 1.0)))

    @property
    def sentence(self) -> str:
        """Say who solves most, and who is cheapest."""
        names, first = self.names, self.order[0]
        problems = self.ratio.shape[1]
        fastest = max(range(len(names)), key=lambda k: self.share(k, 1.0))
        nobody = float(np.mean(~np.isfinite(self.ratio).any(axis=0)))
        return (
            f"Of {problems} problems {names[first]} solves most, {self.share(first):.0%};"
            f" {names[fastest]} is the cheapest most often, on {self.share(fastest, 1.0):.0%}."
            + (f" {nobody:.0%} are solved by none." if nobody else "")
        )

    def table(self) -> str:
        """Return every single run as comma-separated text, the protocol's link on its own line."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["surface", "start", "optimizer", "setting", "evaluations", "final loss"])
        for one in self.solved:
            for k, (cost, final) in enumerate(zip(one.cost, one.final, strict=True)):
                spent = int(cost) if np.isfinite(cost) else ""
                row = [one.surface, k, self.names[one.rule], one.setting, spent, repr(float(final))]
                writer.writerow(row)
        return text.getvalue()


def _families(said: Any, complain: Complain) -> tuple[str, ...]:
    """Read the names of families, in the order of the catalogue."""
    asked = [name.strip() for name in several(said)]
    for name in asked:
        if name not in EVERY:
            complain(
                f"{shorten(name) or 'nothing'} is no family of surfaces: {suggest(name, EVERY)}"
            )
    return tuple(name for name in EVERY if name in asked)


def _pairs(
    optimizers: Sequence[Optimizer], families: tuple[str, ...], tolerance: float, protocol: Protocol
) -> Pairs:
    """Return what a link says."""
    return [
        ("families", families),
        ("tolerance", tolerance),
        *wholes(protocol),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


DEFAULT = Profile.usual = Profile((GradientDescent(), Momentum(), RMSprop(), Adam(), LBFGS()))
"""Five rules of different kinds."""
