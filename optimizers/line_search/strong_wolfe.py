"""A search that brackets a minimum along the line, and closes in on it by cubics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked
from optimizers.algebra import dot
from optimizers.cached import CachedPoint, only
from optimizers.line_search.base import LineSearch, Mask, SearchResult, leads_down, went
from optimizers.meanings import others


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


def choose(where: Mask, one: Probe, other: Probe) -> Probe:
    """Take one probe in some runs, and another elsewhere."""
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
