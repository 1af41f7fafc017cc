"""Gradients that are wrong as they usually are: a sign, a factor, a term, a link of the chain.

The value stays right, so that only a check of the gradient can tell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.loss import Loss

AXES = "xy"
PERCENT = 1.01


class GradientMistake(ABC):
    """What goes wrong in a gradient. Subclasses are frozen dataclasses."""

    title: ClassVar[str]
    why: ClassVar[str]
    """One sentence: how it comes about."""

    @property
    def where(self) -> str:
        """Which part of the gradient it spoils; empty for all of it."""
        return ""

    @property
    def name(self) -> str:
        """What goes wrong, and where."""
        return f"{self.title}, in {self.where}" if self.where else self.title

    @abstractmethod
    def grad(self, loss: Loss, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to wrong gradients ``(n, *batch)``."""


@dataclass(frozen=True)
class Mistaken:
    """A loss whose value is right and whose gradient is not."""

    loss: Loss
    mistake: GradientMistake

    def value(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to heights ``(*batch)``: the right ones."""
        return self.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to gradients ``(n, *batch)``: the wrong ones."""
        return self.mistake.grad(self.loss, theta)

    def hess(self, theta: Array) -> Array:
        """Map points ``(n, *batch)`` to Hessians ``(n, n, *batch)``: the right ones."""
        return self.loss.hess(theta)


@dataclass(frozen=True)
class OfOneAxis(GradientMistake):
    """A mistake in one coordinate; the others are right."""

    axis: int

    @property
    def where(self) -> str:
        """The coordinate, by name."""
        return AXES[self.axis]

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Spoil one coordinate."""
        g = np.array(loss.grad(theta))
        g[self.axis] = self.spoilt(g[self.axis], loss, theta)
        return g

    @abstractmethod
    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Map slopes ``(*batch)`` along the axis to wrong ones."""


@dataclass(frozen=True)
class SignFlipped(OfOneAxis):
    """The slope uphill taken for the slope downhill."""

    title = "a sign flipped"
    why = "A minus was lost, as in the derivative of cos or of (a - x)²."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Turn the slope round."""
        return -slope


@dataclass(frozen=True)
class FactorForgotten(OfOneAxis):
    """Half the slope."""

    title = "a factor 2 forgotten"
    why = "The derivative of u² was written down as u."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Halve the slope."""
        return slope / 2


@dataclass(frozen=True)
class InnerForgotten(OfOneAxis):
    """The slope in x², where that in x is asked for."""

    title = "the inner derivative forgotten"
    why = "The chain rule stopped half way: df/d(u²), without the 2 u that comes from inside."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Leave out the inner derivative; where that is 0, nothing can be left out."""
        inner = 2 * theta[self.axis]
        return slope / np.where(inner == 0, 1.0, inner)


@dataclass(frozen=True)
class TermDropped(OfOneAxis):
    """The slope without what the other coordinate has a part in."""

    title = "a term dropped"
    why = "The terms in which the other coordinate stands too were left out."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Ask for the slope where the other coordinates are 0."""
        alone = np.zeros_like(theta)
        alone[self.axis] = theta[self.axis]
        return loss.grad(alone)[self.axis]


@dataclass(frozen=True)
class OnePercent(OfOneAxis):
    """A slope that is nearly right."""

    title = "wrong by 1 %"
    why = "A constant was copied wrongly: training hardly suffers, and nobody notices."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Make the slope a little steeper."""
        return PERCENT * slope


@dataclass(frozen=True)
class RightOnOneSide(OfOneAxis):
    """Right where the coordinate is positive, the sign lost where it is negative."""

    title = "right on one side only"
    why = "|u| was differentiated as u: right for positive coordinates, where it was tried out."

    def spoilt(self, slope: Array, loss: Loss, theta: Array) -> Array:
        """Turn the slope round on the other side."""
        return np.where(theta[self.axis] < 0, -slope, slope)


@dataclass(frozen=True)
class Swapped(GradientMistake):
    """Each coordinate has the slope of the other."""

    title = "the coordinates swapped"
    why = "The two slopes are right, and stand in the wrong order."

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Reverse the coordinates."""
        return loss.grad(theta)[::-1]


@dataclass(frozen=True)
class PenaltyAdded(GradientMistake):
    r"""A slope for a penalty :math:`\frac12 \lambda \|\theta\|^2` that the loss does not have."""

    title = "a penalty too many"
    why = "The gradient has λθ of a weight decay of 0.1 that the loss lacks."

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Add the penalty's gradient."""
        return loss.grad(theta) + 0.1 * theta


@dataclass(frozen=True)
class SinglePrecision(GradientMistake):
    """Right to seven digits."""

    title = "in single precision"
    why = "Somewhere on the way a float32 cut off half of the digits."

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Round the gradient to 24 bits."""
        with np.errstate(over="ignore"):
            return loss.grad(theta).astype(np.float32).astype(float)


@dataclass(frozen=True)
class NotAveraged(GradientMistake):
    """The sum over the samples, where their mean is asked for."""

    title = "1/N forgotten"
    why = (
        "The loss is a mean over N samples, the gradient a sum: a learning rate N times too large."
    )

    samples: int

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Multiply by the number of samples."""
        return self.samples * loss.grad(theta)


OF_ONE_AXIS: dict[str, type[OfOneAxis]] = {
    "sign": SignFlipped,
    "factor": FactorForgotten,
    "inner": InnerForgotten,
    "term": TermDropped,
    "percent": OnePercent,
    "side": RightOnOneSide,
}
"""By short name; so are the next."""
OF_ALL: dict[str, GradientMistake] = {
    "swapped": Swapped(),
    "penalty-added": PenaltyAdded(),
    "float32": SinglePrecision(),
}


def mistakes_in_the_plane(samples: int = 0) -> dict[str, GradientMistake]:
    """Return the mistakes that can be made in two slopes, by short name: ``"sign-x"``.

    With ``samples``, the loss is a mean over so many.
    """
    of_one = {
        f"{name}-{letter}": mistake(axis)
        for name, mistake in OF_ONE_AXIS.items()
        for axis, letter in enumerate(AXES)
    }
    return {**of_one, **OF_ALL, **({"sum": NotAveraged(samples)} if samples else {})}
