"""A race as one value: the share link, the cache key and the recipe of a run, all in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, unquote_plus

import numpy as np

from core.knobs import Knob
from experiments.running import run
from experiments.text import read, read_number, refuse, shorten, suggest, write
from experiments.trajectory import Trajectory
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    HeavyBall,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
)
from surfaces import Rosenbrock, Surface

T = TypeVar("T")
Complain = Callable[[str], object]
Pieces = tuple[Surface, tuple[Optimizer, ...], tuple[float, ...], int, int]

KEYS = ("surface", "start", "steps", "seed", "optimizer")
STEPS = Knob("T", 1, 20_000, log=True, integer=True)
SEED = Knob(r"\text{seed}", 0, 2**32 - 1, integer=True)
MOST_OPTIMIZERS = 12
LONGEST_LINK = 4000
"""Characters; browsers and proxies pass on about 8000."""
MOST_PIECES = 64
"""Pairs of key and value: more than any valid link has, and few enough to complain about each."""
REACH = 10
"""A start may be this many times as far from the middle of the map as the edge of the map is."""
UNENCODED = "!$'()*,;=:@/?"
"""What may stand in a query as it is (RFC 3986, section 3.4), but for ``&`` and ``+``."""


@dataclass(frozen=True)
class Experiment:
    """Several rules on one surface from one start. One that exists is valid: it has a link.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    surface: Surface
    optimizers: tuple[Optimizer, ...]
    start: tuple[float, ...]
    steps: int
    seed: int = 0

    def __post_init__(self) -> None:
        """Hold exactly what the link says: whole numbers as ``int``, all others as ``float``."""
        pieces = _pieces(self.to_query(), refuse)
        for name, piece in zip(self.__dataclass_fields__, pieces, strict=True):
            object.__setattr__(self, name, piece)

    @classmethod
    def from_query(cls, text: str) -> Experiment:
        """Read a link's query, as a browser may have encoded it, with or without its ``?``.

        ``optimizer`` stands there once a rule, in order; ``surface``, ``start``, ``steps`` and
        ``seed`` at most once, by default Rosenbrock, the surface's first start, 200 and 0.

        Raises ``ValueError``, with a sentence that quotes the text, for whatever is not allowed.
        """
        return cls(*_pieces(text, refuse))

    def to_query(self) -> str:
        """Return the canonical text: equal experiments have equal queries."""
        return _query(self.surface, self.optimizers, self.start, self.steps, self.seed)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Trajectory, ...]:
        """Run every rule, in order. ``progress`` is told the part done, between 0 and 1.

        An exception raised there cancels the race.
        """
        trajectories: list[Trajectory] = []
        for done, optimizer in enumerate(self.optimizers):

            def report(part: float, done: int = done) -> None:
                if progress is not None:
                    progress((done + part) / len(self.optimizers))

            trajectories.append(
                run(optimizer, self.surface, self.start, self.steps, self.seed, report)
            )
            report(1.0)
        return tuple(trajectories)


def nearest(text: str) -> tuple[Experiment, list[str]]:
    """Return the valid experiment nearest to what a link says, and all that was wrong with it.

    What is valid is kept, a number out of range is held at its bound, and what cannot be read is
    left out; only where nothing is left does a default step in. An empty text is ``DEFAULT``, and
    nothing is wrong with it. Never raises.
    """
    if text.strip() in ("", "?"):
        return DEFAULT, []
    complaints: list[str] = []
    return Experiment(*_pieces(text, complaints.append)), complaints


def bounds(surface: Surface) -> tuple[Knob, ...]:
    """Return what each coordinate of a start may be."""
    box = zip(surface.domain.low, surface.domain.high, strict=True)
    return tuple(
        Knob(
            rf"\theta_{i + 1}",
            (low + high) / 2 - REACH * (high - low) / 2,
            (low + high) / 2 + REACH * (high - low) / 2,
        )
        for i, (low, high) in enumerate(box)
    )


def _pieces(text: str, complain: Complain) -> Pieces:
    """Read what an experiment is made of, and mend all that ``complain`` lets pass."""
    given = _pairs(text, complain)

    def readable(key: str, reading: Callable[[str], T]) -> list[T]:
        things: list[T] = []
        for value in given[key]:
            try:
                things.append(reading(value))
            except ValueError as error:
                complain(str(error))
        return things

    surface, *_ = *readable("surface", lambda value: read(value, Surface, complain)), Rosenbrock()
    classic = surface.starts[0]
    start, *_ = *readable("start", lambda value: _start(value, surface, complain)), classic
    steps, *_ = *readable("steps", lambda value: read_number(value, STEPS, "steps", complain)), 200
    seed, *_ = *readable("seed", lambda value: read_number(value, SEED, "seed", complain)), 0
    optimizers = readable("optimizer", lambda value: read(value, Optimizer, complain))
    if not _finite(surface, start):
        complain(f"start = {','.join(map(write, start))}: the loss is not finite there")
        start = classic
    if len(optimizers) > MOST_OPTIMIZERS:
        complain(f"{len(optimizers)} optimizers are too many: allowed {MOST_OPTIMIZERS}")
    if not optimizers:
        complain("an optimizer is missing: a race needs at least one")
        optimizers = list(DEFAULT.optimizers)
    del optimizers[MOST_OPTIMIZERS:]
    while len(query := _query(surface, optimizers, start, steps, seed)) > LONGEST_LINK:
        complain(f"written out, the link has {len(query)} characters: allowed {LONGEST_LINK}")
        optimizers.pop()
    return surface, tuple(optimizers), start, int(steps), int(seed)


def _query(
    surface: Surface,
    optimizers: Sequence[Optimizer],
    start: Sequence[float],
    steps: float,
    seed: float,
) -> str:
    """Write a link's query."""
    pairs = [
        ("surface", write(surface)),
        ("start", ",".join(map(write, start))),
        ("steps", write(steps)),
        ("seed", write(seed)),
        *(("optimizer", write(optimizer)) for optimizer in optimizers),
    ]
    return "&".join(f"{key}={quote(value, safe=UNENCODED)}" for key, value in pairs)


def _start(text: str, surface: Surface, complain: Complain) -> tuple[float, ...]:
    """Read a point near the map of a surface."""
    allowed, texts = bounds(surface), text.split(",")
    if len(texts) != len(allowed):
        refuse(f"start = {shorten(text)}: {write(surface)} needs {len(allowed)} coordinates")
    point = list(surface.starts[0])
    for i, coordinate in enumerate(texts):
        try:
            point[i] = read_number(coordinate, allowed[i], f"start coordinate {i + 1}", complain)
        except ValueError as error:
            complain(str(error))
    return tuple(point)


def _finite(surface: Surface, start: tuple[float, ...]) -> bool:
    """Tell whether a run can start there."""
    point = np.array(start)[:, None]
    with np.errstate(all="ignore"):
        return bool(np.isfinite([*surface.value(point), *surface.grad(point).ravel()]).all())


def _pairs(text: str, complain: Complain) -> dict[str, list[str]]:
    """Take a query apart: the texts given for each key."""
    if len(text) > LONGEST_LINK:
        complain(f"the link has {len(text)} characters: allowed {LONGEST_LINK}")
        text = text[:LONGEST_LINK].rpartition("&")[0]
    text = text.strip().removeprefix("?")
    pairs = text.split("&") if text else []
    if len(pairs) > MOST_PIECES:
        complain(f"the link has {len(pairs)} pieces: allowed {MOST_PIECES}")
    given: dict[str, list[str]] = {key: [] for key in KEYS}
    for pair in pairs[:MOST_PIECES]:
        key, _, value = (unquote_plus(part).strip() for part in pair.partition("="))
        if not value:
            complain(f"{shorten(pair) or 'an empty piece'} is not of the form key=value")
        elif key not in given:
            complain(f"{shorten(key)} is no key of a link: {suggest(key, KEYS)}")
        elif given[key] and key != "optimizer":
            complain(f"{key} is given twice: {shorten(given[key][0])} and {shorten(value)}")
        else:
            given[key].append(value)
    return given


DEFAULT = Experiment(
    surface=Rosenbrock(),
    optimizers=(
        GradientDescent(lr=0.002),
        Momentum(lr=0.0015),
        HeavyBall(lr=0.001, beta=0.95),
        Nesterov(lr=0.0012),
        AdaGrad(lr=1.0),
        RMSprop(lr=0.02),
        Adam(lr=0.3),
        AdamW(lr=0.3),
    ),
    start=(-1.2, 1.0),
    steps=500,
)
"""The race on the front page. Adam arrives; AdamW, at the same rate, is held back by its decay."""
