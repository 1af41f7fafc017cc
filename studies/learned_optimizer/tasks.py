"""The landscapes that the learned optimizer is trained on, drawn at random.

All surfaces that are not named here are held out: on those it shows what was learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array, norm
from core.knobs import knobs
from core.loss import Seed
from surfaces import (
    Cliff,
    GaussianWells,
    Himmelblau,
    Plateau,
    Quadratic,
    Rosenbrock,
    Saddle,
    rng,
)
from surfaces.base import Surface
from surfaces.noisy import Tilted

KINDS: tuple[type[Surface], ...] = (
    Quadratic,
    Rosenbrock,
    Saddle,
    Plateau,
    Cliff,
    Himmelblau,
    GaussianWells,
)
SIZES = (0.5, 50.0)
"""Half the width of a task's map."""
NOISY = 0.3
"""The share of the tasks whose slopes are noisy."""
NOISE = (3e-3, 1.0)
"""How large the noise is, in shares of the slope at the start."""
MOST, LEAST = 1e2, 1e-10
"""Heights above the minimum that no longer count, in shares of that of the start."""


class TaskTerm(NamedTuple):
    """One surface, its knobs swept, that serves some of the tasks."""

    surface: Surface
    runs: slice


@dataclass(frozen=True, eq=False)
class Tasks:
    """Many losses at once, on points ``(2, *any, tasks, runs)``.

    Each is a surface that was turned about the middle of its map, and stretched. All arrays are
    ``(tasks, 1)``.
    """

    parts: tuple[TaskTerm, ...]
    lowest: Array
    """The height of the lowest minimum."""
    scale: Array
    """How far a step of length one goes on the surface."""
    turn: Array
    """The angle."""
    sigma: Array
    """How noisy the slopes are."""

    def at(self, t: int, seed: Seed = 0) -> Tilted:
        """Return what step ``t`` sees."""
        numbers, runs = rng.seeds(seed)
        xi = rng.drawn(numbers, lambda one: np.random.default_rng((one, t)).standard_normal(2))
        return Tilted(self, xi[:, runs], self.sigma)

    def value(self, theta: Array) -> Array:
        """Map points ``(2, *any, tasks, runs)`` to heights ``(*any, tasks, runs)``."""
        value = np.empty(theta.shape[1:])
        for surface, runs, places in self._places(theta):
            value[..., runs, :] = surface.value(places)
        return value

    def grad(self, theta: Array) -> Array:
        """Map points ``(2, *any, tasks, runs)`` to gradients of the same shape."""
        grad = np.empty(theta.shape)
        for surface, runs, places in self._places(theta):
            grad[..., runs, :] = surface.grad(places)
        return self.scale * turned(grad, -self.turn)

    def hess(self, theta: Array) -> Array:
        """Raise ``NotImplementedError``: no rule that is trained here asks for curvature."""
        raise NotImplementedError

    def digits(self, value: Array) -> Array:
        """Map heights ``(steps + 1, tasks, runs)`` to log10 of what is left of the first one."""
        left = (value - self.lowest) / (value[0] - self.lowest)
        return np.log10(np.clip(left, 0.0, MOST) + LEAST)

    def _places(self, theta: Array) -> Iterator[tuple[Surface, slice, Array]]:
        """Yield each surface, which tasks it serves, and where it is asked."""
        x, y = self.scale * turned(theta, self.turn)
        for surface, runs in self.parts:
            a, b = middle(surface)
            yield surface, runs, np.array([x[..., runs, :] + a, y[..., runs, :] + b])


def drawn(seed: tuple[int, ...], copies: int) -> tuple[Tasks, Array]:
    """Draw so many tasks of each kind; return them and their starts, ``(2, tasks, 1)``.

    Knobs are drawn from all over their ranges, starts from all over the map.
    """
    rng = np.random.default_rng(seed)
    parts: list[TaskTerm] = []
    surfaces: list[Surface] = []
    for kind in KINDS:
        members = [kind(**settings(kind, rng)) for _ in range(copies)]
        alone = any(about.integer for about in knobs(kind).values())  # those cannot be swept
        for group in [[one] for one in members] if alone else [members]:
            parts.append(TaskTerm(swept(group), slice(len(surfaces), len(surfaces) + len(group))))
            surfaces += group
    count = (len(surfaces), 1)
    half = np.array([np.subtract(s.domain.high, s.domain.low) / 2 for s in surfaces]).T[..., None]
    scale = half.max(axis=0) / spread(rng, *SIZES, count)
    turn = rng.uniform(0.0, 2 * np.pi, count)
    start = turned(half * rng.uniform(-1.0, 1.0, half.shape), -turn) / scale
    silent = np.zeros(count)
    lowest = np.array([[surface.floor] for surface in surfaces])
    tasks = Tasks(tuple(parts), lowest, scale, turn, silent)
    slope = norm(tasks.grad(start))
    noise = np.where(rng.random(count) < NOISY, spread(rng, *NOISE, count), silent)
    return Tasks(tuple(parts), lowest, scale, turn, noise * slope), start


def settings(kind: type[Surface], rng: np.random.Generator) -> dict[str, float]:
    """Draw one value for each knob."""
    values: dict[str, float] = {}
    for name, about in knobs(kind).items():
        if about.integer:
            values[name] = int(rng.integers(int(about.low), int(about.high), endpoint=True))
        elif about.log:
            values[name] = float(spread(rng, about.low, about.high, ()))
        else:
            values[name] = float(rng.uniform(about.low, about.high))
    return values


def swept(group: list[Surface]) -> Surface:
    """Return one surface whose knobs are those of all of a group, ``(members, 1)``."""
    if len(group) == 1:
        return group[0]
    kind: Any = type(group[0])
    return kind(**{f.name: np.array([[getattr(s, f.name)] for s in group]) for f in fields(kind)})


def spread(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> Array:
    """Draw numbers, each order of magnitude as likely as the others."""
    return np.exp(rng.uniform(np.log(low), np.log(high), shape))


def turned(vector: Array, angle: Array) -> Array:
    """Turn vectors ``(2, *any, tasks, runs)`` counter-clockwise by angles ``(tasks, 1)``."""
    x, y = vector
    c, s = np.cos(angle), np.sin(angle)
    return np.array([c * x - s * y, s * x + c * y])


def middle(surface: Surface) -> tuple[float, float]:
    """Return the middle of a map."""
    (a, b), (c, d) = surface.domain.low, surface.domain.high
    return (a + c) / 2, (b + d) / 2
