"""A step that is taken as it is, and one that is cut until the loss falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked
from optimizers.algebra import dot
from optimizers.cached import CachedPoint, only
from optimizers.line_search.base import LineSearch, Mask, SearchResult, leads_down, went
from optimizers.meanings import others


@dataclass(frozen=True)
class FixedStep(LineSearch):
    r"""Take the first step as it is, without a question to the loss.

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
