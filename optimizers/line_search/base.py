r"""How far to go along a direction: line searches, each a thing of its own.

A rule says where to (:math:`p`, downhill) and which step to try first; a search looks at the loss
along the line, :math:`\varphi(\alpha) = f(\theta + \alpha p)`, and says how far. Nocedal and Wright
(2006), "Numerical Optimization", chapter 3, https://doi.org/10.1007/978-0-387-40065-5
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Hyper
from core.loss import Asked
from optimizers.cached import CachedPoint

Mask = npt.NDArray[np.bool_]

PROBE = 40
"""About how many operations a search makes of each height that it asks for."""


class SearchResult(NamedTuple):
    """How far a search went, ``(*batch)``, 0 where it found nothing, and what it knows there."""

    step: Array
    there: CachedPoint


class LineSearch(ABC):
    """A choice of step lengths. Subclasses are frozen dataclasses: fields are the knobs."""

    title: ClassVar[str]
    formula: ClassVar[str]
    """LaTeX, in the symbols of the knobs: what holds for the step that it takes."""
    monotone: ClassVar[bool] = True
    """Whether it tries each step before it is taken, so that none leads uphill."""

    @abstractmethod
    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return how often it asks at most, if it takes this part of its probes.

        With the height and the slope where it starts, and the slope where it ends.
        """

    def arithmetic(self, probes: float = 1.0) -> float:
        """Return about how many operations it is, if it takes this part of its probes."""
        return PROBE * self.most_asked(probes).value

    @abstractmethod
    def search(self, here: CachedPoint, p: Array, first: Hyper) -> SearchResult:
        """Look along directions ``(n, *batch)``, and ask nothing that is known.

        ``first`` is the step to try first, positive. Each run of a batch searches for itself.
        """


def leads_down(value: Array, slope: Array) -> Mask:
    """Tell in which runs there is anything to search, ``(*batch)``."""
    return np.isfinite(value) & np.isfinite(slope) & (slope < 0)


def went(theta: Array, step: Array, p: Array) -> Array:
    """Return the points ``(n, *batch)`` after a step; a step of 0 leaves them whatever p is."""
    return np.where(step > 0, theta + step * p, theta)
