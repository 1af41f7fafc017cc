"""The learning rate at which a rule stops settling in a bowl, and starts to climb out of it.

It depends on lr·λ alone, the rate times the largest curvature, called sharpness here. On a
quadratic each step multiplies the error by 1 - lr·λ under gradient descent, and by the roots of
z² - (1 + β - lr·λ) z + β under momentum, one of which is -1 at lr·λ = 2 + 2β. Goh (2017), "Why
Momentum Really Works", https://doi.org/10.23915/distill.00006; on networks, which come to train at
this very edge, Cohen et al. (2021), https://arxiv.org/abs/2103.00065
"""

from __future__ import annotations

import numpy as np

from experiments.evidence import Evidence
from optimizers import (
    Clipped,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    Scheduled,
)


def rule_at(optimizer: Optimizer, t: int) -> Optimizer:
    """Return the rule inside all wrappers, its knobs as step t (the first is 1) has them."""
    while isinstance(optimizer, (Scheduled, Clipped, Lookahead)):
        optimizer = optimizer.at(t) if isinstance(optimizer, Scheduled) else optimizer.inner
    return optimizer


def bound(optimizer: Optimizer, t: int) -> float | None:
    """Return what lr·λ must stay below at step t, or None where no such law holds.

    Under ``Lookahead`` it does not: coming back half way can tame a rule that would run away.
    """
    match optimizer:
        case GradientDescent():
            return 2.0
        case Momentum() | HeavyBall():
            return float(2 + 2 * optimizer.beta)
        case Nesterov():
            return float((2 + 2 * optimizer.beta) / (1 + 2 * optimizer.beta))
        case Scheduled():
            return bound(optimizer.at(t), t)
        case Clipped():
            return bound(optimizer.inner, t)
        case _:
            return None


class Stability:
    """The last rate of a run and the curvatures that it met, where its rule has a law for them."""

    def __init__(self, e: Evidence) -> None:
        """Look at the last step that was taken, be it the one that overflowed."""
        run, step = e.run, min(e.last + 1, e.run.steps)
        self.rule = rule_at(run.optimizer, max(step, 1))
        self.lr = float(run.lr[step - 1]) if step else np.nan
        self.bound = bound(run.optimizer, max(step, 1))
        self.law = bound(self.rule, max(step, 1))
        """The bound of the rule inside: it settles below, and so does any wrapper around it."""
        self.sharpness = None if self.law is None else self.lr * float(e.curvatures[-1])
        met = e.curvatures_on_the_way[:, -1]
        met = met[np.isfinite(met)]
        self.steepest = float(np.max(met, initial=0.0))
        self.typical = float(np.median(met)) if len(met) else np.nan

    @property
    def settling_rate(self) -> float | None:
        """Half of the rate that the law forbids where the ground bends most, or None."""
        if self.law is None or self.steepest <= 0:
            return None
        return round_down(self.law / 2 / self.steepest)

    @property
    def overshoots(self) -> bool:
        """Whether the law forbids the rate where the ground bends most."""
        return self.law is not None and self.lr * self.steepest >= self.law * (1 - 1e-9)

    def fastest_friction(self, curvature: float) -> float | None:
        """Return the beta above which momentum swings along a direction, if it is above that.

        It is where the two roots of the quadratic meet: (1 - sqrt(lr·λ))². None for other rules.
        """
        if not isinstance(self.rule, (Momentum, HeavyBall)) or not 0 < self.lr * curvature < 1:
            return None
        critical = float((1 - np.sqrt(self.lr * curvature)) ** 2)
        return critical if self.rule.beta > critical else None


def round_down(number: float) -> float:
    """Return the largest number of two digits that is no larger than a positive one."""
    unit = 10.0 ** (np.floor(np.log10(number)) - 1)
    return float(f"{np.floor(number / unit * (1 + 1e-12)) * unit:.2g}")
