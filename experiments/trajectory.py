"""What a run leaves behind."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from importlib import import_module
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem, Seed
from optimizers.base import Optimizer

Counts = npt.NDArray[np.integer]


class Evaluations(NamedTuple):
    """How often each step asked the loss for something; integer arrays ``(steps, *batch)``."""

    value: Counts
    grad: Counts
    hess: Counts

    def cost(self, coordinates: int) -> Counts:
        """Return all together: a Hessian counts as many as it has rows, all else counts 1."""
        return self.value + self.grad + coordinates * self.hess


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One run: every iterate and what was true there. The shape ``batch`` is ``()`` for one start.

    A run that overflows stops: from then on the last finite point is repeated, ``lr`` is NaN and
    ``clipped`` is false.
    """

    optimizer: Optimizer
    problem: Problem
    seed: Seed
    """One for all runs, or an array that broadcasts against ``batch``: for each its own."""
    theta: Array
    """Iterates ``(steps + 1, n, *batch)``, the start first."""
    value: Array
    """The true loss at each iterate, ``(steps + 1, *batch)``."""
    grad: Array
    """The true gradient at each iterate, ``(steps + 1, n, *batch)``."""
    lr: Array
    """The learning rate that each step used, ``(steps, *batch)``; NaN if the rule has none."""
    clipped: npt.NDArray[np.bool_]
    """Where clipping acted, bool ``(steps, *batch)``."""
    last: npt.NDArray[np.integer]
    """Index of the last finite iterate, int ``(*batch)``: ``steps`` unless the run overflowed."""
    evaluations: Evaluations
    stop: Array
    """The iterate after ``last`` as it was, ``(n, *batch)``: there the loss, its gradient or the
    point itself is not finite. The last iterate where there is none."""

    @property
    def steps(self) -> int:
        """Number of steps asked for."""
        return len(self.theta) - 1

    @property
    def diverged(self) -> npt.NDArray[np.bool_]:
        """Whether the run overflowed, bool ``(*batch)``."""
        return self.last < self.steps

    @property
    def verdict(self) -> Any:
        """What ``diagnosis.judge`` says: for programs that version 0.1 wrote."""
        return import_module("diagnosis").judge(self)

    def __getitem__(self, index: Any) -> Trajectory:
        """Pick runs out of a batch, by any index into its batch axes."""
        axes = cast("tuple[Any, ...]", index if isinstance(index, tuple) else (index,))
        along = {name: getattr(self, name) for name in ("value", "lr", "clipped")}
        along = {name: array[:, *axes] for name, array in along.items()}
        vectors = {name: getattr(self, name)[:, :, *axes] for name in ("theta", "grad")}
        optimizer, problem = (
            _pick(owner, axes, self.last.shape) for owner in (self.optimizer, self.problem)
        )
        seed = _picked(self.seed, axes, self.last.shape)
        return replace(
            self,
            optimizer=optimizer,
            problem=problem,
            seed=seed,
            last=self.last[axes],
            stop=self.stop[:, *axes],
            evaluations=Evaluations(*(counts[:, *axes] for counts in self.evaluations)),
            **along,
            **vectors,
        )


def swept_shape(owner: Any) -> tuple[int, ...]:
    """Return the batch shape of the swept (array-valued) knobs of a rule or a surface."""
    shapes: list[tuple[int, ...]] = []
    for f in fields(owner):
        held: Any = getattr(owner, f.name)
        if isinstance(held, np.ndarray):
            shapes.append(cast("Array", held).shape)
        elif hasattr(held, "__dataclass_fields__"):
            shapes.append(swept_shape(held))
    return np.broadcast_shapes(*shapes)


def _picked(swept: Any, index: tuple[Any, ...], batch: tuple[int, ...]) -> Any:
    """Pick out of an array that broadcasts against a batch; a plain number is for all runs."""
    if not isinstance(swept, np.ndarray):
        return swept
    picked = np.broadcast_to(cast("Array", swept), batch)[index]
    return picked if np.ndim(picked) else picked.item()


def _pick(owner: Any, index: tuple[Any, ...], batch: tuple[int, ...]) -> Any:
    """Pick one setting out of swept knobs, through everything that the owner holds."""
    changes: dict[str, Any] = {}
    for f in fields(owner):
        held: Any = getattr(owner, f.name)
        if isinstance(held, np.ndarray):
            changes[f.name] = _picked(cast("Array", held), index, batch)
        elif hasattr(held, "__dataclass_fields__"):
            changes[f.name] = _pick(held, index, batch)
    return replace(owner, **changes)
