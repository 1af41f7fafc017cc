"""Find the mistake: a seed picks a loss, a point, and what is wrong with the gradient there."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.knobs import Knob
from studies.gradient_check.cases import EACH, directions, loss_of, mistakes
from studies.gradient_check.differences import gradient_check
from studies.gradient_check.findings import FindingKind, findings
from studies.gradient_check.mistakes import Mistaken
from surfaces import FAMILIES, Surface
from surfaces.data import Line, Spirals
from surfaces.networks import Learner, Perceptron, ReLU, Tanh

POINTS = Knob(r"\text{point}", 0, 99, integer=True)
NETWORKS_AMONG, INNOCENT = 0.3, 0.1
"""How many of the puzzles are about a network, and how many have nothing wrong."""
FAMILIES_ASKED = ("Bowls", "Valleys", "Saddles", "Many minima", "From data")
PERCEPTRONS: tuple[Learner, ...] = (
    Perceptron(layers="4"),
    Perceptron(layers="6,4"),
    Perceptron(Spirals(), layers="6,6", activation=ReLU()),
    Perceptron(layers="6,4", batch_norm=True),
    Perceptron(Line(), layers="5,3", activation=Tanh(), l2=0.05),
)
ALIKE = 1e-9


class Puzzle(NamedTuple):
    """What is checked where, and what is wrong."""

    surface: Surface
    start: tuple[float, ...]
    weights: int
    mistake: str
    """The short name; empty if nothing is wrong."""


@lru_cache(256)
def puzzle(seed: int, point: int = 0) -> Puzzle:
    """Return the puzzle of a seed, at one of several points: the mistake is the same at all.

    At the first point the mistake can be seen; at another it may hide.
    """
    generator = np.random.default_rng(seed)
    while True:
        posed = _drawn(generator)
        if _fair(posed):
            break
    if not point:
        return posed
    if isinstance(posed.surface, Learner):
        return posed._replace(weights=posed.weights + point)
    return posed._replace(start=_place(np.random.default_rng((seed, point)), posed.surface))


def alike(posed: Puzzle) -> list[str]:
    """Return the mistakes that would look the same at the point of a puzzle, its own first."""
    offered = mistakes(posed.surface)
    if not posed.mistake:
        return [""]
    loss, theta = loss_of(posed.surface), _theta(posed)[:, None]
    wrong = offered[posed.mistake].grad(loss, theta)
    size = np.max(np.abs(wrong))
    same = [
        name
        for name, mistake in offered.items()
        if name != posed.mistake
        and np.max(np.abs(mistake.grad(loss, theta) - wrong)) <= ALIKE * size
    ]
    return [posed.mistake, *same]


def _drawn(generator: np.random.Generator) -> Puzzle:
    """Draw a loss, a point, and a mistake or none."""
    if generator.random() < NETWORKS_AMONG:
        surface: Surface = PERCEPTRONS[generator.integers(len(PERCEPTRONS))]
        start, weights = (), int(generator.integers(1000))
    else:
        kinds = [kind for family in FAMILIES_ASKED for kind in FAMILIES[family].values()]
        surface = kinds[generator.integers(len(kinds))]()
        start, weights = _place(generator, surface), 0
    names = [*mistakes(surface)]
    name = "" if generator.random() < INNOCENT else names[generator.integers(len(names))]
    return Puzzle(surface, start, weights, name)


def _place(generator: np.random.Generator, surface: Surface) -> tuple[float, ...]:
    """Draw a point of the map, in round numbers."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    digits = 2 - int(np.floor(np.log10(np.min(high - low))))
    return tuple(np.round(generator.uniform(low, high), digits).tolist())


def _theta(posed: Puzzle) -> Array:
    surface = posed.surface
    return np.array(surface.initial(posed.weights) if isinstance(surface, Learner) else posed.start)


def _fair(posed: Puzzle) -> bool:
    """Tell whether the right gradient passes, and the wrong one does not."""
    loss, theta = loss_of(posed.surface), _theta(posed)
    _, along = directions(posed.surface, EACH)
    right = gradient_check(loss, theta, along)
    size = np.abs(right.analytic)
    sure = right.doubt < 1e-6 * size
    if not sure.all() or any(found.kind is not FindingKind.AGREES for found in findings(right)):
        return False
    if not posed.mistake:
        return True
    wrong = Mistaken(loss, mistakes(posed.surface)[posed.mistake])
    if not np.isfinite(wrong.grad(theta[:, None])).all():
        return False
    found = findings(gradient_check(wrong, theta, along))
    return any(one.kind in (FindingKind.WRONG, FindingKind.INEXACT) for one in found)
