"""A gradient check as one value: of what, where, along what, and what is wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np

from core.arrays import Array
from core.knobs import Knob
from core.loss import Loss
from experiments.cost import Cost, of_values
from experiments.experiment import bounds
from experiments.text import read, read_number, refuse, shorten, write
from experiments.url_query import SEED, Complain, Pairs, UrlQuery, several, written
from experiments.url_query import STEPS as TIMES
from experiments.url_spec import UrlSpec
from studies.gradient_check.cases import EACH, RANDOM, directions, loss_of, mistakes
from studies.gradient_check.check import STEPS as TRIED
from studies.gradient_check.check import Check
from studies.gradient_check.differences import gradient_check
from studies.gradient_check.mistakes import Mistaken
from studies.gradient_check.puzzles import POINTS, puzzle
from surfaces import Rosenbrock, Surface
from surfaces.networks import NETWORKS, Learner

KEYS = ("surface", "at", "weights", "along", "step", "seed", "h", "mistake", "find", "point")
H = Knob("h", 1e-20, 1.0, log=True)
TIMES_ASKED = 5
"""Ahead, back, and with complex numbers, which take three times as long."""


@dataclass(frozen=True)
class GradientCheckSpec(UrlSpec):
    """A check that a link can say. One that exists is valid.

    Raises ``ValueError`` for what no link may say.
    """

    keys = KEYS

    surface: Surface
    start: tuple[float, ...] = ()
    """The point; none for a network, whose point is drawn as weights to start from are."""
    weights: int = 0
    """The seed of that draw."""
    along: str = EACH
    """``each`` coordinate (of a network: each part, in a random direction), one ``random``
    direction, or the number of a parameter."""
    step: int = 1
    """Of noise and batches the loss of one step is checked."""
    seed: int = 0
    h: float = 1e-6
    """The step of which the numbers are shown."""
    mistake: str = ""
    """The short name of what is wrong on purpose."""
    find: int | None = None
    """A puzzle's seed, which stands for all of the above."""
    point: int = 0
    """The number of the point of a puzzle."""

    def pairs(self) -> Pairs:
        """Return what its link says."""
        if self.find is not None:
            return [("find", self.find), ("point", self.point), ("h", self.h)]
        pairs: list[tuple[str, Any]] = [("surface", self.surface)]
        if isinstance(self.surface, Learner):
            pairs.append(("weights", self.weights))
        else:
            pairs.append(("at", tuple(self.start or self.surface.starts[0])))
        pairs.append(("along", self.along))
        if self.surface.held:
            pairs += [("step", self.step), ("seed", self.seed)]
        return [*pairs, ("h", self.h), *([("mistake", self.mistake)] if self.mistake else [])]

    @classmethod
    def pieces(cls, link: UrlQuery) -> Sequence[Any]:
        """Read the fields of a check, and mend what its ``complain`` lets pass."""
        complain = link.complain
        h = link.number("h", H, 1e-6)
        if link.given["find"]:
            find, point = link.whole("find", SEED, 0), link.whole("point", POINTS, 0)
            posed = puzzle(find, point)
            posed_as = {
                **dict.fromkeys(("weights", "seed"), 0),
                **posed._asdict(),
                "along": EACH,
                "step": 1,
                "h": h,
                "find": find,
                "point": point,
            }
            return [posed_as[f.name] for f in fields(cls)]
        surface = link.one("surface", partial(_surface, complain=complain), Rosenbrock())
        learner = isinstance(surface, Learner)
        start = (
            () if learner else link.one("at", partial(_at, surface, complain), surface.starts[0])
        )
        if not learner and not _finite(surface, start):
            complain(f"at = {','.join(map(write, start))}: the loss is not finite there")
            start = surface.starts[0]
        offered = mistakes(surface)
        return (
            surface,
            tuple(map(float, start)),
            link.whole("weights", SEED, 0) if learner else 0,
            link.one("along", partial(_along, surface), EACH),
            link.whole("step", TIMES, 1),
            link.whole("seed", SEED, 0),
            h,
            link.word("mistake", offered, "", "cannot be made here"),
            None,
            0,
        )

    @property
    def theta(self) -> Array:
        """The point, ``(n,)``."""
        surface = self.surface
        return np.array(
            surface.initial(self.weights) if isinstance(surface, Learner) else self.start
        )

    @property
    def loss(self) -> Loss:
        """The right loss, of one step."""
        return loss_of(self.surface, self.step, self.seed)

    @property
    def directions(self) -> tuple[tuple[str, ...], Array]:
        """The names of what is checked, and the directions, ``(n, k)``."""
        return directions(self.surface, self.along)

    @property
    def cost(self) -> Cost:
        """What it costs to step ahead and back by every h, and once more into the complex plane."""
        points = len(TRIED) * self.directions[1].shape[1]
        return Cost(
            less="one direction, or fewer samples",
            beside=TIMES_ASKED * of_values(self.surface, points),
        )

    def run(self, progress: Callable[[float], None] | None = None) -> Check:
        """Check the gradient, with the mistake in it if there is one.

        ``progress`` is called with the part done, between 0 and 1; an exception raised there
        cancels it.
        """
        loss, (_, along) = self.loss, self.directions
        if self.mistake:
            loss = Mistaken(loss, mistakes(self.surface)[self.mistake])
        return gradient_check(loss, self.theta, along, progress=progress)


def _surface(said: Any, complain: Complain) -> Surface:
    """Read a surface, or a network."""
    network = written(said).strip().partition("(")[0] in NETWORKS
    return read(said, Learner if network else Surface, complain)


def _at(surface: Surface, complain: Complain, said: Any) -> tuple[float, ...]:
    """Read a point near the map of a surface."""
    allowed, texts = bounds(surface), several(said)
    if len(texts) != len(allowed):
        refuse(f"at = {shorten(written(said))}: {write(surface)} needs {len(allowed)} coordinates")
    return tuple(
        read_number(coordinate, knob, f"at coordinate {k + 1}", complain)
        for k, (coordinate, knob) in enumerate(zip(texts, allowed, strict=True))
    )


def _finite(surface: Surface, start: tuple[float, ...]) -> bool:
    """Tell whether there is anything to be checked there."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(surface.value(np.array(start)[:, None])).all())


def _along(surface: Surface, text: str) -> str:
    """Read what is checked."""
    count = surface.count if isinstance(surface, Learner) else len(surface.domain.low)
    if text in (EACH, RANDOM):
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= count):
        refuse(f"along = {shorten(text)}: allowed {EACH}, {RANDOM}, or a number from 1 to {count}")
    return str(int(text))


DEFAULT = GradientCheckSpec.usual = GradientCheckSpec(Rosenbrock())
"""What the page shows first."""
