"""The one interface of an update rule: where it starts, and one step of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np

from core.arrays import Array, Hyper
from core.loss import Loss


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

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Return this rule with one knob multiplied by a factor.

        Raises ``ValueError`` where the rule has no such knob.
        """
        if not hasattr(self, knob):
            raise ValueError(f"{type(self).__name__} has no knob {knob!r} to schedule")
        return replace(self, **{knob: getattr(self, knob) * factor})  # type: ignore[type-var]
