"""The same chance for every rule: as many settings tried, on the same starts, at the same cost."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from core.arrays import Array
from core.knobs import Knob, knob, knobs
from experiments.cost import of_budget
from experiments.labels import layers
from optimizers import Optimizer
from optimizers.base import in_use
from studies.fair_races.progress import Counts, course, drawn_starts, seeds_for
from surfaces import Surface

NEVER_TUNED = ("eps", "weight_decay")
"""Knobs that guard against division by zero, or change what is to be minimised."""
PRIMES = (2, 3, 5)
AT_ONCE = 2**18
"""Numbers recorded at once, about: steps times runs."""


@dataclass(frozen=True)
class Protocol:
    """How a contest is held; what one rule gets, every rule gets."""

    budget: int = knob(200, "E", 10, 2000, log=True)
    """Evaluations of each run."""
    trials: int = knob(32, "K", 1, 128, log=True)
    """Settings tried, the one given among them."""
    tuned: int = knob(1, "k", 0, 3)
    """Knobs that are tuned: the learning rate and, beyond it, the next ones of the rule."""
    starts: int = knob(8, "S", 1, 32)
    """Starts that settings are tried on."""
    judged: int = knob(32, "J", 2, 128, log=True)
    """Other starts, on which the setting found is judged."""
    seed: int = knob(0, r"\text{seed}", 0, 2**32 - 1)

    @property
    def cost(self) -> int:
        """Evaluations that the tuning of each rule may take."""
        return self.trials * self.starts * self.budget


@dataclass(frozen=True, eq=False)
class Tuning:
    """What came out of the settings tried for one rule."""

    given: Optimizer
    knobs: tuple[str, ...]
    settings: Array
    """The values of the knobs in each trial, ``(trials, knobs)``; the first is as given."""
    final: Array
    """The loss at the end of the budget, ``(trials, starts)``; ``inf`` after an overflow."""
    spent: Array
    """Evaluations over all runs of a trial, ``(trials,)``."""
    best: int
    """Which trial won: the lowest median over the starts; where equal, the lowest mean rank."""

    @property
    def tuned(self) -> Optimizer:
        """The rule at the setting that won."""
        return with_knobs(self.given, dict(zip(self.knobs, self.settings[self.best], strict=True)))


def tune(
    optimizer: Optimizer,
    surface: Surface,
    protocol: Protocol,
    progress: Callable[[float], None] | None = None,
) -> Tuning:
    """Try settings of a rule on the starts for tuning, a batch of trials at a time.

    ``progress`` is called with the part done, between 0 and 1; an exception raised there ends it.
    """
    names = tunable(optimizer)[: protocol.tuned]
    values = settings(optimizer, names, protocol)
    starts = drawn_starts(surface, protocol.starts, protocol.seed)
    seeds = seeds_for(surface, (protocol.starts,), protocol.seed)
    size = max(1, AT_ONCE // (protocol.budget * protocol.starts))
    final: list[Array] = []
    spent: list[Array] = []
    for at in range(0, len(values), size):
        some = values[at : at + size]
        swept = {name: column[:, None].copy() for name, column in zip(names, some.T, strict=True)}
        points = np.broadcast_to(starts[:, None], (len(starts), len(some), protocol.starts))
        ran = course(with_knobs(optimizer, swept), surface, points, protocol.budget, seeds)
        final.append(ran.final)
        spent.append(np.minimum(ran.spent[-1], protocol.budget).sum(axis=-1))
        if progress is not None:
            progress(min(1.0, (at + size) / len(values)))
    losses = np.concatenate(final)
    return Tuning(optimizer, names, values, losses, np.concatenate(spent), winner(losses))


def of_tuning(optimizer: Optimizer, surface: Surface, protocol: Protocol) -> float:
    """Return the cost of ``tune``: so many batches, each of some of the trials."""
    size = min(protocol.trials, max(1, AT_ONCE // (protocol.budget * protocol.starts)))
    batch = of_budget(optimizer, surface, protocol.budget, size * protocol.starts)
    return math.ceil(protocol.trials / size) * batch


def winner(final: Array) -> int:
    """Return which row of losses ``(trials, starts)`` has the lowest median.

    Where medians are equal, such as all infinite, the row whose losses rank lowest on average.
    """
    with np.errstate(invalid="ignore"):  # between infinities
        medians = np.median(final, axis=1)
    medians = np.where(np.isnan(medians), np.inf, medians)
    ranks = (final[:, None] > final[None]).sum(axis=(1, 2))
    return int(np.lexsort((ranks, medians))[0])


def tunable(optimizer: Optimizer) -> tuple[str, ...]:
    """Name the knobs that may be tuned: the learning rate first, then the rule's others in order.

    Whole numbers, knobs that turn nothing and ``NEVER_TUNED`` stay as they are given.
    """
    names = [name for name in in_use(layers(optimizer)[-1]) if name not in NEVER_TUNED]
    return tuple(sorted(names, key=lambda name: name != "lr"))


def settings(optimizer: Optimizer, names: tuple[str, ...], protocol: Protocol) -> Array:
    """Return the settings to try, ``(trials, knobs)``: the given one, then spread over the ranges.

    One knob is tried on an even grid, several at the points of a Halton sequence, which leaves no
    large gaps and repeats no value; each on its own scale, logarithmic where its slider is.

    Halton (1960), https://doi.org/10.1007/BF01386213; for why not a grid of several knobs, Bergstra
    and Bengio (2012), https://jmlr.org/papers/v13/bergstra12a.html
    """
    rule = layers(optimizer)[-1]
    given = np.array([[getattr(rule, name) for name in names]], dtype=float)
    count = protocol.trials - 1 if names else 0
    if len(names) == 1:
        parts = np.linspace(0, 1, count)[:, None]
    else:
        first = 1 + protocol.seed % 10_000
        parts = np.array([halton(first + np.arange(count), base) for base in PRIMES[: len(names)]])
        parts = parts.reshape(len(names), count).T
    about = knobs(rule)
    columns = [scaled(about[name], part) for name, part in zip(names, parts.T, strict=True)]
    return np.concatenate([given, np.array(columns).reshape(len(names), count).T])


def halton(index: Counts, base: int) -> Array:
    """Return terms of the van der Corput sequence: the digits of whole numbers, mirrored."""
    index, term, digit = index.copy(), np.zeros(len(index)), 1.0
    while index.any():
        digit /= base
        term += digit * (index % base)
        index //= base
    return term


def scaled(about: Knob, part: Array) -> Array:
    """Map parts of a range, between 0 and 1, to values of a knob, of three digits."""
    if about.log:
        values = about.low * np.power(about.high / about.low, part)
    else:
        values = about.low + (about.high - about.low) * part
    return np.clip([float(f"{value:.3g}") for value in values], about.low, about.high)


def with_knobs(optimizer: Any, values: dict[str, Any]) -> Any:
    """Return an optimizer with knobs of the rule inside its wrappers replaced, perhaps swept."""
    if any(f.name == "inner" for f in fields(optimizer)):
        return optimizer.with_field("inner", with_knobs(optimizer.inner, values))
    for name, value in values.items():
        held = value if np.ndim(value) else float(value)
        optimizer = optimizer.with_field(name, held)
    return optimizer
