r"""Laws of rules that are linear in the gradient: what they do where the loss is a parabola.

With the sharpness :math:`s = \alpha \lambda`, the rate times the curvature, gradient descent
multiplies the error by :math:`1 - s` at each step; momentum by the roots of
:math:`z^2 - (1 + \beta - s) z + \beta`, and Nesterov's by those of
:math:`z^2 - (1 + \beta)(1 - s) z + \beta (1 - s)`. Goh (2017), "Why Momentum Really Works",
https://doi.org/10.23915/distill.00006
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from core.arrays import Hyper


class Law(ABC):
    """What a rule does along one direction of a parabola; ``beta`` is its momentum."""

    @abstractmethod
    def bound(self, beta: Hyper) -> Hyper:
        """Return the sharpness below which it settles; there a root is -1."""

    @abstractmethod
    def critical_beta(self, sharpness: float) -> float | None:
        """Return the beta above which it swings, where both roots meet; None if it never does."""

    @abstractmethod
    def escape_factor(self, beta: float, sharpness: float) -> float:
        """Return the larger root where the ground bends down, by minus this sharpness."""


class DescentLaw(Law):
    """The law of gradient descent, which has no momentum."""

    def bound(self, beta: Hyper) -> Hyper:
        """Return 2."""
        return 2.0

    def critical_beta(self, sharpness: float) -> float | None:
        """Return None."""
        return None

    def escape_factor(self, beta: float, sharpness: float) -> float:
        """Return 1 + s."""
        return float(1 + sharpness)


class MomentumLaw(Law):
    """The law of momentum, in whatever units its velocity is kept."""

    def bound(self, beta: Hyper) -> Hyper:
        """Return 2 + 2 β."""
        return 2 + 2 * beta

    def critical_beta(self, sharpness: float) -> float | None:
        """Return (1 - √s)²."""
        root = np.sqrt(sharpness)
        return float((1 - root) ** 2) if 0 < root < 1 else None

    def escape_factor(self, beta: float, sharpness: float) -> float:
        """Return the larger root of z² - (1 + β + s) z + β."""
        return _larger(((1 + sharpness) + beta) / 2, beta)


class NesterovLaw(Law):
    """The law of momentum with a look ahead, at whichever of its two points it stands."""

    def bound(self, beta: Hyper) -> Hyper:
        """Return (2 + 2 β) / (1 + 2 β)."""
        return (2 + 2 * beta) / (1 + 2 * beta)

    def critical_beta(self, sharpness: float) -> float | None:
        """Return (1 - √s) / (1 + √s)."""
        root = np.sqrt(sharpness)
        return float((1 - root) / (1 + root)) if 0 < root < 1 else None

    def escape_factor(self, beta: float, sharpness: float) -> float:
        """Return the larger root of z² - (1 + β)(1 + s) z + β (1 + s)."""
        push = 1 + sharpness
        return _larger((1 + beta) * push / 2, beta * push)


def _larger(half: float, product: float) -> float:
    """Return the larger root of z² - 2 half z + product."""
    return float(half + np.sqrt(half * half - product))
