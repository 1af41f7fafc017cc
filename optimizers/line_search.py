r"""How far to go along a direction: line searches, each a thing of its own.

A rule says where to (:math:`p`, downhill) and which step to try first; a search looks at the loss
along the line, :math:`\varphi(\alpha) = f(\theta + \alpha p)`, and says how far. Nocedal and Wright
(2006), "Numerical Optimization", chapter 3, https://doi.org/10.1007/978-0-387-40065-5
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked
from optimizers.algebra import dot
from optimizers.cached import CachedPoint, only
from optimizers.meanings import others

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

        ``first`` is the step to try first, positive. Each lane of a batch searches for itself.
        """


@dataclass(frozen=True)
class FixedStep(LineSearch):
    r"""Ask nothing: the first step it is.

    .. math:: \alpha = \alpha_0

    What the rule proposes is believed, even uphill. Under noise there is little else to do: what
    one sample says about a step does not hold for the next. Schraudolph, Yu and Günter (2007), "A
    Stochastic Quasi-Newton Method for Online Convex Optimization",
    https://proceedings.mlr.press/v2/schraudolph07a.html
    """

    title: ClassVar[str] = "Fixed step"
    monotone = False
    formula: ClassVar[str] = r"\alpha = \alpha_0"

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Count both slopes."""
        return Asked(grad=2)

    def search(self, here: CachedPoint, p: Array, first: Hyper) -> SearchResult:
        """Take the first step."""
        step = np.broadcast_to(first, p.shape[1:])
        return SearchResult(step, CachedPoint(here.f, here.theta + step * p))


@dataclass(frozen=True)
class Backtracking(LineSearch):
    r"""Try a step, and cut it until the loss falls by a fair part of what the slope promised.

    .. math:: \varphi(\alpha) \le \varphi(0) + c_1\, \alpha\, \varphi'(0),
        \qquad \alpha \in \{\alpha_0, \rho\, \alpha_0, \rho^2 \alpha_0, \dots\}

    It asks for values only, and never looks farther than the first step: a rule that proposes too
    short ones is not helped. Armijo (1966), https://doi.org/10.2140/pjm.1966.16.1; Nocedal and
    Wright (2006), Algorithm 3.1. Where the loss overflows it goes on cutting. Nothing is found
    after K probes, or where the direction does not lead downhill.
    """

    title: ClassVar[str] = "Backtracking (Armijo)"
    formula: ClassVar[str] = (
        r"\varphi(\alpha) \le \varphi(0) + c_1\, \alpha\, \varphi'(0),"
        r"\quad \alpha = \rho^k \alpha_0,\quad k < K"
    )

    c1: Hyper = knob(1e-4, "c_1", 1e-8, 0.5, others.FAIR_PART, log=True)
    shrink: Hyper = knob(0.5, r"\rho", 0.05, 0.95, others.CUT)
    probes: int = knob(30, "K", 1, 100, others.PROBES)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Count a height for each probe."""
        return Asked(value=1 + probes * int(np.max(self.probes)), grad=2)

    def search(self, here: CachedPoint, p: Array, first: Hyper) -> SearchResult:
        """Follow Algorithm 3.1."""
        with np.errstate(all="ignore"):  # an overflow is an answer: too far
            slope = dot(here.grad, p)
            found, value = np.zeros_like(slope), here.value
            step = np.broadcast_to(first, slope.shape)
            searching = leads_down(here.value, slope)
            for k in range(int(np.max(self.probes))):
                searching = searching & (k < self.probes)
                if not searching.any():
                    break
                f = only(here.f, searching)
                tried = f.value(here.theta + np.where(searching, step, found) * p)
                fair = tried <= here.value + self.c1 * step * slope
                low: Mask = searching & fair & np.isfinite(tried)
                found, value = np.where(low, step, found), np.where(low, tried, value)
                searching = searching & ~low
                step = self.shrink * step
            return SearchResult(found, CachedPoint(here.f, went(here.theta, found, p), value=value))


class Probe(NamedTuple):
    """What is known about one step: all ``(*batch)`` but the gradient, ``(n, *batch)``."""

    step: Array
    value: Array
    slope: Array
    """Along the line."""
    grad: Array


@dataclass(frozen=True)
class StrongWolfe(LineSearch):
    r"""Find a step far enough for the slope to level out, and yet with a fair loss of height.

    .. math:: \varphi(\alpha) \le \varphi(0) + c_1\, \alpha\, \varphi'(0), \qquad
        |\varphi'(\alpha)| \le c_2\, |\varphi'(0)|

    The second condition forbids short steps, and so the slope is seen to change: quasi-Newton rules
    learn a positive curvature from it. While the loss falls and the slope stays steep, steps grow,
    two to ten times; once a minimum is known to lie between two of them, the next is where a cubic
    through both ends has its minimum, yet not within a tenth of either end. With a small
    :math:`c_2` the search is nearly exact.

    Wolfe (1969), https://doi.org/10.1137/1011036; Nocedal and Wright (2006), Algorithms 3.5 and 3.6
    with the interpolation of section 3.5. The lowest step of fair height is taken where the
    conditions were not met in K probes, or where probes can no longer be told apart; nothing is
    found if there is none, or if the direction does not lead downhill.
    """

    title: ClassVar[str] = "Strong Wolfe"
    formula: ClassVar[str] = (
        r"\varphi(\alpha) \le \varphi(0) + c_1\, \alpha\, \varphi'(0),\quad"
        r"|\varphi'(\alpha)| \le c_2\, |\varphi'(0)|,\quad\text{at most } K \text{ probes}"
    )

    c1: Hyper = knob(1e-4, "c_1", 1e-8, 1e-3, others.FAIR_PART, log=True)
    c2: Hyper = knob(0.9, "c_2", 1e-3, 0.99, others.LEFT_SLOPE)
    probes: int = knob(20, "K", 1, 100, others.PROBES)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Count a height and a slope for each probe, the last of which is where it ends."""
        most = probes * int(np.max(self.probes))
        return Asked(value=1 + most, grad=1 + most)

    def search(self, here: CachedPoint, p: Array, first: Hyper) -> SearchResult:
        """Follow Algorithm 3.5 until there is an interval (``high`` is finite), then 3.6."""
        with np.errstate(all="ignore"):  # an overflow is an answer: too far
            slope = dot(here.grad, p)
            nowhere = np.zeros_like(slope)
            low = Probe(nowhere, here.value, slope, here.grad)
            high = Probe(nowhere + np.inf, nowhere, nowhere, here.grad)
            step = np.broadcast_to(first, slope.shape)
            searching = leads_down(here.value, slope)
            for k in range(int(np.max(self.probes))):
                at = here.theta + np.where(searching, step, low.step) * p
                apart = (at != here.theta + low.step * p).any(axis=0)
                searching = searching & apart & (k < self.probes)
                if not searching.any():
                    break
                f = only(here.f, searching)
                value, grad = f.value(at), f.grad(at)
                tried = Probe(step, value, dot(grad, p), grad)
                fair = value <= here.value + self.c1 * step * slope
                finite = np.isfinite(value) & np.isfinite(tried.slope)
                lower: Mask = finite & fair & (value < low.value)
                level = np.abs(tried.slope) <= -self.c2 * slope
                passed = tried.slope * (high.step - low.step) >= 0
                last = low
                high = choose(searching & ~lower, tried, high)
                high = choose(searching & lower & passed, low, high)
                low = choose(searching & lower, tried, low)
                searching = searching & ~(lower & level)
                step = np.where(np.isfinite(high.step), inside(low, high), beyond(last, low))
            there = went(here.theta, low.step, p)
            return SearchResult(
                low.step, CachedPoint(here.f, there, value=low.value, grad=low.grad)
            )


def leads_down(value: Array, slope: Array) -> Mask:
    """Tell in which lanes there is anything to search, ``(*batch)``."""
    return np.isfinite(value) & np.isfinite(slope) & (slope < 0)


def went(theta: Array, step: Array, p: Array) -> Array:
    """Return the points ``(n, *batch)`` after a step; a step of 0 leaves them whatever p is."""
    return np.where(step > 0, theta + step * p, theta)


def choose(where: Mask, one: Probe, other: Probe) -> Probe:
    """Take one probe in some lanes, and another elsewhere."""
    return Probe(*(np.where(where, a, b) for a, b in zip(one, other, strict=True)))


def bottom(a: Probe, b: Probe) -> Array:
    """Return where the cubic with the values and slopes of two probes has its minimum.

    As a part of the way from a to b, ``(*batch)``; not finite where there is none.
    """
    width = b.step - a.step
    chord = 3 * (b.value - a.value) / width
    d1 = a.slope + b.slope - chord
    d2 = np.sign(width) * np.sqrt(d1 * d1 - a.slope * b.slope)
    return 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)


def inside(low: Probe, high: Probe) -> Array:
    """Return the next step between two probes; close to the low end where the other overflowed."""
    part = np.clip(bottom(low, high), 0.1, 0.9)
    part = np.where(np.isfinite(part), part, 0.5)
    part = np.where(np.isfinite(high.value) & np.isfinite(high.slope), part, 0.1)
    return low.step + part * (high.step - low.step)


def beyond(last: Probe, low: Probe) -> Array:
    """Return the next step ahead of two probes."""
    part = bottom(last, low)
    part = np.where(part > 1, np.clip(part, 2.0, 10.0), 10.0)
    return last.step + part * (low.step - last.step)


LINE_SEARCHES: dict[str, type[LineSearch]] = {
    "FixedStep": FixedStep,
    "Backtracking": Backtracking,
    "StrongWolfe": StrongWolfe,
}
"""Every line search by its class name, in the order in which they are taught."""
