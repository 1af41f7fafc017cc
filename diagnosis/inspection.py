"""One run, looked at from inside: what its rule remembered, asked and computed at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem
from diagnosis.recorders import Call, Noted, Traced
from diagnosis.tracing import single
from experiments.labels import layers
from experiments.running import run
from experiments.trajectory import Trajectory
from optimizers.base import Optimizer
from optimizers.cached import Known


@dataclass(frozen=True, eq=False)
class Inspection:
    """A run of one start, and what stood in the state of each layer of its rule."""

    trajectory: Trajectory
    layers: tuple[Optimizer, ...]
    """The optimizer and all that it wraps, from the outside in; the rule stands last."""
    states: tuple[Mapping[int, Any], ...]
    """What each layer returned as its state, by step; 0 is what it started with."""

    @property
    def steps(self) -> int:
        """How many steps there are to look at, the one that overflowed among them."""
        return min(int(self.trajectory.last) + 1, self.trajectory.steps)

    def at(self, t: int) -> tuple[Call | None, ...]:
        """Take step ``t`` (the first is 1) once more, and tell what each layer did, outside in.

        A layer that the step did not come to is None; of one that was called more than once, the
        last call is told. Raises ``ValueError`` unless there is such a step.
        """
        if not 1 <= t <= self.steps:
            raise ValueError(f"step {t} is not among the steps 1 to {self.steps} of this run")
        run, calls = self.trajectory, dict[int, Call]()
        theta = run.theta[t - 1][:, None]
        with np.errstate(all="ignore"):
            Traced.around(run.optimizer, calls).step(
                run.problem.at(t, run.seed), theta, self.states[0][t - 1], t
            )
        return tuple(calls.get(depth) for depth in range(len(self.layers)))

    def fields(self, layer: int) -> dict[str, Array]:
        """Return what a layer's own state held over time: ``(steps + 1, *shape)`` for each field.

        Fields of nested states have dotted names. What the layer inside keeps is not repeated, and
        what is only ``Known`` is left out. Where a field held nothing, or not in its largest shape,
        it is NaN.
        """
        return self._fields[layer]

    @cached_property
    def _fields(self) -> tuple[dict[str, Array], ...]:
        """The fields of all layers."""
        inside: tuple[Mapping[int, Any], ...] = (*self.states[1:], {})
        return tuple(
            _stacked([_own(own.get(t), inner.get(t)) for t in range(self.steps + 1)])
            for own, inner in zip(self.states, inside, strict=True)
        )

    @cached_property
    def slopes(self) -> Array:
        r"""The gradient that each step had before it, :math:`\nabla f_t(\theta_{t-1})`.

        ``(steps, n)``; noise included, whether the rule asked for it or not, and not yet clipped.
        """
        run = self.trajectory
        slopes = run.grad[: self.steps].copy()
        for t in range(1, self.steps + 1):
            sample = run.problem.at(t, run.seed)
            if sample is not run.problem:
                slopes[t - 1] = sample.grad(run.theta[t - 1][:, None])[:, 0]
        return slopes

    @cached_property
    def rates(self) -> Array:
        r"""The effective learning rate of each coordinate, ``(steps, n)``.

        :math:`|\theta_{t,i} - \theta_{t-1,i}| / |g_{t,i}|`: how far it moved for the slope that it
        had before it. For gradient descent that is the learning rate. NaN where the slope is 0,
        and in a step that overflowed.
        """
        moved = np.abs(np.diff(self.trajectory.theta[: self.steps + 1], axis=0))
        slope = np.abs(self.slopes)
        with np.errstate(all="ignore"):
            rates = np.where(slope > 0, moved / slope, np.nan)
        rates[int(self.trajectory.last) :] = np.nan
        return rates


def inspect(
    optimizer: Optimizer, problem: Problem, start: npt.ArrayLike, steps: int, seed: int = 0
) -> Inspection:
    """Run an optimizer from one start ``(n,)``, as ``run`` does, and look at its states.

    Raises ``ValueError`` for several starts or swept knobs, and as ``run`` does.
    """
    notes: dict[int, dict[int, Any]] = {}
    trajectory = run(Noted.around(optimizer, notes), problem, start, steps, seed)
    if trajectory.last.ndim:
        raise ValueError(f"a batch of shape {trajectory.last.shape} cannot be inspected: pick one")
    return Inspection(
        trajectory=replace(trajectory, optimizer=optimizer),
        layers=tuple(layers(optimizer)),
        states=tuple(notes[depth] for depth in sorted(notes)),
    )


def flattened(
    state: Any, without: Callable[[Any], bool] = lambda _: False, name: str = ""
) -> dict[str, Array]:
    """Return what a state of one start holds, by dotted names, batch axes dropped.

    ``without`` tells which parts to leave out. A state that is one array is called ``"state"``.
    """
    if state is None or without(state):
        return {}
    if isinstance(state, (tuple, list)):
        parts = cast("tuple[Any, ...]", state)
        names = getattr(parts, "_fields", map(str, range(len(parts))))
        found: dict[str, Array] = {}
        for part, held in zip(names, parts, strict=True):
            found |= flattened(held, without, f"{name}.{part}" if name else part)
        return found
    return {name or "state": np.asarray(single(np.asarray(state, dtype=float)))}


def _own(state: Any, inside: Any) -> dict[str, Array]:
    """Flatten what belongs to a layer itself: not the state inside, nor what it only knows."""
    return flattened(state, lambda part: part is inside or isinstance(part, Known))


def _stacked(moments: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """Join what a state held at each step to one array for each field."""
    shapes: dict[str, tuple[int, ...]] = {}
    for moment in moments:
        for name, held in moment.items():
            shapes[name] = max(shapes.get(name, ()), held.shape, key=lambda s: (len(s), s))
    fields = {name: np.full((len(moments), *shape), np.nan) for name, shape in shapes.items()}
    for t, moment in enumerate(moments):
        for name, held in moment.items():
            if held.shape == shapes[name]:
                fields[name][t] = held
    return fields


def memory(optimizer: Optimizer, n: int) -> int:
    """Return how many numbers an optimizer keeps between its steps for ``n`` parameters."""
    return sum(held.size for held in flattened(optimizer.init(np.zeros((n, 1)))).values())
