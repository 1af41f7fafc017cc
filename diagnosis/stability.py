"""The learning rate at which a rule stops settling in a bowl, and starts to climb out of it.

It depends on lr·λ alone, the rate times the largest curvature, called sharpness here. On a
quadratic each step multiplies the error by 1 - lr·λ under gradient descent, and by the roots of
z² - (1 + β - lr·λ) z + β under momentum, one of which is -1 at lr·λ = 2 + 2β. Goh (2017), "Why
Momentum Really Works", https://doi.org/10.23915/distill.00006; on networks, which come to train at
this very edge, Cohen et al. (2021), https://arxiv.org/abs/2103.00065
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from diagnosis.curvature import eigenvalues
from diagnosis.evidence import Evidence
from diagnosis.once import once
from optimizers import Optimizer


def rule_at(optimizer: Optimizer, t: int) -> Optimizer:
    """Return the rule inside all wrappers, its knobs as step t (the first is 1) has them."""
    return optimizer.acting(t)


def bound(optimizer: Optimizer, t: int) -> float | None:
    """Return what lr·λ must stay below at step t, or None where no such law holds."""
    law = optimizer.stability_bound(t)
    return None if law is None else float(law)


class Stability:
    """The last rate of a run and the curvatures that it met, where its rule has a law for them."""

    def __init__(self, e: Evidence) -> None:
        """Look at the last step that was taken, be it the one that overflowed."""
        run, step = e.run, min(e.last + 1, e.run.steps)
        self.rule = rule_at(run.optimizer, max(step, 1))
        self.beta = float(getattr(self.rule, "beta", 0.0))
        self.lr = float(run.lr[step - 1]) if step else np.nan
        self.bound = bound(run.optimizer, max(step, 1))
        self.law = bound(self.rule, max(step, 1))
        """The bound of the rule inside: it settles below, and so does any wrapper around it."""
        largest = curvatures_at_end(e)[-1]
        self.sharpness = float(self.lr * largest) if step and self.law is not None else None
        self.forbidden = 0.0
        """The part of the map below the start where the law forbids the rate."""
        if self.law is not None and len(e.curvatures_below):
            self.forbidden = float(np.mean(self.lr * e.curvatures_below >= self.law))
        met = np.concatenate([e.curvatures_on_the_way, e.curvatures_below])
        self.steepest = float(np.max(met, initial=0.0))
        """The largest curvature anywhere on the map or the path, but for ground above the start.

        A run whose steps always descend stays there: for gradient descent, those whose rate is
        below 2 / (the largest curvature that they cross). Nesterov (2004), "Introductory Lectures
        on Convex Optimization", section 1.2.3.
        """

    @property
    def settling_rate(self) -> float | None:
        """A rate safe everywhere below the start: half of what the law forbids there, or None.

        A ball that rolls must not gain height by its speed either: for momentum too it is at most
        1 / (the largest curvature).
        """
        if self.law is None or self.steepest <= 0:
            return None
        return round_down(min(self.law / 2, 1.0) / self.steepest)

    @property
    def overshoots(self) -> bool:
        """Whether the law forbids the rate somewhere below the start."""
        return self.law is not None and self.lr * self.steepest >= self.law * (1 - 1e-9)

    def critical_beta(self, curvature: float) -> float | None:
        """Return the beta above which it swings along a direction; None for rules without one."""
        law = self.rule.law
        return None if law is None else law.critical_beta(self.lr * curvature)

    def swings(self, curvature: float) -> bool:
        """Tell whether momentum swings along a direction."""
        critical = self.critical_beta(curvature)
        return critical is not None and self.beta > critical

    def outlasts(self, steps: int) -> bool:
        """Tell whether a swing is still a tenth as wide after so many steps.

        The product of the two roots is beta (a little less for Nesterov): a swing shrinks by its
        square root at every step.
        """
        return bool(np.power(self.beta, steps / 2) > 0.1)


@once
def curvatures_at_end(e: Evidence) -> Array:
    """Return the eigenvalues of the Hessian where a run ends, ascending; NaN if not finite."""
    return eigenvalues(e.problem, e.end[:, None])[0]


@once
def stability(e: Evidence) -> Stability:
    """Look at a run's last rate and curvatures."""
    return Stability(e)


def round_down(number: float) -> float:
    """Return the largest number of two digits that is no larger than a positive one."""
    unit = 10.0 ** (np.floor(np.log10(number)) - 1)
    return float(f"{np.floor(number / unit * (1 + 1e-12)) * unit:.2g}")
