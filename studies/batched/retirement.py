"""Which minima hold runs that rest there, so that they may retire before the last step."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from core.arrays import Array, Hyper
from diagnosis.stability import swept_bound
from optimizers import (
    BFGS,
    LBFGS,
    Adam,
    Averaged,
    Clipped,
    ConjugateGradient,
    Newton,
    Optimizer,
    TrustRegion,
)
from optimizers.wrappers import Wrapper
from studies.batched.adam_at_minimum import adam_stays
from studies.batched.batch import BatchState
from studies.batched.known_minima import KnownMinima, Mask, Whole

SEARCHING = TrustRegion, ConjugateGradient, BFGS, LBFGS
"""Rules that try how far to step: they settle in a bowl, however steep it is."""


def settles(rule: Optimizer, noisy: bool = False) -> bool:
    """Tell whether there are minima that are known to hold runs of a rule."""
    return (type(rule) is Adam and not noisy) or bool(np.any(np.greater(steepest_held(rule), 0)))


def steepest_held(rule: Optimizer) -> Hyper:
    """Return up to which curvature a minimum is known to hold runs of a rule that rest there.

    It is infinite for rules that settle anywhere. Others rest in a bowl that is too steep for their
    rate, if they happen to hit its very middle, but only for a while. It is 0 where no such law
    is known: under a schedule a rate may rise again. So does that of a rule that divides by what it
    remembers of the gradient, as it forgets; but of Adam alone, it is known how far that may lead.
    """
    if isinstance(rule, (Clipped, Averaged)):
        return steepest_held(rule.inner)
    if isinstance(rule, Newton):
        return np.where(np.less(rule.lr, 2), np.inf, 0.0)  # which multiplies errors by 1 - lr
    if isinstance(rule, SEARCHING):
        return np.inf
    law = None if isinstance(rule, Wrapper) else swept_bound(rule, 1)
    return 0.0 if law is None else law / cast("Any", rule).lr


def stays(runs: BatchState, grad: Array, known: KnownMinima, at: Whole, t: int, steps: int) -> Mask:
    """Tell which runs ``(N,)``, each at rest at a minimum, will stay there to the last step."""
    if type(runs.rule) is Adam:  # which may leave again, even from rest
        return adam_stays(runs, grad, known, at, t, steps)
    return known.steepest[at] < np.broadcast_to(steepest_held(runs.rule), at.shape)
