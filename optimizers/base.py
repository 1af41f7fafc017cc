"""The one interface of an update rule: where it starts, and one step of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knobs
from core.loss import Asked, Loss


class Arithmetic(NamedTuple):
    """About how many NumPy operations a step is, beside what it asks of the loss."""

    vectors: float = 12
    """Operations on all coordinates."""
    matrices: float = 0
    """Operations on matrices with a row and a column for each coordinate."""


class Optimizer(ABC):
    """An update rule. Subclasses are frozen dataclasses: fields are the knobs.

    ``step`` is given the loss itself, not a gradient, so that line one of each rule is
    ``g = f.grad(theta)``, as in its paper, and a rule that asks twice is no special case.
    """

    title: ClassVar[str]
    """The name a person reads; the class name is the name in links."""
    asks: ClassVar[tuple[str, ...]] = ("grad",)
    """What a step asks of the loss: some of ``"value"``, ``"grad"``, ``"hess"``."""

    @abstractmethod
    def init(self, theta: Array) -> Any:
        """Return the state before the first step at points ``(n, *batch)``."""

    @abstractmethod
    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step ``t`` (the first is 1): return the new points and the new state."""

    def rate(self, state: Any, t: int) -> Hyper:
        """Return the learning rate that step ``t``, which left ``state``, used."""
        return getattr(self, "lr", np.nan)

    def clipped(self, state: Any) -> Any:
        """Say where clipping acted in the step that left ``state``: bool, or ``(*batch)``."""
        return False

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return how often a step asks at most, if a line search takes this part of its probes."""
        return Asked(*(int(kind in self.asks) for kind in Asked._fields))

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Return how much a step computes itself, if a line search takes this part of its probes.

        It does not depend on how many coordinates there are.
        """
        return Arithmetic()

    @property
    def idle(self) -> tuple[str, ...]:
        """Knobs that turn nothing: a rule that somebody typed need not read all it could."""
        return ()

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Return this rule with one knob multiplied by a factor.

        Raises ``ValueError`` where the rule has no such knob, or the knob is a whole number or
        switched off.
        """
        if knob not in scalable(type(self)):
            choice = ", ".join(map(repr, scalable(type(self)))) or "none"
            raise ValueError(
                f"{type(self).__name__} has no knob {knob!r} that a factor can multiply;"
                f" those it has: {choice}"
            )
        if getattr(self, knob) is None:
            raise ValueError(f"{type(self).__name__} has its knob {knob!r} switched off")
        return self.with_field(knob, getattr(self, knob) * factor)

    def with_field(self, name: str, held: Any) -> Self:
        """Return this rule with one field changed."""
        # Wrappers call this at every step, and dataclasses.replace takes four times as long.
        changed = object.__new__(type(self))
        vars(changed).update(vars(self))
        vars(changed)[name] = held
        return changed


@cache
def scalable(rule: type[Optimizer]) -> tuple[str, ...]:
    """Name the knobs of a rule that may be multiplied by a factor: all but the whole numbers."""
    return tuple(name for name, about in knobs(rule).items() if not about.integer)


def in_use(rule: Optimizer) -> tuple[str, ...]:
    """Name those of a rule's scalable knobs that are not switched off, and turn something."""
    names = scalable(type(rule))
    return tuple(n for n in names if n not in rule.idle and getattr(rule, n) is not None)
